"""Forecasts: made from evidence, kept as they were, scored once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from crossroads.engines.errors import Conflict, CrossroadsError, InputProblem
from crossroads.engines.terms import Network, Placement, Stage
from crossroads.planning import presenting, queries, services
from crossroads.planning.models import Campaign, Forecast, ForecastScore
from makers.planning import make_campaign, make_fit
from makers.studies import make_study
from world import NOW, World


@pytest.fixture
def campaign(world: World) -> Campaign:
    return make_campaign(world, make_study(world))


def test_a_forecast_is_made_from_the_paid_lines_and_the_dates(world: World, campaign: Campaign) -> None:
    kept = services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7)
    plan = queries.result_of(kept).plan
    assert (plan.budget, plan.weeks, plan.network, plan.target_enrollment) == (6300.0, 8, "facebook", 20)
    assert kept.inputs["seed"] == 7 and kept.evidence_hash


def test_the_same_seed_gives_the_same_forecast(world: World, campaign: Campaign) -> None:
    first, second = (
        services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7) for _ in range(2)
    )
    assert first.result == second.result and first.pk != second.pk


def test_every_stage_has_its_intervals_and_says_when_evidence_is_thin(
    world: World, campaign: Campaign
) -> None:
    result = queries.result_of(services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7))
    for stage in result.stages:
        count = stage.count
        assert count.low80 is not None and count.median is not None and count.high80 is not None
        assert count.low80 <= count.median <= count.high80
    thin = {row.stage for row in presenting.funnel(result) if row.thin}
    assert thin == {
        str(one.stage).replace("_", " ").capitalize() for one in result.stages if one.n_studies < 8
    }
    assert "may enroll" in presenting.answer(result)


def test_another_assumption_is_a_new_forecast_and_the_next_one_keeps_it(
    world: World, campaign: Campaign
) -> None:
    first = services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7)
    later = NOW + timedelta(hours=1)
    second = services.make_forecast(
        campaign=campaign, by=world.alice, at=later, seed=7, assumptions={"click_price_factor": 2.0}
    )
    assert queries.latest_forecast(campaign) == second
    third = services.make_forecast(campaign=campaign, by=world.alice, at=later, seed=8)
    assert third.inputs["overrides"] == {"click_price_factor": 2.0}
    said = {line.code: (line.value, line.source) for line in presenting.assumptions(queries.result_of(third))}
    assert said["click_price_factor"] == ("2", "the team")
    first.refresh_from_db()
    assert first.inputs["overrides"] == {}


def test_the_database_refuses_to_change_or_remove_a_forecast(world: World, campaign: Campaign) -> None:
    kept = services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7)
    for change in (
        lambda: Forecast.objects.filter(pk=kept.pk).update(evidence_hash=""),
        lambda: Forecast.objects.filter(pk=kept.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_value_out_of_range_is_told_and_nothing_is_kept(world: World, campaign: Campaign) -> None:
    with pytest.raises(CrossroadsError) as told:
        services.make_forecast(
            campaign=campaign, by=world.alice, at=NOW, seed=7, assumptions={"ad_share": 7.0}
        )
    assert told.value.code == "forecast.assumption_range"
    assert not Forecast.objects.exists()


def test_nothing_is_forecast_for_organic_messages_alone(world: World, campaign: Campaign) -> None:
    organic = services.ChannelLine(Network.LOCAL, Placement.ORGANIC, Decimal(0))
    services.set_channels(campaign=campaign, lines=[organic], by=world.alice, at=NOW)
    kept = services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7)
    assert queries.result_of(kept).plan.budget == 9000.0


def test_what_the_team_said_to_the_fit_question_chooses_the_evidence(
    world: World, campaign: Campaign
) -> None:
    make_fit(world, campaign.study)
    kept = services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7)
    assert kept.inputs["design"] == "clinic_trial"


def test_a_forecast_is_scored_once_and_the_score_is_kept(world: World, campaign: Campaign) -> None:
    kept = services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7)
    result = queries.result_of(kept)
    median = result.stage(Stage.ENROLLED).count.median
    assert median is not None
    actual = {"click": 5000, "enrolled": int(median)}
    score = services.score_forecast(forecast=kept, actual=actual, by=world.alice, at=NOW)
    assert [one["stage"] for one in score.result] == ["click", "enrolled"]
    assert score.result[1]["inside50"] is True
    with pytest.raises(Conflict, match="scored already"):
        services.score_forecast(forecast=kept, actual=actual, by=world.alice, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        ForecastScore.objects.filter(pk=score.pk).update(actual={})


@pytest.mark.parametrize("actual", [{"astonished": 3}, {"enrolled": -1}, {"referred": 2}])
def test_counts_that_cannot_be_scored_are_told(
    world: World, campaign: Campaign, actual: dict[str, int]
) -> None:
    kept = services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7)
    with pytest.raises(InputProblem):
        services.score_forecast(forecast=kept, actual=actual, by=world.alice, at=NOW)
