"""The stop page: where, why, what will happen, and one red button; below it the orders in force."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock, slots
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.forms import ReasonForm
from crossroads.base.policies import why_not
from crossroads.base.shell import MAY_STOP, focused
from crossroads.engines.errors import CrossroadsError, InputProblem, NotFound, Where
from crossroads.studies import policies, queries, services
from crossroads.studies.forms import StopForm
from crossroads.studies.models import Site, StopOrder, Study

WHOLE = "study"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to stop: the whole study, one site, or one campaign. ``value`` names it in the form."""

    value: str
    label: str
    site: Site | None = None
    campaign_ref: UUID | None = None


@staff_view(write=MAY_STOP)
def stop(request: StaffRequest) -> HttpResponse:
    """``?study=&where=`` choose; later rooms tell what will happen (slot "stop.consequences")."""
    if request.method == "POST":
        return _order(request)
    study = _chosen_study(request, request.GET.get("study", ""))
    return _page(request, study, request.GET.get("where", WHOLE), None)


def _order(request: StaffRequest) -> HttpResponse:
    form = StopForm(request.POST)
    study = _chosen_study(request, request.POST.get("study", ""))
    where = request.POST.get("where", WHOLE)
    if form.is_valid() and study is not None:
        try:
            place = _place(request, study, where)
            services.stop(
                study=study,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=clock.now(),
                site=place.site,
                campaign_ref=place.campaign_ref,
            )
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(request, _("Recruiting is stopped: %(where)s.") % {"where": place.label})
            return redirect("studies:stop", org=request.actor.organisation.slug)
    return _page(request, study, where, form)


def _page(request: StaffRequest, study: Study | None, where: str, form: StopForm | None) -> HttpResponse:
    places = _places(request, study) if study else []
    place = next((one for one in places if one.value == where), places[0] if places else None)
    orders = list(queries.stops_in_force(request.actor))
    context = {
        "studies": queries.studies(request.actor)[:500],
        "study": study,
        "places": places,
        "place": place,
        "effects": _effects(request, study, place) if study and place else [],
        "form": form
        or StopForm(initial={"study": study and study.public_id, "where": place and place.value}),
        "why_not": _why_not(request, study, place, orders),
        "orders": [_order_row(request, order) for order in orders],
    }
    return render(request, "studies/stop.html", context, status=422 if form is not None else 200)


def _why_not(request: StaffRequest, study: Study | None, place: Place | None, orders: list[StopOrder]) -> str:
    if study is None or place is None:
        return _("Choose a study first.")
    same = [
        order for order in orders
        if (order.study_id, order.site, order.campaign_ref) == (study.pk, place.site, place.campaign_ref)
    ]  # fmt: skip
    if same:
        return _("Recruiting is stopped there already.")
    return why_not(policies.check_can_stop, request.actor, study)


def _chosen_study(request: StaffRequest, given: str) -> Study | None:
    """The study that was named, else the one that the person works on, else the only one."""
    rows = queries.studies(request.actor)
    try:
        wanted = UUID(given) if given else focused(request, "study")
    except ValueError:
        wanted = None
    found = rows.filter(public_id=wanted).first() if wanted else None
    if found is None and given:
        raise NotFound("thing.not_found", thing="study")
    return found or (rows.first() if rows.count() == 1 else None)


def _places(request: StaffRequest, study: Study) -> list[Place]:
    """The study, its campaigns (slot "stop.campaigns": pairs of public id and name) and its sites."""
    campaigns = [
        Place(f"campaign:{ref}", _("Campaign: %(name)s") % {"name": name}, campaign_ref=ref)
        for told in slots.contents("stop.campaigns", actor=request.actor, study=study)
        for ref, name in told
    ]
    sites = [
        Place(f"site:{site.public_id}", _("Site: %(name)s") % {"name": _site_name(site)}, site=site)
        for site in Site.visible_to(request.actor).filter(study=study, in_record=True)
    ]
    return [Place(WHOLE, _("The whole study")), *campaigns, *sites]


def _place(request: StaffRequest, study: Study, where: str) -> Place:
    for place in _places(request, study):
        if place.value == where:
            return place
    raise InputProblem("studies.stop_one_place", where=Where(field="where"))


def _site_name(site: Site) -> str:
    return ", ".join(part for part in (site.facility, site.city, site.country) if part)


def _effects(request: StaffRequest, study: Study, place: Place) -> list[str]:
    """What will happen: our own sentence first, then those of the later rooms, each a sentence or None."""
    told = slots.contents(
        "stop.consequences",
        actor=request.actor,
        study=study,
        site=place.site,
        campaign_ref=place.campaign_ref,
    )
    if place.site is not None:
        first = _("Nobody is referred to %(site)s any more.") % {"site": _site_name(place.site)}
    elif place.campaign_ref is not None:
        first = _("The campaign halts; the study's other campaigns go on.")
    else:
        first = _("All campaigns of the study halt, and nobody is referred to any of its sites.")
    return [first, *told, _("Nothing starts again by itself when the stop is lifted.")]


def _order_row(request: StaffRequest, order: StopOrder) -> dict[str, object]:
    named = (
        slots.contents("stop.campaigns", actor=request.actor, study=order.study) if order.campaign_ref else []
    )
    names = {ref: name for told in named for ref, name in told}
    if order.site is not None:
        where = _site_name(order.site)
    else:
        where = (
            names.get(order.campaign_ref, _("One campaign")) if order.campaign_ref else _("The whole study")
        )
    return {
        "order": order,
        "where": where,
        "why_not": why_not(policies.check_can_lift, request.actor, order),
    }


@staff_view(read=frozenset(), write=policies.MAY_LIFT)
def lift(request: StaffRequest, stop_order: UUID) -> HttpResponse:
    """Lift one order, with a reason."""
    order = StopOrder.get_for(request.actor, stop_order)
    form = ReasonForm(request.POST, needed=False)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.lift_stop(stop_order=order, reason=reason, by=request.actor, at=clock.now())
    messages.success(
        request, _("The stop is lifted. What was halted waits for a person to take it up again.")
    )
    return redirect("studies:stop", org=request.actor.organisation.slug)
