"""From the inbox to the queue: every item becomes one comment, with its safety report where it needs one."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.channels.models import InboxItem
from crossroads.community import house_rules, queries, reading
from crossroads.community.models import Comment, Triage
from crossroads.community.services.common import clock_from, open_report

logger = logging.getLogger("crossroads.community")


def take_in(at: datetime) -> int:
    """The duty: make a comment of every item that has none yet; returns of how many.

    Items are found by what they lack and not by a remembered place, so that one which was committed late, or
    whose turn ended in a crash, is taken in by the next run. One that fails holds up no other; it is tried
    again, and the failure is raised in the end, so that the duty shows it.
    """
    taken, cursor, failure = 0, 0, None
    while items := queries.inbox_without_comment(cursor):
        for item in items:
            cursor = item.pk
            try:
                taken += _take_in_once(item, at)
            except Exception as error:  # noqa: BLE001 - one bad item must not keep the others from people
                logger.error("inbox item %s could not be taken in: %s", item.public_id, type(error).__name__)
                failure = failure or error
    if failure is not None:
        raise failure
    return taken


def _take_in_once(item: InboxItem, at: datetime) -> bool:
    """Whether this call made the comment. Two workers at one item: the database lets one through."""
    try:
        take_in_item(item=item, by=Actor.worker(item.account.organisation), at=at)
    except IntegrityError:
        if not Comment.objects.filter(item=item).exists():
            raise
        return False
    return True


@service("community.comment.take_in")
def take_in_item(*, item: InboxItem, by: Actor, at: datetime) -> Comment:
    """Comment, triage and, where flagged, safety report: all in one transaction or none of them.

    raises  IntegrityError where the item has its comment already
    """
    study = item.publication.campaign.study if item.publication else None
    read = reading.read(item.text, study)
    comment = Comment.objects.create(
        item=item,
        study=study,
        urgency=read.urgency,
        classes=read.classes,
        due_at=clock_from(read.urgency, item.received_at),
        for_second_reading=not read.is_flagged and house_rules.is_drawn(item.public_id),
    )
    if read.is_flagged:
        open_report(comment, by=by, at=at, seriousness=read.seriousness, product=read.product)
    Triage.objects.create(
        comment=comment,
        engine=reading.ENGINE,
        classes=read.classes,
        spans=read.spans,
        urgency=read.urgency,
        reasons=read.reasons,
        at=at,
    )
    comment.move("waiting")
    audit.record(
        "community.comment.taken_in",
        target=comment,
        by=by,
        at=at,
        item=str(item.public_id),
        classes=read.classes,
        urgency=read.urgency,
        engine=reading.ENGINE,
    )
    return comment
