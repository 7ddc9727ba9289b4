"""A campaign closes with what it taught: the forecast is scored, the numbers are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from crossroads.base.models import AuditEntry
from crossroads.base.waiting import waiting_for
from crossroads.engines.errors import ActionDenied, CrossroadsError, each_problem
from crossroads.engines.terms import Role
from crossroads.planning.models import ForecastScore
from crossroads.playbook import services
from crossroads.playbook.comparison import comparison, was_it_right
from crossroads.playbook.models import Lesson
from crossroads.portal.services import move_referral
from makers.evaluation import Example, make_example
from makers.planning import make_campaign
from makers.portal import another, make_referral
from makers.studies import make_study
from world import NOW, World

AFTER = NOW + timedelta(days=70)


@pytest.fixture
def example(world: World) -> Example:
    return make_example(world)


def _close(world: World, example: Example, **changes: Any) -> Lesson:
    given = {
        "title": "The feed brought most.",
        "text": "We would begin with it.",
        "practices": ["P01"],
        **changes,
    }
    return services.close_with_lesson(campaign=example.campaign, **given, by=world.alice, at=AFTER)


def test_closing_scores_the_forecast_and_keeps_the_numbers_as_shown(world: World, example: Example) -> None:
    lesson = _close(world, example)
    example.campaign.refresh_from_db()
    assert example.campaign.state == "closed"
    score = ForecastScore.objects.get(forecast=lesson.forecast)
    assert score.actual["enrolled"] == 7
    shown = {(row["group"], row["stage"]): row["count"] for row in lesson.numbers["rows"]}
    assert shown["all", "enrolled"] == 7
    assert shown["local organic", "enrolled"] == "not shown"
    assert AuditEntry.objects.filter(action="playbook.lesson.written").count() == 1


def test_the_comparison_says_for_each_stage_whether_it_came_as_forecast(
    world: World, example: Example
) -> None:
    stages = comparison(_close(world, example))
    by_stage = {one.stage.value: one for one in stages}
    assert by_stage["enrolled"].actual == 7
    assert by_stage["impression"].verdict == "fewer than forecast"
    figure = was_it_right(stages)
    assert figure is not None
    assert figure.question == "Was the forecast right?"


def test_what_happens_later_does_not_change_a_lesson(world: World, example: Example) -> None:
    lesson = _close(world, example)
    before = lesson.numbers
    late = make_referral(world, example.study, person=another(90), token=example.invitation.token, at=NOW)
    move_referral(referral=late, to="in_contact", by=world.dora, at=AFTER)
    lesson.refresh_from_db()
    assert lesson.numbers == before


def test_a_campaign_is_closed_once_with_a_lesson(world: World, example: Example) -> None:
    _close(world, example)
    with pytest.raises(ActionDenied):
        _close(world, example)


def test_without_a_forecast_the_lesson_keeps_the_numbers_alone(world: World) -> None:
    campaign = make_campaign(world, make_study(world), running=True)
    lesson = services.close_with_lesson(
        campaign=campaign, title="Nobody came.", text="We never began.", by=world.alice, at=AFTER
    )
    assert lesson.forecast is None
    assert comparison(lesson) == ()
    assert was_it_right(comparison(lesson)) is None


def test_everything_wrong_is_told_at_once_and_nothing_is_closed(world: World) -> None:
    campaign = make_campaign(world, make_study(world), running=True)
    with pytest.raises(CrossroadsError) as told:
        services.close_with_lesson(
            campaign=campaign, title=" ", text="", practices=["P99"], by=world.alice, at=AFTER
        )
    assert {problem.where.field for problem in each_problem(told.value)} == {"title", "text", "practices"}
    campaign.refresh_from_db()
    assert campaign.state == "running"


def test_only_those_who_plan_may_close(world: World) -> None:
    campaign = make_campaign(world, make_study(world), running=True)
    with pytest.raises(ActionDenied):
        services.close_with_lesson(campaign=campaign, title="x", text="y", by=world.anna, at=AFTER)


def test_an_ended_campaign_waits_for_its_lesson(world: World) -> None:
    campaign = make_campaign(world, make_study(world), running=True)
    assert not [w for w in waiting_for(world.alice, NOW) if w.step == "lesson"]
    (waiting,) = [w for w in waiting_for(world.alice, AFTER) if w.step == "lesson"]
    assert str(campaign.public_id) in waiting.url
    assert not [w for w in waiting_for(world.anna, AFTER) if w.step == "lesson"]
    assert not [w for w in waiting_for(world.charlie, AFTER) if w.step == "lesson"]


def _client(world: World, role: Role, at: str = "ours") -> Client:
    client = Client()
    client.force_login(world.actor(role, at=at).user)
    return client


def test_pages_of_lessons(world: World) -> None:
    campaign = make_campaign(world, make_study(world), running=True)
    url = f"/o/harbour/lessons/close/{campaign.public_id}/"
    with time_machine.travel(AFTER, tick=False):
        lead = _client(world, Role.OUTREACH_LEAD)
        assert "Winter" in lead.get("/o/harbour/lessons/").content.decode()
        empty = lead.post(url)
        assert empty.status_code == 422
        assert "This field is required" in empty.content.decode()
        assert _client(world, Role.ANALYST).post(url).status_code == 403
        assert _client(world, Role.OUTREACH_LEAD, at="theirs").post(url).status_code == 404
        answer = lead.post(url, {"title": "Nobody came.", "text": "We never began.", "practices": ["P01"]})
        assert answer.status_code == 302
        page = lead.get(answer.url).content.decode()
        assert "Nobody came." in page
        assert "P01 Make social media one channel of several" in page
        assert "closed with a lesson already" in lead.get(url).content.decode()
    assert _client(world, Role.ANALYST).get(answer.url).status_code == 200
    assert _client(world, Role.ANALYST, at="theirs").get(answer.url).status_code == 404
