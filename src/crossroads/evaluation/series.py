"""Counts along time, told so coarsely that no week gives a single person away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crossroads.engines.measurement import CountRow
from crossroads.engines.measurement.disclosure import THRESHOLD
from crossroads.engines.terms import Stage

WEEK = timedelta(days=7)
LONGEST = timedelta(days=60)
"""So many days a sparkline can still show."""
SPARK_WIDTH, SPARK_TOP, SPARK_BOTTOM = 100, 2, 22


@dataclass(frozen=True, slots=True)
class Point:
    """Enrolled by the end of a week, rounded down to a multiple of five: at least so many."""

    week: int
    ends_on: date
    at_least: int


def enrolled_by_week(counts: Sequence[CountRow], *, start: date, today: date) -> tuple[Point, ...]:
    """One point for each week that has ended by ``today``, and one for the running week; none before the
    start.

    Rounded down, so that the step from one week to the next is 0 or at least five and names nobody.
    """
    if today < start:
        return ()
    days = Counter[date]()
    for row in counts:
        if row.stage is Stage.ENROLLED and not row.suspect:
            days[row.day] += row.count
    weeks = (today - start).days // WEEK.days + 1
    ends = [start + number * WEEK - timedelta(days=1) for number in range(1, weeks + 1)]
    return tuple(
        Point(number, end, _rounded(sum(count for day, count in days.items() if day <= min(end, today))))
        for number, end in enumerate(ends, start=1)
    )


def _rounded(count: int) -> int:
    return count // THRESHOLD * THRESHOLD


def clicks_by_day(counts: Sequence[CountRow], *, start: date, today: date) -> list[int]:
    """Followed links on each day that is over, of the last sixty at most."""
    days = max(0, (today - start).days)
    first = max(start, today - LONGEST)
    found = [0] * min(days, LONGEST.days)
    for row in counts:
        place = (row.day - first).days
        if row.stage is Stage.CLICK and not row.suspect and 0 <= place < len(found):
            found[place] += row.count
    return found


def sparkline(values: Sequence[int]) -> str:
    """Points of the component ``sparkline``: x from 0 to 100, y downwards; "" for fewer than two values."""
    if len(values) < 2:
        return ""
    top = max(values) or 1
    width = SPARK_WIDTH / (len(values) - 1)
    height = SPARK_BOTTOM - SPARK_TOP
    return " ".join(
        f"{place * width:.1f},{SPARK_BOTTOM - value / top * height:.1f}" for place, value in enumerate(values)
    )
