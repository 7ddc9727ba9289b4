"""Approval: bound to exact words, never by their authors, for a time, and ended by anything that changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from crossroads.base.services import grant_role
from crossroads.base.store import keep_file
from crossroads.content import queries, services
from crossroads.content.models import (
    ApprovedContent,
    BoardDetermination,
    Decision,
    Message,
    Review,
    Variant,
)
from crossroads.engines.errors import ActionDenied, Conflict, InputProblem, NotFound
from crossroads.engines.terms import Network, Placement, Role
from crossroads.studies import services as study_services
from crossroads.studies.models import Study
from makers.content import (
    REPLY,
    approve,
    make_approved_message,
    make_approved_page,
    make_approved_reply,
    make_message,
    only_variant,
)
from makers.studies import make_fact, make_study, raw_record, record_with
from world import NOW, World

LATER = NOW + timedelta(days=30)


@pytest.fixture
def study(world: World) -> Study:
    return make_study(world)


def in_review(world: World, study: Study, **message: Any) -> Review:
    return services.submit_message(message=make_message(world, study, **message), by=world.alice, at=NOW)


def decide(
    world: World, review: Review, outcome: str = "approve", *, by: Any = None, **more: Any
) -> Decision:
    return services.decide(
        review=review,
        outcome=outcome,
        by=by or world.bob,
        at=more.pop("at", NOW),
        **{"reason": "Read it.", **more},
    )


def holds(message: Message, at: datetime = NOW) -> bool:
    return queries.approved_content(only_variant(message), at) is not None


def edit(world: World, message: Message, text: str, *, by: Any = None) -> Variant:
    variant = only_variant(message)
    return services.set_variant(
        message=message, network=variant.network, placement=variant.placement, text=text,
        by=by or world.alice,
        at=NOW,
    )  # fmt: skip


# --- what an approval is


def test_an_approval_is_of_exactly_the_words_that_were_sent(world: World, study: Study) -> None:
    message = make_message(world, study)
    assert not holds(message)
    review = services.submit_message(message=message, by=world.alice, at=NOW)
    assert not holds(message)
    decision = decide(world, review)
    approved = queries.approved_content(only_variant(message), NOW)
    assert approved is not None
    assert approved.decision == decision
    assert approved.content_hash == queries.hash_of(only_variant(message))
    assert decision.manifest[0]["content"] == queries.content_of(only_variant(message))


def test_one_decision_covers_all_forms_of_a_message(world: World, study: Study) -> None:
    message = services.write_message(
        study=study, campaign=None, title="Many", purpose="educate", text="About studies.",
        by=world.alice, at=NOW,
        networks=[(network, Placement.ORGANIC) for network in Network],
    )  # fmt: skip
    approve(world, message)
    assert ApprovedContent.objects.filter(message=message).count() == len(Network)
    assert all(queries.approved_content(variant, NOW) for variant in message.variants.all())


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Other words"}, {"with_link": False}, {"targeting": {"places": "Rotterdam"}},
        {"placement": "paid"}, {"network": "bluesky"}, {"alt_text": "x"},
    ],
)  # fmt: skip
def test_a_row_that_was_changed_behind_our_back_is_not_approved(
    world: World, study: Study, change: dict[str, Any]
) -> None:
    """The hash is computed from the rows when it is asked; what a row says of itself is not believed."""
    picture = keep_file(content=b"\x89PNG\r\n\x1a\n x", name="x.png", by=world.alice, at=NOW)
    message = make_approved_message(world, study, media=picture, alt_text="A tablet")
    assert holds(message)
    Variant.objects.filter(message=message).update(**change)
    assert not holds(message)


def test_an_edit_puts_an_approved_message_back_and_ends_its_approval(world: World, study: Study) -> None:
    message = make_approved_message(world, study)
    old = only_variant(message).text
    edit(world, message, "Other words about the study.")
    message.refresh_from_db()
    assert message.state == "changes_asked"
    assert not holds(message)
    assert ApprovedContent.objects.get(message=message).end_reason == "edited"
    edit(world, message, old)
    assert not holds(message), "the former words again are not the former approval again"


def test_an_approval_lapses_at_its_moment_and_the_duty_says_so(world: World, study: Study) -> None:
    message = make_approved_message(world, study, expires_at=LATER)
    assert holds(message, LATER - timedelta(seconds=1))
    assert not holds(message, LATER), "before any duty has run"
    assert services.expire_approvals(LATER - timedelta(seconds=1)) == 0
    assert services.expire_approvals(LATER) == 1
    assert services.expire_approvals(LATER) == 0
    message.refresh_from_db()
    assert message.state == "expired"


def test_a_renewal_keeps_the_approval_until_it_is_decided(world: World, study: Study) -> None:
    message = make_approved_message(world, study, expires_at=LATER)
    review = services.submit_message(message=message, by=world.alice, at=NOW)
    assert message.state == "in_review"
    assert holds(message)
    services.take_back(message=message, by=world.alice, at=NOW)
    assert message.state == "approved"
    assert holds(message)
    review = services.submit_message(message=message, by=world.alice, at=NOW)
    decide(world, review, "ask_changes")
    assert not holds(message)


@pytest.mark.parametrize(
    ("outcome", "state"), [("approve", "approved"), ("ask_changes", "changes_asked"), ("reject", "rejected")]
)
def test_each_outcome_has_its_state(world: World, study: Study, outcome: str, state: str) -> None:
    review = in_review(world, study)
    decide(world, review, outcome)
    message = Message.objects.get(pk=review.message_id)
    assert (message.state, holds(message)) == (state, outcome == "approve")


def test_withdrawing_and_suspending_end_an_approval_and_need_a_reason(world: World, study: Study) -> None:
    suspended, withdrawn = (make_approved_message(world, study) for _ in range(2))
    for service, message in ((services.suspend_message, suspended), (services.withdraw_message, withdrawn)):
        with pytest.raises(InputProblem):
            service(message=message, reason=" ", by=world.bob, at=NOW)
        service(message=message, reason="A side effect was reported.", by=world.bob, at=NOW)
        assert not holds(message)
    assert (suspended.state, withdrawn.state) == ("changes_asked", "withdrawn")
    services.submit_message(message=suspended, by=world.alice, at=NOW)
    with pytest.raises(Conflict):
        services.submit_message(message=withdrawn, by=world.alice, at=NOW)


# --- who decides


@pytest.mark.parametrize("person", ["alice", "regina", "carol", "samir", "dora", "anna", "ada"])
def test_only_reviewers_decide(world: World, study: Study, person: str) -> None:
    with pytest.raises(ActionDenied) as told:
        decide(world, in_review(world, study), by=getattr(world, person))
    assert told.value.code == "role.missing"


def test_another_organisations_reviewer_neither_sees_nor_decides(world: World, study: Study) -> None:
    stranger, review = world.actor(Role.REVIEWER, at="theirs"), in_review(world, study)
    with pytest.raises(NotFound):
        Review.get_for(stranger, review.public_id)
    with pytest.raises(NotFound):
        decide(world, review, by=stranger)


def test_nobody_decides_on_their_own_work(world: World, study: Study) -> None:
    """Not who began it, not who changed a word of it since, not who sent it."""
    grant_role(user=world.bob.user, role=Role.OUTREACH_LEAD, by=world.ada, at=NOW)
    bob = world.bob
    began = services.make_message(study=study, campaign=None, title="B", purpose="educate", by=bob, at=NOW)
    services.set_variant(
        message=began, network="local", placement="organic", text="About studies.", by=world.alice, at=NOW
    )
    changed = make_message(world, study)
    edit(world, changed, "Changed by Bob.", by=bob)
    edit(world, changed, "Changed again by Alice.")
    sent = make_message(world, study)
    reviews = [services.submit_message(message=m, by=world.alice, at=NOW) for m in (began, changed)]
    reviews.append(services.submit_message(message=sent, by=bob, at=NOW))
    for review in reviews:
        with pytest.raises(ActionDenied) as told:
            decide(world, review, by=bob)
        assert told.value.code == "content.own_work"


def test_a_decision_needs_a_reason_a_known_outcome_and_a_future_end(world: World, study: Study) -> None:
    review = in_review(world, study)
    with pytest.raises(InputProblem) as told:
        decide(world, review, "maybe", reason=" ")
    assert [p.code for p in told.value.problems] == ["content.outcome_unknown", "content.reason_missing"]
    with pytest.raises(InputProblem, match="lapsed already"):
        decide(world, review, expires_at=NOW)


def test_a_review_is_decided_once(world: World, study: Study) -> None:
    review = in_review(world, study)
    decide(world, review)
    with pytest.raises(Conflict, match="closed"):
        decide(world, review, "reject")


def test_words_that_moved_under_the_reviewers_are_not_approved(world: World, study: Study) -> None:
    review = in_review(world, study)
    Variant.objects.filter(message=review.message).update(text="Slipped in")
    with pytest.raises(Conflict) as told:
        decide(world, review)
    assert told.value.code == "content.manifest_moved"
    assert not Decision.objects.exists()


# --- facts


def test_a_fact_that_changes_puts_back_every_message_that_states_it(world: World, study: Study) -> None:
    make_fact(world, study, "visits", "6")
    make_fact(world, study, "duration", "24 weeks")
    stating = make_approved_message(world, study, text="It asks for {visits}.")
    waiting = make_message(world, study, text="In all: {visits}.")
    services.submit_message(message=waiting, by=world.alice, at=NOW)
    silent = make_approved_message(world, study, text="It takes {duration}.")
    make_fact(world, study, "visits", "8")
    for message in (stating, waiting, silent):
        message.refresh_from_db()
    assert [m.state for m in (stating, waiting, silent)] == ["changes_asked", "changes_asked", "approved"]
    assert [holds(m) for m in (stating, waiting, silent)] == [False, False, True]
    assert Review.objects.get(message=waiting).state == "taken_back"


def test_a_new_version_of_the_record_puts_back_what_states_what_changed(world: World, study: Study) -> None:
    ages = make_approved_message(world, study, text="People aged {ages}.")
    condition = make_approved_message(world, study, text="About {condition}.")
    changed = record_with(eligibilityModule__maximumAge="65 Years")
    study_services.import_record(raw=raw_record(changed), by=world.alice, at=NOW)
    for message in (ages, condition):
        message.refresh_from_db()
    assert (ages.state, condition.state) == ("changes_asked", "approved")
    assert (holds(ages), holds(condition)) == (False, True)


def test_the_question_is_asked_again_even_where_no_event_was_heard(
    world: World, study: Study, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    from crossroads.base import events

    make_fact(world, study, "visits", "6")
    message = make_approved_message(world, study, text="It asks for {visits}.")
    monkeypatch.setattr(events, "_handlers", events.defaultdict(list))
    make_fact(world, study, "visits", "8")
    message.refresh_from_db()
    assert message.state == "approved"
    assert not holds(message)


def test_slots_are_filled_again_before_it_is_sent_again(world: World, study: Study) -> None:
    make_fact(world, study, "visits", "6")
    message = make_approved_message(world, study, text="It asks for {visits}.")
    make_fact(world, study, "visits", "8")
    message.refresh_from_db()
    with pytest.raises(Conflict) as told:
        services.submit_message(message=message, by=world.alice, at=NOW)
    assert "visits" in told.value.message
    services.refill_message(message=message, by=world.alice, at=NOW)
    assert only_variant(message).text == "It asks for 8 visits."
    approve(world, message)
    assert holds(message)


# --- outside boards


def enter(world: World, review: Review, **more: Any) -> BoardDetermination:
    return services.enter_determination(
        **{
            "review": review, "board": "Invented Board", "reference": "IB 7", "outcome": "approve",
            "words": "Acceptable as submitted.", "determined_date": date(2026, 11, 20), "by": world.regina,
            "at": NOW, **more,
        }
    )  # fmt: skip


def test_a_boards_determination_holds_when_a_second_person_confirms_it(world: World, study: Study) -> None:
    review = in_review(world, study)
    determination = enter(world, review, conditions="In Dutch too.", expires_date=date(2027, 1, 31))
    assert not holds(review.message)
    decision = services.confirm_determination(determination=determination, by=world.bob, at=NOW)
    assert holds(review.message)
    assert (decision.reason, decision.conditions) == ("Acceptable as submitted.", "In Dutch too.")
    assert decision.expires_at == datetime(2027, 1, 31, 23, tzinfo=UTC), "the end of that day in Amsterdam"


def test_who_entered_a_determination_does_not_confirm_it(world: World, study: Study) -> None:
    determination = enter(world, in_review(world, study))
    with pytest.raises(ActionDenied, match="second person"):
        services.confirm_determination(determination=determination, by=world.regina, at=NOW)
    with pytest.raises(ActionDenied):
        services.confirm_determination(determination=determination, by=world.alice, at=NOW)


def test_while_a_determination_waits_nobody_decides_otherwise(world: World, study: Study) -> None:
    review = in_review(world, study)
    determination = enter(world, review)
    for attempt in (lambda: decide(world, review), lambda: enter(world, review)):
        with pytest.raises(Conflict) as told:
            attempt()
        assert told.value.code == "content.determination_waits"
    services.refuse_determination(
        determination=determination, reason="Other reference.", by=world.bob, at=NOW
    )
    decide(world, review)


def test_all_that_is_wrong_with_a_determination_is_told_at_once(world: World, study: Study) -> None:
    with pytest.raises(InputProblem) as told:
        enter(
            world, in_review(world, study), board=" ", words="", outcome="fine",
            determined_date=date(2026, 12, 1), expires_date=date(2026, 11, 1),
        )  # fmt: skip
    assert [p.code for p in told.value.problems] == [
        "content.needed", "content.needed", "content.outcome_unknown", "content.determined_in_future",
        "content.expires_before",
    ]  # fmt: skip


def test_taking_a_message_back_ends_an_unconfirmed_determination(world: World, study: Study) -> None:
    review = in_review(world, study)
    determination = enter(world, review)
    services.take_back(message=review.message, by=world.alice, at=NOW)
    determination.refresh_from_db()
    assert determination.state == "refused"
    with pytest.raises(Conflict):
        services.confirm_determination(determination=determination, by=world.bob, at=NOW)


# --- replies and pages


def test_approved_replies_and_pages_are_found_while_they_hold(world: World, study: Study) -> None:
    reply, page = make_approved_reply(world, study), make_approved_page(world, study)
    make_message(world, study, placement=Placement.MESSAGE, text=REPLY, title="Not approved")
    assert queries.approved_replies(world.carol, study, NOW) == [reply]
    assert queries.approved_replies(world.charlie, study, NOW) == []
    assert queries.approved_page(study, NOW) == page
    services.suspend_message(message=page.message, reason="Wrong.", by=world.bob, at=NOW)
    assert queries.approved_page(study, NOW) is None


# --- the database's own guards


def test_the_database_refuses_to_approve_a_hash_that_no_decision_names(world: World, study: Study) -> None:
    message = make_approved_message(world, study)
    held = ApprovedContent.objects.get(message=message)
    with pytest.raises((DatabaseError, IntegrityError), match="no decision approved"), transaction.atomic():
        ApprovedContent.objects.create(
            message=message, variant_ref=message.public_id, content_hash="f" * 64, decision=held.decision
        )


@pytest.mark.parametrize(
    "change", [{"content_hash": "f" * 64}, {"expires_at": LATER}, {"variant_ref": "0" * 32}]
)
def test_the_database_refuses_to_rewrite_an_approval(
    world: World, study: Study, change: dict[str, Any]
) -> None:
    held = ApprovedContent.objects.filter(message=make_approved_message(world, study))
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        held.update(**change)


def test_the_database_refuses_to_revive_an_ended_approval(world: World, study: Study) -> None:
    message = make_approved_message(world, study)
    services.suspend_message(message=message, reason="Wrong.", by=world.bob, at=NOW)
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        ApprovedContent.objects.filter(message=message).update(ended_at=None, end_reason="")


def test_the_database_refuses_an_authors_decision(world: World, study: Study) -> None:
    review = in_review(world, study)
    with pytest.raises(DatabaseError, match="own work"), transaction.atomic():
        Decision.objects.create(
            review=review, outcome="approve", reason="x", manifest=review.manifest,
            decided_by=world.alice.user,
            decided_at=NOW,
        )  # fmt: skip


def test_the_database_refuses_to_change_a_decision(world: World, study: Study) -> None:
    make_approved_message(world, study)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.update(outcome="reject")
