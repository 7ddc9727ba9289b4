"""What the studies put into the shell and the search page."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base.actor import Actor
from crossroads.base.shell import Entry
from crossroads.studies import queries

IN_SWITCHER = 30
IN_SEARCH = 20


def shell_studies(*, actor: Actor, chosen: UUID | None) -> list[Entry]:
    """The newest studies for the switcher, the chosen one always among them."""
    rows = queries.studies(actor).select_related(None)
    found = list(rows[:IN_SWITCHER])
    if chosen and all(row.public_id != chosen for row in found):
        found = [*rows.filter(public_id=chosen), *found]
    return [
        Entry(
            title=row.brief_title,
            ref=row.public_id,
            url=reverse("studies:study", kwargs={"org": actor.organisation.slug, "study": row.public_id}),
            current=row.public_id == chosen or len(found) == 1,
        )
        for row in found
    ]


def search(*, actor: Actor, words: str) -> list[dict[str, str]]:
    """Studies by a part of their title or number."""
    rows = queries.studies(actor).select_related(None)
    found = rows.filter(Q(brief_title__icontains=words) | Q(registry_id__icontains=words))[:IN_SEARCH]
    return [
        {
            "title": f"{row.brief_title} ({row.registry_id})",
            "kind": _("Study"),
            "url": reverse("studies:study", kwargs={"org": actor.organisation.slug, "study": row.public_id}),
        }
        for row in found
    ]
