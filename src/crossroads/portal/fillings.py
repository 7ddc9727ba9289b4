"""What this room adds to pages of earlier rooms."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.portal import public, queries
from crossroads.portal.study_page import where_words
from crossroads.studies.models import Site, Study
from crossroads.studies.queries import screener_in_use


def open_studies(at: datetime) -> list[dict[str, str]]:
    """The studies that ask people to take part now, as the front page lists them."""
    return [
        {
            "title": str(one.page.page.get("title", one.study.brief_title)),
            "summary": str(one.page.page.get("aim", "")),
            "places": where_words(one.sites),
            "url": reverse("portal:study", kwargs={"slug": one.study.slug}),
        }
        for one in public.open_to_public(at)
    ]


def front_studies(**_context: Any) -> list[dict[str, str]] | None:
    """The front page has no time of its own: it asks what is open now."""
    return open_studies(clock.now()) or None


def front_way(**_context: Any) -> dict[str, str]:
    """The way from the front page to the finder."""
    return {"label": _("Find a study for me"), "url": reverse("portal:find")}


def stop_consequences(
    *, study: Study, site: Site | None = None, campaign_ref: UUID | None = None, **_context: Any
) -> str:
    """What pressing the button does here."""
    if campaign_ref is not None:
        return _("Whoever follows a link of this campaign is told that it ended, and whom to ask.")
    waiting = queries.open_referrals(study, site)
    closes = (
        _("Nobody can choose this site any more.")
        if site is not None
        else _("The public questions and the form for contact close at once.")
    )
    stays = ngettext(
        "%(count)d person who asked to be called stays with the site.",
        "%(count)d people who asked to be called stay with their sites.",
        waiting,
    ) % {"count": waiting}
    return f"{closes} {stays}" if waiting else closes


def study_next(*, study: Study, actor: Actor | None = None, **_context: Any) -> dict[str, str] | None:
    """The next step of a study, where it is this room's: its prescreening."""
    if screener_in_use(study) is None:
        return None
    org = study.organisation.slug
    return {"label": _("See the prescreening"), "url": reverse("portal:screeners", kwargs={"org": org})}
