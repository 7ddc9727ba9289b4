"""The verdict on one criterion from one note: rules in order, then what is usual when a note is silent."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from crossroads.engines.eligibility.notes.agreement import judge_agreement
from crossroads.engines.eligibility.notes.childbearing import (
    judge_childbearing,
    judge_menopause,
    without_childbearing,
)
from crossroads.engines.eligibility.notes.criterion import Criterion, read_criterion
from crossroads.engines.eligibility.notes.demography import (
    judge_age_and_sex,
    judge_health,
    judge_other_persons,
)
from crossroads.engines.eligibility.notes.measuring import judge_measurement
from crossroads.engines.eligibility.notes.mentioning import judge_condition_first, judge_mention
from crossroads.engines.eligibility.notes.note import Sentence, read_sentences
from crossroads.engines.eligibility.notes.person import Person, read_person
from crossroads.engines.eligibility.notes.silent import judge_silence
from crossroads.engines.eligibility.notes.values import Answer, NoteVerdict, verdict
from crossroads.engines.terms import CriterionCategory

_NOTES_KEPT = 64
_LONGEST_NOTE = 100_000  # characters of a note that are read


def judge(note: str, criterion: str, category: CriterionCategory, title: str = "") -> NoteVerdict:
    """How a note stands to a criterion, as a sorting aid for staff: never a decision about a person.

    note       free text, best with numbered sentences ("0. A 58-year-old woman ...")
    criterion  one criterion, verbatim
    title      of the study, which explains abbreviations
    """
    sentences, person = _read_note(note[:_LONGEST_NOTE])
    return verdict(_answer(read_criterion(criterion, category, title), title, sentences, person), category)


@lru_cache(maxsize=_NOTES_KEPT)
def _read_note(note: str) -> tuple[tuple[Sentence, ...], Person]:
    """A note is held against many criteria in a row: the last ones are kept."""
    sentences = read_sentences(note)
    return sentences, read_person(sentences)


def _answer(criterion: Criterion, title: str, sentences: tuple[Sentence, ...], person: Person) -> Answer:
    agreement = judge_agreement(criterion, sentences)
    if person.several or agreement is not None:
        return agreement or judge_silence(criterion)
    answer = (
        judge_menopause(criterion, person)
        or judge_childbearing(criterion, person)
        or judge_other_persons(criterion, person)
        or judge_condition_first(criterion, sentences)
    )
    if answer is not None:
        return answer
    answer, rest = judge_age_and_sex(criterion, person)
    if answer is not None:
        if not answer.holds:
            return answer
        left = read_criterion(rest, criterion.category, title)
        if not without_childbearing(left.parts):
            return answer
        more = judge_health(left, sentences, person) or judge_mention(left, sentences) or judge_silence(left)
        return _both(answer, more)
    return (
        judge_health(criterion, sentences, person)
        or judge_measurement(criterion, sentences)
        or judge_mention(criterion, sentences)
        or judge_silence(criterion)
    )


def _both(first: Answer, second: Answer) -> Answer:
    """Two things asked at once, of which the first holds."""
    return replace(second, evidence=first.evidence + second.evidence)
