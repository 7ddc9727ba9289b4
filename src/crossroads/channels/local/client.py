"""The local network's own API. It knows nothing of publications, approvals or studies, and neither may it.

Like a network it commits on its own, numbers its posts itself, and takes the same words twice if it is
told twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from crossroads.base.models import StoredFile
from crossroads.channels.models import ChannelAccount, LocalPost
from crossroads.engines.terms import Network


@dataclass(frozen=True, slots=True)
class Post:
    """A post as the network tells of it: its id and its public address."""

    id: str
    url: str


class UnknownAccountError(Exception):
    """The network has no account of this name."""


def post(
    handle: str,
    text: str,
    *,
    at: datetime,
    link: str = "",
    mark: str = "",
    picture_sha256: str = "",
    alt_text: str = "",
    answers: str = "",
) -> Post:
    """Put a post, or a reply, on the feed of an account.

    mark     the poster's own key, kept with the post
    answers  the network id of the comment that is answered; empty for a post
    raises   UnknownAccountError
    """
    with transaction.atomic():
        account = _account(handle)
        picture = StoredFile.objects.filter(organisation=account.organisation, sha256=picture_sha256).first()
        row = LocalPost.objects.create(
            account=account,
            text=text,
            link=link,
            mark=mark,
            media=picture,
            alt_text=alt_text,
            posted_at=at,
            parent=answers,
        )
    return _told(row)


def posts_marked(handle: str, mark: str) -> list[Post]:
    """The standing posts of an account with a mark; complete, since it is the network's own table."""
    rows = LocalPost.objects.filter(account=_account(handle), mark=mark, removed_at__isnull=True)
    return [_told(row) for row in rows.order_by("pk")]


def remove(handle: str, post_id: str, *, at: datetime) -> None:
    """Take a post from the feed. What is gone already stays gone."""
    rows = LocalPost.objects.filter(account=_account(handle), public_id=post_id, removed_at__isnull=True)
    rows.update(removed_at=at)


def _account(handle: str) -> ChannelAccount:
    account = ChannelAccount.objects.filter(network=Network.LOCAL.value, handle=handle).first()
    if account is None:
        raise UnknownAccountError(handle)
    return account


def _told(row: LocalPost) -> Post:
    # its own address, without asking our URLs: no network would load our pages to number its posts
    feed = f"{settings.CROSSROADS.public_url}/local/{row.account.handle}/"
    return Post(str(row.public_id), f"{feed}#post-{row.public_id}")
