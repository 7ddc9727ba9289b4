"""What a new study may show, given those that were run: small tables worked out by hand, and properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.engines.forecast.evidence import Design
from crossroads.engines.forecast.spread import fit_predictive
from crossroads.engines.forecast.steps import StudyValues

C, S = Design.CLINIC_TRIAL, Design.SURVEY


def study(name: str, design: Design, *values: float) -> StudyValues:
    return StudyValues(name, design, tuple(f"{name}{i}" for i in range(len(values))), values)


def test_one_design_gives_the_textbook_prediction_interval():
    """Values 1 to 5: mean 3, variance 2.5, so a new study varies with 2.5 * (1 + 1/5) = 3."""
    fitted = fit_predictive([study(name, C, value) for value, name in enumerate("abcde", start=1)], C)
    assert fitted.centre == pytest.approx(3)
    assert fitted.scale == pytest.approx(math.sqrt(3))
    assert fitted.degrees == 4


def test_a_study_counts_once_whatever_its_rows():
    many = fit_predictive([study("a", C, 0.0), study("b", C, *[4.0] * 10)], C)
    assert many.centre == pytest.approx(2)
    assert many.weights.sum() == pytest.approx(1)
    assert many.weights[0] == pytest.approx(many.weights[1:].sum())


def test_designs_that_do_not_differ_are_pooled():
    """Equal means leave no variance between groups, so all studies speak for each."""
    studies = [study("a", C, 0.0), study("b", C, 2.0), study("c", S, 0.0), study("d", S, 2.0)]
    assert fit_predictive(studies, C).centre == fit_predictive(studies, S).centre == pytest.approx(1)


def test_designs_that_differ_much_keep_their_own_mean():
    studies = [study("a", C, 0.0), study("b", C, 0.2), study("c", S, 10.0), study("d", S, 10.2)]
    assert fit_predictive(studies, C).centre == pytest.approx(0.1, abs=0.05)
    assert fit_predictive(studies, S).centre == pytest.approx(10.1, abs=0.05)


def test_a_design_without_a_study_borrows_and_is_less_sure():
    studies = [study("a", C, 0.0), study("b", C, 0.4), study("c", S, 5.0), study("d", S, 5.4)]
    borrowed = fit_predictive(studies, Design.ONLINE_TRIAL)
    assert borrowed.centre == pytest.approx(2.7)
    assert borrowed.scale > fit_predictive(studies, C).scale


def test_a_lone_study_still_has_a_spread():
    assert fit_predictive([study("a", C, 1.0)], C).scale >= 1


@settings(max_examples=50, deadline=None)
@given(
    values=st.lists(st.floats(-8, 8), min_size=1, max_size=15),
    designs=st.lists(st.sampled_from(Design), min_size=15, max_size=15),
    wanted=st.sampled_from(Design),
)
def test_draws_are_finite_and_the_centre_lies_among_the_studies(values, designs, wanted):
    studies = [study(f"s{i}", d, v) for i, (v, d) in enumerate(zip(values, designs, strict=False))]
    fitted = fit_predictive(studies, wanted)
    assert min(values) - 1e-9 <= fitted.centre <= max(values) + 1e-9
    drawn = fitted.draw(np.random.default_rng(0), 300)
    assert drawn.shape == (300,)
    assert np.isfinite(drawn).all()


def test_eighty_percent_intervals_hold_four_of_five_new_studies():
    """On invented studies, where the truth is known: ten studies, then one more, 400 times."""
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        seen = [study(f"s{i}", C, v) for i, v in enumerate(rng.normal(1.0, 0.8, 10))]
        low, high = np.quantile(fit_predictive(seen, C).draw(rng, 500), (0.1, 0.9))
        inside += low <= rng.normal(1.0, 0.8) <= high
    assert 0.75 <= inside / 400 <= 0.86
