"""What follows once it is known how a publication stands. Called inside the transaction that learnt it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.channels import queries
from crossroads.channels.models import Publication, TakedownTask
from crossroads.channels.protocol import Found

logger = logging.getLogger(__name__)

MAX_TRIES = 5
"""After so many tries a person decides whether there is a sense in a further one."""
TAKE_DOWN_WITHIN = timedelta(hours=4)
"""A rule of the house: how soon a post that must not stand is down."""

SURPLUS = "A post of ours that ought not to be there was found on the network:"
STILL_OUT = "It was on its way when recruiting was stopped, and came out."
NEVER_OUT = "The network's own complete listing does not have it: it never came out."

UP_AGAIN = {"held": ("scheduled", "sending")}
"""The steps by which a publication is taken up again, under its earlier claim, when its post is found."""
UNCLAIMED: dict[str, Any] = {"approved": None, "sent_hash": "", "claimed_at": None, "claimed_until": None}
"""What a publication that is scheduled again gives up: it goes out under a new claim or not at all."""


def settle_found(publication: Publication, found: Found, at: datetime, *, by: Actor | None = None) -> None:
    """The post is on the network: the publication is published, whatever we thought before."""
    if publication.state == "published" and publication.network_id == found.network_id:
        return
    for step in UP_AGAIN.get(publication.state, ()):
        publication.move(step)
    if publication.state not in ("sending", "unknown"):
        _found_too_much(publication, found, at)
        return
    publication.move(
        "published",
        network_id=found.network_id,
        network_url=found.url,
        published_at=at,
        claimed_until=None,
        held_code="",
        retry_at=None,
    )
    record(publication, "published", at, by=by, network_id=found.network_id, sha256=publication.sent_hash)
    if queries.stop_that_covers(publication) is not None:
        open_for(publication, STILL_OUT, at)


def _found_too_much(publication: Publication, found: Found, at: datetime) -> None:
    """A post that ought not to be there: a second one, or one after all was over. It must come down."""
    logger.error("publication %s was found again while %s", publication.public_id, publication.state)
    record(publication, "found_again", at, network_id=found.network_id)
    open_for(publication, f"{SURPLUS} {found.network_id}", at)


def hold(publication: Publication, code: str, at: datetime, *, retry_at: datetime | None = None) -> None:
    """From unknown to held: for a while, or for a person where it was tried too often or nobody can tell."""
    if retry_at is not None and publication.tries >= MAX_TRIES:
        code, retry_at = "channels.too_many_tries", None
    publication.move("held", held_code=code, retry_at=retry_at)
    record(publication, "held", at, code=code)


def open_for(
    publication: Publication, reason: str, at: datetime, *, by: Actor | None = None
) -> TakedownTask | None:
    """Ask for a post to be taken down; None where somebody has been asked already."""
    task, made = TakedownTask.objects.get_or_create(
        publication=publication,
        state="open",
        defaults={"reason": reason, "opened_at": at, "due_at": at + TAKE_DOWN_WITHIN},
    )
    if not made:
        return None
    actor = by or Actor.worker(publication.campaign.study.organisation)
    audit.record("channels.takedown.opened", target=task, by=actor, at=at, reason=reason)
    return task


def close_as_absent(publication: Publication, at: datetime) -> None:
    """The network itself says that the post is not there: whoever was asked to take it down need not."""
    by = Actor.worker(publication.campaign.study.organisation)
    for task in publication.takedowns.filter(state="open"):
        task.move("done", proof=NEVER_OUT, done_at=at)
        audit.record("channels.takedown.proved", target=task, by=by, at=at, proof=NEVER_OUT)


def record(
    publication: Publication, what: str, at: datetime, *, by: Actor | None = None, **data: Any
) -> None:
    """A word in the trail about a publication; by the worker unless a person did it."""
    actor = by or Actor.worker(publication.campaign.study.organisation)
    audit.record(f"channels.publication.{what}", target=publication, by=actor, at=at, **data)
