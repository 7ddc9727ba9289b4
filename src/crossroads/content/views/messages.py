"""The list of messages, and how one begins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus, focused
from crossroads.content import names, policies, queries, services
from crossroads.content.forms import NewMessageForm, latest_templates
from crossroads.content.models import MESSAGE_LIFE, Message, MessageTemplate
from crossroads.engines.errors import CrossroadsError, each_problem
from crossroads.engines.terms import Placement
from crossroads.planning.models import Campaign
from crossroads.studies.models import Site, Study

AUTHORS = policies.roles(policies.AUTHORS)
PAGE_SIZE = 25


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    """Messages of the study in focus, or of all; filtered by state and words."""
    focus(request, step="message")
    study = _focused_study(request)
    rows = _filtered(request, queries.messages(request.actor))
    if study is not None and "all" not in request.GET:
        rows = rows.filter(study=study)
    rows = rows.annotate(
        forms=Count("variants", distinct=True),
        open_findings=Count("variants__findings", filter=Q(variants__findings__state="open"), distinct=True),
        holds_until=Min("approved_contents__expires_at", filter=Q(approved_contents__ended_at__isnull=True)),
    ).order_by("-changed_at", "-id")
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "study": study,
        "of_all": study is None or "all" in request.GET,
        "states": MESSAGE_LIFE.choices,
        "tones": names.STATE_TONES,
        "state": request.GET.get("state", ""),
        "words": request.GET.get("q", ""),
        "study_page": _page_of(study) if study else None,
        "why_not": "" if request.actor.holds(*policies.AUTHORS) else _who_writes(),
    }
    return render(request, "content/home.html", context)


@staff_view(read=AUTHORS)
def choose_study(request: StaffRequest) -> HttpResponse:
    """A message belongs to a study: the one in focus, or one to be chosen."""
    focus(request, step="message")
    study = _focused_study(request)
    if study is not None:
        return redirect("content:new-for", org=request.actor.organisation.slug, study=study.public_id)
    studies = Study.visible_to(request.actor)[:200]
    return render(request, "content/choose_study.html", {"studies": studies})


@staff_view(read=AUTHORS, write=AUTHORS)
def new(request: StaffRequest, study: UUID) -> HttpResponse:
    """Begin a message, from a template or in own words, for one or more networks at once."""
    found = Study.get_for(request.actor, study)
    focus(request, study=found.public_id, step="message")
    initial = {
        "campaign": str(focused(request, "campaign") or ""),
        "template": request.GET.get("template", ""),
    }
    form = NewMessageForm(_posted(request), actor=request.actor, study=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            message = _begin(request, found, form)
        except CrossroadsError as error:
            form.tell(error)
        else:
            notices.success(request, _("The message is a draft. Read it, then send it for review."))
            return redirect("content:message", org=request.actor.organisation.slug, message=message.public_id)
    return _new_page(request, found, form)


@staff_view(write=AUTHORS, read=AUTHORS)
def new_page(request: StaffRequest, study: UUID) -> HttpResponse:
    """Begin the public study page from the fact sheet; what is missing there is told all at once."""
    found = Study.get_for(request.actor, study)
    focus(request, study=found.public_id, step="message")
    page = _page_of(found)
    problems: tuple[CrossroadsError, ...] = ()
    if request.method == "POST":
        try:
            page = page or services.make_page(
                study=found, title=_("Study page"), by=request.actor, at=clock.now()
            )
        except CrossroadsError as error:
            problems = each_problem(error)
    if page is not None:
        return redirect("content:message", org=request.actor.organisation.slug, message=page.public_id)
    context = {"study": found, "problems": problems, "why_not": policies.why_not_write(found, request.actor)}
    return render(request, "content/new_page.html", context, status=422 if problems else 200)


def _begin(request: StaffRequest, study: Study, form: NewMessageForm) -> Message:
    data, actor, at = form.cleaned_data, request.actor, clock.now()
    campaign = Campaign.get_for(actor, UUID(data["campaign"])) if data["campaign"] else None
    site = Site.get_for(actor, UUID(data["site"])) if data["site"] else None
    places = [(network, data["placement"]) for network in data["networks"]]
    if data["template"]:
        return services.fill_template(
            template=MessageTemplate.get_for(actor, UUID(data["template"])),
            study=study,
            campaign=campaign,
            networks=places,
            site=site,
            title=data["title"],
            by=actor,
            at=at,
        )
    return services.write_message(
        study=study,
        campaign=campaign,
        title=data["title"],
        purpose=data["purpose"],
        language=data["language"],
        audience=data["audience"],
        text=data["text"],
        networks=places,
        site=site,
        by=actor,
        at=at,
    )


def _new_page(request: StaffRequest, study: Study, form: NewMessageForm) -> HttpResponse:
    context = {
        "study": study,
        "form": form,
        "templates": latest_templates(request.actor),
        "why_not": policies.why_not_write(study, request.actor),
    }
    return render(request, "content/new.html", context, status=422 if form.errors else 200)


def _filtered(request: HttpRequest, rows: QuerySet[Message]) -> QuerySet[Message]:
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in MESSAGE_LIFE.states:
        rows = rows.filter(state=state)
    return rows.filter(title__icontains=words) if words else rows


def _focused_study(request: StaffRequest) -> Study | None:
    chosen = focused(request, "study")
    return Study.visible_to(request.actor).filter(public_id=chosen).first() if chosen else None


def _page_of(study: Study) -> Message | None:
    """The message that is the study's public page, whatever its state, unless it came to its end."""
    pages = study.messages.filter(variants__placement=Placement.PAGE)
    return pages.exclude(state__in=("rejected", "withdrawn")).first()


def _who_writes() -> str:
    return _("Messages are written by the outreach lead or the community manager.")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
