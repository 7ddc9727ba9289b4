"""What becomes of a publication of which nobody knows whether it is out.

    found                    published
    surely absent            held for a moment and scheduled again by itself, each on the record
    absent, perhaps          looked for again for an hour, then held for a person
    cannot be asked          looked for again for an hour, then held for a person

So nothing is ever sent again on a guess of ours, and nothing stays unknown unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from crossroads.channels import queries
from crossroads.channels.asking import compose
from crossroads.channels.models import Publication
from crossroads.channels.protocol import Absent, CannotTell, Found, Looked, PublishRequest
from crossroads.channels.publisher.outcomes import UNCLAIMED, close_as_absent, hold, record, settle_found
from crossroads.engines.errors import Conflict

SETTLE_WITHIN = timedelta(hours=1)
"""For so long a listing may lag, or a network be away, before a person is asked to look."""


def known_without_looking(publication: Publication) -> Looked | None:
    """A claim that lapsed before its call began cannot have posted anything: no network need be asked."""
    last = publication.attempts.order_by("number").last()
    claimed_at = publication.claimed_at
    if claimed_at is not None and (last is None or last.request_started_at < claimed_at):
        return Absent(authoritative=True)
    return None


def request_to_look_for(publication: Publication) -> PublishRequest:
    """The request by which a channel knows the post again: by its token, whatever was edited since."""
    last = publication.attempts.order_by("number").last()
    return compose(publication, last.request_started_at if last else publication.made_at)


def settle(publication: Publication, looked: Looked, at: datetime, on_step: Callable[[str], None]) -> bool:
    """Write down what the look showed. True where the publication is unknown no longer."""
    try:
        with transaction.atomic(durable=True):
            now = queries.whole(publication.pk)
            if now.state != "unknown":
                return False
            settled = _follow(now, looked, at)
            on_step("settling")
            return settled
    except Conflict:
        return False


def _follow(publication: Publication, looked: Looked, at: datetime) -> bool:
    match looked:
        case Found():
            settle_found(publication, looked, at)
            return True
        case Absent(authoritative=True):
            close_as_absent(publication, at)
            hold(publication, "channels.surely_absent", at, retry_at=at)
            return True
    Publication.objects.filter(pk=publication.pk).update(looked_at=at)
    if at - _unknown_since(publication) < SETTLE_WITHIN:
        return False
    code = "channels.cannot_tell" if isinstance(looked, CannotTell) else "channels.absent_unsure"
    hold(publication, code, at)
    return True


def _unknown_since(publication: Publication) -> datetime:
    last = publication.attempts.order_by("number").last()
    return last.request_started_at if last else publication.made_at


def release(pk: int, at: datetime, on_step: Callable[[str], None]) -> int:
    """Held for a while, and the while is over: scheduled again, for the publisher to ask everything anew."""
    try:
        with transaction.atomic(durable=True):
            publication = queries.whole(pk)
            if publication.state != "held" or publication.retry_at is None or publication.retry_at > at:
                return 0
            publication.move("scheduled", held_code="", retry_at=None, **UNCLAIMED)
            record(publication, "scheduled_again", at)
            on_step("releasing")
            return 1
    except Conflict:
        return 0
