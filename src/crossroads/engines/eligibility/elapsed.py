"""How long ago something was: what a person says, and the bound that a rule holds it to.

Months differ in length, so an elapsed time is measured twice: in days, for bounds in days and weeks, and by the
calendar, for bounds in months and years. From the 1st of May to the 1st of November are 184 days and 6 months.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Final

from crossroads.engines.eligibility.amounts import read_number

_MONTH = Decimal("30.4375")  # days of a month, on average over the Julian year of 365.25 days (UCUM "mo")
_LONGEST = 130 * 12 * _MONTH


class Never(Enum):
    """The answer of a person to whom it never happened."""

    NEVER = "never"


NEVER: Final = Never.NEVER


class PeriodUnit(StrEnum):
    """UCUM codes."""

    DAY = "d"
    WEEK = "wk"
    MONTH = "mo"
    YEAR = "a"


_DAYS: Mapping[PeriodUnit, Decimal] = {
    PeriodUnit.DAY: Decimal(1),
    PeriodUnit.WEEK: Decimal(7),
    PeriodUnit.MONTH: _MONTH,
    PeriodUnit.YEAR: 12 * _MONTH,
}
_NAMES: Mapping[str, PeriodUnit] = {
    **{unit.value: unit for unit in PeriodUnit},
    **{unit.name.lower(): unit for unit in PeriodUnit},
}
PERIOD_NAMES: Mapping[PeriodUnit, str] = {unit: f"{unit.name.lower()}s" for unit in PeriodUnit}
"""As people read them: "days", "weeks"."""

_PARTS = re.compile(r"(\d[\d.,]*)\s*([a-z]+)")
_WHOLE = re.compile(r"(?:\d[\d.,]*\s*[a-z]+[\s,]*(?:and\s+)?)+(?:ago)?")
_WORDS_FOR_NEVER = frozenset({"never", "it never happened", "not at all"})


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A time since something, measured twice, both in days; see the top of the file."""

    days: Decimal
    by_calendar: Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a criterion words it: ``Period(Decimal(6), PeriodUnit.MONTH)``."""

    count: Decimal
    unit: PeriodUnit

    def sides(self, elapsed: Elapsed) -> tuple[Decimal, Decimal]:
        """The elapsed time and this bound in one measure, to be compared."""
        by_calendar = self.unit in (PeriodUnit.MONTH, PeriodUnit.YEAR)
        return (elapsed.by_calendar if by_calendar else elapsed.days), self.count * _DAYS[self.unit]

    def elapsed(self) -> Elapsed:
        """The period as an answer: "6 months" ago."""
        days = self.count * _DAYS[self.unit]
        return Elapsed(days, days)


def since(day: date, today: date) -> Elapsed:
    """The time from a day to today; negative where it lies ahead."""
    months = (today.year - day.year) * 12 + today.month - day.month
    if today.day < min(day.day, monthrange(today.year, today.month)[1]):
        months -= 1
    rest = (today - _months_later(day, months)).days
    return Elapsed(Decimal((today - day).days), months * _MONTH + rest)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def read_elapsed(given: object, today: date | None) -> Elapsed | Never | None:
    """Read "3 months ago", "2026-05-01", "never", ``{"value": 3, "unit": "mo"}`` or a date.

    today    what a date is counted from; without it a date cannot be read
    returns  None where it is none of these, lies ahead, or is longer ago than anybody lives
    """
    if isinstance(given, date) and today is not None:
        return within_a_life(since(given, today))
    if isinstance(given, Mapping):
        return _read_words(f"{given.get('value')} {given.get('unit')}")
    if not isinstance(given, str):
        return None
    text = given.strip().lower()
    if text in _WORDS_FOR_NEVER:
        return NEVER
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-05-01") else None
    except ValueError:
        day = None
    if day is not None:
        return None if today is None else within_a_life(since(day, today))
    return _read_words(text)


def _read_words(text: str) -> Elapsed | None:
    """ "2 years and 6 months ago"."""
    if not _WHOLE.fullmatch(text):
        return None
    days = Decimal(0)
    for digits, name in _PARTS.findall(text):
        number, unit = read_number(digits), _NAMES.get(name) or _NAMES.get(name.removesuffix("s"))
        if number is None or unit is None:
            return None
        days += number * _DAYS[unit]
    return within_a_life(Elapsed(days, days))


def within_a_life(elapsed: Elapsed) -> Elapsed | None:
    """The time, unless it lies ahead or is longer ago than anybody lives."""
    both = (elapsed.days, elapsed.by_calendar)
    return elapsed if all(0 <= days <= _LONGEST for days in both) else None
