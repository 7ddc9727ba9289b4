"""Numbers that cannot be meant are told, with the words that say them; the facts stand as read."""

from __future__ import annotations

import pytest
from fact_tables import read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Age ≥ 65 and ≤ 18 years", "eligibility.bounds_crossed"),
        ("BMI between 30 and 20 kg/m2", "eligibility.bounds_crossed"),
        ("Glucose > 10 mmol/L and < 100 mg/dL", "eligibility.bounds_crossed"),
        ("Hemoglobin > 9 mg/zL", "eligibility.unknown_unit"),
        ("Ferritin < 30 xq/mL", "eligibility.unknown_unit"),
        ("Aged 150 years or older", "eligibility.impossible_age"),
    ],
)
def test_a_number_that_cannot_be_meant(text: str, code: str) -> None:
    what = read(text)
    assert [problem.code for problem in what.problems] == [code]
    assert what.problems[0].message != code
    assert what.problems[0].advice
    assert what.facts


@pytest.mark.parametrize(
    "text",
    [
        "Heart rate < 40 or > 120 bpm",
        "Age > 18 and < 60 years",
        "ALT > 3 x ULN and AST < 5 x ULN",
        "Glucose > 100 mg/dL and < 10 mmol/L",
        "BMI over 30 and/or diabetes",
    ],
)
def test_no_problem_is_made_up(text: str) -> None:
    assert read(text).problems == ()


def test_a_criterion_without_end_is_read_up_to_a_limit() -> None:
    """What is computed from a criterion of tens of thousands of characters is told to be from its beginning."""
    what = read("Age over 18 years. " * 2_000)
    assert [problem.code for problem in what.problems] == ["eligibility.criterion_too_long"]
    assert len(what.facts) > 500
    assert what.logic is None
