"""Our connector to the local network."""

from __future__ import annotations

from datetime import datetime

from crossroads.channels.local import client
from crossroads.channels.protocol import (
    Absent,
    Accepted,
    Found,
    Looked,
    Outcome,
    PublishRequest,
    Refused,
)


class LocalChannel:
    """Publishes on the feed page. What its listing does not show does not exist: its "absent" is
    authoritative.
    """

    def publish(self, request: PublishRequest) -> Outcome:
        try:
            post = client.post(
                request.account,
                request.text,
                at=request.started_at,
                link=request.link,
                mark=request.token,
                picture_sha256=request.picture.sha256 if request.picture else "",
                alt_text=request.picture.alt_text if request.picture else "",
            )
        except client.UnknownAccountError:
            return Refused("channels.refused_no_account")
        return Accepted(post.id, post.url)

    def look_for(self, request: PublishRequest) -> Looked:
        try:
            posts = client.posts_marked(request.account, request.token)
        except client.UnknownAccountError:
            return Absent(authoritative=True)
        return Found(posts[0].id, posts[0].url) if posts else Absent(authoritative=True)

    def remove(self, request: PublishRequest, network_id: str, at: datetime) -> Looked:
        client.remove(request.account, network_id, at=at)
        return self.look_for(request)
