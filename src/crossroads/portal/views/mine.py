"""A person's own page: see what is kept, take it along, take the consent back, erase it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_http_methods

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.engines.errors import CrossroadsError, InputProblem, NotFound
from crossroads.portal import public, services
from crossroads.portal.models import Referral
from crossroads.portal.policies import why_person_cannot_withdraw
from crossroads.portal.queries import public_referral
from crossroads.portal.views.contact import SEE_OTHER
from crossroads.portal.views.open_page import open_page, show

FILE_NAME = "what-we-keep-about-you.json"


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever holds the link is the person. The code is in no log, and only its hash is kept."""
    referral = public_referral(code)
    if referral is None:
        raise NotFound("portal.link_unknown")
    response = _do(request, referral) if request.method == "POST" else _page(request, referral)
    response["Cache-Control"] = "no-store"
    return response


def _do(request: HttpRequest, referral: Referral) -> HttpResponse:
    by, at = Actor.worker(referral.candidate.study.organisation), clock.now()
    try:
        match request.POST.get("do"):
            case "export":
                kept = services.export(referral=referral, by=by, at=at)
                disposition = f'attachment; filename="{FILE_NAME}"'
                return JsonResponse(
                    kept, json_dumps_params={"indent": 1}, headers={"Content-Disposition": disposition}
                )
            case "withdraw":
                services.withdraw(referral=referral, by=by, at=at)
                return HttpResponseRedirect(request.path, status=SEE_OTHER)
            case "erase":
                services.erase(referral=referral, by=by, at=at)
                return show(request, "portal/erased.html", _around(referral))
    except CrossroadsError as problem:
        return _page(request, referral, problem)
    return _page(request, referral, InputProblem("portal.outcome_missing"))


def _page(request: HttpRequest, referral: Referral, problem: CrossroadsError | None = None) -> HttpResponse:
    study = referral.candidate.study
    context = _around(referral) | {
        "referral": referral,
        "person": services.contact_of(referral),
        "consent": referral.candidate.consents.get(),
        "why_not_withdraw": why_person_cannot_withdraw(referral),
        "contact": public.study_contact(study),
        "zone": study.organisation.time_zone,
        "link": f"{settings.CROSSROADS.public_url}{request.path}",
        "problem": problem,
    }
    return show(request, "portal/mine.html", context, status=problem.http_status if problem else 200)


def _around(referral: Referral) -> dict[str, object]:
    organisation = referral.candidate.study.organisation
    return {"organisation": organisation, "invented": organisation.invented}
