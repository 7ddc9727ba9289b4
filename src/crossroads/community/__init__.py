"""5. Conversations, triage queue, replies, safety reports."""
