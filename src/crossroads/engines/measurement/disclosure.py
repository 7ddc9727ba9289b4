"""Disclosure control: small counts are hidden from analysts, and cannot be worked out from a total.

A count from 1 to 4 is hidden. Hiding it alone is not enough, since total minus the others gives it back; so
the smallest of the larger counts is hidden with it (all of them where several are equally small), under the
same label. Then nobody can tell which hidden cell is the small one: swapping the two gives the same table.
Where there is no larger count to hide, the total is hidden instead.

Threshold and complementary suppression follow Hundepool et al., *Statistical Disclosure Control* (Wiley
2012), doi 10.1002/9781118348239, chapters 4 and 5; the threshold of 5 is our house rule. What it cannot see
is a total published elsewhere: show analysts one table a period, with the totals that come from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

THRESHOLD = 5
"""The smallest count, apart from 0, that may be shown."""


class Hidden(StrEnum):
    """What stands in place of a count."""

    UNDER_5 = "under 5"
    NOT_SHOWN = "not shown"


Shown = int | Hidden


@dataclass(frozen=True, slots=True)
class Protected:
    """Counts and their total as an analyst may see them, in the order given."""

    cells: tuple[Shown, ...]
    total: Shown


def is_small(count: int) -> bool:
    return 0 < count < THRESHOLD


def protect_single(count: int) -> Shown:
    """A count that is part of no published total."""
    return Hidden.UNDER_5 if is_small(count) else count


def protect(counts: Sequence[int]) -> Protected:
    """Counts (>= 0) that are published together with their total.

    returns  no count from 1 to 4; every hidden one could have at least two values
    """
    total = sum(counts)
    if not any(map(is_small, counts)):
        return Protected(tuple(counts), total)
    partner = min((count for count in counts if count >= THRESHOLD), default=None)
    cells = tuple(Hidden.NOT_SHOWN if is_small(count) or count == partner else count for count in counts)
    return Protected(cells, Hidden.NOT_SHOWN if partner is None else total)
