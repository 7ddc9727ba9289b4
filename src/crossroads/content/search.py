"""Messages in the search of the whole site."""

from __future__ import annotations

from crossroads.base.actor import Actor
from crossroads.content.queries import messages

MOST = 20


def found(*, actor: Actor, words: str) -> list[dict[str, str]]:
    """Messages whose title holds the words."""
    from django.urls import reverse

    org = actor.organisation.slug
    return [
        {
            "title": message.title,
            "url": reverse("content:message", kwargs={"org": org, "message": message.public_id}),
            "kind": "message",
            "note": message.state_words,
        }
        for message in messages(actor).filter(title__icontains=words)[:MOST]
    ]
