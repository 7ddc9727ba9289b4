"""No sequence of acts, mistakes and crashes loses a flagged adverse event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.base.actor import Actor
from crossroads.channels.models import InboxItem
from crossroads.community import services
from crossroads.community.models import OVER, Comment, SafetyReport
from crossroads.community.waiting import safety_that_waits
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.terms import CommentClass, Role, Urgency
from makers.community import CRISIS, EVENT, KIND, QUESTION, SERIOUS, make_item
from world import NOW, World

TEXTS = (EVENT, SERIOUS, QUESTION, KIND, CRISIS, "Since the second dose I have been vomiting.")
REASON = "A reason."


class PowerCutError(Exception):
    """The machine goes dark in the middle of a step."""


People = dict[Role, Actor]
Step = Callable[[Comment, SafetyReport | None, Actor, Any], object]

ON_COMMENT: dict[str, Step] = {
    "read": lambda c, r, by, at: services.mark_read(comment=c, by=by, at=at),
    "hide": lambda c, r, by, at: services.hide(comment=c, reason=REASON, by=by, at=at),
    "no_action": lambda c, r, by, at: services.no_action(comment=c, by=by, at=at),
    "snooze": lambda c, r, by, at: services.snooze(comment=c, until=at + timedelta(hours=1), by=by, at=at),
    "escalate": lambda c, r, by, at: services.escalate(
        comment=c, to=Role.OUTREACH_LEAD, reason=REASON, by=by, at=at
    ),
    "reopen": lambda c, r, by, at: services.reopen(comment=c, reason=REASON, by=by, at=at),
    "no_event": lambda c, r, by, at: services.reclassify(
        comment=c, classes=[CommentClass.OTHER], urgency=Urgency.ROUTINE, by=by, at=at
    ),
    "event": lambda c, r, by, at: services.reclassify(
        comment=c, classes=[CommentClass.ADVERSE_EVENT], urgency=Urgency.NOW, by=by, at=at
    ),
    "raise": lambda c, r, by, at: services.raise_safety_report(comment=c, by=by, at=at),
    "missed": lambda c, r, by, at: services.read_again(comment=c, was_missed=True, by=by, at=at),
}
ON_REPORT: dict[str, Step] = {
    "complete": lambda c, r, by, at: services.complete_report(
        report=r, elements=services.Elements(event="Told again"), by=by, at=at
    ),
    "hand_off": lambda c, r, by, at: services.hand_off(report=r, to="Safety desk", by=by, at=at),
    "acknowledge": lambda c, r, by, at: services.acknowledge(report=r, reference="PV-1", by=by, at=at),
    "follow_up": lambda c, r, by, at: services.follow_up(report=r, text="More.", by=by, at=at),
    "close": lambda c, r, by, at: services.close_report(report=r, reason=REASON, by=by, at=at),
    "propose": lambda c, r, by, at: services.propose_dismissal(report=r, reason=REASON, by=by, at=at),
    "confirm": lambda c, r, by, at: services.confirm_dismissal(report=r, by=by, at=at),
    "refuse": lambda c, r, by, at: services.refuse_dismissal(report=r, reason=REASON, by=by, at=at),
}
STEPS = {**ON_COMMENT, **ON_REPORT}
WHO = (*(Role.SAFETY_OFFICER,) * 4, *(Role.COMMUNITY_MANAGER,) * 3, Role.OUTREACH_LEAD)

dark_now_and_then = st.integers(0, 9).map(lambda number: number == 0)
steps = st.tuples(
    st.sampled_from(sorted(STEPS)), st.tuples(st.integers(0, 2), st.sampled_from(WHO)), dark_now_and_then
)
arrivals = st.tuples(st.just("arrives"), st.sampled_from(TEXTS), st.booleans())
duties = st.tuples(st.just("duties"), st.none(), st.booleans())
acts = st.lists(st.one_of(steps, steps, steps, arrivals, duties), min_size=5, max_size=25)


@pytest.mark.slow
@given(acts=acts)
@settings(max_examples=40)
def test_every_flagged_comment_ends_at_safety_or_is_dismissed_by_two(world: World, acts: list[Any]) -> None:
    """Whoever does what in whatever order, and whenever the power goes: what was flagged has a report, which
    is over only by safety or by two people, and until then waits for the safety officer."""
    people = {role: world.actor(role) for role in WHO}
    with transaction.atomic():
        for text in (EVENT, KIND, QUESTION):
            make_item(world, text)
        services.take_in(NOW)
        flagged: set[int] = set()
        for number, (what, how, goes_dark) in enumerate(acts):
            _do(world, people, what, how, goes_dark, NOW + timedelta(minutes=number))
            flagged = _hold(people[Role.SAFETY_OFFICER], flagged)
        services.take_in(NOW + timedelta(days=1))
        _hold(people[Role.SAFETY_OFFICER], flagged)
        assert not InboxItem.objects.filter(comment__isnull=True).exists()
        transaction.set_rollback(True)


def _do(world: World, people: People, what: str, how: Any, goes_dark: bool, at: Any) -> None:
    try:
        with transaction.atomic():
            if what == "arrives":
                make_item(world, how, at=at)
            elif what == "duties":
                services.take_in(at)
                services.wake(at + timedelta(hours=2))
            else:
                _step(people, what, *how, at)
            if goes_dark:
                raise PowerCutError
    except (CrossroadsError, PowerCutError):
        pass


def _step(people: People, what: str, which: int, role: Role, at: Any) -> None:
    comments = list(Comment.objects.select_related("item__account__organisation", "study").order_by("pk"))
    if not comments:
        return
    comment = comments[which % len(comments)]
    report = SafetyReport.objects.filter(comment=comment).first()
    if what in ON_COMMENT or report is not None:
        STEPS[what](comment, report, people[role], at)


def _hold(samir: Actor, before: set[int]) -> set[int]:
    """What must be so after every step; returns the comments that were ever flagged."""
    reports = {report.comment_id: report for report in SafetyReport.objects.all()}
    flagged = {
        comment.pk
        for comment in Comment.objects.prefetch_related("triages")
        if any(CommentClass.ADVERSE_EVENT.value in triage.classes for triage in comment.triages.all())
    }
    assert before <= flagged
    assert flagged == set(reports)
    waiting = [item.url for item in safety_that_waits(samir, NOW)]
    for report in reports.values():
        if report.state == "dismissed":
            assert None not in (report.dismissal_by_id, report.dismissal_confirmed_by_id)
            assert report.dismissal_by_id != report.dismissal_confirmed_by_id
        elif report.state in OVER:
            assert report.handed_off_at is not None
            assert report.acknowledged_reference
        elif report.state in ("possible", "dismissal_proposed", "handed_off"):
            assert any(str(report.public_id) in url for url in waiting)
    return flagged
