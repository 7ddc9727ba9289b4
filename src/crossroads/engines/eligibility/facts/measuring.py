"""What stands behind a number: its unit, or what it is a multiple of ("1.5 x ULN")."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.numbers import number_pattern
from crossroads.engines.eligibility.facts.quantities import Quantity, any_of
from crossroads.engines.eligibility.facts.units import UnitRead, read_unit
from crossroads.engines.eligibility.parsed import FactOperator

_TIMES = r"\s?-?\s?(?:\(?(?:x|\*|times|time|fold|multiplied by|folds|-fold)\)?)?\s?"
_TIMES_NORMAL = (
    r"(?:\s?-?\s?(?:x|times|fold)\s?|(?<=twice)\s)(?:(?:higher|greater|more)\sthan\s)?(?:the\s)?"
    r"normal(?![^\W_])"
)
_WHOSE = (
    r"(?:(?:higher|greater|more|lower|less|in excess)\s|that\s)?(?:(?:the|above|of|over|than|age|adjusted"
    r"|institution(?:al)?(?:'s)?|local|laboratory|lab|site|appropriate|respective|normal)\s){0,5}"
)
_SLASH = re.compile(
    r"\s?(?:/|\bout of(?: a (?:total|maximum|possible)(?: of)?)?)\s?(\d{1,3})(?!\d|\s?[./]\d)"
)
_DAYS_OF_WEEK = re.compile(
    r"(?:\s?\+\s?|\s)([0-6])(?:\s?/\s?7(?!\d)|(?=\s?(?:weeks?|wks?)\b))"
)  # "36 6/7", "37+0 weeks"
_SMALLER = {
    "wk": (Decimal(7), re.compile(r"\s?(?:and\s|\+\s?|&\s?)?([0-6])\s?(?:days?|d)(?![^\W_])")),
    "a": (Decimal(12), re.compile(r"\s(?:and\s|&\s?)?(\d{1,2})\s?(?:months?|mos?)(?![^\W_])")),
}
_CLOSED = re.compile(r"\)\s?(?=[^\W\d_]{3})")
_BRACKET = re.compile(r"\s?\(\s?")
_GAP = re.compile(
    r"\s?-?\s?(?:(?:consecutive|calendar|full|complete|completed|continuous|additional|whole|successive)\s)?"
)
_ENDS = frozenset({"", ",", ";", ":"})  # behind which no unit stands
_POWER = re.compile(r"\s?(?:\^|\*\*|e(?=\d))\s?(\d{1,2})(?!\d)")
_MORE = re.compile(r"\s?\+(?![\s/]*-|\s?\d)")
_NOUN_PER = re.compile(
    r"\s?(?:x|times?|[^\W\d_]+(?:\s[^\W\d_]+)?)?\s?(?:\bper\b|/|\ban?\b|\beach\b|\bevery\b)\s?"
    r"(?P<unit>day|week|weak|wk|month|year|yr|hour|night)(?![^\W_])"
)
SIMPLE_UNITS = {"weak": "wk", "wk": "wk", "yr": "a", "night": "d"} | {
    "year": "a",
    "month": "mo",
    "week": "wk",
    "day": "d",
    "hour": "h",
}


@cache
def _echo() -> re.Pattern[str]:
    """The same number again in brackets: "six (6) months"."""
    return re.compile(rf"\s?\(\s?{number_pattern()}\s?\)")


@cache
def _reference() -> re.Pattern[str]:
    table = rules.load("eligibility/words")["reference"]
    groups = "|".join(rf"(?P<{name}>{any_of(aliases, inside=True)})" for name, aliases in table.items())
    return re.compile(rf"{_TIMES}(?:%\s?)?{_WHOSE}(?:{groups})|{_TIMES_NORMAL}")


def measured(plain: str, quantity: Quantity) -> Quantity:
    """With its unit, or with what it is a multiple of."""
    end = quantity.end
    if plain[end : end + 1] in _ENDS:
        return quantity
    echo = _echo().match(plain, end)
    end = echo.end() if echo else end
    power = _POWER.match(plain, end)
    if power is not None and quantity.value == 10:  # "10^4 copies"
        quantity, end = replace(quantity, value=Decimal(10) ** int(power[1])), power.end()
    days = _DAYS_OF_WEEK.match(plain, end)
    if days is not None:
        quantity, end = replace(quantity, value=_sum(quantity.value, days[1], Decimal(7))), days.end()
    slash = _SLASH.match(plain, end)
    if slash is not None and read_unit(plain, slash.start()) is None:
        quantity, end = replace(quantity, slash=Decimal(slash[1])), slash.end()
    reference = _reference().match(plain, end)
    if reference is not None:
        unit = "%" if "%" in reference.group() else ""
        if " than " in reference.group() and quantity.operator is None:  # "3 times higher than normal"
            quantity = replace(quantity, operator=FactOperator.MORE)
        return replace(quantity, end=reference.end(), relative_to=reference.lastgroup or "ULN", unit=unit)
    more = _MORE.match(plain, end)
    if more is not None and quantity.operator is None:  # "18+ years"
        quantity, end = replace(quantity, operator=FactOperator.AT_LEAST), more.end()
    unit_read = _unit_behind(plain, end)
    if unit_read is None:
        per = _NOUN_PER.match(plain, end)
        if per is None:
            return replace(quantity, end=end)
        return replace(quantity, end=per.end(), unit=f"/{SIMPLE_UNITS[per['unit']]}")
    quantity = _with_smaller(plain, replace(quantity, end=unit_read.end, unit=unit_read.code))
    reference = _reference().match(plain, quantity.end) if quantity.unit == "%" else None
    return (
        quantity
        if reference is None
        else replace(quantity, end=reference.end(), relative_to=reference.lastgroup or "ULN")
    )


def _unit_behind(plain: str, end: int) -> UnitRead | None:
    """ "60 mL/min", "5 consecutive days", "60 (mL/min)"."""
    gap = _GAP.match(plain, end)
    read = read_unit(plain, gap.end() if gap else end)
    if read is not None:
        return read
    closed_before = _CLOSED.match(plain, end)
    if closed_before is not None:  # "(16-24) weeks"
        read = read_unit(plain, closed_before.end())
        return None if read is None or read.code.startswith("{") else read
    bracket = _BRACKET.match(plain, end)
    if bracket is None:
        return None
    inside = read_unit(plain, bracket.end())
    closed = inside is not None and inside.end - bracket.end() > 1 and plain.startswith(")", inside.end)
    return UnitRead(inside.code, inside.end + 1) if inside is not None and closed else None


def _with_smaller(plain: str, quantity: Quantity) -> Quantity:
    """ "23 weeks 6 days", "2 years and 6 months": one quantity in the larger unit, to three decimals."""
    parts, pattern = _SMALLER.get(quantity.unit, (None, None))
    match = pattern.match(plain, quantity.end) if pattern is not None else None
    if parts is None or match is None:
        return quantity
    return replace(quantity, value=_sum(quantity.value, match[1], parts), end=match.end())


def _sum(whole: Decimal, part: str, parts: Decimal) -> Decimal:
    return whole + round(Decimal(part) / parts, 3) if int(part) else whole
