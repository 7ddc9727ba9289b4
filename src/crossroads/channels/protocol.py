"""What a network must be able to do for us, and what it may answer.

A channel is stateless: it gets a whole ``PublishRequest``, makes one call to its network and says honestly
what it knows. It never retries, since only the publisher knows whether a second try could be a second post.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias
from uuid import UUID

from crossroads.engines.terms import Network


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it goes out: its bytes (not shown), their SHA-256, kind and alternative text."""

    content: bytes = field(repr=False)
    sha256: str
    content_type: str
    alt_text: str


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """Everything that a network needs for one post; made once, in the transaction that checked its approval.

    publication  our own id; a network that takes an idempotency key gets it
    token        the 12 signs in the link, one per post: the mark by which ``look_for`` knows it again
    account      our handle on the network
    text         exactly what people will read, the link included where the message has one
    link         the tracked address alone; empty where the message has none
    started_at   when the first call may have been made: nothing older on the network can be this post
    """

    publication: UUID
    token: str
    account: str
    text: str
    link: str
    started_at: datetime
    picture: Picture | None = None
    credentials: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The network has the post, and told its id and address."""

    network_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The network surely has no post.

    code         stable and ours, such as "channels.refused_too_long"
    retry_after  how long to wait where it is refused for now (too many requests); None: it is final
    """

    code: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer was lost: the network may have the post or not."""

    code: str


Outcome: TypeAlias = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Found:
    """The post is there."""

    network_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Absent:
    """The post is not there.

    authoritative  the network's own listing is complete after the attempt, so a post that it does not show
                   does not exist and will not appear; otherwise a listing may lag, or show a part only
    """

    authoritative: bool


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The network could not be asked just now."""

    code: str


Looked: TypeAlias = Found | Absent | CannotTell


class Channel(Protocol):
    """One network, called outside any transaction; every call ends within ``LONGEST_CALL``."""

    def publish(self, request: PublishRequest) -> Outcome:
        """Try once to post. An exception counts as ``Unknown``."""
        ...

    def look_for(self, request: PublishRequest) -> Looked:
        """Look whether the post of this request exists, by its token. Changes nothing."""
        ...

    def remove(self, request: PublishRequest, network_id: str, at: datetime) -> Looked:
        """Take the post down and look again: ``Absent(authoritative=True)`` is the proof that it is down."""
        ...


Channels: TypeAlias = Mapping[Network, Channel]

LONGEST_CALL = timedelta(minutes=2)
"""A channel gives up (``Unknown``) after this long."""
