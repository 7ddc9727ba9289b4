"""Small counts are kept from analysts, and cannot be worked out from what is shown."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.measurement import CountRow, Hidden, Protected, SpendRow, funnel, protect, to_rows
from crossroads.engines.terms import Stage

NO = Hidden.NOT_SHOWN
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ((7, 9), (7, 9), 16),
        ((0, 9), (0, 9), 9),
        ((2, 7, 9), (NO, NO, 9), 18),
        ((2, 3, 7, 9), (NO, NO, NO, 9), 21),
        ((2, 7, 7, 9), (NO, NO, NO, 9), 25),
        ((2, 0, 30), (NO, 0, NO), 32),
        ((4, 4), (NO, NO), NO),
        ((3,), (NO,), NO),
        ((), (), 0),
    ],
)
def test_a_small_count_takes_the_smallest_larger_one_along(
    counts: tuple[int, ...], cells: tuple[object, ...], total: object
) -> None:
    """Where there is no larger one, the total is hidden instead. 0 is shown: it is nobody's."""
    assert protect(counts) == Protected(cells, total)  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 50), max_size=12))
def test_no_small_count_is_ever_shown(counts: list[int]) -> None:
    shown = protect(counts)
    for count, cell in zip(counts, shown.cells, strict=True):
        assert cell == count or cell is NO
        assert not (0 < count < 5 and cell is not NO)
    assert not (isinstance(shown.total, int) and 0 < shown.total < 5)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=12))
def test_total_minus_what_is_shown_never_gives_one_count(counts: list[int]) -> None:
    """With a total shown, hidden counts come at least in twos, and differ."""
    shown = protect(counts)
    hidden = [count for count, cell in zip(counts, shown.cells, strict=True) if cell is NO]
    if hidden and shown.total is not NO:
        assert len(set(hidden)) >= 2


@pytest.mark.parametrize("cells", [1, 2, 3])
def test_somebody_who_knows_the_method_cannot_work_a_small_count_out(cells: int) -> None:
    """Every table of up to three counts below 13: among those that look alike no small count is certain."""
    alike: defaultdict[Protected, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(13), repeat=cells):
        alike[protect(counts)].append(counts)
    for shown, tables in alike.items():
        for place, cell in enumerate(shown.cells):
            values = {table[place] for table in tables}
            complete = sum(tables[0]) <= 12  # larger sums also come from tables that were not listed
            if cell is NO and any(0 < value < 5 for value in values) and complete:
                assert len(values) >= 2, (shown, tables)


def rows(numbers: dict[str, tuple[int, int]]) -> list[CountRow]:
    made = []
    for channel, (referred, enrolled) in numbers.items():
        made.append(CountRow(DAY, channel, "m", Stage.REFERRED, referred))
        made.append(CountRow(DAY, channel, "m", Stage.ENROLLED, enrolled))
    return made


def test_an_analysts_table_hides_rates_and_costs_that_would_give_a_count_back() -> None:
    spends = [SpendRow(DAY, name, "m", Decimal(100), "EUR") for name in ("feed", "search", "site")]
    made = funnel(rows({"feed": (10, 2), "search": (30, 9), "site": (40, 20)}), spends, by=("channel",))
    shown = {(row["channel"], row["stage"]): row for row in to_rows(made, hide_small=True)}
    for hidden in (shown["feed", "enrolled"], shown["search", "enrolled"]):
        assert (hidden["count"], hidden["rate"], hidden["cost"]) == ("not shown", None, None)
    assert shown["site", "enrolled"]["count"] == 20
    assert shown["site", "enrolled"]["rate"] == 0.5
    assert shown["all", "enrolled"]["count"] == 31
    assert shown["feed", "referred"]["cost"] == "10.00"


def test_a_count_with_no_total_beside_it_is_shown_as_under_5() -> None:
    made = funnel(rows({"feed": (10, 2)}))
    table = to_rows(made, hide_small=True)
    assert [row["count"] for row in table] == [10, "under 5"]
    assert table[1]["rate"] is None


def test_the_team_itself_sees_everything() -> None:
    made = funnel(rows({"feed": (10, 2)}), by=("channel",))
    table = to_rows(made, hide_small=False)
    assert [row["count"] for row in table] == [10, 2]
    assert table[1]["rate_from"] == "referred"


COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 20), st.integers(0, 20)))


@given(COUNTS, st.booleans())
def test_no_cell_of_an_analysts_table_holds_a_small_number(
    numbers: dict[str, tuple[int, int]], grouped: bool
) -> None:
    made = funnel(rows(numbers), by=("channel",) if grouped else ())
    table = to_rows(made, hide_small=True)
    small = {1, 2, 3, 4}
    assert all(row["count"] not in small and row["suspect"] not in small for row in table)
    assert len({tuple(row) for row in table}) <= 1, "every row has the same columns"
