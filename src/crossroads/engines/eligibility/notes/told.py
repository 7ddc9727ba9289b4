"""What a note tells in numbers: values of what is measured, and how long ago something was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crossroads.engines.eligibility.facts import convert
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.notes.note import Sentence
from crossroads.engines.eligibility.parsed import Fact, FactOperator

_BETWEEN = re.compile(r"[\s:=,()\-]*(?:\w+\)?\s*){0,3}[\s:=,(\-]*")
_FARTHEST = 30  # characters from the name of what is measured to its value
_AGO = re.compile(r"\s*(?:ago|earlier|prior|before|previously|back)\b")
_OF_PREGNANCY = re.compile(r"[\s-]*(?:of\s+)?(?:gestation|pregnan|gravid)")
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
    """Every value that stands behind the name of what is measured, in reading order."""
    return [told for sentence in sentences for told in _values(sentence)]


def _values(sentence: Sentence) -> Iterator[Told]:
    line = Line.of(sentence.text)
    for quantity in line.quantities:
        if quantity.operator not in (None, FactOperator.EQUAL):
            continue
        if quantity.is_time and _OF_PREGNANCY.match(line.plain, quantity.end):
            yield Told("gestational age", quantity.value, quantity.unit, sentence.number)
            continue
        names = [found for found in line.concepts if found.end <= quantity.number_start]
        if not names or not _joined(line, names[-1].end, quantity):
            continue
        concept = names[-1].meaning.name
        if quantity.slash is not None:
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


def days_ago(sentences: Sequence[Sentence]) -> list[Decimal]:
    """How long ago, in days, whatever the sentences tell of was: "two weeks ago", "6 months earlier"."""
    lines = [Line.of(sentence.text) for sentence in sentences]
    times = (
        convert(quantity.value, "time", quantity.unit, _DAYS)
        for line in lines
        for quantity in line.quantities
        if quantity.is_time and _AGO.match(line.plain, quantity.end)
    )
    return [time for time in times if time is not None]


def window_days(fact: Fact) -> Decimal | None:
    """How far back a time window reaches, in days; None for one that says how long something lasts."""
    if fact.operator not in (FactOperator.LESS, FactOperator.AT_MOST) or not isinstance(fact.value, Decimal):
        return None
    return convert(fact.value, "time", fact.unit, _DAYS)
