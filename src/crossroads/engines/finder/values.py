"""What goes into the finder and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crossroads.engines import rules
from crossroads.engines.terms import Sex


@dataclass(frozen=True, slots=True)
class Place:
    """A place on earth: its name, degrees north and east, and the country's ISO 3166-1 code; "" if unknown."""

    name: str
    latitude: float
    longitude: float
    country: str = ""


@dataclass(frozen=True, slots=True)
class StudySite:
    """Where a study takes people in. Without coordinates it is found by its name at best.

    open  whether people are taken in here now
    """

    name: str
    latitude: float | None = None
    longitude: float | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class StudyEntry:
    """What the finder knows of a study. Anything but the id may be missing.

    criteria              the registry's text of who may join, verbatim
    minimum_age, maximum_age  in years, both included; None where none is stated
    is_open               whether the study takes people in
    """

    id: str
    title: str = ""
    summary: str = ""
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    criteria: str = ""
    sex: Sex = Sex.ALL
    minimum_age: float | None = None
    maximum_age: float | None = None
    is_open: bool = True
    sites: tuple[StudySite, ...] = ()

    @property
    def age_below(self) -> float | None:
        """The age in years at which somebody is too old: "up to 65" holds until the 66th birthday."""
        if self.maximum_age is None:
            return None
        whole_years = self.maximum_age >= 1 and self.maximum_age == int(self.maximum_age)
        return self.maximum_age + (1.0 if whole_years else 1 / 12)


class Standing(StrEnum):
    """How something that a person tells belongs to them.

    MAIN     what they seek a study for
    PRESENT  what they also have or take
    PAST     what they had
    DENIED   what they say they do not have
    """

    MAIN = "main"
    PRESENT = "present"
    PAST = "past"
    DENIED = "denied"


class Kind(StrEnum):
    """What sort of thing a name names. A qualifier says little alone: "recurrent", "healthy"."""

    DISEASE = "disease"
    SIGN = "sign"
    TREATMENT = "treatment"
    QUALIFIER = "qualifier"


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """One thing that a person told, under all its names. Never shown in a log or traceback.

    words   as the person put it
    forms   its names as stems (see ``words.phrase``), each with how surely it means the same: (0, 1]
    weight  how much it counts in the search: > 0, about 1 for the main condition
    """

    words: str
    standing: Standing
    forms: tuple[tuple[str, float], ...]
    weight: float
    kind: Kind = Kind.DISEASE


@dataclass(frozen=True, slots=True, repr=False)
class Profile:
    """A person as the finder knows them: what they told, and nothing else. Never shown in a log or traceback.

    age       (low, high) in years: equal where it is exact, a range for "in her fifties"; None if unknown
    pregnant  None where nothing was said
    said      conditions, treatments and circumstances, the most important first
    words     all other telling words as stems, with weights
    """

    text: str = ""
    age: tuple[float, float] | None = None
    sex: Sex | None = None
    place: Place | None = None
    pregnant: bool | None = None
    said: tuple[Said, ...] = ()
    words: tuple[tuple[str, float], ...] = ()

    @property
    def conditions(self) -> tuple[str, ...]:
        """What the person has now, in their own words."""
        return tuple(s.words for s in self.said if s.standing in (Standing.MAIN, Standing.PRESENT))


class ReasonCode(StrEnum):
    """Why a study is where it is in the list; sentences stand in ``rules/<language>/finder.toml``."""

    ABOUT = "about"
    MENTIONS = "mentions"
    MAY_INCLUDE = "may_include"
    QUALIFIES = "qualifies"
    WORDS = "words"
    AGES = "ages"
    AGES_FROM = "ages_from"
    AGES_UP_TO = "ages_up_to"
    SEX = "sex"
    NEAREST = "nearest"
    NEAREST_HERE = "nearest_here"
    PLACE_UNKNOWN = "place_unknown"
    MAY_EXCLUDE = "may_exclude"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    OTHER_SEX = "other_sex"
    CLOSED = "closed"
    NO_OPEN_PLACE = "no_open_place"
    TOO_FAR = "too_far"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in a stable code and its values; ``sentence`` says it in English."""

    code: ReasonCode
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return str(rules.load("finder")["reasons"][self.code.value].format_map(dict(self.params)))


@dataclass(frozen=True, slots=True)
class Found:
    """One study in the answer.

    score             higher is nearer to what the person told; comparable within one answer only
    reasons           why it is here
    distance_km       to the nearest open site; None where either place is unknown
    excluded_because  why this person cannot join as far as the record tells; empty for none. Such a study is
                      never above one without.
    """

    id: str
    score: float
    reasons: tuple[Reason, ...]
    distance_km: float | None = None
    excluded_because: tuple[Reason, ...] = ()
