"""What the plan puts into the shell, the search, the stop page and the study page."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base.actor import Actor
from crossroads.base.shell import Entry
from crossroads.planning import queries
from crossroads.planning.models import Campaign
from crossroads.studies.models import Study

IN_SWITCHER = 20
IN_SEARCH = 20


def shell_campaigns(*, actor: Actor, study: UUID, chosen: UUID | None) -> list[Entry]:
    """The campaigns of the study in focus, for the switcher."""
    rows = queries.campaigns(actor).select_related(None).filter(study__public_id=study)[:IN_SWITCHER]
    return [
        Entry(title=row.name, ref=row.public_id, url=_url(row, actor), current=row.public_id == chosen)
        for row in rows
    ]


def search(*, actor: Actor, words: str) -> list[dict[str, str]]:
    """Campaigns by a part of their name."""
    found = queries.campaigns(actor).filter(name__icontains=words)[:IN_SEARCH]
    return [{"title": row.name, "kind": _("Campaign"), "url": _url(row, actor)} for row in found]


def stop_campaigns(*, actor: Actor, study: Study) -> list[tuple[UUID, str]]:
    """The campaigns that could be stopped one by one."""
    rows = queries.campaigns(actor, study).exclude(state="closed")
    return [(row.public_id, row.name) for row in rows]


def next_action(*, actor: Actor, study: Study) -> dict[str, str] | None:
    """After record, facts and screener: the fit question, then a campaign."""
    where = {"org": actor.organisation.slug, "study": study.public_id}
    newest = queries.latest_fit(study)
    if newest is None:
        return {"label": _("Ask the fit question"), "url": reverse("planning:fit", kwargs=where)}
    if newest.decided_at is None:
        return {"label": _("Decide on the fit question"), "url": reverse("planning:fit", kwargs=where)}
    if newest.go_on and not queries.campaigns(actor, study).exists():
        return {"label": _("Plan a campaign"), "url": reverse("planning:new", kwargs=where)}
    return None


def _url(campaign: Campaign, actor: Actor) -> str:
    return reverse(
        "planning:campaign", kwargs={"org": actor.organisation.slug, "campaign": campaign.public_id}
    )
