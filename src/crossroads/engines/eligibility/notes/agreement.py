"""Criteria about consent and taking part, held against what the note says of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from crossroads.engines.eligibility.notes.criterion import Criterion
from crossroads.engines.eligibility.notes.note import Sentence
from crossroads.engines.eligibility.notes.values import Answer, Reason
from crossroads.engines.eligibility.notes.words import Words, content, lists, phrase_list, stem
from crossroads.engines.eligibility.parsed import FactKind

_BEFORE = 4  # words before an agreeing one within which a refusing one turns it round


def judge_agreement(criterion: Criterion, sentences: Sequence[Sentence]) -> Answer | None:
    """None where the criterion is about something else, or the note says nothing of agreeing.

    What excludes never asks for agreement, however it is worded; what includes never asks for a refusal.
    """
    kind = _asks_for(criterion)
    if kind is None:
        return None
    for sentence in sentences:
        agrees = _agrees(sentence, kind)
        if agrees is not None:
            return Answer(agrees is not criterion.excludes, (sentence.number,), Reason.AGREEMENT)
    return None


def _asks_for(criterion: Criterion) -> str | None:
    """ "consent" or "comply" where the criterion is all about it; a long one must open with it."""
    table, row = lists()["agreement"], criterion.plain
    about_age = any(fact.kind is FactKind.AGE for fact in criterion.facts)
    if about_age or phrase_list("agreement", "not_agreement").any_in(row):
        return None
    for kind in ("consent", "comply"):
        hit = next(phrase_list("agreement", kind).found(row), None)
        if hit is None:
            continue
        long = hit[0] >= table["opening_words"] and len(row) > table["longest_words"]
        if long and content(row[: hit[0]]) - _talk():
            continue
        if criterion.excludes or not _refusing(row, *hit[:2]):
            return kind
    return None


@cache
def _talk() -> frozenset[str]:
    """Stems of the words in which criteria speak about agreeing."""
    return frozenset(stem(word) for word in lists()["agreement"]["talk"])


def _agrees(sentence: Sentence, kind: str) -> bool | None:
    """What a sentence says of agreeing: refusing words before the agreeing one turn it round."""
    hit = next(phrase_list("agreement", f"note_{kind}").found(sentence.plain), None)
    return None if hit is None else not _refusing(sentence.plain, *hit[:2])


def _refusing(row: Words, start: int, end: int) -> bool:
    return phrase_list("agreement", "refusing").any_in(row[max(0, start - _BEFORE) : end])
