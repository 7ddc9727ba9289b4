"""What is said of a note and a criterion."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crossroads.engines.eligibility.logic import Truth
from crossroads.engines.terms import CriterionCategory


class NoteLabel(StrEnum):
    """The labels of Jin et al. 2024 (TrialGPT, doi:10.1038/s41467-024-53081-z) for a criterion and a note."""

    INCLUDED = "included"
    NOT_INCLUDED = "not included"
    EXCLUDED = "excluded"
    NOT_EXCLUDED = "not excluded"
    NOT_ENOUGH = "not enough information"
    NOT_APPLICABLE = "not applicable"


BY_CATEGORY: dict[CriterionCategory, dict[Truth, NoteLabel]] = {
    CriterionCategory.INCLUSION: {
        True: NoteLabel.INCLUDED,
        False: NoteLabel.NOT_INCLUDED,
        None: NoteLabel.NOT_ENOUGH,
    },
    CriterionCategory.EXCLUSION: {
        True: NoteLabel.EXCLUDED,
        False: NoteLabel.NOT_EXCLUDED,
        None: NoteLabel.NOT_ENOUGH,
    },
}
"""What it means that a criterion as worded holds, does not hold, or cannot be known to."""


class Reason(StrEnum):
    """Which rule decided. DEFAULT is none: the note says nothing, and what is usual was taken."""

    AGE_AND_SEX = "age and sex"
    AGREEMENT = "agreement"
    PREGNANCY = "pregnancy"
    OTHER_PERSONS = "other persons"
    HEALTH = "health"
    MEASUREMENT = "measurement"
    MENTION = "mention"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the criterion as worded holds for this person, from which sentences, by which rule.

    applies  False where the criterion is about other persons than this one; ``holds`` then means nothing
    """

    holds: Truth
    evidence: tuple[int, ...]
    reason: Reason
    applies: bool = True


@dataclass(frozen=True, slots=True)
class NoteVerdict:
    """A label for staff to sort by; ``evidence`` holds the numbers of the note's sentences, ascending."""

    label: NoteLabel
    evidence: tuple[int, ...]
    reason: Reason

    @property
    def decided(self) -> bool:
        """Whether a rule decided, rather than what is usual when a note is silent."""
        return self.reason is not Reason.DEFAULT


def verdict(answer: Answer, category: CriterionCategory) -> NoteVerdict:
    label = BY_CATEGORY[category][answer.holds] if answer.applies else NoteLabel.NOT_APPLICABLE
    return NoteVerdict(label, tuple(sorted(set(answer.evidence))), answer.reason)
