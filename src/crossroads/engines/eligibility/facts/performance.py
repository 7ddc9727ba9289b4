"""Performance status: ECOG (as WHO and Zubrod count it, too), Karnofsky, Lansky."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.phrases import Phrases
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_BETWEEN = re.compile(r"[^.;\d≥≤<>]{0,70}")
_REACH = 300  # characters behind a name in which its values stand
_MOST_OF = {"ecog": 5, "karnofsky": 100, "lansky": 100}


@cache
def _names() -> Phrases[str]:
    table = rules.load("eligibility/people")["performance"]
    return Phrases((alias, scale) for scale, aliases in table.items() for alias in aliases)


def performance_facts(line: Line) -> Iterator[tuple[Quantity, Fact]]:
    """Each bound of a scale with the quantity that it was read from."""
    taken: set[int] = set()
    for name in _names().find(line.plain):
        at = name.end
        for quantity in line.quantities_from(at, at + _REACH):
            if quantity.start in taken or quantity.is_time:
                continue
            if not _BETWEEN.fullmatch(line.plain[at : quantity.start]):
                break
            if not 0 <= quantity.value <= _MOST_OF[name.meaning] or quantity.unit not in {
                "",
                "%",
                "{points}",
            }:
                break
            taken.add(quantity.start)
            yield quantity, _fact(name.meaning, quantity)
            at = quantity.end
            if not re.match(r"\s?(?:and|or|to|,|-)\s", line.plain[at : at + 5]):
                break


def _fact(scale: str, quantity: Quantity) -> Fact:
    return Fact(
        FactKind.PERFORMANCE_STATUS,
        scale,
        quantity.operator or FactOperator.EQUAL,
        quantity.value,
        quantity.start,
        quantity.end,
        high=quantity.high,
        unit=quantity.unit if quantity.unit == "%" else "",
    )


def performance_names(line: Line) -> list[tuple[int, int]]:
    """Where a scale is named."""
    return [(found.start, found.end) for found in _names().find(line.plain)]
