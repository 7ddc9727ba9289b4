"""Criteria about measured values, held against the values that the note tells."""

from __future__ import annotations

from collections.abc import Sequence

from crossroads.engines.eligibility.logic import Truth
from crossroads.engines.eligibility.notes.criterion import Criterion
from crossroads.engines.eligibility.notes.note import Sentence
from crossroads.engines.eligibility.notes.told import holds, told_values
from crossroads.engines.eligibility.notes.values import Answer, Reason
from crossroads.engines.eligibility.notes.words import PhraseList, lists, phrase_list
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_NEAR_BEFORE, _NEAR_BEHIND = 2, 6  # words around a panel within which it is called normal


def judge_measurement(criterion: Criterion, sentences: Sequence[Sentence]) -> Answer | None:
    """None unless the note settles every value that a criterion about values asks for.

    What excludes holds as soon as one value does, what includes when all do: lists of bounds are read so.
    """
    facts = [fact for fact in criterion.facts if fact.kind is FactKind.COMPARISON]
    other_measure = phrase_list("silent", "other_measure").any_in(criterion.plain)
    if other_measure or phrase_list("only_for", "newborn").any_in(criterion.plain):
        return None
    told_anyway = lists()["silent"]["told_anyway"]
    if not facts or not (criterion.opens_with_value or all(fact.concept in told_anyway for fact in facts)):
        return None
    settled = [_settle(fact, criterion, sentences) for fact in facts]
    truths = [truth for truth, _ in settled]
    if None in truths:
        return None
    evidence = tuple(number for _, numbers in settled for number in numbers)
    return Answer(any(truths) if criterion.excludes else all(truths), evidence, Reason.MEASUREMENT)


def _settle(fact: Fact, criterion: Criterion, sentences: Sequence[Sentence]) -> tuple[Truth, tuple[int, ...]]:
    """By the last value told (the first, where the criterion asks for it), else by a panel that is normal."""
    values = [told for told in told_values(sentences) if told.concept == fact.concept]
    if values:
        told = values[0 if phrase_list("silent", "first_value").any_in(criterion.plain) else -1]
        return holds(fact, told), (told.sentence,)
    normal = next((sentence for sentence in sentences if _is_normal(fact.concept, sentence)), None)
    return (None, ()) if normal is None else (_where_normal(fact, criterion), (normal.number,))


def _where_normal(fact: Fact, criterion: Criterion) -> Truth:
    """What excludes is never normal. What includes holds where it asks for the side that is not ill; else who knows."""
    if criterion.excludes:
        return False
    low_is_ill = fact.concept in lists()["panel_values"]["low_is_ill"]
    asked = (
        (FactOperator.AT_LEAST, FactOperator.MORE)
        if low_is_ill
        else (FactOperator.AT_MOST, FactOperator.LESS)
    )
    return True if fact.operator in asked else None


def _is_normal(concept: str, sentence: Sentence) -> bool:
    """Whether a sentence tells that this value, or a panel that it is part of, was normal."""
    panels = PhraseList.of((panel, panel) for panel, parts in lists()["panels"].items() if concept in parts)
    normal = phrase_list("assertion", "normal")
    return any(
        normal.any_in(sentence.plain[max(0, start - _NEAR_BEFORE) : end + _NEAR_BEHIND])
        for start, end, _ in panels.found(sentence.plain)
    )
