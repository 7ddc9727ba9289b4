"""Where a person is. A town's name is an everyday word more often than one thinks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.finder import Place, distance_km, find_place, read_place

IN_WORDS = [
    ("my mum is 71, lives in Leeds", "Leeds", "GB"),
    ("i live in reading and have MS", "Reading", "GB"),
    ("I was reading a nice book in my bath", None, None),
    ("my mobile is always off", None, None),
    ("34F, Boston, MA, asthma", "Boston", "US"),
    ("we live near Cambridge, Massachusetts", "Cambridge", "US"),
    ("we live near Cambridge", "Cambridge", "GB"),
    ("asthma in Nice, France", "Nice", "FR"),
    ("I had a nice time in March", None, None),
    ("asthma near Portland, Oregon", "Portland", "US"),
    ("I am from São Paulo", "São Paulo", "BR"),
    ("lives in St. Louis", "St. Louis", "US"),
    ("I live in Hull", "Kingston upon Hull", "GB"),
    ("zip 02139, asthma", "Cambridge, MA", "US"),
    ("WBC 14000, Hb 12", None, None),
    ("a case of Crohn's with normal limits", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("text", "name", "country"), IN_WORDS)
def test_a_town_counts_where_its_neighbours_say_that_it_is_one(
    text: str, name: str | None, country: str | None
) -> None:
    found = read_place(text)
    assert (found.name, found.country) == (name, country) if found else name is None


@pytest.mark.parametrize(
    ("field", "name", "country"),
    [
        ("Leeds", "Leeds", "GB"),
        ("leeds, uk", "Leeds", "GB"),
        ("reading", "Reading", "GB"),
        ("Paris, Texas", "Paris", "US"),
        ("London, Canada", "London", "CA"),
        ("München", "Munich", "DE"),
        ("02139", "Cambridge, MA", "US"),
        ("I live in York", "York", "GB"),
    ],
)
def test_in_a_field_for_it_any_town_counts(field: str, name: str, country: str) -> None:
    found = find_place(field)
    assert found is not None and (found.name, found.country) == (name, country)


def test_a_place_that_nobody_knows_is_none() -> None:
    assert find_place("Upper Grumbletoe") is None
    assert find_place("99999") is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "km"),
    [(53.80, -1.55, 0), (53.96, -1.08, 36), (42.36, -71.06, 5099), (-53.80, 178.45, 20015)],
)
def test_distance_is_the_great_circle(latitude: float, longitude: float, km: float) -> None:
    assert distance_km(Place("Leeds", 53.80, -1.55), latitude, longitude) == pytest.approx(km, abs=15)


@given(st.text(max_size=300))
def test_looking_for_places_never_raises(text: str) -> None:
    read_place(text)
    find_place(text)
