"""A patient's note held against a criterion: a sorting aid for staff, never a decision about a person.

``judge`` is the doorway.
"""

from crossroads.engines.eligibility.notes.judging import judge
from crossroads.engines.eligibility.notes.values import NoteLabel, NoteVerdict, Reason

__all__ = ["NoteLabel", "NoteVerdict", "Reason", "judge"]
