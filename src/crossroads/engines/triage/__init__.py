"""Triage: a comment in, what it may be out, with the words that decided.

Nothing flagged is lost: the engine orders and alerts, and a person reads every comment. ``triage`` is the
doorway; ``read_comments`` reads files for the command line.
"""

from crossroads.engines.triage.comments import CommentLine, read_comments
from crossroads.engines.triage.engine import triage
from crossroads.engines.triage.values import (
    NO_CONTEXT,
    Evidence,
    Finding,
    Reason,
    Seriousness,
    SeriousnessHint,
    TriageContext,
    TriageResult,
)

__all__ = [
    "NO_CONTEXT",
    "CommentLine",
    "Evidence",
    "Finding",
    "Reason",
    "Seriousness",
    "SeriousnessHint",
    "TriageContext",
    "TriageResult",
    "read_comments",
    "triage",
]
