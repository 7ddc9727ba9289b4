"""Pages that belong to no step: the front door, signing in, home, search, switching, files, the gallery."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import authenticate, login, logout
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crossroads.base import slots
from crossroads.base.access import ANYONE, StaffRequest, public_view, staff_view
from crossroads.base.forms import SearchForm, SignInForm
from crossroads.base.middleware import problem_page
from crossroads.base.models import StoredFile, User
from crossroads.base.pace import Pace
from crossroads.base.queries import organisations_of
from crossroads.base.shell import focus
from crossroads.base.store import path_of
from crossroads.engines.errors import ActionDenied, InputProblem, NotFound

TRIES = Pace("sign-in", most=10, minutes=15)


@public_view
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The front door: studies that look for people now, and the way in for staff."""
    return render(
        request,
        "base/front.html",
        {"studies": slots.contents("front.studies"), "ways": slots.contents("front.ways")},
    )


@public_view
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in. Too many tries from one address wait a while; the answer never says which part was wrong."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if TRIES.is_reached(request):
            form.tell(InputProblem("account.locked", minutes=TRIES.minutes))
        elif user := authenticate(
            request, username=form.cleaned_data["email"], password=form.cleaned_data["password"]
        ):
            login(request, user)
            return redirect(_next(request))
        else:
            TRIES.count(request)
            form.tell(InputProblem("account.sign_in_failed"))
    status = 422 if form.errors else 200
    return render(
        request, "base/signin.html", {"form": form, "next": request.GET.get("next", "")}, status=status
    )


@public_view
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("front")


@public_view
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """After signing in: the home of the first organisation in which the person holds a role."""
    if not isinstance(request.user, User):
        return redirect("sign-in")
    organisations = organisations_of(request.user)
    if not organisations:
        return problem_page(request, ActionDenied("account.no_role"))
    return redirect("home", org=organisations[0].slug)


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    """What waits for me, and under it how each campaign stands."""
    context = {"portfolio": slots.contents("home.portfolio", actor=request.actor), "waiting_note": ""}
    return render(request, "base/home.html", context)


@staff_view()
def search(request: StaffRequest) -> HttpResponse:
    """Find studies, messages and campaigns by words."""
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = slots.contents("search", actor=request.actor, words=words) if words else []
    results = [result for results in found for result in results]
    return render(request, "base/search.html", {"words": words, "results": results})


@staff_view(read=frozenset(), write=ANYONE)
def switch(request: StaffRequest) -> HttpResponse:
    """Choose the study or campaign that the following pages are about."""
    study, campaign = request.POST.get("study"), request.POST.get("campaign")
    try:
        focus(request, study=UUID(study) if study else None, campaign=UUID(campaign) if campaign else None)
    except ValueError:
        raise InputProblem(
            "input.invalid", field="study or campaign", reason="it is not an id of ours"
        ) from None
    return HttpResponseRedirect(
        _next(request, reverse("home", kwargs={"org": request.actor.organisation.slug}))
    )


@staff_view()
def stored_file(request: StaffRequest, stored_file: UUID) -> FileResponse:
    """A file of the private store, to members of its organisation alone."""
    stored = StoredFile.get_for(request.actor, stored_file)
    return FileResponse(
        path_of(stored.sha256).open("rb"), content_type=stored.content_type, filename=stored.name
    )


@public_view
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem_page(request, ActionDenied("form.expired"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_page(request, NotFound("page.not_found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """A mistake of ours: a page that needs neither database nor session, since either may be what is broken."""
    return HttpResponse(get_template("base/server_error.html").render(), status=500)


def _next(request: HttpRequest, otherwise: str = "") -> str:
    """Where to go on: only within this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else otherwise or reverse("start")
