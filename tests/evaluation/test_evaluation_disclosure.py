"""Small counts are hidden in the page, the CSV, the JSON and the charts alike, and cannot be worked out."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.engines.measurement import CountRow, SpendRow
from crossroads.engines.terms import Stage
from crossroads.evaluation import charts, exports, pages
from crossroads.evaluation.queries import Rows
from crossroads.evaluation.tables import Tables, protected

DAY = date(2026, 11, 24)
CELLS = [(channel, message) for channel in ("a", "b") for message in ("m1", "m2", "m3")]
counts = st.lists(st.integers(0, 14), min_size=len(CELLS), max_size=len(CELLS))
SMALL = {"1", "2", "3", "4"}


def _rows(numbers: list[int], stage: Stage = Stage.ENROLLED, *, spend: str = "") -> Rows:
    spends = (SpendRow(DAY, "a", "m1", Decimal(spend), "USD"),) if spend else ()
    return Rows(
        tuple(CountRow(DAY, c, m, stage, n) for (c, m), n in zip(CELLS, numbers, strict=True) if n), spends
    )


def _small_groups(numbers: list[int]) -> list[tuple[str, ...]]:
    """Channels and messages with a small count."""
    sums: dict[tuple[str, ...], int] = {}
    for (channel, message), number in zip(CELLS, numbers, strict=True):
        for group in (("channel", channel), ("message", message)):
            sums[group] = sums.get(group, 0) + number
    return [group for group, total in sums.items() if 0 < total < 5]


def _sum(numbers: list[int], group: tuple[str, ...]) -> int:
    return sum(
        n
        for cell, n in zip(CELLS, numbers, strict=True)
        if cell[0 if group[0] == "channel" else 1] == group[1]
    )


@given(counts)
def test_no_small_count_is_shown_anywhere(numbers: list[int]) -> None:
    tables = protected(_rows(numbers, spend="100"))
    shown = [str(row["count"]) for row in exports.flat_rows(tables)]
    assert not SMALL & set(shown)
    read = list(csv.DictReader(io.StringIO(exports.tables_csv(tables))))
    assert not SMALL & {row["count"] for row in read}
    assert [row["count"] for row in json.loads(exports.tables_json(tables, {}))["rows"]] == [
        row["count"] for row in exports.flat_rows(tables)
    ]
    on_page = [line.count for by in ("channel", "message") for line in pages.group_lines(_of(tables, by), by)]
    assert not SMALL & {*on_page, *(line.count for line in pages.total_lines(tables))}


def _of(tables: Tables, by: str) -> tuple[dict[str, object], ...]:
    return tables.by_channel if by == "channel" else tables.by_message  # type: ignore[return-value]


@given(counts)
def test_a_hidden_count_could_have_another_value_in_the_very_same_tables(numbers: list[int]) -> None:
    """For each small channel or message: some other counts give exactly what is published."""
    published = _published(numbers)
    for group in _small_groups(numbers):
        own = _sum(numbers, group)
        assert any(
            _sum(other, group) != own and _published(other) == published for other in _neighbours(numbers)
        ), group


def _published(numbers: list[int]) -> list[object]:
    """What everybody sees where every channel and message had impressions, so that all of them are known."""
    seen = _rows([1000] * len(CELLS), Stage.IMPRESSION)
    rows = exports.flat_rows(protected(Rows((*seen.counts, *_rows(numbers).counts), ())))
    return [row for row in rows if row["stage"] == Stage.ENROLLED]


def _neighbours(numbers: list[int]) -> list[list[int]]:
    """Tables that differ a little: one person more or fewer, people moved, cells or groups exchanged."""
    found = []
    for here, number in enumerate(numbers):
        for other in (number - 1, number + 1):
            if other >= 0:
                found.append([*numbers[:here], other, *numbers[here + 1 :]])
    for here, there in permutations(range(len(numbers)), 2):
        swapped = list(numbers)
        swapped[here], swapped[there] = swapped[there], swapped[here]
        found.append(swapped)
        for moved in range(1, numbers[here] + 1):
            other = list(numbers)
            other[here] -= moved
            other[there] += moved
            found.append(other)
    found.append([*numbers[3:], *numbers[:3]])
    for order in permutations(range(3)):
        found.append([numbers[3 * c + m] for c in range(2) for m in order])
    return found


@given(counts, counts)
def test_no_rate_or_cost_gives_a_hidden_count_back(earlier: list[int], later: list[int]) -> None:
    bigger = [number + more for number, more in zip(later, earlier, strict=True)]
    rows = Rows(
        (*_rows(bigger, Stage.INFORMED_CONSENTED).counts, *_rows(later, spend="90").counts),
        _rows(later, spend="90").spends,
    )
    for row in exports.flat_rows(protected(rows)):
        if not isinstance(row["count"], int):
            assert row["cost"] is None
            assert row["rate"] is None


@settings(max_examples=15)
@given(counts)
def test_charts_draw_only_what_the_table_shows(numbers: list[int]) -> None:
    bigger = [number * 3 for number in numbers]
    tables = protected(
        Rows((*_rows(bigger, Stage.CLICK).counts, *_rows(numbers, Stage.LANDING_VISIT).counts), ())
    )
    figure = charts.where_people_leave(tables)
    total = tables.total(Stage.LANDING_VISIT)
    assert (figure is not None) == bool(total and total.step)


def test_with_a_partner_the_total_is_told() -> None:
    tables = protected(_rows([3, 0, 0, 9, 0, 0]))
    assert [row["count"] for row in tables.by_channel] == ["not shown", "not shown", 12]


def test_without_a_partner_the_total_is_told_and_nobody_of_it() -> None:
    tables = protected(_rows([3, 0, 0, 0, 4, 0]))
    assert [row["count"] for row in tables.by_channel] == ["not shown", "not shown", 7]


def test_a_small_total_is_said_to_be_small() -> None:
    tables = protected(_rows([2, 0, 0, 1, 0, 0]))
    assert tables.totals[0].count == "under 5"


def test_one_channel_alone_is_said_to_be_small_itself() -> None:
    tables = protected(_rows([3, 0, 0, 0, 0, 0]))
    assert {row["count"] for row in tables.by_channel} == {"under 5"}


def test_groups_of_one_person_each_do_not_give_themselves_away() -> None:
    """Three hidden messages and a total of three would be three times one: empty ones are hidden too."""
    tables = protected(_rows([1, 1, 0, 1, 1, 1]))
    hidden = [row["count"] for row in tables.by_message if row["message"] != "all"]
    assert hidden == ["not shown"] * 3


def test_the_channel_and_its_messages_together_give_nothing_back() -> None:
    """Channel a is m1 (3), channel b is m2 (50) and m3 (60): shown messages would tell b, and so a."""
    tables = protected(_rows([3, 0, 0, 0, 50, 60]))
    assert all(row["count"] == "not shown" for row in tables.by_message if row["message"] != "all")


def test_a_doubt_is_told_in_words_and_without_counts() -> None:
    rows = Rows(
        (
            CountRow(DAY, "a", "click here", Stage.CLICK, 3),
            CountRow(DAY, "a", "click here", Stage.LANDING_VISIT, 4),
        ),
        (),
    )
    assert (
        protected(rows)
        .notes[0]
        .startswith("a / click here: “Visited the study page” is larger than “Followed the link”.")
    )


def test_people_who_may_not_fit_and_ask_to_be_contacted_are_no_doubt() -> None:
    rows = Rows(
        (CountRow(DAY, "a", "m", Stage.MAY_FIT, 6), CountRow(DAY, "a", "m", Stage.CONTACT_CONSENTED, 9)), ()
    )
    assert protected(rows).notes == ()


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    text = exports.to_csv(
        [{"group": '=HYPERLINK("x")', "count": 7}, {"group": 'say "hi", you', "count": -1}],
        ["group", "count"],
    )
    assert text == 'group,count\r\n"\'=HYPERLINK(""x"")",7\r\n"say ""hi"", you",-1\r\n'
