"""The desk, the page of a comment, and the page of a report, as the browser gets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.base.models import AuditEntry
from crossroads.community import house_rules, services
from crossroads.community.models import Comment, SafetyReport
from crossroads.engines.terms import Role
from makers.community import (
    CRISIS,
    EVENT,
    KIND,
    QUESTION,
    SERIOUS,
    make_comment,
    make_item,
    make_post,
    make_report,
)
from makers.content import make_approved_reply
from makers.studies import make_study
from world import NOW, World

DESK = "/o/harbour/conversation/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=30))


def as_(actor: Actor) -> Client:
    client = Client()
    assert actor.user is not None
    client.force_login(actor.user)
    return client


def comment_page(comment: Comment) -> str:
    return f"{DESK}{comment.public_id}/"


def report_page(report: SafetyReport) -> str:
    return f"{DESK}safety/{report.public_id}/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- the desk


def test_an_empty_desk_says_what_will_come(world: World) -> None:
    assert "No comment yet" in text(as_(world.carol).get(DESK))


def test_safety_stands_above_urgency_and_urgency_above_time(world: World) -> None:
    kind = make_comment(world, KIND, at=NOW - timedelta(days=5))
    question = make_comment(world, QUESTION)
    event = make_comment(world, EVENT)
    crisis = make_comment(world, CRISIS)
    rows = as_(world.carol).get(DESK).context["rows"]
    assert [row.comment.pk for row in rows] == [crisis.pk, event.pk, question.pk, kind.pk]
    assert [row.urgency for row in rows] == ["safety", "safety", "soon", "calm"]


def test_what_is_not_handed_off_stands_at_the_top_of_every_view(world: World) -> None:
    """Also when the comment itself has been answered or hidden: a report never scrolls away."""
    report = make_report(world)
    services.hide(comment=report.comment, reason="Names a doctor.", by=world.carol, at=NOW)
    for view in ("waiting", "escalated", "snoozed", "done"):
        page = text(as_(world.carol).get(f"{DESK}?view={view}"))
        assert "1 possible adverse event is not handed off" in page
        assert "Hand off within 23 hours, before" in page


def test_the_desk_is_filtered_by_view_and_class(world: World) -> None:
    make_comment(world, QUESTION)
    make_comment(world, KIND)
    client = as_(world.carol)
    assert len(client.get(f"{DESK}?comment_class=question").context["rows"]) == 1
    assert len(client.get(f"{DESK}?view=done").context["rows"]) == 0
    assert "No comment of this class" in text(client.get(f"{DESK}?comment_class=spam"))


def test_a_filter_that_makes_no_sense_shows_everything(world: World) -> None:
    make_comment(world, QUESTION)
    assert len(as_(world.carol).get(f"{DESK}?view=nonsense&comment_class=nonsense").context["rows"]) == 1


def test_a_full_desk_is_paged_and_asks_a_constant_number_of_questions(world: World) -> None:
    post = make_post(world, make_study(world))
    for _ in range(3):
        make_item(world, EVENT, post=post)
    services.take_in(NOW)
    client = as_(world.carol)
    with CaptureQueriesContext(connection) as few:
        client.get(DESK)
    for _ in range(27):
        make_item(world, QUESTION, post=post)
    services.take_in(NOW)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(DESK)
    assert len(answer.context["rows"]) == 25
    assert len(many) <= len(few)
    ours = [q["sql"] for q in many if "community_" in q["sql"]]
    assert len(ours) <= 15


def test_the_desk_says_what_second_readings_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house_rules, "is_drawn", lambda item: True)
    for number in range(4):
        comment = make_comment(world, KIND)
        services.no_action(comment=comment, by=world.carol, at=NOW)
        if number:
            services.read_again(comment=comment, was_missed=number == 1, by=world.samir, at=NOW)
    page = text(as_(world.carol).get(DESK))
    assert "Of 3 read again, 1 was missed: 33.3 %, 95 % interval 6.1 to 79.2 %." in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.COMMUNITY_MANAGER, 200),
        (Role.SAFETY_OFFICER, 200),
        (Role.OUTREACH_LEAD, 200),
        (Role.REGULATORY_COORDINATOR, 200),
        (Role.ANALYST, 403),
        (Role.REVIEWER, 403),
        (Role.SITE_COORDINATOR, 403),
        (Role.ADMIN, 403),
    ],
)
def test_who_sees_what_people_wrote(world: World, role: Role, status: int) -> None:
    """Analysts see neither words nor reports."""
    report = make_report(world)
    client = as_(world.actor(role))
    assert client.get(DESK).status_code == status
    assert client.get(comment_page(report.comment)).status_code == status


# --- the walls


def test_a_stranger_finds_nothing(world: World) -> None:
    report = make_report(world)
    for page in (DESK, comment_page(report.comment), report_page(report), f"{report_page(report)}document/"):
        client = as_(world.actor(Role.SAFETY_OFFICER, at="theirs"))
        assert client.get(page).status_code == 404
        assert client.get(page.replace("/harbour/", "/other/")).status_code in (200, 404)
        if page != DESK:
            assert client.get(page.replace("/harbour/", "/other/")).status_code == 404


def test_an_empty_form_is_told(world: World) -> None:
    report = make_report(world)
    answer = as_(world.carol).post(comment_page(report.comment))
    assert answer.status_code == 422
    assert "Nothing was chosen to do." in text(answer)
    assert as_(world.samir).post(report_page(report)).status_code == 422


@pytest.mark.parametrize("action", ["hide", "escalate", "reclassify", "answer", "snooze", "reopen", "reveal"])
def test_every_action_without_its_words_is_told(world: World, action: str) -> None:
    answer = as_(world.carol).post(comment_page(make_comment(world)), {"action": action})
    assert answer.status_code == 422


# --- a comment


def test_the_page_marks_the_words_that_decided_and_says_why(world: World) -> None:
    page = text(as_(world.carol).get(comment_page(make_comment(world, EVENT))))
    assert "cr-mark--critical" in page
    assert "Tells of a bad effect and names a product or treatment." in page
    assert "Hand it off first, complete or not" in page


def test_the_writer_is_masked_and_only_counted(world: World) -> None:
    make_comment(world, KIND, author="quirky_handle")
    comment = make_comment(world, QUESTION, author="@Quirky_Handle")
    page = text(as_(world.carol).get(comment_page(comment)))
    assert "Wrote 1 other comment to us." in page
    assert "quirky_handle" not in page.lower()


def test_an_answer_is_an_approved_reply_under_the_comment(world: World) -> None:
    post = make_post(world, make_study(world))
    reply = make_approved_reply(world, post.campaign.study)
    comment = make_comment(world, QUESTION, post=post)
    client = as_(world.carol)
    assert "Answer with this" in text(client.get(comment_page(comment)))
    answer = client.post(comment_page(comment), {"action": "answer", "variant": reply.public_id})
    assert (answer.status_code, answer.url) == (302, DESK)
    comment.refresh_from_db()
    assert comment.state == "answered"
    assert "Our answer" in text(client.get(comment_page(comment)))


def test_without_an_approved_reply_the_page_says_what_to_do(world: World) -> None:
    post = make_post(world, make_study(world))
    page = text(as_(world.carol).get(comment_page(make_comment(world, QUESTION, post=post))))
    assert "No approved reply fits" in page


def test_a_crisis_shows_a_human_first_and_helplines_with_their_source(world: World) -> None:
    page = text(as_(world.carol).get(comment_page(make_comment(world, CRISIS))))
    assert "Call a human first" in page
    assert "Safety Officer of Harbour Trials" in page
    for number, source in (
        ("988", "Public Law 116-172"),
        ("9-8-8", "CRTC"),
        ("112", "Directive (EU) 2018/1972"),
    ):
        assert number in page
        assert source in page
    assert page.index("Call a human first") < page.index('class="cr-thread"')


def test_the_handle_is_shown_once_to_safety_and_that_is_on_record(world: World) -> None:
    comment = make_comment(world, EVENT, author="quirky_handle")
    asked = {"action": "reveal", "reason": "To ask for the batch."}
    refused = as_(world.carol).post(comment_page(comment), asked)
    assert refused.status_code == 403
    assert "quirky_handle" not in text(refused)
    shown = as_(world.samir).post(comment_page(comment), asked)
    assert "quirky_handle" in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert "quirky_handle" not in text(as_(world.samir).get(comment_page(comment)))
    assert AuditEntry.objects.filter(action="community.author.revealed", by=world.samir.user).exists()


def test_a_second_reader_does_not_see_what_the_engine_thought(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house_rules, "is_drawn", lambda item: True)
    comment = make_comment(world, KIND)
    services.no_action(comment=comment, by=world.carol, at=NOW)
    client = as_(world.samir)
    assert str(comment.public_id) in text(client.get(f"{DESK}again/"))
    page = text(client.get(comment_page(comment)))
    assert "What decided" not in page
    answer = client.post(comment_page(comment), {"action": "missed"})
    assert answer.url == f"{DESK}again/"
    comment.refresh_from_db()
    assert comment.safety_report.state == "possible"


def test_every_action_of_the_page_works(world: World) -> None:
    """Each by its form, from the queue and back."""
    client = as_(world.carol)
    steps: list[tuple[dict[str, Any], str]] = [
        ({"action": "mark_read"}, "waiting"),
        ({"action": "snooze", "hours": 4}, "snoozed"),
        ({"action": "reopen", "reason": "It is today."}, "waiting"),
        ({"action": "escalate", "to": "outreach_lead", "reason": "About the money."}, "escalated"),
        ({"action": "reopen", "reason": "Alice knows."}, "waiting"),
        ({"action": "no_action"}, "no_action"),
        ({"action": "reopen", "reason": "A second thought."}, "waiting"),
        ({"action": "reclassify", "classes": ["complaint"], "urgency": "soon"}, "waiting"),
        ({"action": "hide", "reason": "Shows a phone number."}, "hidden"),
        ({"action": "raise"}, "hidden"),
    ]
    comment = make_comment(world, QUESTION)
    for data, state in steps:
        assert client.post(comment_page(comment), data).status_code == 302, data
        comment.refresh_from_db()
        assert comment.state == state, data
    assert comment.safety_report.raised_by == world.carol.user


def test_a_comment_under_no_post_is_answered_once_its_study_is_said(world: World) -> None:
    study = make_study(world)
    comment = make_comment(world, QUESTION)
    client = as_(world.carol)
    assert "Nobody has said which study" in text(client.get(comment_page(comment)))
    client.post(comment_page(comment), {"action": "study", "study": study.public_id})
    comment.refresh_from_db()
    assert comment.study == study


# --- a report


def test_the_report_reads_as_a_checklist_with_its_clock(world: World) -> None:
    page = text(as_(world.samir).get(report_page(make_report(world, SERIOUS))))
    assert "Hand off within 3 hours, before 24 Nov 2026, 14:00 CET" in page
    assert "Not known yet: person, reporter" in page
    assert "house.hand_off.serious.4h, authority: house" in page
    assert "Needs a stay in hospital" in page


def test_what_will_be_sent_is_what_is_sent(world: World) -> None:
    report = make_report(world)
    client = as_(world.samir)
    shown = client.get(report_page(report)).context["preview"]
    data = {"action": "hand_off", "to": "Safety desk", "preview": _fingerprint(client, report)}
    assert client.post(report_page(report), data).status_code == 302
    report.refresh_from_db()
    assert report.handed_off_document == shown
    sent = client.get(f"{report_page(report)}document/")
    assert sent.content.decode() == shown
    assert EVENT in shown


def test_a_report_that_changed_since_the_preview_is_not_sent_unseen(world: World) -> None:
    report = make_report(world)
    client = as_(world.samir)
    old = _fingerprint(client, report)
    services.complete_report(
        report=report, elements=services.Elements(patient="Woman, 40s"), by=world.samir, at=NOW
    )
    answer = client.post(report_page(report), {"action": "hand_off", "to": "Safety desk", "preview": old})
    assert answer.status_code == 409
    assert "has changed since you looked" in text(answer)


def _fingerprint(client: Client, report: SafetyReport) -> str:
    return str(client.get(report_page(report)).context["forms"]["hand_off"].initial["preview"])


def test_a_report_goes_its_whole_way_by_its_forms(world: World) -> None:
    report = make_report(world)
    client = as_(world.samir)
    for data in (
        {"action": "complete", "patient": "The writer", "reporter": "The writer", "product": "Tablet",
         "event": "Rash", "seriousness": ["medically_important"]},
        {"action": "hand_off", "to": "Safety desk"},
        {"action": "acknowledge", "reference": "PV-1"},
        {"action": "follow_up", "text": "The rash is gone."},
        {"action": "close", "reason": "Nothing more is needed."},
    ):  # fmt: skip
        assert client.post(report_page(report), data).status_code == 302, data
    report.refresh_from_db()
    assert report.state == "closed_by_safety"
    page = text(client.get(report_page(report)))
    assert "Their reference: PV-1" in page
    assert "The rash is gone." in page
    assert client.get(f"{DESK}safety/?view=over").context["page"].paginator.count == 1


def test_dismissal_takes_two_and_the_page_says_so(world: World) -> None:
    report = make_report(world)
    client = as_(world.samir)
    client.post(report_page(report), {"action": "propose", "reason": "About a film."})
    page = client.get(report_page(report))
    assert "You proposed to dismiss this report." in text(page)
    assert client.post(report_page(report), {"action": "confirm"}).status_code == 403
    assert (
        client.post(report_page(report), {"action": "refuse", "reason": "No, it is one."}).status_code == 302
    )


def test_the_community_manager_sees_that_a_report_is_open_and_no_more(world: World) -> None:
    """The elements and the document are for safety."""
    report = make_report(world)
    services.complete_report(
        report=report, elements=services.Elements(patient="Secretive patient"), by=world.samir, at=NOW
    )
    client = as_(world.carol)
    page = text(client.get(report_page(report)))
    assert "Secretive patient" not in page
    assert "Known to safety" in page
    assert client.get(f"{report_page(report)}document/").status_code == 403


def test_the_message_is_suspended_only_when_safety_asks(world: World) -> None:
    post = make_post(world, make_study(world))
    report = make_report(world, post=post)
    message = post.variant.message
    client = as_(world.samir)
    client.post(report_page(report), {"action": "hand_off", "to": "Safety desk"})
    message.refresh_from_db()
    assert message.state == "approved"
    client.post(report_page(report), {"action": "suspend", "reason": "A signal."})
    message.refresh_from_db()
    assert message.state == "changes_asked"


def test_in_a_crisis_no_reply_is_offered_first(world: World) -> None:
    """The one filled button of other comments is missing here: a human is called before anything is said."""
    post = make_post(world, make_study(world))
    make_approved_reply(world, post.campaign.study)
    page = text(as_(world.carol).get(comment_page(make_comment(world, CRISIS, post=post))))
    assert "None of these is offered first" in page
    assert "cr-button--primary" not in page


def test_what_is_not_handed_off_comes_before_what_is(world: World) -> None:
    heard = make_report(world, at=NOW - timedelta(days=2))
    services.hand_off(report=heard, to="Safety desk", by=world.samir, at=NOW)
    unheard = make_report(world)
    rows = as_(world.samir).get(f"{DESK}safety/").context["page"].object_list
    assert list(rows) == [unheard, heard]
