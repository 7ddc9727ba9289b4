"""What two quantities side by side say of each other: "> 18 and < 35 kg/m2", "> 2 mg/dL (34 µmol/L)"."""

from __future__ import annotations

import re
from dataclasses import replace

from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.parsed import FactOperator

_AND = re.compile(r"\s?(?:,?\s?(?:and|or|but|to|&|and/or)|,|-|/)\s?")
_IN_OTHER_UNITS = re.compile(
    r"\s?(?:[(\[]\s?(?:or\s|=\s?|i\.e\.,?\s?|equivalent to\s|corresponding to\s)?|or\s|/\s?)"
)
_LOWER = frozenset({FactOperator.AT_LEAST, FactOperator.MORE})
_UPPER = frozenset({FactOperator.AT_MOST, FactOperator.LESS})


def joined_alike(plain: str, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities of a plain text, each with what the one before or behind it says for both."""
    told = list(quantities)
    for place in range(1, len(told)):
        earlier, later = told[place - 1], told[place]
        between = plain[earlier.end : later.start]
        if _shares_unit(earlier, later) and _AND.fullmatch(between):
            told[place - 1] = replace(earlier, unit=later.unit, relative_to=later.relative_to)
        elif _says_again(earlier, later) and _IN_OTHER_UNITS.fullmatch(between):
            told[place] = replace(later, operator=earlier.operator)
    return told


def _shares_unit(earlier: Quantity, later: Quantity) -> bool:
    """Two ends of one range, of which only the last has its unit."""
    ends = {earlier.operator, later.operator}
    opposite = not (ends.isdisjoint(_LOWER) or ends.isdisjoint(_UPPER))
    bare = not (earlier.unit or earlier.relative_to or earlier.within or earlier.slash)
    # nobody is over 18 and under 6 months: those are an age and a time
    apart = later.is_time and earlier.operator in _LOWER and earlier.value > later.value
    return opposite and bare and not apart and later.slash is None and bool(later.unit or later.relative_to)


def _says_again(earlier: Quantity, later: Quantity) -> bool:
    """The same bound in another unit."""
    bound = earlier.operator not in {None, FactOperator.BETWEEN, FactOperator.EQUAL} and not earlier.within
    again = later.operator is None and not later.within and later.unit not in {"", earlier.unit}
    return bound and again and bool(earlier.unit) and earlier.is_time == later.is_time
