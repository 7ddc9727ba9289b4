"""The database's own part of promise 1, alike on SQLite and PostgreSQL.

An approval is never rewritten: only its end may be written, once. It exists only for a hash that stands in the
manifest of an approving decision. And nobody decides on what they wrote or sent for review.
"""

from __future__ import annotations

from crossroads.base.guards import Guard, refuse

_KEPT = ("public_id", "message_id", "variant_ref", "content_hash", "decision_id", "expires_at")
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _KEPT)
_UNKNOWN = """NOT EXISTS (SELECT 1 FROM content_decision d WHERE d.id = NEW.decision_id
    AND d.outcome = 'approve' AND CAST(d.manifest AS text) LIKE '%' || NEW.content_hash || '%')"""
_OWN_WORK = """EXISTS (SELECT 1 FROM content_review r JOIN content_message m ON m.id = r.message_id
    WHERE r.id = NEW.review_id AND NEW.decided_by_id IN (m.author_id, r.submitted_by_id))"""

GUARDS: tuple[Guard, ...] = (
    refuse(
        "content_approvedcontent",
        "kept",
        verb="UPDATE",
        when=f"OLD.ended_at IS NOT NULL OR {_CHANGED}",
        says="an approval is never rewritten",
    ),
    refuse(
        "content_approvedcontent",
        "decided",
        verb="INSERT",
        when=_UNKNOWN,
        says="no decision approved this hash",
    ),
    refuse(
        "content_decision",
        "other_eyes",
        verb="INSERT",
        when=_OWN_WORK,
        says="nobody decides on their own work",
    ),
)
