"""Campaigns: dates, budget lines, audience, and how a stop halts them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from crossroads.engines.errors import ActionDenied, Conflict, CrossroadsError, each_problem
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.planning import queries, services
from crossroads.planning.models import CAMPAIGN_LIFE, Campaign
from crossroads.planning.services import ChannelLine
from crossroads.studies import services as studies_services
from crossroads.studies.queries import is_stopped
from makers.planning import make_campaign
from makers.studies import make_study, site_of
from world import NOW, World


def _make(world: World, **changes: Any) -> Campaign:
    given: dict[str, Any] = {
        "study": make_study(world),
        "name": "Winter",
        "purpose": Purpose.RECRUIT,
        "budget": Decimal(9000),
        "currency": "USD",
        "start_date": date(2026, 12, 1),
        "end_date": date(2027, 1, 31),
        "time_zone": "Europe/Amsterdam",
    }
    return services.make_campaign(**{**given, **changes}, by=world.alice, at=NOW)


def test_the_audience_is_read_from_the_record_and_what_the_team_adds_stands_apart(world: World) -> None:
    campaign = _make(world)
    found = queries.audience(campaign)
    assert found is not None
    assert found.from_record["Minimum age"] == "18 Years"
    assert found.from_record["Countries"] == "Netherlands, United Kingdom, Switzerland"
    services.set_audience(campaign=campaign, added="People who commute.", by=world.alice, at=NOW)
    found.refresh_from_db()
    assert found.added == "People who commute."


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"name": " "}, ["input.required"]),
        ({"budget": Decimal(-1)}, ["planning.budget"]),
        ({"budget": Decimal("NaN"), "currency": "usd"}, ["planning.budget", "planning.currency"]),
        ({"end_date": date(2026, 11, 30), "target_enrollment": 0}, ["planning.dates", "planning.target"]),
        ({"time_zone": "Europe/Atlantis"}, ["time.unknown_zone"]),
    ],
)
def test_everything_that_is_wrong_with_a_campaign_is_told_at_once(
    world: World, changes: dict[str, Any], codes: list[str]
) -> None:
    with pytest.raises(CrossroadsError) as told:
        _make(world, **changes)
    assert [problem.code for problem in each_problem(told.value)] == codes


def test_a_name_is_used_once_in_a_study(world: World) -> None:
    campaign = _make(world)
    with pytest.raises(Conflict, match="called Winter already"):
        _make(world, study=campaign.study)


def test_budget_lines_stay_within_the_budget(world: World) -> None:
    campaign = _make(world)
    lines = [
        ChannelLine(Network.FACEBOOK, Placement.PAID, Decimal(6000)),
        ChannelLine(Network.FACEBOOK, Placement.PAID, Decimal(2000)),
        ChannelLine(Network.MASTODON, Placement.ORGANIC, Decimal(10)),
        ChannelLine(Network.X, Placement.BOOSTED, Decimal(1500)),
    ]
    with pytest.raises(CrossroadsError) as told:
        services.set_channels(campaign=campaign, lines=lines, by=world.alice, at=NOW)
    assert [problem.code for problem in each_problem(told.value)] == [
        "planning.channel_twice", "planning.organic_costs_nothing", "planning.over_budget"
    ]  # fmt: skip
    assert not campaign.channels.exists()


def test_new_lines_replace_the_old_ones(world: World) -> None:
    campaign = make_campaign(world, make_study(world))
    services.set_channels(
        campaign=campaign, lines=[ChannelLine(Network.X, Placement.PAID, Decimal(10))], by=world.alice, at=NOW
    )
    assert [line.network for line in campaign.channels.all()] == ["x"]


def test_a_stopped_study_halts_its_campaigns(world: World) -> None:
    study = make_study(world)
    running = make_campaign(world, study, running=True)
    planned = make_campaign(world, study, name="Spring")
    assert queries.campaign_is_running(running)
    studies_services.stop(study=study, reason="A question of safety.", by=world.samir, at=NOW)
    for campaign in (running, planned):
        campaign.refresh_from_db()
        assert campaign.state == "stopped"
    assert not queries.campaign_is_running(running)


def test_a_stopped_site_halts_no_campaign(world: World) -> None:
    study = make_study(world)
    campaign = make_campaign(world, study, running=True)
    studies_services.stop(study=study, site=site_of(study), reason="Flooded.", by=world.samir, at=NOW)
    assert queries.campaign_is_running(campaign)


def test_a_stopped_campaign_halts_alone_and_comes_back_paused_after_lifting(world: World) -> None:
    study = make_study(world)
    loud, quiet = (
        make_campaign(world, study, running=True),
        make_campaign(world, study, name="Quiet", running=True),
    )
    order = services.stop_campaign(campaign=loud, reason="Too loud.", by=world.alice, at=NOW)
    loud.refresh_from_db()
    assert loud.state == "stopped" and queries.campaign_is_running(quiet)
    assert is_stopped(study, campaign_ref=loud.public_id) == order
    with pytest.raises(Conflict, match="stopped here"):
        services.pause_campaign(campaign=loud, by=world.alice, at=NOW)
    studies_services.lift_stop(stop_order=order, reason="Reworded.", by=world.regina, at=NOW)
    assert not queries.campaign_is_running(loud)
    services.pause_campaign(campaign=loud, by=world.alice, at=NOW)
    assert services.start_campaign(campaign=loud, by=world.alice, at=NOW).state == "running"


def test_even_a_row_that_says_running_does_not_run_against_a_stop(world: World) -> None:
    """Safety never rests on an event: the state may lag, the order counts."""
    study = make_study(world)
    campaign = make_campaign(world, study, running=True)
    studies_services.stop(study=study, reason="A question of safety.", by=world.samir, at=NOW)
    Campaign.objects.filter(pk=campaign.pk).update(state="running")
    assert not queries.campaign_is_running(campaign)


def test_closed_is_closed(world: World) -> None:
    campaign = make_campaign(world, make_study(world), running=True)
    services.close_campaign(campaign=campaign, by=world.alice, at=NOW)
    assert campaign.closed_at == NOW
    with pytest.raises(Conflict):
        services.start_campaign(campaign=campaign, by=world.alice, at=NOW)
    with pytest.raises(Conflict, match="closed, and stays"):
        services.set_channels(campaign=campaign, lines=[], by=world.alice, at=NOW)


def test_the_database_knows_the_states_and_the_dates(world: World) -> None:
    campaign = _make(world)
    for wrong in ({"state": "flying"}, {"end_date": date(2026, 1, 1)}, {"budget": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**wrong)
    assert set(CAMPAIGN_LIFE.states) == {"planning", "running", "paused", "closed", "stopped"}


@pytest.mark.parametrize("name", ["bob", "carol", "dora", "anna"])
def test_only_outreach_leads_and_admins_plan(world: World, name: str) -> None:
    campaign = make_campaign(world, make_study(world))
    with pytest.raises(ActionDenied):
        services.close_campaign(campaign=campaign, by=getattr(world, name), at=NOW)
