"""A network that behaves as badly as networks do, and remembers everything that it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crossroads.channels.protocol import (
    Absent,
    Accepted,
    CannotTell,
    Found,
    Looked,
    Outcome,
    PublishRequest,
    Refused,
    Unknown,
)

PUBLISHING = (
    "accept",
    "refuse for good",
    "refuse for now",
    "lose it before the post",
    "lose it after the post",
    "break before the post",
    "break after the post",
)
LISTING = ("complete", "lagging", "away", "broken")


@dataclass
class FlakyNetwork:
    """``publishing`` and ``listing`` say how it behaves from now on; ``on_call`` sees each request before
    it acts.
    """

    publishing: str = "accept"
    listing: str = "complete"
    posts: list[tuple[str, str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    requests: list[PublishRequest] = field(default_factory=list)
    on_call: Callable[[PublishRequest], None] = lambda request: None

    def publish(self, request: PublishRequest) -> Outcome:
        self.on_call(request)
        self.requests.append(request)
        match self.publishing:
            case "accept":
                return Accepted(*self._post(request))
            case "refuse for good":
                return Refused("channels.refused_no_account")
            case "refuse for now":
                return Refused("channels.no_channel", retry_after=timedelta(minutes=10))
            case "lose it after the post":
                self._post(request)
            case "break after the post":
                self._post(request)
                raise ConnectionError
            case "break before the post":
                raise ConnectionError
        return Unknown("channels.channel_broke")

    def look_for(self, request: PublishRequest) -> Looked:
        if self.listing == "away":
            return CannotTell("channels.cannot_tell")
        if self.listing == "broken":
            raise TimeoutError
        for mark, post in self.posts:
            if mark == request.token and post not in self.removed and self.listing == "complete":
                return Found(post, _address(post))
        return Absent(authoritative=self.listing == "complete")

    def remove(self, request: PublishRequest, network_id: str, at: datetime) -> Looked:
        self.removed.add(network_id)
        return self.look_for(request)

    def posts_of(self, token: str) -> list[str]:
        return [post for mark, post in self.posts if mark == token]

    def _post(self, request: PublishRequest) -> tuple[str, str]:
        post = f"post-{len(self.posts) + 1}"
        self.posts.append((request.token, post))
        return post, _address(post)


def _address(post: str) -> str:
    return f"https://network.example/{post}"
