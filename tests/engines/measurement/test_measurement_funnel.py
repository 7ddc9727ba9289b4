"""From rows to a funnel. Channels, messages and numbers are invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.errors import InputProblem, ManyProblems
from crossroads.engines.measurement import (
    CountRow,
    Money,
    NoteCode,
    SpendRow,
    funnel,
    step_rate,
    wilson_interval,
)
from crossroads.engines.terms import FUNNEL_STAGES, Stage

DAY = date(2026, 3, 1)


def count(
    stage: Stage, number: int, channel: str = "search", message: str = "m1", suspect: bool = False
) -> CountRow:
    return CountRow(DAY, channel, message, stage, number, suspect)


def spend(amount: str, currency: str = "EUR", channel: str = "search", message: str = "m1") -> SpendRow:
    return SpendRow(DAY, channel, message, Decimal(amount), currency)


SEARCH = [
    count(Stage.IMPRESSION, 10_000),
    count(Stage.CLICK, 200),
    count(Stage.REFERRED, 12),
    count(Stage.ENROLLED, 3),
]
FEED = [
    count(Stage.IMPRESSION, 40_000, "feed"),
    count(Stage.CLICK, 100, "feed", "m2"),
    count(Stage.CLICK, 50, "feed", "m3"),
]


def test_rows_add_up_by_what_is_asked_for() -> None:
    table = {
        group.key: {line.stage: line.count for line in group.lines}
        for group in funnel(SEARCH + FEED, by=("channel",)).groups
    }
    assert table == {
        ("feed",): {Stage.IMPRESSION: 40_000, Stage.CLICK: 150},
        ("search",): {Stage.IMPRESSION: 10_000, Stage.CLICK: 200, Stage.REFERRED: 12, Stage.ENROLLED: 3},
    }
    assert [group.key for group in funnel(SEARCH + FEED, by=("message",)).groups] == [
        ("m1",),
        ("m2",),
        ("m3",),
    ]
    assert [group.key for group in funnel(SEARCH + FEED).groups] == [()]


def test_a_rate_names_its_numerator_and_denominator() -> None:
    """Where stages in between are not reported, the denominator is the nearest earlier stage that is."""
    line = funnel(SEARCH).groups[0].line(Stage.REFERRED)
    assert line is not None
    assert line.step is not None
    assert (line.step.numerator, line.step.denominator) == (Stage.REFERRED, Stage.CLICK)
    assert line.step.value == 12 / 200


def test_cost_per_stage_is_spending_over_count_to_the_cent() -> None:
    group = funnel(SEARCH, [spend("100"), spend("0.01")]).groups[0]
    costs = {line.stage: line.cost for line in group.lines}
    assert group.spend == Money(Decimal("100.01"), "EUR")
    assert costs[Stage.ENROLLED] == Money(Decimal("33.34"), "EUR")
    assert costs[Stage.CLICK] == Money(Decimal("0.50"), "EUR")


def test_currencies_are_never_added_up() -> None:
    """The problem names each group that mixes them; apart they are fine."""
    mixed = [spend("5", "EUR"), spend("5", "USD"), spend("5", "EUR", "feed"), spend("5", "GBP", "feed")]
    with pytest.raises(ManyProblems) as caught:
        funnel(SEARCH, mixed, by=("channel",))
    assert [problem.params["group"] for problem in caught.value.problems] == ["feed", "search"]
    apart = funnel(SEARCH, [spend("5", "EUR"), spend("5", "USD", "feed")], by=("channel",))
    assert [str(group.spend) for group in apart.groups] == ["5 USD", "5 EUR"]


def test_suspected_fraud_is_kept_out_and_reported_beside() -> None:
    made = funnel([*SEARCH, count(Stage.REFERRED, 90, suspect=True)])
    line = made.groups[0].line(Stage.REFERRED)
    assert line is not None
    assert (line.count, line.suspect) == (12, 90)
    assert [note.code for note in made.notes] == [NoteCode.SUSPECT_LEFT_OUT]


def test_an_impossible_number_is_a_note_and_stays_as_it_is() -> None:
    """A later stage larger than an earlier one of the same source gives no rate, and nothing is mended."""
    made = funnel([count(Stage.CLICK, 10), count(Stage.LANDING_VISIT, 25), count(Stage.CLICK, 90, "feed")])
    line = made.groups[0].line(Stage.LANDING_VISIT)
    assert line is not None
    assert line.count == 25
    notes = [(note.code, note.about) for note in made.notes]
    assert notes == [(NoteCode.LATER_STAGE_LARGER, "search / m1")]
    assert "landing_visit (25) is larger than click (10)" in made.notes[0].sentence
    assert "25" not in made.notes[0].sentence_without_counts


def test_an_exit_is_measured_against_the_stage_that_it_leaves() -> None:
    rows = [count(Stage.SCREENED, 20), count(Stage.ENROLLED, 8), count(Stage.SCREEN_FAILED, 12)]
    line = funnel(rows).groups[0].line(Stage.SCREEN_FAILED)
    assert line is not None
    assert line.step is not None
    assert line.step.denominator is Stage.SCREENED


def test_spending_without_any_count_is_noted() -> None:
    made = funnel([], [spend("5")], by=("channel",))
    assert made.groups[0].lines == ()
    assert [note.code for note in made.notes] == [NoteCode.SPEND_WITHOUT_COUNTS]


def test_no_rows_make_an_empty_funnel() -> None:
    assert funnel([]).groups[0].lines == ()
    assert funnel([], by=("channel",)).groups == ()


def test_zero_is_a_count_and_gives_no_cost() -> None:
    group = funnel([count(Stage.CLICK, 0), count(Stage.LANDING_VISIT, 0)], [spend("5")]).groups[0]
    assert [(line.step, line.cost) for line in group.lines] == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (1, 10, 0.0179, 0.4042), (15, 50, 0.1910, 0.4375), (10, 10, 0.7225, 1.0)],
)
def test_wilson_intervals_have_their_published_values(part: int, whole: int, low: float, high: float) -> None:
    """As ``prop.test(part, whole, correct = FALSE)`` gives them in R."""
    assert wilson_interval(part, whole) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_has_no_interval(part: int, whole: int) -> None:
    with pytest.raises(InputProblem) as caught:
        wilson_interval(part, whole)
    assert caught.value.code == "measurement.share"


@given(st.integers(1, 10**9), st.data())
def test_an_interval_holds_its_rate(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    rate = step_rate(Stage.CLICK, part, Stage.IMPRESSION, whole)
    assert rate is not None
    assert 0 <= rate.low <= rate.value <= rate.high <= 1


ROWS = st.lists(
    st.builds(
        count,
        st.sampled_from(FUNNEL_STAGES),
        st.integers(0, 1000),
        st.sampled_from(["search", "feed"]),
        st.sampled_from(["m1", "m2"]),
        st.booleans(),
    ),
    max_size=30,
)


@given(ROWS, st.randoms())
def test_groups_add_up_to_the_whole_in_any_order(rows: list[CountRow], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(rows)
    random.shuffle(shuffled)
    whole = funnel(rows).groups[0]
    groups = funnel(shuffled, by=("channel", "message")).groups
    for line in whole.lines:
        parts = [part for group in groups if (part := group.line(line.stage))]
        assert sum(part.count for part in parts) == line.count
        assert sum(part.suspect for part in parts) == line.suspect


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: count(Stage.CLICK, -1), "measurement.negative_count"),
        (lambda: spend("-0.01"), "measurement.negative_amount"),
        (lambda: spend("NaN"), "measurement.negative_amount"),
        (lambda: spend("1", "euro"), "measurement.currency"),
    ],
)
def test_a_row_that_cannot_be_is_refused(make, code: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputProblem) as caught:
        make()
    assert caught.value.code == code
    assert caught.value.advice
