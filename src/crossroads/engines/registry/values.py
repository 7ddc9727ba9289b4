"""The small values that a registry record is made of: an identifier, a date that may lack its day, an age.

Each refuses a malformed value when it is made, so that nobody downstream checks again.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crossroads.engines.errors import InputProblem

_NCT_ID = re.compile(r"NCT[0-9]{8}")


class IdKind(StrEnum):
    """Which register, or who else, gave a study its number."""

    NCT = "NCT Number"
    EU_CT = "EU CT Number"
    EUDRACT = "EudraCT Number"
    ISRCTN = "ISRCTN Number"
    SPONSOR = "Sponsor's Number"  # of no register that Crossroads knows by its form


# A record of the EU Clinical Trials Register is one member state's: its country follows the number.
_ID_FORMS = {
    IdKind.NCT: _NCT_ID,
    IdKind.EU_CT: re.compile(r"20[0-9]{2}-5[0-9]{5}-[0-9]{2}-[0-9]{2}"),
    IdKind.EUDRACT: re.compile(r"(?:19|20)[0-9]{2}-[0-9]{6}-[0-9]{2}(?:-[A-Z0-9]{2,3})?"),
    IdKind.ISRCTN: re.compile(r"ISRCTN[0-9]{8}"),
}
_MAX_ID = 40


class RegistryId(str):
    """What a study is known by: a register's number or, where it has none, the sponsor's.

    raises  InputProblem "registry.bad_id" where it is empty, longer than 40 characters or not printable
    source  ClinicalTrials.gov; Regulation (EU) 536/2014 and its CTIS (EU CT number); EudraCT; ISRCTN registry
    """

    __slots__ = ()

    def __new__(cls, value: str) -> RegistryId:
        if not (value.strip() == value and 0 < len(value) <= _MAX_ID and value.isprintable()):
            shown = "".join(letter if letter.isprintable() else "?" for letter in value[:_MAX_ID])
            raise InputProblem("registry.bad_id", value=shown, limit=_MAX_ID)
        return super().__new__(cls, value)

    @property
    def kind(self) -> IdKind:
        """Told by its form."""
        return next((kind for kind, form in _ID_FORMS.items() if form.fullmatch(self)), IdKind.SPONSOR)


class NctId(RegistryId):
    """A ClinicalTrials.gov identifier: NCT and eight digits.

    raises  InputProblem "registry.bad_nct_id"
    source  ClinicalTrials.gov API v2, ``identificationModule.nctId``
    """

    __slots__ = ()

    def __new__(cls, value: str) -> NctId:
        if not _NCT_ID.fullmatch(value):
            raise InputProblem("registry.bad_nct_id", value=value[:40])
        return str.__new__(cls, value)


class DateKind(StrEnum):
    """Whether a date or a count has happened, as API v2 words it."""

    ESTIMATED = "ESTIMATED"
    ACTUAL = "ACTUAL"


# Written out: ``calendar.month_name`` follows the locale of the machine, the registry does not.
_MONTH_NAMES = """
    january february march april may june july august september october november december
"""
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
_ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_WORDED_DATE = re.compile(r"([A-Za-z]+)(?: ([0-9]{1,2}),)? ([0-9]{4})")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as exactly as the registry knows it: a year, perhaps a month, perhaps a day.

    raises  InputProblem "registry.bad_date" for a month or day that does not exist, or a day without its
            month
    """

    year: int
    month: int | None = None
    day: int | None = None
    kind: DateKind | None = None

    def __post_init__(self) -> None:
        month, day = self.month or 1, self.day or 1
        if self.day is not None and self.month is None:
            raise InputProblem("registry.bad_date", value=f"{self.year}, day {self.day}")
        try:
            date(
                self.year, month if self.month is None else self.month, day if self.day is None else self.day
            )
        except ValueError:
            raise InputProblem("registry.bad_date", value=f"{self.year}-{self.month}-{self.day}") from None

    @classmethod
    def parse(cls, text: str, kind: DateKind | None = None) -> PartialDate:
        """Read "2021", "2021-03", "2021-03-04" (API v2), "March 2021" or "March 4, 2021" (classic)."""
        text = text.strip()
        if iso := _ISO_DATE.fullmatch(text):
            year, month, day = iso.groups()
            return cls(int(year), int(month) if month else None, int(day) if day else None, kind)
        worded = _WORDED_DATE.fullmatch(text)
        if worded and worded[1].casefold() in _MONTHS:
            return cls(
                int(worded[3]), _MONTHS[worded[1].casefold()], int(worded[2]) if worded[2] else None, kind
            )
        raise InputProblem("registry.bad_date", value=text[:40])

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def earliest(self) -> date:
        """The first day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


class AgeUnit(StrEnum):
    """Units of age, in the registry's plural form."""

    YEARS = "Years"
    MONTHS = "Months"
    WEEKS = "Weeks"
    DAYS = "Days"
    HOURS = "Hours"
    MINUTES = "Minutes"


DAYS_PER_YEAR = 365.25

_UNITS_PER_YEAR = {
    AgeUnit.YEARS: 1.0,
    AgeUnit.MONTHS: 12.0,
    AgeUnit.WEEKS: DAYS_PER_YEAR / 7,
    AgeUnit.DAYS: DAYS_PER_YEAR,
    AgeUnit.HOURS: DAYS_PER_YEAR * 24,
    AgeUnit.MINUTES: DAYS_PER_YEAR * 24 * 60,
}
_AGE = re.compile(r"([0-9]{1,6}) ([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Age:
    """An age limit as the registry words it: a whole number, >= 0, and a unit.

    raises  InputProblem "registry.bad_age"
    """

    number: int
    unit: AgeUnit = AgeUnit.YEARS

    def __post_init__(self) -> None:
        if self.number < 0:
            raise InputProblem("registry.bad_age", value=str(self.number))

    @classmethod
    def parse(cls, text: str) -> Age:
        """Read "18 Years", "1 Month". "N/A" is no age: callers treat it as None before they come here."""
        found = _AGE.fullmatch(text.strip())
        unit = f"{found[2].rstrip('sS')}s".capitalize() if found else ""
        if found is None or unit not in AgeUnit._value2member_map_:
            raise InputProblem("registry.bad_age", value=text[:40])
        return cls(int(found[1]), AgeUnit(unit))

    @property
    def years(self) -> float:
        """The age in years of 365.25 days; a month is a twelfth of a year."""
        return self.number / _UNITS_PER_YEAR[self.unit]

    def __str__(self) -> str:
        return f"{self.number} {self.unit.value[:-1] if self.number == 1 else self.unit.value}"
