"""Taking out of use: withdrawn, suspended, lapsed, or no longer true."""

from __future__ import annotations

from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.content import facts, policies
from crossroads.content.models import ApprovedContent, Message
from crossroads.content.services.common import end_approvals, lock
from crossroads.content.services.deciding import close_review
from crossroads.engines.errors import InputProblem, Where
from crossroads.studies.models import Study


@service("content.message.withdraw")
def withdraw_message(*, message: Message, reason: str, by: Actor, at: datetime) -> Message:
    """Take a message out of use for good.

    raises  ActionDenied, Conflict, InputProblem "content.reason_missing"
    """
    lock(message)
    policies.check_can_withdraw(message, by)
    _check_reason(reason)
    end_approvals(message, reason="withdrawn", at=at)
    message.move("withdrawn", changed_at=at)
    audit.record("content.message.withdrawn", target=message, by=by, at=at, reason=reason.strip())
    return message


@service("content.message.suspend")
def suspend_message(*, message: Message, reason: str, by: Actor, at: datetime) -> Message:
    """Stop an approved message at once, for instance on a safety signal; it must be approved anew."""
    lock(message)
    policies.check_can_suspend(message, by)
    _check_reason(reason)
    end_approvals(message, reason="suspended", at=at)
    message.move("changes_asked", changed_at=at)
    audit.record("content.message.suspended", target=message, by=by, at=at, reason=reason.strip())
    return message


@service("content.message.expire")
def expire_message(*, message: Message, by: Actor, at: datetime) -> int:
    """End the approvals of a message that lapsed by now; returns how many. The worker's service."""
    lock(message)
    lapsed = message.approved_contents.filter(ended_at__isnull=True, expires_at__lte=at)
    ended = lapsed.update(ended_at=at, end_reason="lapsed")
    if not ended:
        audit.nothing_changed()
        return 0
    if message.state == "approved":
        message.move("expired", changed_at=at)
    audit.record("content.message.expired", target=message, by=by, at=at, ended=ended)
    return ended


def expire_approvals(at: datetime) -> int:
    """The duty: end every approval that lapsed by ``at``; returns how many."""
    lapsed = ApprovedContent.objects.filter(ended_at__isnull=True, expires_at__lte=at)
    messages = Message.objects.filter(pk__in=lapsed.values("message")).select_related("study__organisation")
    return sum(
        expire_message(message=message, by=Actor.worker(message.study.organisation), at=at)
        for message in messages
    )


@service("content.facts.put_back")
def put_back_changed_facts(*, study: Study, by: Actor, at: datetime) -> list[Message]:
    """Put back every message of a study that states a fact which is no longer so; returns them.

    One in review is taken back from its reviewers, so that nobody decides about what is not true any more.
    """
    audit.nothing_changed()
    put_back = []
    for message in study.messages.filter(state__in=("approved", "in_review")).select_related("study"):
        stale = [s for v in message.variants.all() for s in facts.changed_slots(study, v.slots)]
        if not stale:
            continue
        lock(message)
        close_review(message)
        end_approvals(message, reason="a fact changed", at=at)
        message.move("changes_asked", changed_at=at)
        audit.record(
            "content.message.put_back",
            target=message,
            by=by,
            at=at,
            reason="a fact changed",
            paths=sorted({slot["path"] for slot in stale}),
        )
        put_back.append(message)
    return put_back


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InputProblem("content.reason_missing", where=Where(field="reason"))
