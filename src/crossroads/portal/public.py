"""What the public may know of a study, and whether it may be asked to take part. Nobody is signed in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crossroads.channels.models import Publication
from crossroads.channels.queries import publication_by_token
from crossroads.content.models import ApprovedContent, Variant
from crossroads.content.queries import approved_content, approved_page
from crossroads.engines.errors import NotFound
from crossroads.portal.counting import local_day
from crossroads.studies.models import Screener, Site, Study
from crossroads.studies.queries import (
    is_stopped,
    open_sites,
    public_open_studies,
    public_study,
    screener_in_use,
    study_facts,
)

TOKEN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Opening:
    """How a study stands towards the public at a moment.

    page      the approved words; without them a study has no public page at all
    closed    why nobody is asked to take part now: "stopped", "no_place", "not_ready"; "" where it is open
    token     of the post that brought the person; "" for none
    """

    study: Study
    page: Variant
    approved: ApprovedContent
    screener: Screener | None
    sites: tuple[Site, ...]
    closed: str
    token: str

    @property
    def is_open(self) -> bool:
        return not self.closed


def opening(slug: str, *, at: datetime, token: str = "") -> Opening:
    """The study at a public address. Asked again at each request: a stop or a lapse shows at once.

    raises  NotFound "portal.study_not_open" where there is none, or none of its words is approved
    """
    study = public_study(slug)
    page = approved_page(study, at) if study else None
    approved = approved_content(page, at) if page else None
    if study is None or page is None or approved is None:
        raise NotFound("portal.study_not_open")
    return _opening(study, page, approved, at, token)


def _opening(study: Study, page: Variant, approved: ApprovedContent, at: datetime, token: str) -> Opening:
    publication = _publication_of(study, token)
    screener = screener_in_use(study)
    sites = tuple(open_sites(study, local_day(study, at)))
    if is_stopped(study, campaign_ref=publication.campaign.public_id if publication else None):
        closed = "stopped"
    elif not sites:
        closed = "no_place"
    else:
        closed = "" if screener else "not_ready"
    known = publication.token if publication else ""
    return Opening(study, page, approved, screener, sites, closed, known)


def _publication_of(study: Study, token: str) -> Publication | None:
    """A token counts only where a post of this study carries it: nobody can make one up for a person."""
    if len(token) != TOKEN_LENGTH:
        return None
    publication = publication_by_token(token)
    return publication if publication and publication.campaign.study_id == study.pk else None


def open_to_public(at: datetime) -> list[Opening]:
    """The studies that ask people to take part now."""
    found = []
    for study in public_open_studies().select_related("current_version", "organisation"):
        page = approved_page(study, at)
        approved = approved_content(page, at) if page else None
        if page is not None and approved is not None:
            found.append(_opening(study, page, approved, at, ""))
    return [one for one in found if one.is_open]


def study_contact(study: Study) -> str:
    """The study's own line or mailbox for questions, as the fact sheet has it; "" for none."""
    fact = study_facts(study).get("contact")
    return fact.value if fact else ""
