"""The time in a sentence: "within 6 months before randomization", "for at least a year", "4 weeks since the last".

A time is read only where a person can count it back from today: a moment of the study stands for today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from crossroads.engines import rules
from crossroads.engines.eligibility.elapsed import Period, PeriodUnit

_NUMBER = (
    r"(?P<count>\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty)(?:\s*\(\d+\))?\s*-?\s*"
    r"(?P<unit>hour|day|week|month|year|yr|wk)s?'?"
)
_WITHIN = re.compile(
    r"[\s,(]*(?:\b(?:with)?in|\bduring|\bover|\bless than|<=|=<|≤|<)\s*(?:the\s+)?"
    r"(?:last|past|previous|prior|preceding)?\s*"
    + _NUMBER
    + r"\s*(?P<moment>(?:\s(?:of|before|prior|preceding|from|to|after)\b[^,;()]*)?)\)?$",
    re.IGNORECASE,
)
_LAST_ONE = re.compile(
    r"[\s,(]*\b(?:with)?in\s+the\s+(?:last|past|previous)\s+(?P<unit>day|week|month|year)\)?$", re.IGNORECASE
)
_LONG_AGO = re.compile(r"\s+(?:in|from) the past$", re.IGNORECASE)
_SINCE = re.compile(
    r"^(?:at least|more than|greater than|>=|≥|>)\s*"
    + _NUMBER
    + r"\s+since\s+(?:any\s+|the\s+)?(?:prior|previous|last|completion of|end of)\s+(?:prior\s+)?",
    re.IGNORECASE,
)
_FOR_LONG = re.compile(
    r"[\s,(]*\b(?:for|of)\s+(?:at least|more than|≥|>|>=)\s*" + _NUMBER + r"(?:\s+duration)?\)?$",
    re.IGNORECASE,
)
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "thirty": 30,
}  # fmt: skip
_UNITS = {
    "day": PeriodUnit.DAY, "week": PeriodUnit.WEEK, "wk": PeriodUnit.WEEK, "month": PeriodUnit.MONTH,
    "year": PeriodUnit.YEAR, "yr": PeriodUnit.YEAR,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Time:
    """The time at the end of a sentence; ``since`` where it must be over for so long."""

    within: Period | None = None
    since: bool = False
    lasting: bool = False


def take_time(text: str) -> tuple[str, Time | None]:
    """The sentence without its time; None for a time that is not counted back from now."""
    if match := _SINCE.match(text):
        return text[match.end() :], _time_of(match["count"], match["unit"], since=True)
    if match := _WITHIN.search(text):
        if not _is_moment(match["moment"].lower()):
            return text, None
        return text[: match.start()], _time_of(match["count"], match["unit"])
    if match := _LONG_AGO.search(text):
        return f"history of {text[: match.start()]}", Time()
    if match := _LAST_ONE.search(text):
        return text[: match.start()], _time_of("1", match["unit"])
    if match := _FOR_LONG.search(text):
        return text[: match.start()], _time_of(match["count"], match["unit"], lasting=True)
    return text, Time()


def _time_of(count: str, unit: str, *, since: bool = False, lasting: bool = False) -> Time | None:
    period = _period_of(count.lower(), unit.lower())
    return None if period is None else Time(period, since, lasting)


def _period_of(count: str, unit: str) -> Period | None:
    """ "four", "week" as a period; hours only where they make whole days."""
    number = Decimal(_COUNTS.get(count, 0) or count)
    if unit.startswith("hour"):
        return Period(number / 24, PeriodUnit.DAY) if number and number % 24 == 0 else None
    return Period(number, _UNITS[unit]) if number else None


def _is_moment(words: str) -> bool:
    """Whether the words name a moment of the study, from which a person can count back as from today."""
    moment = set(rules.load("questions/words")["moment"]["words"])
    return "after" not in words.split() and all(word in moment for word in re.findall(r"[\w-]+", words))


def take_time_back(text: str) -> tuple[str, Period | None]:
    """A sentence without "within 30 days before screening" at its end, and that time."""
    rest, time = take_time(text)
    if time is None or time.since or time.lasting:
        return text, None
    return rest, time.within
