"""3. Messages, paid campaigns, media, findings, reviews and decisions, ethics package."""
