"""Campaigns: the list, making one, and the page of one with its forecast, channels and audience."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

import numpy as np
from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import audit, clock, slots
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.policies import why_not
from crossroads.base.shell import focus, focused
from crossroads.engines import forecast as engine
from crossroads.engines.errors import CrossroadsError, InputProblem, NotFound, each_problem
from crossroads.engines.terms import Purpose
from crossroads.planning import charts, policies, presenting, queries, services
from crossroads.planning.forms import (
    LINES,
    AssumptionsForm,
    AudienceForm,
    CampaignForm,
    LineForm,
    LineFormSet,
    WhatIfForm,
)
from crossroads.planning.models import Campaign, Forecast
from crossroads.planning.services.forecasts import plan_of
from crossroads.planning.views.fit import answer_of
from crossroads.studies import queries as studies_queries

TONES = {
    "planning": "waiting",
    "running": "good",
    "paused": "waiting",
    "closed": "neutral",
    "stopped": "stopped",
}
MOVES: dict[str, Callable[..., Campaign]] = {
    "start": services.start_campaign,
    "pause": services.pause_campaign,
    "close": services.close_campaign,
}
HISTORY = 30
TRY_DRAWS = 2000
TRY_SEED = 1
"""What is only tried is always drawn alike, so that two budgets differ by the budget and not by chance."""


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    """The fit question and the campaigns of the study in focus; without one, all campaigns."""
    focus(request, step="plan")
    chosen = focused(request, "study")
    study = studies_queries.studies(request.actor).filter(public_id=chosen).first() if chosen else None
    if request.GET.get("all"):
        study = None
    rows = list(queries.campaigns(request.actor, study)[:200])
    context = {
        "study": study,
        "any_study": studies_queries.studies(request.actor).exists(),
        "newest": queries.latest_fit(study) if study else None,
        "rows": [row_of(row) for row in rows],
        "why_not": why_not(policies.check_can_plan, request.actor, study) if study else "",
    }
    return render(request, "planning/home.html", context)


def row_of(campaign: Campaign) -> dict[str, Any]:
    return {"campaign": campaign, "tone": TONES[campaign.state]}


@staff_view(read=policies.MAY_PLAN, write=policies.MAY_PLAN)
def new(request: StaffRequest, study: UUID) -> HttpResponse:
    """Make a campaign for a study."""
    found = studies_queries.study_for(request.actor, study)
    focus(request, study=found.public_id, step="plan")
    form = CampaignForm(request.POST) if request.method == "POST" else CampaignForm()
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "purpose": Purpose(form.cleaned_data["purpose"])}
        zone = request.actor.organisation.time_zone
        try:
            made = services.make_campaign(
                study=found, time_zone=zone, by=request.actor, at=clock.now(), **given
            )
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(request, _("%(name)s is made. Now divide its budget.") % {"name": made.name})
            return redirect("planning:campaign", org=request.actor.organisation.slug, campaign=made.public_id)
    context = {"study": found, "form": form}
    return render(request, "planning/new.html", context, status=422 if form.errors else 200)


@staff_view(write=policies.MAY_PLAN)
def campaign(request: StaffRequest, campaign: UUID) -> HttpResponse:
    """The whole plan of one campaign; POST makes a new forecast from the assumptions."""
    found = _open(request, campaign)
    assumptions = AssumptionsForm(request.POST) if request.method == "POST" else None
    if assumptions is not None and assumptions.is_valid() and _forecast_made(request, found, assumptions):
        return redirect("planning:campaign", org=request.actor.organisation.slug, campaign=found.public_id)
    return _page(request, found, assumptions=assumptions)


def _forecast_made(request: StaffRequest, campaign: Campaign, form: AssumptionsForm) -> bool:
    try:
        services.make_forecast(
            campaign=campaign,
            by=request.actor,
            at=clock.now(),
            seed=secrets.randbelow(2**31),
            assumptions=form.overrides(),
        )
    except CrossroadsError as error:
        for problem in each_problem(error):
            code = problem.where.field.removeprefix("overrides.")
            form.add_error(
                code if code in form.fields else None, f"{problem.message} {problem.advice}".strip()
            )
        return False
    messages.success(request, _("A new forecast is kept. The earlier ones stay as they were."))
    return True


@staff_view(read=frozenset(), write=policies.MAY_PLAN)
def channels(request: StaffRequest, campaign: UUID) -> HttpResponse:
    """Replace the budget lines."""
    found = _open(request, campaign)
    lines = LineFormSet(request.POST)
    if not lines.is_valid():
        return _page(request, found, lines=lines)
    try:
        services.set_channels(
            campaign=found,
            lines=[line for line in (form.line() for form in lines) if line is not None],
            by=request.actor,
            at=clock.now(),
        )
    except InputProblem as error:
        return _page(request, found, lines=lines, line_problems=each_problem(error))
    messages.success(request, _("The budget lines are kept. Make a forecast to see what they may bring."))
    return redirect("planning:campaign", org=request.actor.organisation.slug, campaign=found.public_id)


@staff_view(read=frozenset(), write=policies.MAY_PLAN)
def audience(request: StaffRequest, campaign: UUID) -> HttpResponse:
    """What the team adds to whom the record looks for."""
    found = _open(request, campaign)
    form = AudienceForm(request.POST)
    if not form.is_valid():
        return _page(request, found, adding=form)
    services.set_audience(campaign=found, by=request.actor, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("The audience is kept."))
    return redirect("planning:campaign", org=request.actor.organisation.slug, campaign=found.public_id)


@staff_view(read=frozenset(), write=policies.MAY_PLAN)
def move(request: StaffRequest, campaign: UUID) -> HttpResponse:
    """Start, pause or close; ``to`` says which."""
    found = _open(request, campaign)
    to = MOVES.get(request.POST.get("to", ""))
    if to is None:
        raise InputProblem("input.required", field="start, pause or close")
    moved = to(campaign=found, by=request.actor, at=clock.now())
    messages.success(request, _("%(name)s is %(state)s.") % {"name": moved.name, "state": moved.state_words})
    return redirect("planning:campaign", org=request.actor.organisation.slug, campaign=found.public_id)


@staff_view()
def forecast(request: StaffRequest, campaign: UUID, forecast: UUID) -> HttpResponse:
    """One kept forecast as it was made, with its score where the campaign is over."""
    found = _open(request, campaign)
    rows = Forecast.visible_to(request.actor).filter(campaign=found, public_id=forecast)
    row = rows.select_related("made_by", "score").first()
    if row is None:
        raise NotFound("thing.not_found", thing="forecast")
    context = {"campaign": found, "tone": TONES[found.state], "row": row, **_told(queries.result_of(row))}
    return render(request, "planning/forecast.html", {**context, "score": getattr(row, "score", None)})


def _open(request: StaffRequest, campaign: UUID) -> Campaign:
    found = queries.campaign_for(request.actor, campaign)
    focus(request, study=found.study.public_id, campaign=found.public_id, step="plan")
    return found


def _told(result: engine.Forecast, actuals: Any = None) -> dict[str, Any]:
    """A forecast for the page: sentence, drawing, tables, what drives its width, what is assumed.

    actuals  what a later room says in the slot "campaign.actuals": ``enrolled``, and ``weeks`` to draw
    """
    sentence = presenting.answer(result)
    return {
        "result": result,
        "sentence": sentence,
        "chance": presenting.chance(result),
        "chance_share": "" if result.target_chance is None else f"{result.target_chance:.0%}",
        "drawing": charts.fan(result, sentence, actuals.weeks if actuals else ()),
        "enrolled_so_far": actuals.enrolled if actuals else None,
        "weeks": presenting.weeks(result),
        "funnel": presenting.funnel(result),
        "drivers": presenting.drivers(result),
        "assumed": presenting.assumptions(result),
        "cost": presenting.number(result.cost_per_enrolled.median),
        "cost_between": presenting.between(result.cost_per_enrolled.low80, result.cost_per_enrolled.high80),
        "late": f"{result.late_share:.0%}",
    }


def _page(
    request: StaffRequest,
    campaign: Campaign,
    *,
    assumptions: AssumptionsForm | None = None,
    lines: BaseFormSet[LineForm] | None = None,
    line_problems: tuple[CrossroadsError, ...] = (),
    adding: AudienceForm | None = None,
) -> HttpResponse:
    row = queries.latest_forecast(campaign)
    kept = queries.result_of(row) if row else None
    trying = _tried(request, campaign, kept)
    shown = trying["tried"] or kept
    wanted = queries.audience(campaign)
    fit = queries.latest_fit(campaign.study)
    wrong = [
        line_problems,
        lines and not lines.is_valid(),
        adding and adding.errors,
        assumptions and assumptions.errors,
    ]
    context: dict[str, Any] = {
        "campaign": campaign,
        "study": campaign.study,
        "tone": TONES[campaign.state],
        "newest": fit,
        "told": answer_of(fit) if fit else None,
        "row": row,
        "earlier": list(campaign.forecasts.select_related("made_by").order_by("-made_at", "-id")[1:20]),
        "assumptions": assumptions,
        "lines": lines or _lines(campaign),
        "line_problems": line_problems,
        "lines_open": lines is not None or not campaign.channels.exists(),
        "channels": list(campaign.channels.order_by("-amount", "network")),
        "suggested": _suggested(campaign),
        "wanted": wanted,
        "adding": adding or AudienceForm(initial={"added": wanted.added if wanted else ""}),
        "history": [
            {"entry": entry, "words": _action_in_words(entry.action)}
            for entry in audit.history(campaign, request.actor)[:HISTORY]
        ],
        "why_not": why_not(policies.check_can_plan, request.actor, campaign.study),
        "why_not_start": why_not(policies.check_can_start, request.actor, campaign),
        "can": {to: campaign.LIFE.allows(campaign.state, to) for to in ("running", "paused", "closed")},
        **trying,
        **(_told(shown, slots.first("campaign.actuals", campaign=campaign)) if shown else {}),
    }
    typed = assumptions or _assumptions(kept)
    context["assumed_rows"] = [(line, typed[line.code]) for line in context.get("assumed", ())]
    return render(request, "planning/campaign.html", context, status=422 if any(wrong) else 200)


def _action_in_words(action: str) -> str:
    """ "planning.campaign.made" as people read it: "Campaign made"."""
    return action.partition(".")[2].replace(".", " ").replace("_", " ").capitalize()


def _tried(request: StaffRequest, campaign: Campaign, kept: engine.Forecast | None) -> dict[str, Any]:
    """Another budget or number of weeks, drawn and not kept: ``?try_budget=&try_weeks=``."""
    given = {name: request.GET.get(name) for name in ("try_budget", "try_weeks")}
    if kept is None or not any(given.values()):
        initial = {"try_budget": f"{kept.plan.budget:.10g}", "try_weeks": kept.plan.weeks} if kept else {}
        return {"what_if": WhatIfForm(initial=initial), "tried": None}
    form = WhatIfForm(given)
    if not form.is_valid():
        return {"what_if": form, "tried": None}
    overrides = kept.plan.overrides
    plan = plan_of(
        campaign, overrides, budget=form.cleaned_data["try_budget"], weeks=form.cleaned_data["try_weeks"]
    )
    tried = engine.forecast(
        plan, engine.load_evidence(), rng=np.random.default_rng(TRY_SEED), draws=TRY_DRAWS
    )
    return {"what_if": form, "tried": tried}


def _assumptions(kept: engine.Forecast | None) -> AssumptionsForm:
    return AssumptionsForm(initial=dict(kept.plan.overrides) if kept else {})


def _lines(campaign: Campaign) -> BaseFormSet[LineForm]:
    known = [
        {"network": one.network, "placement": one.placement, "amount": one.amount, "reason": one.reason}
        for one in campaign.channels.order_by("-amount", "network")
    ]
    return LineFormSet(initial=known[:LINES])


def _suggested(campaign: Campaign) -> list[engine.AllocationLine]:
    """How the evidence would split the budget over the paid networks; over Meta's before any is chosen."""
    if campaign.budget <= 0:
        return []
    paid = {line.network for line in campaign.channels.all() if line.placement != "organic"}
    chosen = sorted(paid) or ["facebook", "instagram"]
    return list(engine.allocate(campaign.budget, chosen, engine.load_evidence()))
