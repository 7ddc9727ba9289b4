"""What waits in this room: decide, confirm, change, renew. One query each, whatever there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Min
from django.urls import reverse

from crossroads.base.actor import Actor
from crossroads.base.waiting import Waiting, tells
from crossroads.content import policies
from crossroads.content.models import BoardDetermination, Message
from crossroads.content.queries import waiting_reviews

LAPSES_SOON = timedelta(days=14)


@tells
def decide(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Reviews for those who may decide them: not their own work, and no board's letter on its way."""
    if not actor.holds(*policies.REVIEWERS):
        return
    for review in waiting_reviews(actor).exclude(determinations__state="entered"):
        message = review.message
        if actor.holds(*policies.REVIEWERS, study=message.study.public_id) and not policies.is_own_work(
            review, actor
        ):
            url = _url(actor, "review", review=review.public_id)
            yield _waiting("approval", "Decide", message, url, review.due_at)


@tells
def confirm(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Boards' determinations that a second person must confirm."""
    if not actor.holds(*policies.CONFIRMERS):
        return
    entered = BoardDetermination.visible_to(actor).filter(state="entered", review__state="waiting")
    for determination in entered.select_related("review__message__study"):
        review = determination.review
        mine = actor.user is not None and determination.entered_by_id == actor.user.pk
        allowed = actor.holds(*policies.CONFIRMERS, study=review.message.study.public_id)
        if allowed and not mine and not policies.is_own_work(review, actor):
            url = _url(actor, "determination", board_determination=determination.public_id)
            yield _waiting("approval", "Confirm", review.message, url, review.due_at)


@tells
def change(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Messages of mine that were put back, by reviewers or by a fact that changed."""
    if actor.user is None or not actor.holds(*policies.AUTHORS):
        return
    mine = Message.visible_to(actor).filter(state="changes_asked", author=actor.user)
    for message in mine.select_related("study"):
        yield _waiting("message", "Change", message, _url(actor, "message", message=message.public_id), None)


@tells
def renew(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Approvals that lapse within two weeks."""
    if not actor.holds(*policies.AUTHORS):
        return
    lapsing = Message.visible_to(actor).filter(
        state="approved",
        approved_contents__ended_at__isnull=True,
        approved_contents__expires_at__lte=at + LAPSES_SOON,
    )
    for message in lapsing.annotate(lapses_at=Min("approved_contents__expires_at")).select_related("study"):
        url = _url(actor, "message", message=message.public_id)
        yield _waiting("message", "Renew", message, url, message.lapses_at)


def _waiting(step: str, verb: str, message: Message, url: str, due_at: datetime | None) -> Waiting:
    return Waiting(
        step=step, verb=verb, title=message.title, url=url, study=message.study.brief_title, due_at=due_at
    )


def _url(actor: Actor, name: str, **ids: UUID) -> str:
    return reverse(f"content:{name}", kwargs={"org": actor.organisation.slug, **ids})
