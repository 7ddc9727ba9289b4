"""Consent to contact: the exact words, the place, and a way to be reached."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.base.pace import Pace
from crossroads.engines.errors import Conflict, CrossroadsError, InputProblem
from crossroads.portal import prescreening, public
from crossroads.portal.forms import ContactForm
from crossroads.portal.promise import WORKING_DAYS_TO_CALL
from crossroads.portal.services import new_code, submit_referral
from crossroads.portal.views.arriving import page_context
from crossroads.portal.views.check import CLOSED, MEND, closed_context
from crossroads.portal.views.open_page import open_page, show
from crossroads.portal.wording import Wording, contact_wording

SEE_OTHER = 303
PACE = Pace("contact", most=10, minutes=60)
"""A family or a clinic may share an address; a program that buries a site in made-up calls may not go on."""


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@open_page
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """The form is reached from a result alone; an address typed by hand leads to the questions."""
    at = clock.now()
    opening = public.opening(slug, at=at)
    if opening.screener is None or not opening.is_open:
        status = CLOSED if request.method == "POST" else 200
        return show(request, "portal/closed.html", closed_context(opening, at), status=status)
    try:
        progress = prescreening.unpack(request.POST.get("progress", ""), opening.screener)
    except InputProblem:
        return HttpResponseRedirect(reverse("portal:check", kwargs={"slug": slug}), status=SEE_OTHER)
    wording = contact_wording(opening.study)
    if "send" not in request.POST:
        form = ContactForm(sites=opening.sites)
        return _form(request, opening, progress, form, wording)
    return _send(request, opening, progress, wording, at)


def _send(
    request: HttpRequest,
    opening: public.Opening,
    progress: prescreening.Progress,
    wording: Wording,
    at: datetime,
) -> HttpResponse:
    form = ContactForm(request.POST, sites=opening.sites)
    if form.is_machine:
        return HttpResponseRedirect(
            reverse("portal:study", kwargs={"slug": opening.study.slug}), status=SEE_OTHER
        )
    if not form.is_valid():
        return _form(request, opening, progress, form, wording)
    if form.cleaned_data["wording"] != wording.hash:
        form.tell(Conflict("portal.wording_changed"))
        return _form(request, opening, progress, form, wording)
    code = new_code()
    try:
        _check_pace(request)
        submit_referral(
            study=opening.study,
            site=form.chosen_site,
            person=form.person(),
            answers=progress.given,
            wording=wording,
            code=code,
            token=progress.token,
            by=Actor.worker(opening.study.organisation),
            at=at,
        )
    except CrossroadsError as problem:
        if problem.code == "portal.already_asked":
            return show(
                request, "portal/already.html", page_context(opening) | {"problem": problem}, status=CLOSED
            )
        form.tell(problem)
        return _form(request, opening, progress, form, wording)
    return HttpResponseRedirect(reverse("portal:mine", kwargs={"code": code}), status=SEE_OTHER)


def _check_pace(request: HttpRequest) -> None:
    if PACE.is_reached(request):
        raise InputProblem("portal.too_many", minutes=PACE.minutes)
    PACE.count(request)


def _form(
    request: HttpRequest,
    opening: public.Opening,
    progress: prescreening.Progress,
    form: ContactForm,
    wording: Wording,
) -> HttpResponse:
    context = page_context(opening) | {
        "form": form,
        "wording": wording,
        "progress": prescreening.pack(progress),
        "days": WORKING_DAYS_TO_CALL,
    }
    return show(request, "portal/contact.html", context, status=MEND if form.is_bound else 200)
