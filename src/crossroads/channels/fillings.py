"""What this room puts into pages of earlier rooms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from crossroads.base.actor import Actor
from crossroads.channels.policies import may_be_out
from crossroads.channels.queries import publications
from crossroads.content.slots import site_of
from crossroads.studies.models import Site, Study

MOST = 20


def stop_consequences(
    *, actor: Actor, study: Study, site: Site | None = None, campaign_ref: UUID | None = None, **_: Any
) -> str:
    """What stopping here would do to publications, in a sentence with counts."""
    rows = publications(actor).filter(campaign__study=study)
    if campaign_ref is not None:
        rows = rows.filter(campaign__public_id=campaign_ref)
    covered = [row for row in rows if site is None or site_of(row.variant.slots) == site.public_id]
    out = sum(row.state == "published" or may_be_out(row) for row in covered)
    waiting = sum(row.state in ("scheduled", "held") and not may_be_out(row) for row in covered)
    cancelled = ngettext(
        "%(count)d scheduled publication is cancelled",
        "%(count)d scheduled publications are cancelled",
        waiting,
    ) % {"count": waiting}
    down = ngettext(
        "%(count)d post that is out gets a take-down task, due in 4 hours",
        "%(count)d posts that are out get a take-down task each, due in 4 hours",
        out,
    ) % {"count": out}
    return f"{cancelled}; {down}."


def search(*, actor: Actor, words: str) -> list[dict[str, str]]:
    """Publications whose message's title or token holds the words."""
    org = actor.organisation.slug
    rows = publications(actor).filter(Q(variant__message__title__icontains=words) | Q(token=words))
    return [
        {
            "title": row.variant.message.title,
            "url": reverse("channels:publication", kwargs={"org": org, "publication": row.public_id}),
            "kind": "publication",
            "note": row.state_words,
        }
        for row in rows[:MOST]
    ]
