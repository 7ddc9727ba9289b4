"""What several services of this room do: raise a report, keep a person's word on what a comment is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.community import house_rules
from crossroads.community.models import Comment, SafetyReport, Triage
from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.terms import CommentClass, Urgency


def open_report(
    comment: Comment, *, by: Actor, at: datetime, seriousness: Sequence[str] = (), product: str = ""
) -> SafetyReport:
    """A possible adverse event: with its times and its clock, before anything is known to be complete."""
    term = house_rules.hand_off_term(list(seriousness))
    item = comment.item
    report = SafetyReport.objects.create(
        comment=comment,
        product=product,
        seriousness=list(seriousness),
        rule_id=term.rule_id,
        posted_at=item.posted_at,
        received_at=item.received_at,
        flagged_at=at,
        due_at=item.received_at + term.within,
        raised_by=by.user,
    )
    comment.safety_report = report
    audit.record(
        "community.safety.raised", target=report, by=by, at=at, rule=term.rule_id, hints=list(seriousness)
    )
    return report


def say_what_it_is(
    comment: Comment, *, classes: Sequence[str], urgency: str, by: Actor, at: datetime
) -> Triage:
    """A person's triage beats the engine's; the earlier ones stay on record.

    A more urgent comment gets a shorter time from now on; a less urgent one counts from its arrival, so that
    naming it again never buys time.
    """
    within = house_rules.look_within(urgency)
    faster = list(Urgency).index(Urgency(urgency)) <= list(Urgency).index(Urgency(comment.urgency))
    due_at = min(comment.due_at, at + within) if faster else comment.item.received_at + within
    triage = Triage.objects.create(
        comment=comment,
        by=by.user,
        classes=list(classes),
        urgency=urgency,
        reasons=[[one, "by_a_person", True] for one in classes],
        at=at,
    )
    comment.classes, comment.urgency, comment.due_at = list(classes), urgency, due_at
    comment.save(update_fields=["classes", "urgency", "due_at"])
    return triage


def with_event(comment: Comment) -> tuple[list[str], str]:
    """Classes and urgency of a comment once somebody sees a possible adverse event in it."""
    event = CommentClass.ADVERSE_EVENT.value
    classes = [event, *(one for one in comment.classes if one not in (event, CommentClass.OTHER.value))]
    slowest = house_rules.least_urgency(classes)
    order = list(Urgency)
    return classes, min(Urgency(comment.urgency), slowest, key=order.index).value


def reading_mark(comment: Comment, by: Actor, at: datetime) -> dict[str, Any]:
    """The fields that say who read a comment first; nothing where somebody has."""
    return {} if comment.read_at is not None else {"read_by": by.user, "read_at": at}


def clock_from(urgency: str, at: datetime) -> datetime:
    return at + house_rules.look_within(urgency)


def need(text: str, code: str, field: str) -> str:
    """Words that must be there. Raises InputProblem with the code, at the field."""
    if not text.strip():
        raise InputProblem(code, where=Where(field=field))
    return text.strip()


def at_most(limit: timedelta, until: datetime, at: datetime) -> None:
    """Raises InputProblem "community.snooze_time" outside (at, at + limit]."""
    if not at < until <= at + limit:
        raise InputProblem("community.snooze_time", where=Where(field="until"), days=limit.days)
