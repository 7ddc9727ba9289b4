"""The question before every post: may exactly this go out now? Asked again at fire time, trusting no event.

``ask`` answers ``Ready`` with the request as it will be sent, or ``NotNow`` with a code. It changes
nothing, so the page of a held publication asks it too, and shows the answer beside the button.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings

from crossroads.base.store import read_file
from crossroads.channels.models import Publication
from crossroads.channels.protocol import Channels, Picture, PublishRequest
from crossroads.channels.queries import stop_that_covers
from crossroads.content import hashing
from crossroads.content.models import ApprovedContent
from crossroads.content.queries import approved_content, content_of, text_to_send
from crossroads.engines.terms import Network
from crossroads.planning.queries import campaign_is_running

LATEST = timedelta(hours=24)
"""A post that could not go out for so long is not sent unasked: its moment may have passed."""

OVER = ("closed", "stopped")
"""States of a campaign in which nothing will go out any more."""


@dataclass(frozen=True, slots=True)
class Ready:
    """It may go out: under this approval, exactly as in this request."""

    approved: ApprovedContent
    request: PublishRequest


@dataclass(frozen=True, slots=True)
class NotNow:
    """It may not. ``for_good``: cancelled; otherwise held until a person decides."""

    code: str
    for_good: bool = False


Answer: TypeAlias = Ready | NotNow


def ask(publication: Publication, at: datetime, channels: Channels) -> Answer:
    """Everything that must hold before a post, in one place.

    publication  read afresh, inside the transaction that will claim it
    """
    refusal = _standing(publication, at, channels)
    if refusal is not None:
        return refusal
    approved = approved_content(publication.variant, at)
    if approved is None:
        return NotNow("channels.not_approved")
    if _more_than_a_post(publication):
        return NotNow("channels.more_than_a_post")
    request = compose(publication, at)
    if hash_of(request, publication) != approved.content_hash:
        return NotNow("channels.not_as_approved")
    return Ready(approved, request)


def _standing(publication: Publication, at: datetime, channels: Channels) -> NotNow | None:
    """What hinders any post from here, whatever it says."""
    if stop_that_covers(publication) is not None:
        return NotNow("channels.stopped", for_good=True)
    if publication.campaign.state in OVER:
        return NotNow("channels.campaign_over", for_good=True)
    if not campaign_is_running(publication.campaign):
        return NotNow("channels.campaign_not_running")
    if publication.account.state != "active":
        return NotNow("channels.account_not_active")
    if Network(publication.account.network) not in channels:
        return NotNow("channels.no_channel")
    if at - publication.scheduled_for > LATEST:
        return NotNow("channels.too_late")
    return None


def compose(publication: Publication, at: datetime) -> PublishRequest:
    """The request as it is sent. ``at`` becomes its ``started_at``."""
    base, variant = settings.CROSSROADS.public_url, publication.variant
    link = hashing.with_token(hashing.LINK_FORM, publication.token, base) if variant.with_link else ""
    return PublishRequest(
        publication=publication.public_id,
        token=publication.token,
        account=publication.account.handle,
        text=text_to_send(variant, publication.token, base),
        link=link,
        started_at=at,
        picture=_picture(publication),
        credentials=publication.account.credentials,
    )


_ALSO = ("headline", "thread", "call_to_action", "captions")
"""Parts of a content that no request carries."""


def _more_than_a_post(publication: Publication) -> bool:
    """Whether the form has parts that would not go out: half a message is not the approved one."""
    return any(part in content_of(publication.variant) for part in _ALSO)


def _picture(publication: Publication) -> Picture | None:
    variant = publication.variant
    if variant.media is None:
        return None
    return Picture(
        content=read_file(variant.media),
        sha256=variant.media.sha256,
        content_type=variant.media.content_type,
        alt_text=variant.alt_text,
    )


def hash_of(request: PublishRequest, publication: Publication) -> str:
    """The content hash of what stands in the request: words, link, bytes of the picture and its
    alternative text.

    Network, language, placement and targeting are the variant's, since no request states them.
    """
    picture = request.picture
    text = request.text.replace(request.link, hashing.LINK_FORM) if request.link else request.text
    sent = {
        "text": text,
        "link": hashing.LINK_FORM if request.link else "",
        "media": {"sha256": hashlib.sha256(picture.content).hexdigest(), "alt_text": picture.alt_text}
        if picture
        else None,
    }
    carried = {part: value for part, value in content_of(publication.variant).items() if part not in _ALSO}
    return hashing.content_hash({**carried, **sent})
