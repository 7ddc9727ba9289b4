"""What waits for whom."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from crossroads.base.actor import Actor
from crossroads.base.waiting import Waiting
from crossroads.community import services
from crossroads.community.waiting import comments_that_wait, safety_that_waits
from crossroads.engines.terms import Role
from makers.community import CRISIS, EVENT, KIND, QUESTION, make_comment, make_item, make_report
from world import NOW, World


def told(actor: Actor, minutes: int = 0) -> list[Waiting]:
    at = NOW + timedelta(minutes=minutes)
    return [*comments_that_wait(actor, at), *safety_that_waits(actor, at)]


def test_the_queue_is_one_line(world: World) -> None:
    make_comment(world, QUESTION)
    make_comment(world, KIND)
    (line,) = told(world.carol, minutes=10)
    assert (line.verb, line.title) == ("Read and answer", "2 comments wait; the first is due in 23 hours")
    assert line.due_at == NOW + timedelta(hours=24)


def test_what_is_late_is_said_to_be_late(world: World) -> None:
    make_comment(world, QUESTION)
    assert "One comment waits; it is 1 hour overdue" in told(world.carol, minutes=25 * 60)[0].title


def test_what_cannot_wait_is_named_one_by_one_and_a_crisis_calls_a_human(world: World) -> None:
    crisis = make_comment(world, CRISIS)
    urgent, _queue = told(world.carol)
    assert (urgent.verb, urgent.safety) == ("Call a human", True)
    assert str(crisis.public_id) in urgent.url
    assert told(world.samir)[0].verb == "Call a human"


def test_safety_hears_of_every_report_above_all(world: World) -> None:
    report = make_report(world)
    (line,) = told(world.samir)
    assert (line.verb, line.safety, line.due_at) == ("Hand off", True, report.due_at)
    services.hand_off(report=report, to="Safety desk", by=world.samir, at=NOW)
    (line,) = told(world.samir)
    assert (line.verb, line.due_at) == ("Ask for the receipt", NOW + timedelta(hours=24))
    services.acknowledge(report=report, reference="PV-1", by=world.samir, at=NOW)
    assert told(world.samir) == []


def test_a_proposed_dismissal_waits_for_somebody_else(world: World) -> None:
    report = make_report(world)
    services.propose_dismissal(report=report, reason="About a film.", by=world.carol, at=NOW)
    assert told(world.samir)[0].verb == "Confirm or refuse"
    services.refuse_dismissal(report=report, reason="No.", by=world.carol, at=NOW)
    services.propose_dismissal(report=report, reason="About a film.", by=world.samir, at=NOW)
    assert told(world.samir)[0].verb == "Ask a colleague"


def test_what_safety_let_pass_is_told_to_the_community_manager(world: World) -> None:
    make_report(world)
    assert [line.verb for line in told(world.carol)] == ["Read and answer"]
    assert "Call the safety officer" in [line.verb for line in told(world.carol, minutes=25 * 60)]


def test_whoever_was_asked_is_told(world: World) -> None:
    comment = make_comment(world, QUESTION)
    services.escalate(comment=comment, to=Role.OUTREACH_LEAD, reason="Money.", by=world.carol, at=NOW)
    assert [line.verb for line in told(world.alice)] == ["Help"]
    assert told(world.regina) == []


def test_nothing_waits_for_those_who_may_not_read(world: World) -> None:
    make_report(world)
    for role in (Role.ANALYST, Role.REVIEWER, Role.SITE_COORDINATOR, Role.ADMIN):
        assert told(world.actor(role)) == []
    assert told(world.actor(Role.SAFETY_OFFICER, at="theirs")) == []


def test_telling_asks_a_constant_number_of_questions(world: World) -> None:
    make_comment(world, CRISIS)
    make_report(world)
    officer = world.samir
    with CaptureQueriesContext(connection) as few:
        told(officer)
    for _ in range(8):
        make_item(world, EVENT)
        make_item(world, CRISIS)
    services.take_in(NOW)
    with CaptureQueriesContext(connection) as many:
        told(officer)
    assert len(many) <= len(few) <= 3
