"""What a person does with a comment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.channels.services import post_reply
from crossroads.community import house_rules, policies
from crossroads.community.models import Comment, Reply
from crossroads.community.services.common import (
    at_most,
    clock_from,
    need,
    open_report,
    reading_mark,
    say_what_it_is,
    with_event,
)
from crossroads.content.models import Variant
from crossroads.content.queries import approved_content
from crossroads.engines.errors import ActionDenied, InputProblem, Where
from crossroads.engines.terms import CommentClass, Network, Placement, Role, Urgency
from crossroads.studies.models import Study


@service("community.comment.mark_read")
def mark_read(*, comment: Comment, by: Actor, at: datetime) -> Comment:
    """A person has read it; it stays in the queue. The first reader stays on record."""
    policies.check_can_handle(comment, by)
    mark = reading_mark(comment, by, at)
    if not mark:
        audit.nothing_changed()
        return comment
    comment.read_by, comment.read_at = by.user, at
    comment.save(update_fields=["read_by", "read_at"])
    audit.record("community.comment.read", target=comment, by=by, at=at)
    return comment


@service("community.comment.answer")
def answer(*, comment: Comment, variant: Variant, by: Actor, at: datetime) -> Reply:
    """Answer from an approved reply. On a network to which we hold no line, a person posts it by hand.

    raises  ActionDenied "community.reply_not_approved", "community.no_study"; InputProblem
            "community.reply_elsewhere" for a reply of another study, network or placement,
            "channels.reply_needs_post" for one with a link where there is no post
    """
    policies.check_can_answer(comment, by)
    item = comment.item
    _check_belongs(variant, comment)
    approved = approved_content(variant, at)
    if approved is None:
        raise ActionDenied("community.reply_not_approved")
    if variant.with_link and item.publication is None:
        raise InputProblem("channels.reply_needs_post")
    spoken = item.account.network == Network.LOCAL
    reply = Reply.objects.create(
        comment=comment,
        variant=variant,
        content_hash=approved.content_hash,
        by=by.user,
        at=at,
        network_id=post_reply(item=item, variant=variant, by=by, at=at) if spoken else "",
    )
    comment.move("answered", **reading_mark(comment, by, at))
    audit.record(
        "community.comment.answered",
        target=comment,
        by=by,
        at=at,
        variant=str(variant.public_id),
        sha256=approved.content_hash,
        by_hand=not spoken,
    )
    return reply


def _check_belongs(variant: Variant, comment: Comment) -> None:
    right = (
        variant.message.study_id == comment.study_id
        and variant.network == comment.item.account.network
        and variant.placement == Placement.MESSAGE
    )
    if not right:
        raise InputProblem("community.reply_elsewhere", where=Where(field="variant"))


@service("community.comment.hide")
def hide(*, comment: Comment, reason: str, by: Actor, at: datetime) -> Comment:
    """Take it out of sight on the network; here it stays, and so does any safety report."""
    policies.check_can_hide(comment, by)
    reason = need(reason, "community.reason_missing", "reason")
    comment.move("hidden", **reading_mark(comment, by, at))
    audit.record("community.comment.hidden", target=comment, by=by, at=at, reason=reason)
    return comment


@service("community.comment.no_action")
def no_action(*, comment: Comment, by: Actor, at: datetime) -> Comment:
    """Read, and nothing is to be done. Raises ActionDenied "community.safety_first"."""
    policies.check_can_put_aside(comment, by)
    comment.move("no_action", **reading_mark(comment, by, at))
    audit.record("community.comment.left", target=comment, by=by, at=at)
    return comment


@service("community.comment.snooze")
def snooze(*, comment: Comment, until: datetime, by: Actor, at: datetime) -> Comment:
    """Later, but not never.

    raises  ActionDenied "community.now_means_now", InputProblem "community.snooze_time"
    """
    policies.check_can_snooze(comment, by)
    at_most(house_rules.longest_snooze(), until, at)
    comment.move("snoozed", snoozed_until=until, **reading_mark(comment, by, at))
    audit.record("community.comment.snoozed", target=comment, by=by, at=at, until=until.isoformat())
    return comment


@service("community.comment.wake")
def wake_comment(*, comment: Comment, by: Actor, at: datetime) -> Comment:
    """The worker's service: a snoozed comment is back in the queue, with a new clock."""
    comment.move("waiting", snoozed_until=None, due_at=clock_from(comment.urgency, at))
    audit.record("community.comment.woken", target=comment, by=by, at=at)
    return comment


def wake(at: datetime) -> int:
    """The duty: bring back what was snoozed until now; returns how many."""
    due = Comment.objects.filter(state="snoozed", snoozed_until__lte=at).select_related(
        "item__account__organisation"
    )
    for comment in due:
        wake_comment(comment=comment, by=Actor.worker(comment.item.account.organisation), at=at)
    return len(due)


@service("community.comment.escalate")
def escalate(*, comment: Comment, to: Role, reason: str, by: Actor, at: datetime) -> Comment:
    """Ask another role to look. Raises InputProblem "community.cannot_help" for a role that does not."""
    policies.check_can_escalate(comment, by)
    reason = need(reason, "community.reason_missing", "reason")
    if to not in policies.HELPERS:
        raise InputProblem("community.cannot_help", where=Where(field="to"))
    comment.move("escalated", escalated_to=to.value, **reading_mark(comment, by, at))
    audit.record("community.comment.escalated", target=comment, by=by, at=at, reason=reason, to=to.value)
    return comment


@service("community.comment.reopen")
def reopen(*, comment: Comment, reason: str, by: Actor, at: datetime) -> Comment:
    """Back into the queue, with a new clock."""
    policies.check_can_reopen(comment, by)
    was = comment.state
    comment.move("reopened", snoozed_until=None, escalated_to="")
    comment.move("waiting", due_at=clock_from(comment.urgency, at))
    audit.record("community.comment.reopened", target=comment, by=by, at=at, reason=reason.strip(), was=was)
    return comment


@service("community.comment.reclassify")
def reclassify(
    *, comment: Comment, classes: Sequence[CommentClass], urgency: Urgency, by: Actor, at: datetime
) -> Comment:
    """A person says what it is. A possible adverse event raises its report in the same step; taking
    that class away dismisses none.

    raises  InputProblem "community.no_class", "community.too_slow"
    """
    policies.check_can_handle(comment, by)
    values = [one.value for one in dict.fromkeys(classes)]
    if not values:
        raise InputProblem("community.no_class", where=Where(field="classes"))
    slowest = house_rules.least_urgency(values)
    if list(Urgency).index(urgency) > list(Urgency).index(slowest):
        raise InputProblem("community.too_slow", where=Where(field="urgency"), urgency=slowest.value)
    was = list(comment.classes)
    if CommentClass.ADVERSE_EVENT.value in values and policies.report_of(comment) is None:
        open_report(comment, by=by, at=at)
    say_what_it_is(comment, classes=values, urgency=urgency.value, by=by, at=at)
    _mark(comment, by, at)
    audit.record(
        "community.comment.reclassified",
        target=comment,
        by=by,
        at=at,
        was=was,
        classes=values,
        urgency=urgency.value,
    )
    return comment


@service("community.comment.set_study")
def set_study(*, comment: Comment, study: Study, by: Actor, at: datetime) -> Comment:
    """Say which study a comment is about, where it stands under none of our posts."""
    policies.check_can_handle(comment, by)
    if comment.item.publication is not None:
        raise InputProblem("community.study_is_known", where=Where(field="study"))
    comment.study = study
    comment.save(update_fields=["study"])
    audit.record("community.comment.study_set", target=comment, by=by, at=at, study=study.registry_id)
    return comment


@service("community.comment.read_again")
def read_again(*, comment: Comment, was_missed: bool, by: Actor, at: datetime) -> Comment:
    """A second person read what nobody had flagged; what was missed becomes a safety report at once.

    raises  ActionDenied "community.own_reading"; Conflict "community.not_to_read_again",
            "community.not_read_once", "community.already_raised"
    """
    policies.check_can_read_again(comment, by)
    comment.second_read_by, comment.second_read_at, comment.was_missed = by.user, at, was_missed
    comment.save(update_fields=["second_read_by", "second_read_at", "was_missed"])
    if was_missed:
        open_report(comment, by=by, at=at)
        classes, urgency = with_event(comment)
        say_what_it_is(comment, classes=classes, urgency=urgency, by=by, at=at)
    audit.record("community.comment.read_again", target=comment, by=by, at=at, was_missed=was_missed)
    return comment


def _mark(comment: Comment, by: Actor, at: datetime) -> None:
    if reading_mark(comment, by, at):
        comment.read_by, comment.read_at = by.user, at
        comment.save(update_fields=["read_by", "read_at"])
