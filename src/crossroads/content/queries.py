"""Reading messages. ``approved_content`` is asked again at the moment of sending."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from crossroads.base.actor import Actor
from crossroads.content import hashing
from crossroads.content.facts import stale_slots
from crossroads.content.models import ApprovedContent, Message, Review, Variant
from crossroads.engines.terms import Placement
from crossroads.studies.models import Study

HOLDS_IN = ("approved", "in_review")
"""States in which an approval can hold: in review it is one that is being renewed, since editing ends it."""


def content_of(variant: Variant) -> dict[str, Any]:
    """Exactly what goes out, from the rows as they are; see ``content.hashing``."""
    return hashing.content(
        language=variant.message.language,
        network=variant.network,
        placement=variant.placement,
        text=variant.text,
        with_link=variant.with_link,
        media_sha256=variant.media.sha256 if variant.media else "",
        alt_text=variant.alt_text,
        targeting=variant.targeting,
        page=variant.page,
        headline=variant.headline,
        thread=variant.thread,
        call_to_action=variant.call_to_action,
        captions_sha256=variant.captions.sha256 if variant.captions else "",
    )


def hash_of(variant: Variant) -> str:
    """The hash of what the variant says now: computed, never read from its row."""
    return hashing.content_hash(content_of(variant))


def text_to_send(variant: Variant, token: str, base_url: str) -> str:
    """The words with a publication's own link. Raises ValueError for a token of another length than 12."""
    return hashing.with_token(content_of(variant)["text"], token, base_url)


def approved_content(variant: Variant, at: datetime) -> ApprovedContent | None:
    """The approval under which this variant may go out at this moment, or None.

    It rests on nothing that was remembered: the hash is computed from the rows as they are, the approval must
    be neither ended nor lapsed, the message in use, and each fact that the message states still so.
    """
    fresh = _reread(variant)
    if fresh is None or fresh.message.state not in HOLDS_IN:
        return None
    approved = fresh.message.approved_contents.filter(
        variant_ref=fresh.public_id,
        content_hash=hash_of(fresh),
        ended_at__isnull=True,
        decision__outcome="approve",
    ).first()
    if approved is None or (approved.expires_at is not None and approved.expires_at <= at):
        return None
    return None if stale_slots(fresh) else approved


def _reread(variant: Variant) -> Variant | None:
    rows = type(variant)._default_manager.select_related("message__study__organisation", "media", "captions")
    return rows.filter(pk=variant.pk).first()


def approved_replies(actor: Actor, study: Study, at: datetime | None = None) -> list[Variant]:
    """Replies that may be given in conversations about a study; with ``at``, those that hold then."""
    rows = (
        Variant.visible_to(actor)
        .filter(message__study=study, message__state__in=HOLDS_IN, placement=Placement.MESSAGE)
        .select_related("message", "media")
        .order_by("message__title", "network")
    )
    return [variant for variant in rows if at is None or approved_content(variant, at) is not None]


def approved_page(study: Study, at: datetime) -> Variant | None:
    """The study's public page, as approved; the newest where several are. For the public portal: no actor."""
    for message in study.messages.filter(state__in=HOLDS_IN, variants__placement=Placement.PAGE):
        for variant in message.variants.filter(placement=Placement.PAGE):
            if approved_content(variant, at) is not None:
                return variant
    return None


def messages(actor: Actor) -> QuerySet[Message]:
    return Message.visible_to(actor).select_related("study", "campaign", "author")


def waiting_reviews(actor: Actor) -> QuerySet[Review]:
    """Reviews that wait for a decision, soonest due first."""
    return (
        Review.visible_to(actor)
        .filter(state="waiting")
        .select_related("message__study", "message__author", "submitted_by")
        .order_by("due_at", "id")
    )
