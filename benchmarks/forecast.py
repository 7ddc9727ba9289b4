"""How fast and how well calibrated the forecast is. Run: ``python benchmarks/forecast.py``.

Speed: 4,000 drawn campaigns against the same campaign drawn one at a time in plain Python, in the same run.
Calibration: each study left out in turn and predicted from the others; beside it, what plain resampling of
the published values covers, with no allowance for a new study.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np

from crossroads.engines.forecast import (
    Design,
    Evidence,
    PlanInput,
    Step,
    coverage,
    forecast,
    load_evidence,
    overall,
)
from crossroads.engines.forecast.prediction import DIRECT, STEP_BY_STEP, fit_steps
from crossroads.engines.forecast.scoring import Coverage
from crossroads.engines.forecast.spread import SMOOTHING, Predictive
from crossroads.engines.forecast.steps import gather

DRAWS = 4000
REPEATS = 15
SEED = 20270104
PLAN = PlanInput(Design.CLINIC_TRIAL, 10_000.0, 12, date(2027, 1, 4))


def naive_forecast(evidence: Evidence, rng: random.Random, draws: int) -> list[float]:
    """People enrolled, one campaign at a time: the same steps and weeks, without arrays."""
    fitted = fit_steps(PLAN, evidence)
    totals = []
    for _ in range(draws):
        drawn = {step: _naive_draw(fit.predictive, rng) for step, fit in fitted.items()}
        clicks = PLAN.budget / math.exp(drawn[Step.COST_PER_CLICK])
        for step in (*STEP_BY_STEP, *DIRECT, Step.LANDING_PER_CLICK, Step.FIT_PER_PRESCREEN):
            drawn[step] = 1 / (1 + math.exp(-drawn[step]))
        total = clicks * drawn[Step.PRESCREEN_PER_CLICK] * drawn[Step.ENROLLED_PER_PRESCREEN]
        parts = [rng.gammavariate(2.0, 1.0) for _ in range(PLAN.weeks + 1)]
        running, whole = 0.0, sum(parts)
        for part in parts[:-1]:
            running += part
            math.floor(total * running / whole)
        totals.append(total)
    return sorted(totals)


def _naive_draw(predictive: Predictive, rng: random.Random) -> float:
    picked = rng.choices(predictive.residuals.tolist(), predictive.weights.tolist())[0]
    shape = (picked + SMOOTHING * rng.gauss(0, 1)) / math.sqrt(1 + SMOOTHING**2)
    chi_square = rng.gammavariate(predictive.degrees / 2, 2)
    return predictive.centre + predictive.scale * shape * math.sqrt(predictive.degrees / chi_square)


def plain_resampling(evidence: Evidence) -> Coverage:
    """Coverage of the quantiles of the other studies: of the same design, of all where there is none."""
    hits50, hits80 = [], []
    for step in Step:
        studies = gather(evidence, step).studies
        for left_out in studies:
            others = [s for s in studies if s is not left_out]
            own = [s for s in others if s.design is left_out.design] or others
            middle = np.array([statistics.fmean(s.values) for s in own])
            low80, low50, high50, high80 = np.quantile(middle, (0.1, 0.25, 0.75, 0.9))
            hits50.append(statistics.fmean(low50 <= v <= high50 for v in left_out.values))
            hits80.append(statistics.fmean(low80 <= v <= high80 for v in left_out.values))
    return Coverage("plain resampling", len(hits80), statistics.fmean(hits50), statistics.fmean(hits80))


def seconds(run: Callable[[], object], repeats: int) -> float:
    """Median time of one run."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    evidence = load_evidence()
    ours = seconds(lambda: forecast(PLAN, evidence, rng=np.random.default_rng(SEED), draws=DRAWS), REPEATS)
    naive = seconds(lambda: naive_forecast(evidence, random.Random(SEED), DRAWS), 3)
    print(f"forecast, {DRAWS} draws, {PLAN.weeks} weeks: {ours * 1000:.1f} ms, with intervals and stages")
    print(f"plain Python loop, same draws: {naive * 1000:.1f} ms, without; ratio {naive / ours:.1f}")
    print()
    n_studies = len({row.study for row in evidence.rows})
    print(f"evidence {evidence.version}: {len(evidence.rows)} rows, {n_studies} studies")
    print(f"{'left out in turn':26} {'studies':>7} {'in 80 %':>8} {'in 50 %':>8}")
    found = coverage(evidence, rng=np.random.default_rng(SEED), draws=DRAWS)
    steps = tuple(entry for entry in found if entry.what in set(Step))
    for entry in (
        *found,
        overall(found),
        plain_resampling(evidence),
        _named(overall(steps), "ours, same steps"),
    ):
        print(f"{entry.what:26} {entry.n_studies:7} {entry.inside80:8.0%} {entry.inside50:8.0%}")


def _named(entry: Coverage, what: str) -> Coverage:
    return Coverage(what, entry.n_studies, entry.inside50, entry.inside80)


if __name__ == "__main__":
    main()
