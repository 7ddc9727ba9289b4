"""Forecasts: made from evidence, kept with their inputs, scored when the campaign is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

import numpy as np

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines import forecast as engine
from crossroads.engines.errors import Conflict, InputProblem, Where
from crossroads.engines.terms import Placement, Stage
from crossroads.planning import policies
from crossroads.planning.models import Campaign, Forecast, ForecastScore
from crossroads.planning.queries import latest_fit, latest_forecast, result_of, weeks_of
from crossroads.studies.queries import fact_value


@service("planning.forecast.make")
def make_forecast(
    *, campaign: Campaign, by: Actor, at: datetime, seed: int, assumptions: Mapping[str, float] | None = None
) -> Forecast:
    """Forecast what the campaign's paid lines may bring, and keep it. An earlier forecast stays as it is.

    seed         of the random numbers; kept, so that the forecast can be repeated
    assumptions  code -> value, where the team knows better; None keeps what the newest forecast assumed
    raises       InputProblem or ManyProblems as ``engines.forecast`` does: "forecast.budget",
                 "forecast.no_rate", "forecast.assumption_range", ...
    """
    policies.check_can_plan(by, campaign.study)
    plan = plan_of(campaign, _assumed(campaign) if assumptions is None else assumptions)
    evidence = engine.load_evidence()
    note = f"numpy.random.default_rng({seed})"
    result = engine.forecast(plan, evidence, rng=np.random.default_rng(seed), seed_note=note).to_dict()
    kept = Forecast.objects.create(
        campaign=campaign,
        made_by=by.user,
        made_at=at,
        inputs={**result["plan"], "seed": seed},
        result=result,
        evidence_hash=evidence.version,
    )
    audit.record("planning.forecast.made", target=kept, by=by, at=at, seed=seed, evidence=evidence.version)
    return kept


@service("planning.forecast.score")
def score_forecast(
    *, forecast: Forecast, actual: Mapping[str, int], by: Actor, at: datetime
) -> ForecastScore:
    """Hold a kept forecast against what was counted, once.

    actual  stage -> people or events
    raises  InputProblem "forecast.unknown_stage", "forecast.actual_negative"; Conflict "planning.scored"
    """
    policies.check_can_plan(by, forecast.campaign.study)
    if ForecastScore.objects.filter(forecast=forecast).exists():
        raise Conflict("planning.scored")
    counted = {_stage(name): count for name, count in actual.items()}
    scores = engine.score(result_of(forecast), counted)
    kept = ForecastScore.objects.create(
        forecast=forecast,
        actual={stage.value: count for stage, count in counted.items()},
        result=[{**asdict(one), "stage": one.stage.value} for one in scores],
        scored_at=at,
    )
    audit.record(
        "planning.forecast.scored", target=kept, by=by, at=at,
        stages=len(scores), inside80=sum(one.inside80 for one in scores),
    )  # fmt: skip
    return kept


def plan_of(
    campaign: Campaign,
    overrides: Mapping[str, float],
    *,
    budget: float | None = None,
    weeks: int | None = None,
) -> engine.PlanInput:
    """A campaign as the engine takes it: what its budget lines give to networks, or the whole budget before
    there are lines; a network of its own only where it is the only one.

    budget, weeks  to try instead of the campaign's own
    """
    paid = [line for line in campaign.channels.all() if line.placement != Placement.ORGANIC.value]
    networks = {line.network for line in paid}
    planned = sum((line.amount for line in paid), Decimal(0)) if paid else campaign.budget
    return engine.PlanInput(
        design=design_of(campaign),
        budget=float(planned) if budget is None else budget,
        weeks=weeks_of(campaign) if weeks is None else weeks,
        start_date=campaign.start_date,
        currency=campaign.currency,
        network=networks.pop() if len(networks) == 1 else "",
        target_enrollment=campaign.target_enrollment,
        overrides=dict(overrides),
    )


def design_of(campaign: Campaign) -> engine.Design:
    """As the team said to the fit question; else a trial with clinic visits, the cautious reading."""
    asked = latest_fit(campaign.study)
    if asked is not None and asked.facts.get("design"):
        return engine.Design(asked.facts["design"])
    try:
        visits = fact_value(campaign.study, "sheet.visits").value
    except InputProblem:
        visits = ""
    return (
        engine.Design.ONLINE_TRIAL if visits.strip().lower() in ("0", "none") else engine.Design.CLINIC_TRIAL
    )


def _assumed(campaign: Campaign) -> dict[str, float]:
    newest = latest_forecast(campaign)
    return dict(newest.inputs["overrides"]) if newest else {}


def _stage(name: str) -> Stage:
    try:
        return Stage(name)
    except ValueError:
        raise InputProblem("forecast.unknown_stage", where=Where(field=name), stage=name) from None
