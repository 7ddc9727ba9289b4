"""A forecast: what it promises, whatever the plan; and what a team may change."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.engines.errors import InputProblem, ManyProblems, each_problem
from crossroads.engines.forecast import (
    Design,
    Evidence,
    Forecast,
    PlanInput,
    Step,
    assumption_codes,
    forecast,
    load_evidence,
)
from crossroads.engines.forecast.prediction import quick_range
from crossroads.engines.forecast.steps import THIN_BELOW
from crossroads.engines.terms import Stage

MONDAY = date(2027, 1, 4)


def plan(**changes) -> PlanInput:
    facts = {"design": Design.CLINIC_TRIAL, "budget": 10_000.0, "weeks": 12, "start_date": MONDAY}
    return PlanInput(**{**facts, **changes})


def run(draws: int = 1000, seed: int = 1, **changes) -> Forecast:
    return forecast(plan(**changes), load_evidence(), rng=np.random.default_rng(seed), draws=draws)


plans = st.builds(
    plan,
    design=st.sampled_from(Design),
    budget=st.floats(1, 1e7),
    weeks=st.integers(1, 104),
    network=st.sampled_from(["", "facebook", "instagram", "reddit"]),
    target_enrollment=st.none() | st.integers(1, 5000),
    overrides=st.fixed_dictionaries(
        {}, optional={"click_price_factor": st.floats(0.5, 10), "weeks_to_enrollment": st.floats(0, 30)}
    ),
)


class TestWhateverThePlan:
    @settings(max_examples=40, deadline=None)
    @given(plan=plans, seed=st.integers(0, 2**32))
    def test_the_promises_hold(self, plan, seed):
        """Intervals nest, the funnel never grows, weeks never fall, and the kept form reads back the same."""
        made = forecast(plan, load_evidence(), rng=np.random.default_rng(seed), draws=200)
        for found in (
            *(s.count for s in made.stages),
            *(w.enrolled for w in made.weeks),
            made.cost_per_enrolled,
        ):
            assert_nested(found)
        for wider, narrower in pairwise(made.stages):
            assert wider.count.low80 >= narrower.count.low80
            assert wider.count.median >= narrower.count.median
            assert wider.count.high80 >= narrower.count.high80
        for earlier, later in pairwise(made.weeks):
            assert earlier.enrolled.median <= later.enrolled.median
            assert earlier.enrolled.high80 <= later.enrolled.high80
        assert made.weeks[-1].enrolled.high80 <= made.stage(Stage.ENROLLED).count.high80
        assert sum(step.share_of_width for step in made.steps) == pytest.approx(1)
        assert Forecast.from_dict(json.loads(json.dumps(made.to_dict()))) == made

    @settings(max_examples=15, deadline=None)
    @given(budget=st.floats(100, 1e6))
    def test_more_money_never_forecasts_fewer_clicks(self, budget):
        one, two = run(draws=200, budget=budget), run(draws=200, budget=budget * 2)
        assert two.stage(Stage.CLICK).count.median >= one.stage(Stage.CLICK).count.median

    def test_the_same_seed_gives_the_same_forecast(self):
        assert run(seed=7) == run(seed=7)
        assert run(seed=7) != run(seed=8)


def assert_nested(estimate) -> None:
    ends = (estimate.low80, estimate.low50, estimate.median, estimate.high50, estimate.high80)
    numbers = [float("inf") if end is None else end for end in ends]
    assert numbers == sorted(numbers)


class TestWhatAForecastCarries:
    def test_each_stage_says_how_many_studies_stand_behind_it(self):
        for found in run().stages:
            assert found.thin is (found.n_studies < THIN_BELOW)
            assert found.note == (
                f"Thin evidence, studies of this kind: {found.n_studies}." if found.thin else ""
            )

    def test_the_rows_behind_each_step_are_named_and_exist(self):
        ids = {row.id for row in load_evidence().rows}
        for used in run().steps:
            assert used.row_ids
            assert set(used.row_ids) <= ids
            assert used.n_studies <= used.n_all <= len(used.row_ids)

    def test_it_names_evidence_draws_seed_and_every_assumption(self):
        made = forecast(plan(), load_evidence(), rng=np.random.default_rng(3), seed_note="PCG64, seed 3")
        assert made.evidence_version == load_evidence().version
        assert (made.draws, made.seed_note) == (4000, "PCG64, seed 3")
        assert tuple(a.code for a in made.assumptions) == assumption_codes()
        assert all(a.source and a.sentence for a in made.assumptions)

    def test_the_caveats_can_be_read(self):
        made = run(network="reddit")
        assert "forecast.optimistic_clicks" in made.caveats
        assert "forecast.dollars_only" in made.caveats
        assert any("reddit" in sentence for sentence in made.caveat_sentences)

    def test_a_network_with_enough_studies_is_not_pooled_for_its_price(self):
        used = {step.step: step for step in run(network="facebook").steps}
        assert not used[Step.COST_PER_CLICK].networks_pooled
        assert {step.step: step for step in run(network="reddit").steps}[Step.COST_PER_CLICK].networks_pooled

    def test_weeks_follow_the_calendar_from_the_start(self):
        weeks = run(weeks=3).weeks
        assert [week.ends_on for week in weeks] == [MONDAY + timedelta(days=d) for d in (6, 13, 20)]

    def test_stages_of_the_sites_own_work_are_left_out_rather_than_made_up(self):
        stages = {found.stage for found in run().stages}
        assert not stages & {Stage.REFERRED, Stage.CONTACTED, Stage.SCREENED, Stage.INFORMED_CONSENTED}
        with pytest.raises(InputProblem, match="says nothing about the stage screened"):
            run().stage(Stage.SCREENED)

    def test_where_nobody_may_enroll_the_cost_has_no_upper_end(self):
        cost = run(budget=50).cost_per_enrolled
        assert cost.high80 is None

    def test_a_clinic_trial_enrolls_fewer_per_dollar_than_a_survey(self):
        by_design = [run(design=design).stage(Stage.ENROLLED).count.median for design in Design]
        assert by_design == sorted(by_design)

    def test_the_route_with_more_studies_is_taken_and_the_other_is_shown(self):
        clinic, survey = run(), run(design=Design.SURVEY)
        assert not clinic.direct
        assert survey.direct
        assert "forecast.direct_route" in survey.caveats
        assert clinic.cross_check.direct > 0 and clinic.cross_check.step_by_step > 0


class TestWhatATeamMayChange:
    def test_a_click_price_twice_as_high_brings_half_the_clicks(self):
        plain, dear = run(), run(overrides={"click_price_factor": 2.0})
        assert dear.stage(Stage.CLICK).count.median == pytest.approx(
            plain.stage(Stage.CLICK).count.median / 2, rel=0.05
        )

    def test_an_override_is_kept_as_the_teams_own(self):
        made = run(overrides={"completed_per_started": 0.9})
        changed = next(a for a in made.assumptions if a.code == "completed_per_started")
        assert (changed.value, changed.source) == (0.9, "the team")

    def test_a_later_arrival_moves_enrollment_past_the_end(self):
        assert run(overrides={"weeks_to_enrollment": 0.0}).late_share == pytest.approx(0)
        assert 0 < run(overrides={"weeks_to_enrollment": 6.0}).late_share < 1

    def test_another_currency_needs_a_rate_and_lists_it(self):
        with pytest.raises(InputProblem) as told:
            plan(currency="EUR")
        assert told.value.code == "forecast.no_rate"
        made = run(currency="EUR", overrides={"usd_per_unit": 1.1})
        assert next(a for a in made.assumptions if a.code == "usd_per_unit").value == 1.1

    def test_a_target_has_a_chance(self):
        assert run().target_chance is None
        assert run(target_enrollment=1).target_chance > run(target_enrollment=500).target_chance


class TestBadInput:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"budget": 0}, "forecast.budget"),
            ({"budget": float("nan")}, "forecast.budget"),
            ({"budget": 1e12}, "forecast.budget"),
            ({"weeks": 0}, "forecast.weeks"),
            ({"weeks": 261}, "forecast.weeks"),
            ({"currency": "dollars"}, "forecast.currency"),
            ({"target_enrollment": 0}, "forecast.target"),
            ({"overrides": {"luck": 1.0}}, "forecast.unknown_assumption"),
            ({"overrides": {"ad_share": 1.5}}, "forecast.assumption_range"),
            ({"overrides": {"ad_share": float("nan")}}, "forecast.assumption_range"),
        ],
    )
    def test_is_told_with_its_field(self, changes, code):
        with pytest.raises(InputProblem) as told:
            plan(**changes)
        assert told.value.code == code
        assert told.value.where.field
        assert "(" not in told.value.message.replace("(assumption", "")

    def test_is_told_all_at_once(self):
        with pytest.raises(ManyProblems) as told:
            plan(budget=-1, weeks=0, overrides={"luck": 1.0})
        assert len(each_problem(told.value)) == 3

    @pytest.mark.parametrize("draws", [0, 199, 50_001])
    def test_too_few_or_too_many_draws_are_refused(self, draws):
        with pytest.raises(InputProblem, match="draws"):
            run(draws=draws)

    def test_evidence_that_is_silent_on_a_step_cannot_forecast(self):
        empty = Evidence((), load_evidence().reviews, "none")
        with pytest.raises(InputProblem) as told:
            forecast(plan(), empty, rng=np.random.default_rng(1))
        assert told.value.code == "forecast.no_evidence"

    @pytest.mark.parametrize("kept", [{}, {"format": 1}, {"format": 99}])
    def test_what_is_no_forecast_is_not_read_as_one(self, kept):
        with pytest.raises(InputProblem) as told:
            Forecast.from_dict(kept)
        assert told.value.code == "forecast.not_a_forecast"


@pytest.mark.parametrize("design", Design)
@pytest.mark.parametrize("budget", [1_000.0, 50_000.0])
def test_the_quick_range_stays_close_to_the_drawn_interval(design, budget):
    """Closed form against drawing: medians within a third, ends within a factor of two."""
    quick = quick_range(plan(design=design, budget=budget), load_evidence())
    drawn = run(design=design, budget=budget, draws=4000).stage(Stage.ENROLLED).count
    assert quick.median == pytest.approx(drawn.median, rel=0.35)
    assert 0.5 < quick.high / drawn.high80 < 2
