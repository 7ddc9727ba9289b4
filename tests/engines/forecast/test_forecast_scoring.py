"""How a forecast held: one closed campaign, studies left out, and published campaigns that it never saw."""

from __future__ import annotations

import csv
import math
from datetime import date

import numpy as np
import pytest

from crossroads.engines.errors import ManyProblems, each_problem
from crossroads.engines.forecast import (
    Design,
    PlanInput,
    Step,
    coverage,
    forecast,
    load_evidence,
    overall,
    score,
)
from crossroads.engines.forecast.prediction import quick_range
from crossroads.engines.forecast.results import estimates
from crossroads.engines.forecast.spread import fit_predictive
from crossroads.engines.forecast.steps import gather, to_scale
from crossroads.engines.terms import Stage

PLAN = PlanInput(Design.CLINIC_TRIAL, 10_000.0, 8, date(2027, 1, 4))


@pytest.fixture(scope="module")
def made():
    return forecast(PLAN, load_evidence(), rng=np.random.default_rng(1))


def test_the_median_itself_scores_inside_with_no_error(made):
    median = int(made.stage(Stage.CLICK).count.median)
    (scored,) = score(made, {Stage.CLICK: median})
    assert scored.inside50 and scored.inside80
    assert scored.log_error == 0


def test_a_count_far_above_scores_outside_and_says_by_how_much(made):
    high = int(made.stage(Stage.ENROLLED).count.high80) * 3
    (scored,) = score(made, {Stage.ENROLLED: high})
    assert not scored.inside50 and not scored.inside80
    assert scored.log_error > math.log(3)


def test_nobody_enrolled_can_be_scored(made):
    (scored,) = score(made, {Stage.ENROLLED: 0})
    assert scored.log_error < 0
    assert math.isfinite(scored.log_error)


def test_scores_come_in_the_order_of_the_counts(made):
    counts = {Stage.ENROLLED: 3, Stage.CLICK: 9_000}
    assert [scored.stage for scored in score(made, counts)] == list(counts)


def test_stages_without_forecast_and_negative_counts_are_told_together(made):
    with pytest.raises(ManyProblems) as told:
        score(made, {Stage.SCREENED: 4, Stage.CLICK: -1})
    assert [p.code for p in each_problem(told.value)] == [
        "forecast.unknown_stage",
        "forecast.actual_negative",
    ]


def test_intervals_cover_studies_that_were_left_out():
    """Leave one study out, all steps and the cost per person: 80 % within eight points, 50 % within ten."""
    found = overall(coverage(load_evidence(), rng=np.random.default_rng(1), draws=1000))
    assert found.n_studies >= 90
    assert found.inside80 == pytest.approx(0.80, abs=0.08)
    assert found.inside50 == pytest.approx(0.50, abs=0.10)


UNSEEN = [
    ("McCarthy & Mazza 2019 PREFER", "clicks", Step.ENROLLED_PER_CLICK, Design.ONLINE_TRIAL),
    ("Isaacson 2015 Alzheimer's Universe", "clicks", Step.ENROLLED_PER_CLICK, Design.SURVEY),
    (
        "Cowie & Gurney 2018 elderly phase 1",
        "screened_or_responded",
        Step.ENROLLED_PER_PRESCREEN,
        Design.CLINIC_TRIAL,
    ),
]


@pytest.mark.shared
@pytest.mark.parametrize(("study", "before", "step", "design"), UNSEEN, ids=lambda value: str(value)[:12])
def test_published_campaigns_outside_the_evidence_are_covered(study, before, step, design):
    """Each lies in the 80 % interval for a new study of its kind."""
    from shared_data import shared

    with shared("recruitment-costs/published_recruitment_costs.csv").open(encoding="utf-8") as lines:
        row = next(row for row in csv.DictReader(lines) if row["study"] == study)
    reached = int(row["consented_or_enrolled"]) / int(row[before])
    predictive = fit_predictive(gather(load_evidence(), step).studies, design)
    interval = estimates(predictive.draw(np.random.default_rng(1), 4000))[0]
    assert interval.inside80(to_scale(step, reached))


def test_a_thousandfold_budget_moves_the_median_a_thousandfold():
    small, large = (
        quick_range(PlanInput(PLAN.design, b, 8, PLAN.start_date), load_evidence()) for b in (1e3, 1e6)
    )
    assert large.median / small.median == pytest.approx(1000)
