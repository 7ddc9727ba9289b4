"""What waits for whom in this room."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from crossroads.base.actor import Actor
from crossroads.content import services, waiting
from makers.content import make_approved_message, make_message
from makers.studies import make_study
from world import NOW, World


def told(actor: Actor) -> list[tuple[str, str]]:
    tellers = (waiting.decide, waiting.confirm, waiting.change, waiting.renew)
    return [(item.verb, item.title) for teller in tellers for item in teller(actor, NOW)]


def test_a_review_waits_for_reviewers_until_it_is_decided(world: World) -> None:
    message = make_message(world, make_study(world), title="Hello")
    review = services.submit_message(message=message, by=world.alice, at=NOW)
    assert told(world.bob) == [("Decide", "Hello")]
    assert told(world.alice) == []
    assert next(iter(waiting.decide(world.bob, NOW))).due_at == review.due_at
    services.decide(review=review, outcome="ask_changes", reason="Shorter.", by=world.bob, at=NOW)
    assert told(world.bob) == []
    assert told(world.alice) == [("Change", "Hello")]


def test_a_determination_waits_for_a_second_person_and_nobody_else_decides_meanwhile(world: World) -> None:
    message = make_message(world, make_study(world), title="Hello")
    review = services.submit_message(message=message, by=world.alice, at=NOW)
    services.enter_determination(
        review=review, board="Board", reference="1", outcome="approve", words="Fine.",
        determined_date=date(2026, 11, 1), by=world.regina, at=NOW,
    )  # fmt: skip
    assert told(world.bob) == [("Confirm", "Hello")]
    assert told(world.regina) == []


def test_an_approval_that_lapses_within_two_weeks_waits_for_renewal(world: World) -> None:
    study = make_study(world)
    for title, days in (("Soon", 13), ("Later", 15)):
        make_approved_message(world, study, title=title, expires_at=NOW + timedelta(days=days))
    make_approved_message(world, study, title="Without end")
    assert told(world.alice) == [("Renew", "Soon")]


def test_nothing_of_another_organisation_waits_here(world: World) -> None:
    message = make_message(world, make_study(world))
    services.submit_message(message=message, by=world.alice, at=NOW)
    assert told(world.charlie) == []


def test_the_tellers_ask_a_constant_number_of_queries(world: World) -> None:
    study = make_study(world)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            told(world.bob)
            told(world.alice)
        return len(captured)

    services.submit_message(message=make_message(world, study), by=world.alice, at=NOW)
    one = queries()
    for number in range(5):
        message = make_message(world, study, title=f"Message {number}")
        services.submit_message(message=message, by=world.alice, at=NOW)
    assert queries() == one
