"""What waits in the conversation: comments, each that cannot wait, and everything that safety must hear."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base.actor import Actor
from crossroads.base.waiting import Waiting, tells
from crossroads.community import house_rules, policies, showing
from crossroads.community.models import Comment, SafetyReport
from crossroads.community.queries import VIEWS
from crossroads.engines.terms import CommentClass, Role, Urgency

STEP = "conversation"
SHOWN = 20
"""So many are named one by one; more than that is a crowd, and the desk shows it."""


@tells
def comments_that_wait(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """One line for the queue, one for each comment that cannot wait, one for each that I was asked about."""
    if not actor.holds(*policies.WRITERS):
        return
    handles = actor.holds(*policies.HANDLERS)
    asked = Q(state="escalated", escalated_to__in=[role.value for role in actor.roles])
    queue = Q(state__in=VIEWS["waiting"])
    now = queue & Q(urgency=Urgency.NOW.value)
    visible = Comment.visible_to(actor)
    rows = visible.filter((now | asked) if handles else asked).select_related("study").order_by("due_at")
    named = rows.annotate(class_words=Cast("classes", TextField()))[:SHOWN]
    for comment in named:
        yield _one(actor, comment)
    if actor.holds(*policies.ANSWERERS):
        yield from _queue(actor, visible.filter(queue), at)


def _one(actor: Actor, comment: Comment) -> Waiting:
    is_crisis = CommentClass.CRISIS.value in comment.classes
    classes = ", ".join(one.replace("_", " ") for one in comment.classes)
    verb = _("Call a human") if is_crisis else _("Help") if comment.state == "escalated" else _("Read")
    return Waiting(
        step=STEP,
        verb=verb,
        title=_("a comment that cannot wait (%(classes)s)") % {"classes": classes}
        if comment.urgency == Urgency.NOW
        else _("a comment that was escalated to you (%(classes)s)") % {"classes": classes},
        url=reverse("community:comment", kwargs=_where(actor, comment=comment.public_id)),
        study=comment.study.brief_title if comment.study else "",
        due_at=comment.due_at,
        safety=is_crisis,
    )


def _queue(actor: Actor, queue: Any, at: datetime) -> Iterable[Waiting]:
    found = queue.aggregate(count=Count("pk"), first=Min("due_at"))
    if not found["count"]:
        return
    yield Waiting(
        step=STEP,
        verb=_("Read and answer"),
        title=showing.queue_sentence(found["count"], found["first"], at).rstrip("."),
        url=reverse("community:home", kwargs=_where(actor)),
        due_at=found["first"],
    )


@tells
def safety_that_waits(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """To hand off, to confirm, to ask after; and for the community manager what safety has let pass."""
    is_safety = actor.holds(Role.SAFETY_OFFICER)
    if not is_safety and not actor.holds(*policies.PROPOSERS):
        return
    rows = SafetyReport.visible_to(actor).select_related("comment__study").order_by("due_at")
    open_now = rows.filter(state__in=("possible", "dismissal_proposed", "handed_off"))
    if not is_safety:
        open_now = open_now.filter(state__in=("possible", "dismissal_proposed"), due_at__lt=at)
    for report in open_now[: SHOWN * 5]:
        yield _report(actor, report, is_safety)


def _report(actor: Actor, report: SafetyReport, is_safety: bool) -> Waiting:
    due_at = report.due_at
    if not is_safety:
        verb, title = _("Call the safety officer"), _("a possible adverse event is not handed off")
    elif report.state == "possible":
        verb, title = _("Hand off"), _("a possible adverse event")
    elif report.state == "handed_off":
        verb, title = _("Ask for the receipt"), _("a report that was handed off is not acknowledged")
        assert report.handed_off_at is not None
        due_at = report.handed_off_at + house_rules.acknowledge_within()
    elif actor.user is not None and report.dismissal_by_id == actor.user.pk:
        verb, title = _("Ask a colleague"), _("your dismissal of a report needs a second person")
    else:
        verb, title = _("Confirm or refuse"), _("somebody proposed to dismiss a report")
    return Waiting(
        step=STEP,
        verb=verb,
        title=title,
        url=reverse("community:report", kwargs=_where(actor, safety_report=report.public_id)),
        study=report.comment.study.brief_title if report.comment.study else "",
        due_at=due_at,
        safety=True,
    )


def _where(actor: Actor, **refs: Any) -> dict[str, Any]:
    return {"org": actor.organisation.slug, **refs}
