"""What a note tells in numbers: values of what is measured, and how long ago something was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crossroads.engines.eligibility.facts import convert
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.logic import Truth
from crossroads.engines.eligibility.notes.note import Sentence
from crossroads.engines.eligibility.notes.words import Words, phrase_list, words
from crossroads.engines.eligibility.parsed import Fact, FactOperator

_BETWEEN = re.compile(r"[\s:=,()\-]*(?:\w+\)?\s*){0,3}[\s:=,(\-]*")
_FARTHEST = 30  # characters from the name of what is measured to its value
_AGO = re.compile(r"\s*(?:ago|earlier|prior|before|previously|back)\b")
_FOR = re.compile(
    r"\b(?:for|since|over|during)(?: (?:the|past|last|about|almost|nearly|more than|at least|over|some))* *$"
)
_HISTORY = re.compile(r"[\s-]*(?:history|course)\b")
_WINDOWS = (FactOperator.LESS, FactOperator.AT_MOST, FactOperator.MORE, FactOperator.AT_LEAST)
_OF_PREGNANCY = re.compile(r"[\s-]*(?:of\s+)?(?:gestation|pregnan|gravid)")
_TALL = re.compile(r"\s*(?:tall|in height)\b")
_ANY_SCORE = "score"  # of a scale that has no name of its own here: two of them need not be the same
_TWO_PRESSURES = ("systolic blood pressure", "diastolic blood pressure")
_MEANT = {"/mL": "/uL"}  # cells are counted per microliter; notes that say otherwise mistype it
_DAYS = "d"


@dataclass(frozen=True, slots=True)
class Told:
    """One value; ``unit`` is UCUM, "" where none is written."""

    concept: str
    value: Decimal
    unit: str
    sentence: int


def told_values(sentences: Iterable[Sentence]) -> list[Told]:
    """Every value that stands beside the name of what is measured, in reading order.

    A body mass index that is worked out from height and weight comes last.
    """
    told = [value for sentence in sentences for value in _values(sentence)]
    return told + _mass_index(told)


def _mass_index(told: Sequence[Told]) -> list[Told]:
    """From the last height and weight, where no body mass index is told."""
    last = {value.concept: value for value in told}
    height, weight = last.get("height"), last.get("body weight")
    if "body mass index" in last or height is None or weight is None:
        return []
    meters = convert(height.value, "height", height.unit or "cm", "m")
    kilograms = convert(weight.value, "body weight", weight.unit or "kg", "kg")
    if not meters or kilograms is None:
        return []
    return [Told("body mass index", kilograms / meters**2, "kg/m2", weight.sentence)]


def _values(sentence: Sentence) -> Iterator[Told]:
    line = Line.of(sentence.text)
    for quantity in line.quantities:
        if quantity.operator not in (None, FactOperator.EQUAL):
            continue
        if quantity.is_time and _OF_PREGNANCY.match(line.plain, quantity.end):
            yield Told("gestational age", quantity.value, quantity.unit, sentence.number)
            continue
        if _TALL.match(line.plain, quantity.end):
            yield Told("height", quantity.value, quantity.unit, sentence.number)
            continue
        names = [found for found in line.concepts if found.end <= quantity.number_start]
        if not names or not _joined(line, names[-1].end, quantity):
            continue
        concept = names[-1].meaning.name
        if concept == _ANY_SCORE:
            continue
        if quantity.slash is not None and "pressure" in concept:
            values = zip(_TWO_PRESSURES, (quantity.value, quantity.slash), strict=True)
            yield from (Told(name, value, "mm[Hg]", sentence.number) for name, value in values)
        else:
            yield Told(concept, quantity.value, quantity.unit, sentence.number)


def _joined(line: Line, name_end: int, quantity: Quantity) -> bool:
    """Whether a value belongs to the name before it: close by, and no other value stands between."""
    if quantity.number_start - name_end > _FARTHEST:
        return False
    if any(name_end <= other.number_start < quantity.number_start for other in line.quantities):
        return False
    return _BETWEEN.fullmatch(line.plain, name_end, quantity.number_start) is not None


def holds(fact: Fact, told: Told) -> bool | None:
    """Whether a told value is within a fact's bounds; None where the two cannot be compared."""
    if fact.relative_to or not isinstance(fact.value, Decimal):
        return None
    unit = _MEANT.get(told.unit, told.unit) or fact.unit
    value = convert(told.value, fact.concept, unit, fact.unit) if fact.unit else told.value
    if value is None:
        return None
    match fact.operator:
        case FactOperator.LESS:
            return value < fact.value
        case FactOperator.AT_MOST:
            return value <= fact.value
        case FactOperator.MORE:
            return value > fact.value
        case FactOperator.AT_LEAST:
            return value >= fact.value
        case FactOperator.BETWEEN:
            return fact.value <= value and (fact.high is None or value <= fact.high)
        case FactOperator.EQUAL:
            return value == fact.value
        case FactOperator.NOT_EQUAL:
            return value != fact.value


def begins(row: Words) -> bool:
    """Whether words tell when something began, or ask for it: that time is no event's."""
    return phrase_list("assertion", "begins").any_in(row)


def _times(sentences: Sequence[Sentence]) -> Iterator[tuple[Decimal, bool, bool]]:
    """Times in days, each with two flags: whether it is counted back from now, whether it has been so since then.

    "Two weeks ago" is counted back; "for 11 years", "a six-year history of" and "diagnosed a year ago" go on.
    """
    for sentence in sentences:
        line = Line.of(sentence.text)
        for quantity in line.quantities:
            ago = _AGO.match(line.plain, quantity.end) is not None
            span = _FOR.search(line.plain, 0, quantity.number_start) or _HISTORY.match(
                line.plain, quantity.end
            )
            days = convert(quantity.value, "time", quantity.unit, _DAYS) if quantity.is_time else None
            if days is not None and (ago or span):
                yield days, ago, bool(span) or begins(words(line.plain[: quantity.number_start]))


def in_window(fact: Fact, sentences: Sequence[Sentence], asked: Words) -> Truth:
    """Whether what the sentences tell of was within a time window; None where they do not tell, or differ.

    asked  the criterion's words, which tell whether it asks how long something has been so ("diagnosed within five
           years", "for at least a year") or when it was ("at least four weeks since")
    """
    days = convert(fact.value, "time", fact.unit, _DAYS) if isinstance(fact.value, Decimal) else None
    if days is None or fact.operator not in _WINDOWS:
        return None
    back = fact.operator in (FactOperator.LESS, FactOperator.AT_MOST)
    of_event = phrase_list("assertion", "event_was").any_in(asked) or (back and not begins(asked))
    of_either = back and begins(asked)
    times = [
        (time, goes_on)
        for time, ago, goes_on in _times(sentences)
        if of_either or (ago if of_event else goes_on)
    ]
    within = {time <= days if back else time >= days for time, _ in times}
    if len(within) != 1:
        return None
    may_go_on = back and of_event and any(goes_on for _, goes_on in times)
    return None if may_go_on and False in within else within.pop()
