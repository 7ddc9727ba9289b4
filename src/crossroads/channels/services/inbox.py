"""What arrives on our accounts, kept once, whoever brings it: a form, a file or a network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.keys import keyring
from crossroads.base.service import service
from crossroads.channels import policies
from crossroads.channels.models import ChannelAccount, InboxItem
from crossroads.engines.errors import Problems, Where

MAX_SIGNS = 20_000
SOURCES = ("form", "file", "network")
CLOCKS_DIFFER = timedelta(hours=1)
FIRST_YEAR = 1990
"""Before there were networks: a time that nobody wrote at, such as an empty field read as year 1."""
MAX_ID = 200
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""Signs that no text holds and no database keeps: the zero byte, and halves of a surrogate pair."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One thing that somebody said, as it came.

    network_id  the network's id of it, unique on the account
    posted_at   when the person wrote it, with its zone
    author      their handle or name; may be empty
    post        the network's id of our post under which it stands; empty for a message to us
    answers     the network's id of the comment that it answers; may be empty
    """

    network_id: str
    text: str = field(repr=False)
    posted_at: datetime
    author: str = field(default="", repr=False)
    post: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a delivery: new items in order, and how many were known already."""

    new: Sequence[InboxItem]
    known: int


@service("channels.inbox.receive")
def receive_items(
    *, account: ChannelAccount, items: Iterable[Arrived], by: Actor, at: datetime, source: str = "network"
) -> Received:
    """Keep what arrived on an account. The same again changes nothing.

    source  "form", "file" or "network"
    raises  InputProblem or ManyProblems, nothing kept: "channels.item_empty", "channels.item_too_long",
            "channels.item_without_id", "channels.item_not_text", "channels.item_from_the_future",
            "channels.item_too_old"
    """
    if not by.is_worker:
        policies.check_can_import_inbox(account, by)
    wanted = {item.network_id: item for item in _checked(items, at)}
    known = set(account.inbox.filter(network_id__in=wanted).values_list("network_id", flat=True))
    posts = _our_posts(account, wanted.values())
    new = [_keep(account, item, posts, at, source) for key, item in wanted.items() if key not in known]
    if new:
        audit.record("channels.inbox.received", target=account, by=by, at=at, new=len(new), source=source)
    else:
        audit.nothing_changed()
    return Received(new, len(known))


def _checked(items: Iterable[Arrived], at: datetime) -> list[Arrived]:
    problems, good = Problems(), list(items)
    for number, item in enumerate(good, start=1):
        where = Where(line=number, field=item.network_id)
        if not item.network_id or max(map(len, (item.network_id, item.answers))) > MAX_ID:
            problems.add("channels.item_without_id", where=Where(line=number))
        if any(map(_NO_TEXT.search, (item.network_id, item.text, item.author, item.post, item.answers))):
            problems.add("channels.item_not_text", where=Where(line=number))
        if not item.text.strip():
            problems.add("channels.item_empty", where=where)
        if len(item.text) > MAX_SIGNS:
            problems.add("channels.item_too_long", where=where, limit=MAX_SIGNS)
        if item.posted_at > at + CLOCKS_DIFFER:
            problems.add("channels.item_from_the_future", where=where)
        if item.posted_at.year < FIRST_YEAR:
            problems.add("channels.item_too_old", where=where, year=FIRST_YEAR)
    problems.raise_any()
    return good


def _our_posts(account: ChannelAccount, items: Iterable[Arrived]) -> dict[str, int]:
    """Primary keys of our publications by their id on the network."""
    asked = {item.post for item in items if item.post}
    rows = account.publications.filter(network_id__in=asked)
    return dict(rows.values_list("network_id", "pk"))


def _keep(
    account: ChannelAccount, item: Arrived, posts: dict[str, int], at: datetime, source: str
) -> InboxItem:
    row = InboxItem(
        account=account,
        network_id=item.network_id,
        publication_id=posts.get(item.post),
        parent_network_id=item.answers,
        author_handle=item.author,
        author_index=author_index(account, item.author),
        text=item.text.strip(),
        posted_at=item.posted_at,
        received_at=at,
        source=source,
    )
    row.save()
    return row


def author_index(account: ChannelAccount, author: str) -> str:
    """The blind index of a person on a network: the same for the same handle there, telling nothing else."""
    handle = author.strip().lstrip("@").lower()
    return keyring().blind_index(handle, purpose=f"handle on {account.network}") if handle else ""
