"""How good forecasts are: one campaign against its forecast, and the method against unseen studies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from crossroads.engines.errors import Problems
from crossroads.engines.forecast.evidence import Channel, Evidence, EvidenceRow
from crossroads.engines.forecast.plan import PlanInput
from crossroads.engines.forecast.prediction import forecast
from crossroads.engines.forecast.results import Estimate, Forecast, estimates
from crossroads.engines.forecast.spread import fit_predictive
from crossroads.engines.forecast.steps import EVIDENCE_CURRENCY, Step, gather
from crossroads.engines.terms import Stage

END_TO_END = "cost_per_enrolled"
COVERAGE_BUDGET = 10_000.0
"""Dollars imagined where a study tells its cost per person but not what it spent."""


@dataclass(frozen=True, slots=True)
class StageScore:
    """One stage of a closed campaign against its forecast.

    log_error  logarithm of actual over forecast median, half a person added to both: 0 is exact, 0.69
               twice as many as forecast, -0.69 half as many
    """

    stage: Stage
    actual: int
    forecast: Estimate
    inside50: bool
    inside80: bool
    log_error: float


def score(forecast: Forecast, actual: Mapping[Stage, int]) -> tuple[StageScore, ...]:
    """Score a kept forecast on what was counted, in the order of ``actual``.

    raises  InputProblem or ManyProblems: "forecast.unknown_stage", "forecast.actual_negative"
    """
    by_stage = {found.stage: found.count for found in forecast.stages}
    problems = Problems()
    for stage, count in actual.items():
        if stage not in by_stage:
            problems.add("forecast.unknown_stage", stage=str(stage))
        if count < 0:
            problems.add("forecast.actual_negative", stage=str(stage), count=count)
    problems.raise_any()
    return tuple(_score_stage(stage, count, by_stage[stage]) for stage, count in actual.items())


def _score_stage(stage: Stage, actual: int, predicted: Estimate) -> StageScore:
    median = predicted.median if predicted.median is not None else math.inf
    return StageScore(
        stage=stage,
        actual=actual,
        forecast=predicted,
        inside50=predicted.inside50(actual),
        inside80=predicted.inside80(actual),
        log_error=math.log((actual + 0.5) / (median + 0.5)),
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the intervals held a study that was left out.

    what  a step, or "cost_per_enrolled" for the whole way from money to people
    """

    what: str
    n_studies: int
    inside50: float
    inside80: float


def coverage(evidence: Evidence, *, rng: np.random.Generator, draws: int = 4000) -> tuple[Coverage, ...]:
    """Leave each study out, predict it from the others, and count. A study counts once, whatever its rows.

    Steps with fewer than two studies cannot be tested and are not listed.
    """
    found = [_cover_step(evidence, step, rng, draws) for step in Step]
    return (*(entry for entry in found if entry is not None), _cover_cost(evidence, rng, draws))


def overall(entries: tuple[Coverage, ...]) -> Coverage:
    """All entries as one, each weighted by its studies."""
    n = sum(entry.n_studies for entry in entries)
    return Coverage(
        what="overall",
        n_studies=n,
        inside50=sum(entry.inside50 * entry.n_studies for entry in entries) / n,
        inside80=sum(entry.inside80 * entry.n_studies for entry in entries) / n,
    )


def _cover_step(evidence: Evidence, step: Step, rng: np.random.Generator, draws: int) -> Coverage | None:
    studies = gather(evidence, step).studies
    if len(studies) < 2:
        return None
    hits50, hits80 = [], []
    for left_out in studies:
        others = [study for study in studies if study is not left_out]
        interval = estimates(fit_predictive(others, left_out.design).draw(rng, draws))[0]
        hits50.append(np.mean([interval.inside50(value) for value in left_out.values]))
        hits80.append(np.mean([interval.inside80(value) for value in left_out.values]))
    return Coverage(step.value, len(studies), float(np.mean(hits50)), float(np.mean(hits80)))


def published_cost(row: EvidenceRow) -> float | None:
    """Dollars per person who joined, without staff time: as reported, else spend over people."""
    if row.channel is not Channel.PAID_SOCIAL or row.currency != EVIDENCE_CURRENCY:
        return None
    if row.cost_per_unit and row.cost_per in {"enrolled", "randomised", "completed", "consented"}:
        return row.cost_per_unit
    return row.spend / row.final if row.spend and row.final else None


def _cover_cost(evidence: Evidence, rng: np.random.Generator, draws: int) -> Coverage:
    by_study: dict[str, list[tuple[bool, bool]]] = {}
    for row in evidence.rows:
        cost = published_cost(row)
        if cost is not None:
            plan = PlanInput(row.design, row.spend or COVERAGE_BUDGET, weeks=1, start_date=date(2000, 1, 1))
            interval = forecast(plan, evidence.without(row.study), rng=rng, draws=draws).cost_per_enrolled
            by_study.setdefault(row.study, []).append((interval.inside50(cost), interval.inside80(cost)))
    hits = np.array([np.mean(found, axis=0) for found in by_study.values()])
    return Coverage(END_TO_END, len(hits), float(hits[:, 0].mean()), float(hits[:, 1].mean()))
