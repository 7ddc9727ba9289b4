"""What every index does, on the database that the run tests on; and that the two find alike."""

from __future__ import annotations

import pytest
from finder_indexes import a_sqlite_index
from finder_studies import STUDIES
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.finder import (
    Filters,
    Finder,
    Index,
    Lexicon,
    Limits,
    Query,
    SqliteIndex,
    StudyEntry,
    read,
)
from crossroads.engines.terms import Sex

ASTHMA = Query(("asthma",))


def _ids(index: Index, query: Query = ASTHMA, filters: Filters | None = None, limit: int = 50) -> set[str]:
    return {stored.entry.id for stored in index.search(query, filters or Filters(), limit)}


def test_it_holds_what_it_was_built_from(index: Index) -> None:
    assert index.build(STUDIES) == len(STUDIES) == index.count()
    stored = index.get(["HEART", "LUNG-AGAIN", "nobody"])
    assert [one.entry.id for one in stored] == ["HEART", "LUNG-AGAIN"]
    again = stored[1].entry
    assert (again.title, again.sites, again.minimum_age) == (STUDIES[0].title, STUDIES[0].sites, 18.0)
    assert " diabet " in stored[1].folded.unwanted


def test_building_again_replaces_everything(index: Index) -> None:
    index.build(STUDIES)
    assert index.build(STUDIES[:2]) == 2
    assert _ids(index) == set()
    assert index.statistics().frequency("asthma") == 0


def test_a_stamp_tells_what_it_was_built_from(index: Index) -> None:
    assert index.stamp() == ""
    index.build(STUDIES, stamp="monday")
    index.remove(["HEART"])
    assert index.stamp() == "monday"
    index.build(STUDIES)
    assert index.stamp() == ""


def test_of_two_studies_with_one_id_the_later_stays(index: Index) -> None:
    index.build([StudyEntry("A", title="Gout"), StudyEntry("A", title="Asthma")])
    assert index.count() == 1 and _ids(index) == {"A"}


def test_adding_replaces_a_study_of_the_same_id(index: Index) -> None:
    index.build([StudyEntry("A", title="Gout"), StudyEntry("B", title="Asthma")])
    index.add([StudyEntry("A", title="Asthma")])
    assert index.count() == 2 and _ids(index) == {"A", "B"}
    assert _ids(index, Query(("gout",))) == set()
    assert index.statistics().frequency("asthma") == 2


def test_removing_forgets_a_study_and_its_words(index: Index) -> None:
    index.build(STUDIES)
    index.remove(["ASTHMA", "BABY", "SHUT", "nobody"])
    assert _ids(index) == set()
    assert index.count() == len(STUDIES) - 3
    assert index.statistics().frequency("asthma") == 0


def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert index.build([]) == 0
    assert _ids(index) == set() and index.get(["A"]) == []
    assert index.statistics().studies == 0


def test_what_a_study_excludes_is_not_what_it_is_found_by(index: Index) -> None:
    """HEART excludes lung cancer; whoever has it must not be sent there."""
    index.build(STUDIES)
    assert "HEART" not in _ids(index, Query(("lung cancer",)))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {"BABY", "ASTHMA", "SHUT"}),
        (Filters(only_open=True), {"BABY", "ASTHMA"}),
        (Filters(age=(40, 40)), {"ASTHMA", "SHUT"}),
        (Filters(age=(0.4, 0.4)), {"BABY", "ASTHMA", "SHUT"}),
        (Filters(age=(0.6, 0.6)), {"ASTHMA", "SHUT"}),
    ],
)
def test_filters_are_hard(index: Index, filters: Filters, found: set[str]) -> None:
    index.build(STUDIES)
    assert _ids(index, ASTHMA, filters) == found


@pytest.mark.parametrize(
    ("sex", "found"), [(None, True), (Sex.FEMALE, True), (Sex.MALE, False), (Sex.ALL, False)]
)
def test_a_study_for_women_is_not_proposed_to_men(index: Index, sex: Sex | None, found: bool) -> None:
    index.build(STUDIES)
    assert ("OVARY" in _ids(index, Query(("ovarian cancer",)), Filters(sex=sex))) is found


@pytest.mark.parametrize(("age", "found"), [(17.9, False), (18, True), (65, True), (65.9, True), (66, False)])
def test_an_age_limit_holds_to_the_next_birthday(index: Index, age: float, found: bool) -> None:
    index.build(STUDIES)
    assert ("LUNG-NEW" in _ids(index, Query(("lung neoplasm",)), Filters(age=(age, age)))) is found


def test_the_limit_is_kept_and_what_stands_beside_moves_up(index: Index) -> None:
    index.build(
        [StudyEntry(f"A{n}", title="Asthma") for n in range(9)] + [StudyEntry("B", title="Asthma of the old")]
    )
    assert len(index.search(ASTHMA, Filters(), 3)) == 3
    assert index.search(Query(("asthma",), ("old",)), Filters(), 3)[0].entry.id == "B"


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=60))
def test_any_text_can_be_kept_and_asked_for(texts: list[str], asked: str) -> None:
    with a_sqlite_index() as index:
        index.build([StudyEntry(f"S{n}", title=text, criteria=text) for n, text in enumerate(texts)])
        assert index.count() == len(texts)
        Finder(index).find(read(asked, Lexicon()))


def test_two_hundred_kilobytes_of_criteria_are_kept(index: Index) -> None:
    long = " ".join(f"word{number}" for number in range(25_000))
    index.build([StudyEntry("LONG", title="Asthma", criteria=long)])
    assert _ids(index) == {"LONG"}


def test_an_index_that_is_there_is_opened_as_it_is() -> None:
    import sqlite3

    with sqlite3.connect(":memory:") as connection:
        SqliteIndex(connection).build(STUDIES)
        assert SqliteIndex(connection).count() == len(STUDIES)
    connection.close()


def test_every_database_ranks_as_sqlite_does(index: Index, lexicon: Lexicon) -> None:
    with a_sqlite_index() as one:
        one.build(STUDIES)
        index.build(STUDIES)
        for text in ("lung cancer that came back, 40, woman, Leeds", "asthma", "heart attack and diabetes"):
            profile = read(text, lexicon)
            limits = Limits(excluded=True, only_open=False)
            assert Finder(one).find(profile, limits) == Finder(index).find(profile, limits)
