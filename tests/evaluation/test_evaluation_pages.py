"""What people see: the same numbers for every role, in the page and in its files."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from crossroads.engines.terms import Role
from crossroads.evaluation.fills import campaign_actuals, home_portfolio
from crossroads.planning.services import close_campaign
from makers.evaluation import Example
from makers.planning import make_campaign
from makers.studies import make_study
from world import NOW, World


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _client(world: World, role: Role, at: str = "ours") -> Client:
    client = Client()
    client.force_login(world.actor(role, at=at).user)
    return client


def _get(client: Client, example: Example, file: str = "") -> Any:
    return client.get(f"/o/harbour/evaluation/{example.campaign.public_id}/{file}")


def test_a_campaign_page_answers_its_questions(world: World, example: Example) -> None:
    text = _get(_client(world, Role.ANALYST), example).content.decode()
    for question in ("Do people enroll as forecast?", "Where do people leave?", "What does each stage cost?"):
        assert question in text
    assert "49 of 1,500" in text  # all channels
    assert "40 of 1,000" in text  # the boosted one
    assert "style=" not in text.split("<main", 1)[1]


def test_every_role_reads_the_same_numbers(world: World, example: Example) -> None:
    files = {_get(_client(world, role), example, "funnel.csv").content for role in Role}
    assert len(files) == 1


def test_page_csv_and_json_hide_the_same_counts(world: World, example: Example) -> None:
    """One person was enrolled through the reminder: no file and no page says so."""
    client = _client(world, Role.ANALYST)
    rows = list(csv.DictReader(io.StringIO(_get(client, example, "funnel.csv").content.decode())))
    told = {(row["group"], row["stage"]): row["count"] for row in rows}
    assert told["local organic", "enrolled"] == told["local boosted", "enrolled"] == "not shown"
    assert told["all", "enrolled"] == "7"
    document = json.loads(_get(client, example, "funnel.json").content)
    assert {(r["group"], r["stage"]): str(r["count"]) for r in document["rows"]} == told
    assert not {"1", "2", "3", "4"} & {row["count"] for row in rows}
    assert "not shown" in _get(client, example).content.decode()


def test_files_are_named_after_the_study_and_never_its_condition(world: World, example: Example) -> None:
    answer = _get(_client(world, Role.ANALYST), example, "funnel.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="nct99990001-2026-11-23-funnel.csv"'


def test_a_stranger_finds_nothing_and_nobody_signs_in(world: World, example: Example) -> None:
    stranger = _client(world, Role.OUTREACH_LEAD, at="theirs")
    for file in ("", "funnel.csv", "funnel.json"):
        assert _get(stranger, example, file).status_code == 404
        assert _get(Client(), example, file).status_code == 302


def test_the_portfolio_says_what_is_forecast(world: World, example: Example) -> None:
    text = _client(world, Role.ANALYST).get("/o/harbour/evaluation/").content.decode()
    assert "Forecast in all" in text
    assert "50.00 USD" in text


def test_without_campaigns_the_page_says_what_to_do(world: World) -> None:
    assert (
        "Plan the first campaign"
        in _client(world, Role.ANALYST).get("/o/harbour/evaluation/").content.decode()
    )
    assert home_portfolio(actor=world.anna) is None


def test_a_campaign_without_numbers_says_where_they_come_from(world: World) -> None:
    campaign = make_campaign(world, make_study(world))
    text = _client(world, Role.ANALYST).get(f"/o/harbour/evaluation/{campaign.public_id}/").content.decode()
    assert "Nothing was counted yet" in text
    assert "No forecast to compare with" in text


def test_once_closed_the_outcome_is_drawn(world: World, example: Example) -> None:
    close_campaign(campaign=example.campaign, by=world.alice, at=NOW)
    assert "outcome: 7" in _get(_client(world, Role.ANALYST), example).content.decode()


def test_earlier_pages_get_the_counts_and_the_portfolio(world: World, example: Example) -> None:
    assert campaign_actuals(campaign=example.campaign).enrolled == 7
    assert "How the campaigns stand" in str(home_portfolio(actor=world.anna))


def test_every_metric_that_a_page_links_to_is_defined(world: World, example: Example) -> None:
    from crossroads.evaluation.words import COST_METRIC, RATE_METRIC

    text = _client(world, Role.ANALYST).get("/o/harbour/evaluation/metrics/").content.decode()
    for metric in (*RATE_METRIC.values(), *COST_METRIC.values()):
        assert f'id="{metric}"' in text
