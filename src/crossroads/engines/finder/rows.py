"""Studies and profiles as rows of JSON: what the command line reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crossroads.engines.errors import InputProblem
from crossroads.engines.finder.lexicon import Lexicon
from crossroads.engines.finder.places import find_place, read_place
from crossroads.engines.finder.reading import read
from crossroads.engines.finder.values import Place, Profile, StudyEntry, StudySite
from crossroads.engines.terms import OverallStatus, Sex

_AGE = re.compile(r"(?i)^\s*(\d+(?:\.\d+)?)\s*(year|month|week|day|hour|minute)s?\s*$")
_PER_YEAR = {
    "year": 1.0,
    "month": 12.0,
    "week": 365.25 / 7,
    "day": 365.25,
    "hour": 8766.0,
    "minute": 525960.0,
}


def read_entry(row: Any) -> StudyEntry:
    """A study from a row such as {"id": "S1", "title": ..., "criteria": ..., "minimum_age": "18 Years"}.

    Any field but the id may be missing or null. ``conditions`` and ``keywords`` are lists or one text; ``sites``
    are {"place", "latitude", "longitude", "open"}.

    raises  InputProblem "finder.not_a_study" where it is no object, "finder.no_id" where it has no id,
            "finder.bad_field" where a field is of another kind than it should be
    """
    if not isinstance(row, Mapping):
        raise InputProblem("finder.not_a_study")
    identity = row.get("id")
    if not isinstance(identity, str | int) or not str(identity).split():
        raise InputProblem("finder.no_id")
    return StudyEntry(
        id="".join(str(identity).split()),
        title=_text(row, "title"),
        summary=_text(row, "summary"),
        conditions=_list(row, "conditions"),
        keywords=_list(row, "keywords"),
        criteria=_text(row, "criteria"),
        sex=_sex(row.get("sex")),
        minimum_age=age_in_years(row.get("minimum_age")),
        maximum_age=age_in_years(row.get("maximum_age")),
        is_open=_is_open(row.get("status")),
        sites=_sites(row.get("sites")),
    )


def age_in_years(value: Any) -> float | None:
    """A registry's age in years; a bare number is years; None for "N/A" and all that is no age.

    >>> age_in_years("18 Years"), age_in_years("6 Months"), age_in_years("N/A")
    (18.0, 0.5, None)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if 0 <= value < 200 else None
    match = _AGE.match(value) if isinstance(value, str) else None
    if match is None:
        is_number = isinstance(value, str) and re.fullmatch(r"\s*\d{1,3}(?:\.\d+)?\s*", value)
        return float(value) if is_number else None
    return float(match[1]) / _PER_YEAR[match[2].lower()]


def read_profile(row: Any, lexicon: Lexicon) -> Profile:
    """A person from a row such as {"text", "conditions", "age", "sex", "place", "latitude", "longitude"}.

    Every field is optional; ``text`` is read as free words, and what the other fields say goes over it.

    raises  InputProblem "finder.bad_profile" where it is no object, "finder.bad_field" where a field is of
            another kind, "finder.place_unknown" where a place without coordinates is not known
    """
    if not isinstance(row, Mapping):
        raise InputProblem("finder.bad_profile", reason="it is no JSON object")
    told = ". ".join(filter(None, (", ".join(_list(row, "conditions")), _text(row, "text"))))
    profile = read(told, lexicon, place=read_place)
    age, sex = age_in_years(row.get("age")), _sex(row.get("sex"))
    return replace(
        profile,
        age=profile.age if age is None else (age, age),
        sex=profile.sex if sex is Sex.ALL else sex,
        place=_place(row) or profile.place,
    )


def _place(row: Mapping[str, Any]) -> Place | None:
    name = _text(row, "place")
    latitude, longitude = _degrees(row.get("latitude"), 90), _degrees(row.get("longitude"), 180)
    if latitude is not None and longitude is not None:
        return Place(name, latitude, longitude)
    found = find_place(name) if name.strip() else None
    if name.strip() and found is None:
        raise InputProblem("finder.place_unknown", place=name)
    return found


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputProblem("finder.bad_field", field=name)
    return value


def _list(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name)
    if value is None or isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputProblem("finder.bad_field", field=name)
    return tuple(value)


def _sex(value: Any) -> Sex:
    """Registries write "All", "Both", "Female"; whatever is not one sex alone is all."""
    word = value.strip().upper() if isinstance(value, str) else ""
    return Sex(word) if word in (Sex.FEMALE, Sex.MALE) else Sex.ALL


def _is_open(value: Any) -> bool:
    """A study without a status is taken for open: a corpus need not tell."""
    if not isinstance(value, str) or not value.strip():
        return True
    return re.sub(r"\W+", "_", value.strip().upper()) == OverallStatus.RECRUITING


def _sites(value: Any) -> tuple[StudySite, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise InputProblem("finder.bad_field", field="sites")
    return tuple(
        StudySite(
            _text(one, "place"),
            _degrees(one.get("latitude"), 90),
            _degrees(one.get("longitude"), 180),
            one.get("open") is not False,
        )
        for one in value
    )


def _degrees(value: Any, most: float) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= most else None
