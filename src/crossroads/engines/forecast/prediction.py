"""The forecast itself: from money to clicks to people enrolled, a few thousand times over."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from crossroads.engines.errors import InputProblem
from crossroads.engines.forecast.evidence import Evidence
from crossroads.engines.forecast.plan import PlanInput
from crossroads.engines.forecast.results import (
    CrossCheck,
    Forecast,
    StageForecast,
    StepUsed,
    WeekForecast,
    estimates,
)
from crossroads.engines.forecast.spread import Predictive, fit_predictive
from crossroads.engines.forecast.steps import THIN_BELOW, Step, StepEvidence, gather
from crossroads.engines.terms import Stage

Draws = NDArray[np.float64]
Counts = NDArray[np.int64]

MAX_CLICKS = 1e9
"""More clicks than there are people to click; keeps an absurd draw from overflowing a count."""

NO_DELAY_WEEKS = 1e-6
"""Less than a second; dividing by so little would overflow."""

MIN_DRAWS, MAX_DRAWS = 200, 50_000
"""Fewer make ragged intervals; more fill the memory with weeks and change no interval that anyone sees."""

STEP_BY_STEP = (Step.PRESCREEN_PER_CLICK, Step.ENROLLED_PER_PRESCREEN)
DIRECT = (Step.ENROLLED_PER_CLICK,)

STAGE_STEPS: dict[Stage, tuple[Step, ...]] = {
    Stage.IMPRESSION: (Step.COST_PER_CLICK, Step.CLICK_PER_IMPRESSION),
    Stage.CLICK: (Step.COST_PER_CLICK,),
    Stage.LANDING_VISIT: (Step.COST_PER_CLICK, Step.LANDING_PER_CLICK),
    Stage.PRESCREEN_STARTED: (Step.COST_PER_CLICK, Step.PRESCREEN_PER_CLICK),
    Stage.PRESCREEN_COMPLETED: (Step.COST_PER_CLICK, Step.PRESCREEN_PER_CLICK),
    Stage.MAY_FIT: (Step.COST_PER_CLICK, Step.PRESCREEN_PER_CLICK, Step.FIT_PER_PRESCREEN),
    Stage.CONTACT_CONSENTED: (Step.COST_PER_CLICK, Step.PRESCREEN_PER_CLICK, Step.FIT_PER_PRESCREEN),
    Stage.ENROLLED: (Step.COST_PER_CLICK,),  # and the steps of the route that was taken
}
"""The steps behind each stage. Stages of the site's own work, between contact and enrollment, have no
published rates that we know of and are left out rather than made up."""

STAGE_ASSUMPTIONS: dict[Stage, tuple[str, ...]] = {
    Stage.PRESCREEN_COMPLETED: ("completed_per_started",),
    Stage.CONTACT_CONSENTED: ("contact_consent_per_fit",),
}


def forecast(
    plan: PlanInput, evidence: Evidence, *, rng: np.random.Generator, draws: int = 4000, seed_note: str = ""
) -> Forecast:
    """Forecast a paid campaign: counts per stage, cost per enrolled, enrollment by week, each with intervals.

    rng        randomness handed in; the same seed, plan and evidence give the same forecast
    draws      imagined campaigns, 200 to 50,000
    seed_note  how ``rng`` was made, to be kept with the forecast
    raises     InputProblem "forecast.draws", or "forecast.no_evidence" where a step has no study at all
    """
    if not MIN_DRAWS <= draws <= MAX_DRAWS:
        raise InputProblem("forecast.draws", draws=draws)
    fitted = fit_steps(plan, evidence)
    direct = takes_direct_route(fitted, plan)
    drawn = {step: fit.predictive.draw(rng, draws) for step, fit in fitted.items()}
    chances = _chances(drawn, plan, direct=direct)
    counts = _count_people(drawn, chances, plan, rng)
    enrolled = counts[Stage.ENROLLED]
    with np.errstate(divide="ignore"):
        cost = np.where(enrolled > 0, plan.budget / enrolled, np.inf)
    weekly, late_share = _spread_over_weeks(enrolled, plan, rng)
    route = DIRECT if direct else STEP_BY_STEP
    return Forecast(
        plan=plan,
        evidence_version=evidence.version,
        draws=draws,
        seed_note=seed_note,
        stages=_stage_forecasts(counts, fitted, plan, route),
        cost_per_enrolled=estimates(cost)[0],
        weeks=_week_forecasts(weekly, plan),
        late_share=late_share,
        target_chance=_target_chance(enrolled, plan),
        direct=direct,
        cross_check=_cross_check(drawn, plan),
        steps=_steps_used(fitted, drawn, plan, route),
        assumptions=plan.assumptions,
        caveats=_caveats(fitted, plan, direct=direct),
    )


@dataclass(frozen=True, slots=True)
class FittedStep:
    """The studies behind a step, and the distribution for a new study that they give."""

    evidence: StepEvidence
    predictive: Predictive


def fit_steps(plan: PlanInput, evidence: Evidence) -> dict[Step, FittedStep]:
    """Fit every step for the plan's design and network. raises InputProblem "forecast.no_evidence" """
    fitted = {}
    for step in Step:
        found = gather(evidence, step, plan.network)
        if not found.studies:
            raise InputProblem("forecast.no_evidence", step=step.value)
        fitted[step] = FittedStep(found, fit_predictive(found.studies, plan.design))
    return fitted


@dataclass(frozen=True, slots=True)
class QuickRange:
    """The 80 % interval and median of people enrolled, without drawing and so without chance."""

    low: float
    median: float
    high: float


def quick_range(plan: PlanInput, evidence: Evidence) -> QuickRange:
    """A closed-form neighbour of ``forecast``: logarithms of price and shares add up as normal variables.

    Close to the drawn interval for most plans; it knows no whole people.

    raises  InputProblem "forecast.no_evidence"
    """
    fitted = fit_steps(plan, evidence)
    route = DIRECT if takes_direct_route(fitted, plan) else STEP_BY_STEP
    price = fitted[Step.COST_PER_CLICK].predictive
    centre, variance = math.log(dollars_for_ads(plan)) - price.centre, _variance(price)
    for step in route:
        share = 1 / (1 + math.exp(-fitted[step].predictive.centre))
        centre += math.log(share)
        variance += (1 - share) ** 2 * _variance(fitted[step].predictive)  # d log(p) = (1 - p) d log odds(p)
    reach = NormalDist().inv_cdf(0.9) * math.sqrt(variance)
    return QuickRange(math.exp(centre - reach), math.exp(centre), math.exp(centre + reach))


def _variance(predictive: Predictive) -> float:
    """Variance with the heavy tails that few studies give."""
    return predictive.scale**2 * predictive.degrees / (predictive.degrees - 2)


def takes_direct_route(fitted: Mapping[Step, FittedStep], plan: PlanInput) -> bool:
    """Whether enrollment is read from clicks at once: where more studies of this design report that than
    report the weaker of the two steps between. On a tie the longer way is taken, since it shows more."""
    weakest = min(fitted[step].evidence.own(plan.design) for step in STEP_BY_STEP)
    return fitted[Step.ENROLLED_PER_CLICK].evidence.own(plan.design) > weakest


def _to_share(log_odds: Draws) -> Draws:
    return 1 / (1 + np.exp(-np.clip(log_odds, -40.0, 40.0)))


def _clicks_expected(drawn: Mapping[Step, Draws], plan: PlanInput) -> Draws:
    price = np.exp(np.clip(drawn[Step.COST_PER_CLICK], -40.0, 40.0))
    return np.minimum(dollars_for_ads(plan) / price, MAX_CLICKS)


def _chances(drawn: Mapping[Step, Draws], plan: PlanInput, *, direct: bool) -> dict[Stage, Draws]:
    """For each stage the chance, per click, of getting so far.

    Built from the end: whoever reached a stage passed those before it, so no chance is below the next one's.
    """
    started = _to_share(drawn[Step.PRESCREEN_PER_CLICK])
    if direct:
        enrolled = _to_share(drawn[Step.ENROLLED_PER_CLICK])
    else:
        enrolled = started * _to_share(drawn[Step.ENROLLED_PER_PRESCREEN])
    fit = started * _to_share(drawn[Step.FIT_PER_PRESCREEN])
    consented = np.maximum(fit * plan.assumed("contact_consent_per_fit"), enrolled)
    fit = np.maximum(fit, consented)
    completed = np.maximum(started * plan.assumed("completed_per_started"), fit)
    started = np.maximum(started, completed)
    return {
        Stage.LANDING_VISIT: np.maximum(_to_share(drawn[Step.LANDING_PER_CLICK]), started),
        Stage.PRESCREEN_STARTED: started,
        Stage.PRESCREEN_COMPLETED: completed,
        Stage.MAY_FIT: fit,
        Stage.CONTACT_CONSENTED: consented,
        Stage.ENROLLED: enrolled,
    }


def dollars_for_ads(plan: PlanInput) -> float:
    """The money that buys advertising, in the currency and at the prices of the evidence."""
    share, rate = plan.assumed("ad_share"), plan.assumed("usd_per_unit")
    return plan.budget * share * rate / plan.assumed("click_price_factor")


def _count_people(
    drawn: Mapping[Step, Draws], chances: Mapping[Stage, Draws], plan: PlanInput, rng: np.random.Generator
) -> dict[Stage, Counts]:
    """Whole people: chance has its part in small campaigns even where every rate is known."""
    clicks = rng.poisson(_clicks_expected(drawn, plan))
    impressions = np.minimum(clicks / _to_share(drawn[Step.CLICK_PER_IMPRESSION]), 1e15)
    counts = {Stage.IMPRESSION: np.ceil(impressions).astype(np.int64), Stage.CLICK: clicks}
    before, chance_before = clicks, np.ones(len(clicks))
    for stage, chance in chances.items():
        before = rng.binomial(before, np.minimum(chance / chance_before, 1.0))
        counts[stage], chance_before = before, chance
    return counts


def _spread_over_weeks(
    enrolled: Counts, plan: PlanInput, rng: np.random.Generator
) -> tuple[NDArray[np.float64], float]:
    """(weeks, draws) people enrolled up to each week's end, and the share that comes later.

    Spending is even; the time from click to enrollment is exponential with the assumed mean; weeks vary as
    Dirichlet shares about that profile, so that every path rises and none passes its own total.
    """
    arrived = _arrived_by_week(plan.weeks, plan.assumed("weeks_to_enrollment"))
    profile = np.diff(arrived, prepend=0.0, append=1.0)
    shape = np.maximum(profile * plan.weeks * plan.assumed("weekly_evenness"), 1e-9)
    parts = rng.standard_gamma(shape[:, None], size=(plan.weeks + 1, len(enrolled)), dtype=np.float64)
    running = np.cumsum(parts, axis=0)
    return np.floor(enrolled * (running[:-1] / running[-1]) + 1e-9), float(1 - arrived[-1])


def _arrived_by_week(weeks: int, mean_delay: float) -> NDArray[np.float64]:
    """Share of all enrolled arrived by each week's end, for even clicks and exponential delays."""
    ends = np.arange(1, weeks + 1, dtype=np.float64)
    if mean_delay < NO_DELAY_WEEKS:
        return ends / weeks
    return (ends - mean_delay * -np.expm1(-ends / mean_delay)) / weeks


def _stage_forecasts(
    counts: Mapping[Stage, Counts],
    fitted: Mapping[Step, FittedStep],
    plan: PlanInput,
    route: tuple[Step, ...],
) -> tuple[StageForecast, ...]:
    found = []
    summaries = estimates(np.stack([counts[stage] for stage in STAGE_STEPS]))
    for (stage, steps), count in zip(STAGE_STEPS.items(), summaries, strict=True):
        behind = (*steps, *route) if stage is Stage.ENROLLED else steps
        n_studies = min(fitted[step].evidence.own(plan.design) for step in behind)
        assumed = STAGE_ASSUMPTIONS.get(stage, ())
        found.append(StageForecast(stage, count, n_studies, n_studies < THIN_BELOW, assumed))
    return tuple(found)


def _week_forecasts(weekly: NDArray[np.float64], plan: PlanInput) -> tuple[WeekForecast, ...]:
    return tuple(
        WeekForecast(week, plan.start_date + timedelta(weeks=week, days=-1), enrolled)
        for week, enrolled in enumerate(estimates(weekly), start=1)
    )


def _target_chance(enrolled: Counts, plan: PlanInput) -> float | None:
    if plan.target_enrollment is None:
        return None
    return float(np.mean(enrolled >= plan.target_enrollment))


def _cross_check(drawn: Mapping[Step, Draws], plan: PlanInput) -> CrossCheck:
    clicks = _clicks_expected(drawn, plan)
    between = [_to_share(drawn[step]) for step in STEP_BY_STEP]
    direct = _to_share(drawn[Step.ENROLLED_PER_CLICK])
    return CrossCheck(
        step_by_step=float(np.median(clicks * between[0] * between[1])),
        direct=float(np.median(clicks * direct)),
    )


def _steps_used(
    fitted: Mapping[Step, FittedStep], drawn: Mapping[Step, Draws], plan: PlanInput, route: tuple[Step, ...]
) -> tuple[StepUsed, ...]:
    """Every step with its rows, and what part of the width of the enrollment interval comes from it."""
    widths = {step: _width(drawn[step]) ** 2 for step in (Step.COST_PER_CLICK, *route)}
    total = math.fsum(widths.values())
    return tuple(
        StepUsed(
            step=step,
            n_studies=fit.evidence.own(plan.design),
            n_all=len(fit.evidence.studies),
            row_ids=fit.evidence.row_ids,
            networks_pooled=fit.evidence.networks_pooled,
            share_of_width=widths.get(step, 0.0) / total if total > 0 else 0.0,
        )
        for step, fit in fitted.items()
    )


def _width(values: Draws) -> float:
    """Distance between the quartiles, whose square adds up nearly as a variance does, without its tails."""
    low, high = np.quantile(values, (0.25, 0.75))
    return float(high - low)


def _caveats(fitted: Mapping[Step, FittedStep], plan: PlanInput, *, direct: bool) -> tuple[str, ...]:
    caveats = ["forecast.optimistic_clicks", "forecast.dollars_only", "forecast.published_eligible"]
    caveats.append("forecast.direct_route" if direct else "forecast.independent_steps")
    if any(fit.evidence.networks_pooled for fit in fitted.values()):
        caveats.append("forecast.networks_pooled")
    if any(fit.evidence.own(plan.design) == 0 for fit in fitted.values()):
        caveats.append("forecast.designs_pooled")
    return tuple(caveats)
