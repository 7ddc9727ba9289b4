"""Answering on a network: approved words, under the comment that they answer."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.channels.local import client
from crossroads.channels.models import InboxItem
from crossroads.content.models import Variant
from crossroads.content.queries import approved_content, text_to_send
from crossroads.engines.errors import ActionDenied, InputProblem
from crossroads.engines.terms import Network, Placement, Role


@service("channels.reply.post")
def post_reply(*, item: InboxItem, variant: Variant, by: Actor, at: datetime) -> str:
    """Put an approved reply under a comment. Returns its network id.

    On the local network the reply stands or falls with the transaction that keeps it, so it cannot be
    posted twice.

    raises  ActionDenied "channels.not_approved", InputProblem "channels.not_a_reply",
            "channels.reply_needs_post", "channels.reply_by_hand" for a network on which we cannot speak
    """
    by.require(Role.COMMUNITY_MANAGER, study=variant.message.study.public_id)
    if variant.placement != Placement.MESSAGE:
        raise InputProblem("channels.not_a_reply")
    approved = approved_content(variant, at)
    if approved is None:
        raise ActionDenied("channels.not_approved")
    if variant.with_link and item.publication is None:
        raise InputProblem("channels.reply_needs_post")
    if item.account.network != Network.LOCAL:
        raise InputProblem("channels.reply_by_hand", network=item.account.network)
    token = item.publication.token if variant.with_link and item.publication else "x" * 12
    text = text_to_send(variant, token, settings.CROSSROADS.public_url)
    post = client.post(item.account.handle, text, at=at, answers=item.network_id)
    audit.record(
        "channels.reply.posted",
        target=item,
        by=by,
        at=at,
        network_id=post.id,
        variant=str(variant.public_id),
        sha256=approved.content_hash,
    )
    return post.id
