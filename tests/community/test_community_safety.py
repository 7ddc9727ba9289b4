"""Safety reports: handed off first, complete or not, and dismissed by two people only."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from crossroads.base.actor import Actor
from crossroads.base.models import AuditEntry
from crossroads.base.queries import actor_for
from crossroads.base.services import NewMember, add_member, grant_role
from crossroads.community import handing_off, services
from crossroads.community.models import SafetyNote, SafetyReport
from crossroads.engines.errors import ActionDenied, Conflict, InputProblem
from crossroads.engines.terms import Role
from makers.community import EVENT, KIND, SERIOUS, make_comment, make_post, make_report
from makers.studies import make_study
from world import NOW, World

LATER = NOW + timedelta(hours=2)
WHOLE = services.Elements(
    "Woman in her 40s", "The writer", "Invented tablet", "Rash", ["medically_important"]
)


def second_officer(world: World) -> Actor:
    """Another safety officer, so that two can agree."""
    worker = Actor.worker(world.ours)
    member = NewMember("sofia@harbour.example", "Sofia Second", "a long enough password")
    user = add_member(organisation=world.ours, member=member, by=worker, at=NOW)
    grant_role(user=user, role=Role.SAFETY_OFFICER, by=worker, at=NOW)
    return actor_for(user, "harbour")


# --- handing off


def test_a_report_is_handed_off_complete_or_not(world: World) -> None:
    report = make_report(world, "It gave me a terrible rash.")
    services.hand_off(report=report, to="Safety desk", reference="HT-7", by=world.samir, at=LATER)
    assert (report.state, report.handed_off_at, report.handed_off_reference) == ("handed_off", LATER, "HT-7")
    entry = AuditEntry.objects.get(action="community.safety.handed_off")
    assert entry.data["missing"] == ["person", "reporter", "product"]
    assert entry.data["late"] is False


def test_the_document_holds_the_words_the_times_and_what_is_missing(world: World) -> None:
    """Verbatim and uncoded; it names the rule that set its clock."""
    post = make_post(world, make_study(world))
    report = make_report(world, SERIOUS, post=post)
    sent = json.loads(handing_off.as_text(report))
    assert sent["words_of_the_comment"] == SERIOUS
    assert sent["study"]["registry_id"] == "NCT99990001"
    assert sent["missing"] == ["person", "reporter"]
    assert set(sent["times"]) == {"posted_at", "received_at", "flagged_at"}
    assert sent["hand_off_rule"] == "house.hand_off.serious.4h"
    assert sent["seriousness_as_entered"][0]["source"] == "ICH E2A, II.B"


def test_no_document_holds_the_handle(world: World) -> None:
    report = make_report(world, EVENT, author="quirky_handle")
    assert "quirky_handle" not in handing_off.as_text(report)


def test_what_was_sent_is_kept_as_it_was(world: World) -> None:
    report = make_report(world)
    before = handing_off.as_text(report)
    services.hand_off(report=report, to="Safety desk", by=world.samir, at=NOW)
    services.complete_report(report=report, elements=WHOLE, by=world.samir, at=LATER)
    report.refresh_from_db()
    assert report.handed_off_document == before != handing_off.as_text(report)


def test_a_report_is_handed_off_once(world: World) -> None:
    report = make_report(world)
    slower = SafetyReport.objects.get(pk=report.pk)
    services.hand_off(report=report, to="Safety desk", by=world.samir, at=NOW)
    with pytest.raises(Conflict):
        services.hand_off(report=slower, to="Other desk", by=world.samir, at=LATER)
    report.refresh_from_db()
    assert report.handed_off_to == "Safety desk"


def test_somebody_must_get_it(world: World) -> None:
    with pytest.raises(InputProblem) as refused:
        services.hand_off(report=make_report(world), to=" ", by=world.samir, at=NOW)
    assert refused.value.code == "community.recipient_missing"


def test_what_is_known_is_kept_encrypted(world: World) -> None:
    from django.db import connection

    report = make_report(world)
    services.complete_report(report=report, elements=WHOLE, by=world.samir, at=NOW)
    services.hand_off(report=report, to="Safety desk", by=world.samir, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT patient, reporter, event, handed_off_document FROM community_safetyreport WHERE id = %s",
            [report.pk],
        )
        stored = " ".join(cursor.fetchone())
    assert stored.count("v1.") == 4
    assert "Rash" not in stored
    report.refresh_from_db()
    assert report.patient == "Woman in her 40s"


def test_a_hint_at_something_serious_shortens_the_clock_and_nothing_lengthens_it(world: World) -> None:
    report = make_report(world)
    services.complete_report(report=report, elements=WHOLE, by=world.samir, at=NOW)
    assert report.due_at == NOW + timedelta(hours=4)
    services.complete_report(report=report, elements=services.Elements(), by=world.samir, at=NOW)
    assert report.due_at == NOW + timedelta(hours=4)


def test_the_same_again_changes_nothing(world: World) -> None:
    report = make_report(world)
    services.complete_report(report=report, elements=WHOLE, by=world.samir, at=NOW)
    before = AuditEntry.objects.count()
    services.complete_report(report=report, elements=WHOLE, by=world.samir, at=NOW)
    assert AuditEntry.objects.count() == before


def test_seriousness_is_said_in_the_words_of_ich_e2a_only(world: World) -> None:
    with pytest.raises(InputProblem) as refused:
        services.complete_report(
            report=make_report(world),
            elements=services.Elements(seriousness=["quite_bad"]),
            by=world.samir,
            at=NOW,
        )
    assert refused.value.code == "community.unknown_criterion"


# --- after


def test_a_report_is_acknowledged_followed_up_and_closed(world: World) -> None:
    report = make_report(world)
    services.hand_off(report=report, to="Safety desk", by=world.samir, at=NOW)
    services.acknowledge(report=report, reference="PV-1", by=world.samir, at=LATER)
    for text in ("The rash is gone.", "It was the soap."):
        services.follow_up(report=report, text=text, by=world.samir, at=LATER)
    services.close_report(report=report, reason="Nothing more.", by=world.samir, at=LATER)
    report.refresh_from_db()
    assert (report.state, report.acknowledged_reference) == ("closed_by_safety", "PV-1")
    assert [note.text for note in SafetyNote.objects.all()] == ["The rash is gone.", "It was the soap."]


def test_nothing_is_closed_that_nobody_acknowledged(world: World) -> None:
    report = make_report(world)
    with pytest.raises(Conflict):
        services.close_report(report=report, reason="Quick.", by=world.samir, at=NOW)
    services.hand_off(report=report, to="Safety desk", by=world.samir, at=NOW)
    with pytest.raises(Conflict):
        services.close_report(report=report, reason="Quick.", by=world.samir, at=NOW)


def test_what_is_over_stays_as_it_is(world: World) -> None:
    report = make_report(world)
    services.hand_off(report=report, to="Safety desk", by=world.samir, at=NOW)
    services.acknowledge(report=report, reference="PV-1", by=world.samir, at=NOW)
    services.close_report(report=report, reason="Done.", by=world.samir, at=NOW)
    with pytest.raises(Conflict) as refused:
        services.complete_report(report=report, elements=WHOLE, by=world.samir, at=NOW)
    assert refused.value.code == "community.report_over"


# --- dismissing


def test_two_different_people_dismiss(world: World) -> None:
    report = make_report(world)
    services.propose_dismissal(report=report, reason="About a film.", by=world.samir, at=NOW)
    with pytest.raises(ActionDenied) as alone:
        services.confirm_dismissal(report=report, by=world.samir, at=NOW)
    assert alone.value.code == "community.own_dismissal"
    services.confirm_dismissal(report=report, by=second_officer(world), at=LATER)
    assert report.state == "dismissed"


def test_the_community_manager_may_propose_and_not_confirm(world: World) -> None:
    report = make_report(world)
    services.propose_dismissal(report=report, reason="About a film.", by=world.carol, at=NOW)
    with pytest.raises(ActionDenied):
        services.confirm_dismissal(report=report, by=world.carol, at=NOW)
    services.confirm_dismissal(report=report, by=world.samir, at=NOW)
    assert report.state == "dismissed"


def test_a_refused_dismissal_leaves_the_clock_where_it_was(world: World) -> None:
    report = make_report(world)
    due = report.due_at
    services.propose_dismissal(report=report, reason="About a film.", by=world.carol, at=NOW)
    services.refuse_dismissal(report=report, reason="It is one.", by=world.samir, at=LATER)
    report.refresh_from_db()
    assert (report.state, report.due_at, report.dismissal_by, report.dismissal_reason) == (
        "possible",
        due,
        None,
        "",
    )


def test_what_was_handed_off_is_not_dismissed(world: World) -> None:
    report = make_report(world)
    services.hand_off(report=report, to="Safety desk", by=world.samir, at=NOW)
    with pytest.raises(Conflict):
        services.propose_dismissal(report=report, reason="Wrong.", by=world.carol, at=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "dismissed"},
        {"state": "closed_by_safety"},
        {"state": "handed_off"},
        {"state": "forgotten"},
    ],
)
def test_the_database_itself_refuses_a_shortcut(world: World, changes: dict[str, str]) -> None:
    """Whoever writes past the services finds the same walls."""
    report = make_report(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyReport.objects.filter(pk=report.pk).update(**changes)


def test_the_database_refuses_one_person_in_both_places(world: World) -> None:
    report = make_report(world)
    one = world.samir.user
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyReport.objects.filter(pk=report.pk).update(
            state="dismissed", dismissal_by=one, dismissal_confirmed_by=one
        )


# --- who


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SAFETY_OFFICER])
def test_reports_are_handled_by_safety_alone(world: World, role: Role) -> None:
    report, by = make_report(world), world.actor(role)
    for act in (
        lambda: services.hand_off(report=report, to="Me", by=by, at=NOW),
        lambda: services.complete_report(report=report, elements=WHOLE, by=by, at=NOW),
        lambda: services.reveal_author(comment=report.comment, reason="Curious.", by=by, at=NOW),
        lambda: services.suspend_message(report=report, reason="No.", by=by, at=NOW),
        lambda: services.acknowledge(report=report, reference="X", by=by, at=NOW),
    ):
        with pytest.raises(ActionDenied):
            act()


@pytest.mark.parametrize("name", ["carol", "samir"])
def test_both_community_and_safety_raise_a_report(world: World, name: str) -> None:
    by = getattr(world, name)
    report = services.raise_safety_report(comment=make_comment(world, KIND), by=by, at=LATER)
    assert (report.raised_by, report.flagged_at, report.due_at) == (by.user, LATER, NOW + timedelta(hours=24))


def test_one_comment_has_one_report(world: World) -> None:
    with pytest.raises(Conflict) as refused:
        services.raise_safety_report(comment=make_comment(world, EVENT), by=world.carol, at=NOW)
    assert refused.value.code == "community.already_raised"


# --- who wrote it


def test_safety_learns_the_handle_with_a_reason_and_the_trail_does_not(world: World) -> None:
    comment = make_comment(world, EVENT, author="quirky_handle")
    with pytest.raises(InputProblem):
        services.reveal_author(comment=comment, reason="", by=world.samir, at=NOW)
    handle = services.reveal_author(comment=comment, reason="Ask for the batch.", by=world.samir, at=NOW)
    assert handle == "quirky_handle"
    entry = AuditEntry.objects.get(action="community.author.revealed")
    assert "quirky" not in f"{entry.data}{entry.reason}"


def test_where_the_network_told_no_writer_there_is_none_to_show(world: World) -> None:
    comment = make_comment(world, EVENT, author="")
    with pytest.raises(ActionDenied) as refused:
        services.reveal_author(comment=comment, reason="Ask.", by=world.samir, at=NOW)
    assert refused.value.code == "community.no_author"


def test_a_message_that_is_not_in_use_is_not_suspended(world: World) -> None:
    with pytest.raises(ActionDenied) as refused:
        services.suspend_message(report=make_report(world), reason="Signal.", by=world.samir, at=NOW)
    assert refused.value.code == "community.no_message"
