"""From snapshots, counters and referrals to one funnel, against an example that was worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crossroads.channels.services import record_snapshot
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.measurement import CountRow, Money, wilson_interval
from crossroads.engines.terms import Stage
from crossroads.evaluation import series
from crossroads.evaluation.portfolio import portfolio
from crossroads.evaluation.queries import Rows, funnel_for, rows_of
from makers.evaluation import DAY, Example
from world import NOW, World


def _counts(example: Example, by: str) -> dict[tuple[str, str], int]:
    funnel = funnel_for(example.campaign, (by,))  # type: ignore[arg-type]
    return {(group.key[0], line.stage.value): line.count for group in funnel.groups for line in group.lines}


def test_the_funnel_by_channel_is_the_one_worked_out_by_hand(example: Example) -> None:
    counts = _counts(example, "channel")
    expected = {
        ("local boosted", "impression"): 1000,
        ("local boosted", "click"): 40,  # ours, not the 44 that the network says
        ("local boosted", "landing_visit"): 38,
        ("local boosted", "referred"): 7,
        ("local boosted", "enrolled"): 6,
        ("local organic", "impression"): 500,
        ("local organic", "click"): 9,  # the network's, where we counted none
        ("local organic", "landing_visit"): 8,
        ("local organic", "referred"): 6,
        ("local organic", "enrolled"): 1,
    }
    assert {cell: counts[cell] for cell in expected} == expected


def test_by_message_the_groups_are_named_after_the_messages(example: Example) -> None:
    counts = _counts(example, "message")
    assert counts["Invitation", "referred"] == 7
    assert counts["Reminder", "referred"] == 6


def test_every_rate_names_numerator_and_denominator_and_has_wilsons_interval(example: Example) -> None:
    line = funnel_for(example.campaign).groups[0].line(Stage.CLICK)
    assert line is not None
    assert line.step is not None
    assert (line.step.numerator_count, line.step.denominator_count) == (40, 1000)
    assert (line.step.low, line.step.high) == wilson_interval(40, 1000)


def test_cost_is_spending_over_the_people_of_a_stage_in_its_currency(example: Example) -> None:
    boosted, organic = funnel_for(example.campaign).groups
    assert boosted.line(Stage.ENROLLED).cost == Money(Decimal("8.33"), "USD")  # type: ignore[union-attr]
    assert organic.line(Stage.ENROLLED).cost is None  # type: ignore[union-attr]


def test_visits_without_a_link_of_ours_belong_to_no_campaign(example: Example) -> None:
    assert rows_of(example.campaign).totals()[Stage.LANDING_VISIT] == 38 + 8


def test_suspected_fraud_stays_outside_the_funnel() -> None:
    rows = Rows(
        (
            CountRow(DAY, "local paid", "m", Stage.REFERRED, 20),
            CountRow(DAY, "local paid", "m", Stage.REFERRED, 9, suspect=True),
        ),
        (),
    )
    assert rows.totals() == {Stage.REFERRED: 20}
    assert rows.funnel(("channel",)).groups[0].lines[0].suspect == 9


def test_all_spending_of_a_campaign_is_in_its_currency(world: World, example: Example) -> None:
    """Costs can be added up because no other currency gets in."""
    with pytest.raises(CrossroadsError, match="not in USD"):
        record_snapshot(
            publication=example.invitation, day=DAY, impressions=10, spend=Decimal(3), currency="EUR",
            by=world.alice, at=NOW,
        )  # fmt: skip


def test_two_messages_of_one_title_stay_apart(world: World, example: Example) -> None:
    type(example.reminder.variant.message)._default_manager.update(title="The same")
    assert {key for key, _ in _counts(example, "message")} == {"The same (1)", "The same (2)"}


def test_the_portfolio_sets_counts_and_forecast_apart(world: World, example: Example) -> None:
    (line,) = portfolio(world.anna, NOW + timedelta(days=14))
    assert line.spend == Money(Decimal("50.00"), "USD")
    assert (line.referred, line.enrolled) == (13, 7)
    assert line.planned_end is not None
    assert line.planned_now is not None
    assert line.against_plan in ("within the forecast", "above the forecast")


def test_a_stranger_has_another_portfolio(world: World, example: Example) -> None:
    assert portfolio(world.charlie, NOW) == []


def test_weeks_are_rounded_down_to_fives_so_that_none_gives_a_person_away() -> None:
    days = [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)]
    counts = [
        CountRow(day, "c", "m", Stage.ENROLLED, number) for day, number in zip(days, (4, 3, 5), strict=True)
    ]
    points = series.enrolled_by_week(counts, start=days[0], today=date(2026, 12, 7))
    assert [(point.week, point.at_least) for point in points] == [(1, 0), (2, 5), (3, 10)]
    assert series.enrolled_by_week(counts, start=days[0], today=date(2026, 11, 22)) == ()


def test_a_sparkline_shows_days_that_are_over() -> None:
    counts = [CountRow(date(2026, 11, 23) + timedelta(days=n), "c", "m", Stage.CLICK, n) for n in range(3)]
    days = series.clicks_by_day(counts, start=date(2026, 11, 23), today=date(2026, 11, 25))
    assert days == [0, 1]
    assert series.sparkline(days) == "0.0,22.0 100.0,2.0"
    assert series.sparkline([5]) == ""
