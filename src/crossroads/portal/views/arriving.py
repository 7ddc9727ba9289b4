"""From a post to the study page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from crossroads.base import clock
from crossroads.channels.queries import publication_by_token
from crossroads.engines.errors import NotFound
from crossroads.engines.terms import Stage
from crossroads.portal import public
from crossroads.portal.counting import count
from crossroads.portal.fillings import open_studies
from crossroads.portal.study_page import study_page
from crossroads.portal.views.open_page import is_machine, open_page, show
from crossroads.studies.queries import is_stopped

TOKEN = "m"  # noqa: S105 - the name of the one parameter that we keep: which post it was
GONE = 410


@require_safe
@open_page
def go(request: HttpRequest, token: str) -> HttpResponse:
    """Follow the link of a post. Everything else that the network hung onto it is dropped here."""
    publication = publication_by_token(token)
    if publication is None:
        raise NotFound("portal.link_unknown")
    at, campaign = clock.now(), publication.campaign
    if not is_machine(request):
        count(study=campaign.study, stage=Stage.CLICK, at=at, token=token)
    if is_stopped(campaign.study, campaign_ref=campaign.public_id):
        context = {
            "study": campaign.study,
            "organisation": campaign.study.organisation,
            "invented": campaign.study.organisation.invented,
            "contact": public.study_contact(campaign.study),
            "studies": open_studies(at),
        }
        return show(request, "portal/ended.html", context, status=GONE)
    response: HttpResponse = HttpResponseRedirect(with_token("portal:study", campaign.study.slug, token))
    response["Cache-Control"] = "no-store"  # each click is counted
    return response


@require_safe
@open_page
def study(request: HttpRequest, slug: str) -> HttpResponse:
    """The study in plain words. An address with anything else hung onto it is cleaned first."""
    token = request.GET.get(TOKEN, "")
    if set(request.GET) - {TOKEN}:
        return HttpResponseRedirect(with_token("portal:study", slug, token))
    at = clock.now()
    opening = public.opening(slug, at=at, token=token)
    if not is_machine(request):
        count(study=opening.study, stage=Stage.LANDING_VISIT, at=at, token=opening.token)
    context = page_context(opening) | {
        "page": study_page(opening, at),
        "check_url": with_token("portal:check", slug, opening.token),
        "studies": [] if opening.is_open else open_studies(at),
    }
    return show(request, "portal/study.html", context)


def page_context(opening: public.Opening) -> dict[str, object]:
    """What every public page of a study stands in."""
    study = opening.study
    return {
        "opening": opening,
        "study": study,
        "organisation": study.organisation,
        "invented": study.invented or study.organisation.invented,
        "title": str(opening.page.page.get("title", "")) or study.brief_title,
        "study_url": with_token("portal:study", study.slug, opening.token),
    }


def with_token(name: str, slug: str, token: str) -> str:
    address = reverse(name, kwargs={"slug": slug})
    return f"{address}?{urlencode({TOKEN: token})}" if len(token) == public.TOKEN_LENGTH else address
