"""Sites: the registry's word, our roster over it, and "full until"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.policies import why_not
from crossroads.engines.errors import CrossroadsError, NotFound, each_problem
from crossroads.studies import policies, queries, roster, services
from crossroads.studies.forms import FullUntilForm, RosterForm
from crossroads.studies.models import Site, StopOrder, Study
from crossroads.studies.views.page import open_study, study_context

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site of the table.

    contact  whether this person may see its contact
    form     "full until", or None where this person may not set it
    past     the day until which it was full is over, and nobody has looked since
    """

    site: Site
    open: bool
    stopped: bool
    contact: bool
    form: FullUntilForm | None
    past: bool


@staff_view(write=policies.MAY_KEEP_ROSTER)
def sites(request: StaffRequest, study: UUID) -> HttpResponse:
    """The table of sites, and the roster's upload with every problem of it at once."""
    found = open_study(request, study)
    form = RosterForm()
    problems: tuple[CrossroadsError, ...] = ()
    if request.method == "POST":
        form = RosterForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                report = services.read_roster(
                    study=found, csv=form.cleaned_data["roster"].read(), by=request.actor, at=clock.now()
                )
            except CrossroadsError as error:
                problems = each_problem(error)
            else:
                told = _("The roster was read: %(changed)s sites changed, %(unchanged)s stayed as they were.")
                messages.success(request, told % {"changed": report.changed, "unchanged": report.unchanged})
                return redirect("studies:sites", org=request.actor.organisation.slug, study=found.public_id)
    words = request.GET.get("q", "").strip()
    rows = _rows(request, found, words)
    only_open = request.GET.get("open") == "1"
    page = Paginator([row for row in rows if row.open or not only_open], PER_PAGE).get_page(
        request.GET.get("page")
    )
    more = {
        "form": form,
        "problems": problems,
        "page": page,
        "words": words,
        "only_open": only_open,
        "open_count": sum(row.open for row in rows),
        "any_contact": any(row.contact for row in rows),
        "why_not": why_not(policies.check_can_keep_roster, request.actor, found),
    }
    status = 422 if problems or form.errors else 200
    return render(
        request, "studies/sites.html", study_context(request, found, "sites", **more), status=status
    )


def _rows(request: StaffRequest, study: Study, words: str) -> list[SiteRow]:
    today = today_of(request)
    stops = StopOrder.visible_to(request.actor).filter(study=study, lifted_at=None)
    whole = any(order.site_id is None and order.campaign_ref is None for order in stops)
    stopped = {order.site_id for order in stops}
    found = Site.visible_to(request.actor).filter(study=study).select_related("study")
    return [
        SiteRow(
            site=site,
            open=site.is_open(today) and not whole and site.pk not in stopped,
            stopped=whole or site.pk in stopped,
            contact=policies.may_see_contact(request.actor, site),
            form=_full_form(request, site),
            past=site.full_until is not None and site.full_until < today,
        )
        for site in found
        if words.casefold() in f"{site.facility} {site.city} {site.country}".casefold()
    ]


def _full_form(request: StaffRequest, site: Site) -> FullUntilForm | None:
    if why_not(policies.check_can_set_full, request.actor, site):
        return None
    form = FullUntilForm(initial={"full_until": site.full_until}, auto_id=f"{site.public_id}-%s")
    # a label of its own would be drawn outside the table's scrolling part
    form.fields["full_until"].widget.attrs["aria-label"] = _("%(site)s is full until") % {
        "site": site.facility or site.city
    }
    return form


def today_of(request: StaffRequest) -> date:
    """Today where the organisation is."""
    return clock.now().astimezone(clock.zone(request.actor.organisation.time_zone)).date()


@staff_view(read=policies.MAY_KEEP_ROSTER)
def roster_template(request: StaffRequest, study: UUID) -> HttpResponse:
    """A CSV with the study's own sites, to fill in."""
    found = queries.study_for(request.actor, study)
    listed = list(Site.visible_to(request.actor).filter(study=found, in_record=True))
    response = HttpResponse(roster.template(listed), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roster-{found.registry_id}.csv"'
    return response


@staff_view(read=frozenset(), write=policies.MAY_SET_FULL)
def full_until(request: StaffRequest, study: UUID, site: UUID) -> HttpResponse:
    """Say until when a site is full; an empty date opens it again."""
    found = queries.study_for(request.actor, study)
    place = _site(request, found, site)
    form = FullUntilForm(request.POST)
    if form.is_valid():
        services.set_full_until(site=place, by=request.actor, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("%(site)s is up to date.") % {"site": place.facility or place.city})
    else:
        messages.error(request, _("The date could not be read; write it as 2027-01-31."))
    return redirect("studies:sites", org=request.actor.organisation.slug, study=found.public_id)


def _site(request: StaffRequest, study: Study, public_id: UUID) -> Site:
    site = (
        Site.visible_to(request.actor)
        .filter(study=study, public_id=public_id)
        .select_related("study")
        .first()
    )
    if site is None:
        raise NotFound("thing.not_found", thing="site")
    return site
