"""Ranges and lists: "18 to 65", "between 6 months and 17 years", "4 to < 17", "0, 1 or 2"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from crossroads.engines.eligibility.facts.measuring import measured
from crossroads.engines.eligibility.facts.numbers import number_pattern, number_value, read_number
from crossroads.engines.eligibility.facts.quantities import (
    AGED,
    FILL,
    Quantity,
    operator_words,
    read_operator,
)
from crossroads.engines.eligibility.facts.units import read_unit
from crossroads.engines.eligibility.parsed import FactOperator

_JOIN = re.compile(r"\s?(?:-|~|÷|\.\.\.?|to|through|thru|until|till|up to)\s?-?\s?", re.ASCII)
_JOIN_BETWEEN = re.compile(rf"(?:-(?=\s))?{AGED}\s?,?\s?(?:-|~|to|and|&|through|or)\s?")
_MAY_OPEN_A_RANGE = {None, FactOperator.AT_LEAST, FactOperator.EQUAL, FactOperator.MORE}
_LAST_OF_A_LIST = 12
_ALTERNATIVE = re.compile(r"\s?(?:,|/)?\s?(?:\b(?:or|and|and/or)\b|,|/|&)\s?")


@cache
def _number() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<operator>{operator_words('before')})\s?{FILL})?(?P<number>-?{number_pattern()})"
    )


@cache
def _small() -> re.Pattern[str]:
    return re.compile(rf"\d{{1,2}}(?:\.5)?(?![\w.,]?\d|\s?[%/])|(?!\d){number_pattern()}")


def ranged(plain: str, first: Quantity, *, between: bool) -> list[Quantity]:
    """With its upper end: "18 to 65", "between 18 years and 65 years"; empty where no range stands there."""
    joined = (_JOIN_BETWEEN if between else _JOIN).match(plain, first.end)
    match = _number().match(plain, joined.end()) if joined else None
    if match is None or (first.operator not in _MAY_OPEN_A_RANGE and not first.within):
        return []
    if first.operator is FactOperator.MORE and (between or match["operator"] or first.within):
        return []
    bare = replace(
        first, number_start=match.start("number"), number_end=match.end("number"), end=match.end("number")
    )
    second = measured(
        plain, replace(bare, value=number_value(match["number"]), unit="", relative_to="", slash=None)
    )
    operator = read_operator(match["operator"], before=True) if match["operator"] else None
    if operator is FactOperator.LESS and first.operator in {None, FactOperator.AT_LEAST} and not first.within:
        start = match.start("operator")
        opened = replace(first, operator=FactOperator.AT_LEAST, unit=first.unit or second.unit)
        return [opened, replace(second, operator=FactOperator.LESS, start=start)]  # "4 to < 17 years"
    if operator not in {None, FactOperator.AT_MOST}:
        return []
    if first.operator is FactOperator.MORE:  # "over 18 to 70"
        opened = replace(
            first, unit=first.unit or second.unit, relative_to=first.relative_to or second.relative_to
        )
        return [opened, replace(second, operator=FactOperator.AT_MOST, start=second.number_start)]
    if first.unit not in {"", second.unit} and second.unit != "":
        if not (first.is_time and second.is_time):
            return []
        start = match.start("operator") if match["operator"] else second.number_start
        return [
            replace(first, operator=FactOperator.AT_LEAST),
            replace(second, operator=FactOperator.AT_MOST, start=start),
        ]
    whole = replace(second, number_start=first.number_start, number_end=first.number_end, value=first.value)
    return [
        replace(
            whole,
            operator=FactOperator.BETWEEN,
            high=second.value,
            unit=second.unit or first.unit,
            relative_to=second.relative_to or first.relative_to,
        )
    ]


def listed(plain: str, first: Quantity) -> Quantity | None:
    """Neighbours that are listed: "0, 1 or 2" is from 0 to 2."""
    if first.operator is not None or first.unit or first.slash is not None or first.value > _LAST_OF_A_LIST:
        return None
    last, end = first.value, first.end
    while (joined := _ALTERNATIVE.match(plain, end)) and (match := _small().match(plain, joined.end())):
        step = read_number(match.group()) - last
        if not 0 < step <= 1:
            return None
        last, end = last + step, match.end()
    if last == first.value or read_unit(plain, end) or read_unit(plain, end + 1):
        return None
    return replace(first, operator=FactOperator.BETWEEN, high=last, end=end)
