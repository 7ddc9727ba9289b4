"""What Crossroads reads in an eligibility text: each criterion, and what it would ask. Nothing of it is kept.

The reader and its lexicons are imported when a text is first read: most pages and commands read none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from crossroads.engines import eligibility
from crossroads.engines.eligibility.parsed import ParsedCriterion
from crossroads.studies.carrying import ReadRecord

TEXTS_AT_HAND = 16
"""A text of 200 kB takes seconds to read and megabytes to hold: the last few are remembered."""


REF_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """One criterion of a record as Crossroads read it.

    ref        names exactly this reading: it differs as soon as the words, their place, the question or the rule do
    questions  what a person would be asked; none where it is left to the site
    rule       with the verbatim words and their span; its code is the reader's own
    left       why no question can settle it, in words; "" where one does
    """

    ref: str
    parsed: ParsedCriterion
    questions: tuple[eligibility.Question, ...]
    rule: eligibility.CriterionRule
    left: str

    @property
    def is_simple(self) -> bool:
        """Whether it may be approved together with others: it became one question, or is left to the site."""
        return len(self.questions) <= 1

    @property
    def material(self) -> eligibility.Screener:
        """As a screener of its own."""
        return eligibility.Screener(self.questions, (self.rule,))


@lru_cache(maxsize=TEXTS_AT_HAND)
def read(text: str) -> ReadRecord:
    """An eligibility text with everything that can be read in it."""
    from crossroads.engines.eligibility import parsing

    return ReadRecord(text, parsing.parse(text))


@lru_cache(maxsize=TEXTS_AT_HAND)
def read_sentences(text: str) -> ReadRecord:
    """An eligibility text cut into its criteria: all that following them from one record to the next takes."""
    from crossroads.engines.eligibility import parsing

    return ReadRecord(text, parsing.parse(text, entities=False))


@lru_cache(maxsize=TEXTS_AT_HAND)
def readings_of(text: str) -> tuple[Reading, ...]:
    """Each criterion of a text, in reading order."""
    return tuple(_reading(one) for one in read(text).read.criteria)


def _reading(parsed: ParsedCriterion) -> Reading:
    from crossroads.engines.eligibility import asking

    draft = asking.draft(parsed)
    sealed = eligibility.screener_to_json(eligibility.Screener(draft.questions, (draft.rule,)))
    ref = hashlib.sha256(sealed.encode()).hexdigest()[:REF_LENGTH]
    return Reading(ref, parsed, draft.questions, draft.rule, draft.left.sentence if draft.left else "")
