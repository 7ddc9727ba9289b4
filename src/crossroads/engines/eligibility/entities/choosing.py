"""Which of the probable entities are named.

Entities are chosen so that none overlaps another and the sum of (probability - threshold) is greatest. For the F1
measure the best threshold lies near half of the F1 that is reached (Lipton et al. 2014, arXiv:1402.1892); most probable
labels alone would name too few.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from crossroads.engines.eligibility.entities.lattice import Candidate


def choose(found: Iterable[Candidate], threshold: float) -> list[Candidate]:
    """The best entities of one stretch that do not overlap, in reading order."""
    listed = sorted((one for one in found if one.probability > threshold), key=lambda one: one.last)
    lasts = [one.last for one in listed]
    gains = [0.0]
    taken: list[int | None] = []
    for nth, one in enumerate(listed):
        free = bisect_left(lasts, one.first, 0, nth)  # how many candidates end before this one begins
        gain = gains[free] + one.probability - threshold
        taken.append(free if gain > gains[nth] else None)
        gains.append(max(gain, gains[nth]))
    chosen: list[Candidate] = []
    nth = len(listed)
    while nth:
        free_or_none = taken[nth - 1]
        if free_or_none is None:
            nth -= 1
        else:
            chosen.append(listed[nth - 1])
            nth = free_or_none
    return chosen[::-1]
