"""Numbers that nothing binds and that count what stands behind them: "two episodes", "one of the following"."""

from __future__ import annotations

import re

from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.parsed import FactOperator

_FEWEST, _MOST = 2, 99
_OF_A_LIST = re.compile(r"\sof\s(?:(?:the|these|those)\s)?(?:following|above|below|criteria)\b")
_THINGS = re.compile(
    r"\s(?P<things>(?:(?!or\b|and\b|of\b)[^\W\d_][\w-]*\s){0,2}?"
    r"(?!points?|times|previous|years|months|weeks|days|hours|minutes)[^\W\d_]{3,}(?<![siu])s)(?![^\W_])"
)
# "the two groups" are known already: how many there are is no condition
_KNOWN = re.compile(
    r"\b(?:the|one of|these|those|its|their|all|both|first|last|past|next|other|either|our|in|or)\s$"
)
_UNITS = {"": "", "{episodes}": "episodes", "{events}": "events", "{attacks}": "attacks"}
_REACH = 12  # characters


def counted(line: Line, quantity: Quantity) -> str:
    """What is counted; "listed" for "one of the following"; "" where words bind the number, or it counts nothing."""
    unit = _UNITS.get(quantity.unit)
    if quantity.operator not in {None, FactOperator.BETWEEN} or unit is None or quantity.relative_to:
        return ""
    if _OF_A_LIST.match(line.plain, quantity.number_end):
        return "listed"
    things = None if unit else _THINGS.match(line.plain, quantity.end)
    name = things["things"] if things else unit
    several = _FEWEST <= (quantity.high or quantity.value) <= _MOST
    return name if several and not _KNOWN.search(line.before(quantity.start, _REACH)) else ""
