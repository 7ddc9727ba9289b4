"""The pages of the plan, the chart, and the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from crossroads.app.cli import cli, commands
from crossroads.base import charts
from crossroads.base.actor import Actor
from crossroads.base.waiting import waiting_for
from crossroads.planning import services
from crossroads.planning.models import Campaign, FitAssessment, Forecast
from crossroads.studies import services as studies_services
from django_assertions import same_count_of_queries
from makers.planning import make_campaign, make_fit
from makers.studies import RECORD, make_study, raw_record, record_with
from world import NOW, World

assert commands.__all__  # registers every command


def _client(actor: Actor) -> Client:
    client = Client()
    assert actor.user is not None
    client.force_login(actor.user)
    return client


def _url(name: str, **more: Any) -> str:
    return reverse(f"planning:{name}", kwargs={"org": "harbour", **more})


def test_the_fit_question_is_asked_answered_and_decided(world: World) -> None:
    study = make_study(world)
    address, client = _url("fit", study=study.public_id), _client(world.alice)
    assert client.post(address, {}).status_code == 422
    given = {"budget": 9000, "currency": "USD", "weeks": 8, "design": "clinic_trial", "rarity": "common"}
    page = client.post(address, given, follow=True).content.decode()
    assert "In 30 published comparisons" in page and ">For<" in page and ">Against<" in page
    row = FitAssessment.objects.get()
    deciding = _url("decide-fit", study=study.public_id, fit_assessment=row.public_id)
    assert client.post(deciding, {"go_on": "yes"}).status_code == 422
    client.post(deciding, {"go_on": "yes", "reason": "The clinics have run dry."})
    assert "The clinics have run dry." in client.get(_url("home")).content.decode()


def test_a_campaign_is_made_divided_forecast_and_started(world: World) -> None:
    study = make_study(world)
    make_fit(world, study)
    client = _client(world.alice)
    given = {
        "name": "Winter", "purpose": "recruit", "budget": "9000", "currency": "USD",
        "start_date": "2026-12-01", "end_date": "2026-11-01",
    }  # fmt: skip
    wrong = client.post(_url("new", study=study.public_id), given)
    assert wrong.status_code == 422 and "lies before the first" in wrong.content.decode()
    client.post(_url("new", study=study.public_id), {**given, "end_date": "2027-01-31"})
    campaign = Campaign.objects.get()
    where = {"campaign": campaign.public_id}
    lines = {"form-TOTAL_FORMS": 6, "form-INITIAL_FORMS": 0}
    line = {
        "form-0-network": "facebook",
        "form-0-placement": "paid",
        "form-0-amount": "6300",
        "form-0-reason": "Studied.",
    }
    too_much = client.post(_url("channels", **where), {**lines, **line, "form-0-amount": "9001"})
    assert too_much.status_code == 422 and "planning.over_budget" in too_much.content.decode()
    client.post(_url("channels", **where), {**lines, **line})
    client.post(_url("campaign", **where), {})
    page = client.get(_url("campaign", **where)).content.decode()
    assert "<svg" in page and "Thin evidence" in page and "doi.org" in page
    client.post(_url("move", **where), {"to": "start"})
    campaign.refresh_from_db()
    assert campaign.state == "running"


def test_a_better_known_value_makes_a_new_forecast_and_a_wrong_one_is_told_beside_it(world: World) -> None:
    campaign = make_campaign(world, make_study(world))
    services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=1)
    address = _url("campaign", campaign=campaign.public_id)
    assert _client(world.alice).post(address, {"ad_share": "7"}).status_code == 422
    assert _client(world.alice).post(address, {"ad_share": "0.8"}).status_code == 302
    assert Forecast.objects.count() == 2
    page = _client(world.anna).get(address).content.decode()
    assert "80% of the budget" in page and "the team" in page


def test_another_budget_is_tried_and_not_kept(world: World) -> None:
    campaign = make_campaign(world, make_study(world))
    services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=1)
    address = _url("campaign", campaign=campaign.public_id)
    page = _client(world.anna).get(address, {"try_budget": "20000", "try_weeks": "12"}).content.decode()
    assert "20,000 USD over 12 weeks" in page and "Only tried, not kept" in page
    assert _client(world.anna).get(address, {"try_budget": "none", "try_weeks": "0"}).status_code == 200
    assert Forecast.objects.count() == 1


def test_a_stranger_finds_no_plan(world: World) -> None:
    study = make_study(world)
    campaign = make_campaign(world, study)
    kept = services.make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=1)
    pages = [
        _url("campaign", campaign=campaign.public_id),
        _url("forecast", campaign=campaign.public_id, forecast=kept.public_id),
        _url("fit", study=study.public_id),
        _url("new", study=study.public_id),
    ]
    for page in pages:
        assert _client(world.alice).get(page).status_code == 200, page
        assert _client(world.charlie).get(page).status_code == 404, page
        assert _client(world.charlie).get(page.replace("/harbour/", "/other/")).status_code == 404, page


def test_a_campaign_can_be_chosen_on_the_stop_page(world: World) -> None:
    study = make_study(world)
    campaign = make_campaign(world, study, running=True)
    address = reverse("studies:stop", kwargs={"org": "harbour"})
    page = _client(world.alice).get(f"{address}?study={study.public_id}").content.decode()
    assert "Campaign: Winter" in page
    given = {"study": study.public_id, "where": f"campaign:{campaign.public_id}", "reason": "Too loud."}
    _client(world.alice).post(address, given)
    campaign.refresh_from_db()
    assert campaign.state == "stopped"


def test_what_waits_in_the_plan_is_told_in_a_constant_number_of_queries(world: World) -> None:
    study = make_study(world)
    make_fit(world, study, go_on=None)
    with same_count_of_queries() as counted:
        counted.measure(lambda: waiting_for(world.alice, NOW))
        other = studies_services.import_record(
            raw=raw_record(record_with(identificationModule__nctId="NCT99990002")), by=world.alice, at=NOW
        ).study
        make_fit(world, other, go_on=None)
        counted.measure(lambda: waiting_for(world.alice, NOW))
    assert sum(item.step == "plan" for item in waiting_for(world.alice, NOW)) == 2


def test_a_campaign_that_ends_soon_waits_to_be_closed(world: World) -> None:
    make_campaign(world, make_study(world), running=True)
    plan = [item for item in waiting_for(world.alice, NOW) if item.step == "plan"]
    assert plan == []
    late = NOW + timedelta(days=60)
    [item] = [item for item in waiting_for(world.alice, late) if item.step == "plan"]
    assert item.verb == "Close" and item.is_overdue(late)


def test_a_chart_is_drawn_once_tells_its_title_and_has_no_inline_style() -> None:
    point = {
        "data": {"values": [{"a": 1}]},
        "mark": "point",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    drawn = charts.svg(point, title="How many <people>?", description="One.")
    assert "<title>How many &lt;people&gt;?</title><desc>One.</desc>" in drawn
    assert "style=" not in drawn and "<script" not in drawn
    before = charts._drawn.cache_info().hits
    charts.svg(point, title="Another title", description="One.")
    assert charts._drawn.cache_info().hits == before + 1


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(RECORD))
    return path


def test_the_command_plans_without_a_database(record: Path) -> None:
    arguments = ["plan", str(record), "--budget", "9000", "--weeks", "8", "--start", "2026-12-01"]
    told = CliRunner().invoke(cli, arguments)
    assert told.exit_code == 0
    for words in (
        "with other channels",
        "for 9,000 USD over 8 weeks",
        "From money to people",
        "facebook",
        "Assumed:",
    ):
        assert words in told.output
    answer = json.loads(CliRunner().invoke(cli, [*arguments, "--format", "json"]).output)
    assert answer["fit"]["recommendation"] == "with other channels"
    assert sum(float(line["amount"]) for line in answer["allocation"]) == 9000
    assert answer["forecast"]["weeks"][0]["ends_on"] == "2026-12-07"


def test_the_command_ends_with_1_where_social_media_is_not_recommended(tmp_path: Path) -> None:
    path = tmp_path / "closed.json"
    path.write_text(json.dumps(record_with(contactsLocationsModule__locations=[])))
    assert CliRunner().invoke(cli, ["plan", str(path), "--budget", "9000", "--weeks", "8"]).exit_code == 1
