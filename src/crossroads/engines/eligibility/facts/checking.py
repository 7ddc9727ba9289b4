"""What a person should know of a criterion's numbers: told, never raised, and nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.units import convert
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator
from crossroads.engines.errors import CrossroadsError, InputProblem

_OLDEST = Decimal(125)  # years; the longest life on record is 122 (Jeanne Calment, 1875-1997)
_UNIT_LIKE = re.compile(r"\s?(?P<unit>[^\W\d_]{1,6}(?:/[^\W\d_]{1,6}\d?){1,2})(?![^\W_])")
_JOINED = re.compile(r"[\s,]*(?:and|but|to|&)?\s*(?:also\s)?")
_LOWER = frozenset({FactOperator.AT_LEAST, FactOperator.MORE})
_UPPER = frozenset({FactOperator.AT_MOST, FactOperator.LESS})
_WORDS_WITH_SLASH = re.compile(r"and/or|he/she|his/her|ast/alt|alt/ast|male/female|n/a")


def problems_of(line: Line, facts: Sequence[Fact]) -> Iterator[CrossroadsError]:
    """Codes "eligibility.bounds_crossed", "eligibility.unknown_unit", "eligibility.impossible_age"."""
    yield from _crossed(line, facts)
    yield from _unknown_units(line, facts)
    for fact in facts:
        if fact.kind is FactKind.AGE and _is_impossible(fact):
            yield InputProblem("eligibility.impossible_age", age=line.text[fact.start : fact.end])


def _is_impossible(fact: Fact) -> bool:
    bounds = (bound for bound in (fact.value, fact.high) if isinstance(bound, Decimal))
    years = (convert(bound, "age", fact.unit, "a") for bound in bounds)
    return any(year is not None and not 0 <= year <= _OLDEST for year in years)


def _crossed(line: Line, facts: Sequence[Fact]) -> Iterator[CrossroadsError]:
    """A range that ends below its start, or a minimum and a maximum side by side that leave nothing between."""
    for fact in facts:
        if isinstance(fact.value, Decimal) and fact.high is not None and fact.high < fact.value:
            yield _bounds_crossed(line, fact, fact)
    for earlier, later in pairwise(facts):
        if (
            earlier.concept == later.concept
            and earlier.end <= later.start
            and _is_crossed(line, earlier, later)
        ):
            yield _bounds_crossed(line, earlier, later)


def _is_crossed(line: Line, earlier: Fact, later: Fact) -> bool:
    if (
        not _JOINED.fullmatch(line.plain[earlier.end : later.start])
        or earlier.relative_to != later.relative_to
    ):
        return False
    low, high = (earlier, later) if earlier.operator in _LOWER else (later, earlier)
    if low.operator not in _LOWER or high.operator not in _UPPER or not isinstance(high.value, Decimal):
        return False
    unit = high.unit or low.unit
    bound = (
        convert(low.value, low.concept, low.unit or unit, unit) if isinstance(low.value, Decimal) else None
    )
    return bound is not None and bound > high.value


def _bounds_crossed(line: Line, first: Fact, last: Fact) -> CrossroadsError:
    return InputProblem(
        "eligibility.bounds_crossed", concept=first.concept, words=line.text[first.start : last.end]
    )


def _unknown_units(line: Line, facts: Sequence[Fact]) -> Iterator[CrossroadsError]:
    """Letters with a stroke right behind a value ("mg/zL") that are no unit of ours."""
    seen: set[int] = set()
    for fact in facts:
        if fact.kind is not FactKind.COMPARISON or fact.unit or fact.relative_to or fact.end in seen:
            continue
        seen.add(fact.end)
        match = _UNIT_LIKE.match(line.plain, fact.end)
        if match is not None and not _WORDS_WITH_SLASH.match(match["unit"]):
            yield InputProblem(
                "eligibility.unknown_unit", unit=line.text[slice(*match.span("unit"))], concept=fact.concept
            )
