"""The core of every screener: age, sex, and healthy volunteers, from the registry's own fields."""

from __future__ import annotations

import pytest
from eligibility_screeners import check_table

from crossroads.engines.eligibility import QuestionKind, build_core, evaluate
from crossroads.engines.errors import InputProblem, ManyProblems
from crossroads.engines.terms import Fit, Sex


def core(
    minimum_age: str | None = None,
    maximum_age: str | None = None,
    sex: Sex = Sex.ALL,
    healthy_volunteers: bool | None = None,
):  # type: ignore[no-untyped-def]
    return build_core(
        minimum_age=minimum_age, maximum_age=maximum_age, sex=sex, healthy_volunteers=healthy_volunteers
    )


def test_age_floor_is_inclusive() -> None:
    """A person meets a minimum age on that birthday."""
    check_table(
        core(minimum_age="18 Years"),
        """
        age      | INCL01  | fit
        ---------+---------+-------------------
        17       | not met | may not fit
        18       | met     | may fit
        not sure | unknown | a person must look
                 | unknown | a person must look
        """,
    )


def test_age_ceiling_is_inclusive() -> None:
    """A person meets a maximum age until the next birthday."""
    check_table(
        core(maximum_age="65 Years"),
        """
        age  | INCL01  | fit
        -----+---------+------------
        65   | met     | may fit
        65.9 | met     | may fit
        66   | not met | may not fit
        """,
    )


def test_a_bound_in_months_makes_the_question_ask_for_months() -> None:
    """A maximum of 1 year then includes the 23rd month: one is 1 year old until the second birthday."""
    screener = core(minimum_age="6 Months", maximum_age="1 Year")
    assert screener.questions[0].unit == "months"
    check_table(
        screener,
        """
        age | INCL01  | INCL02
        ----+---------+--------
          5 | not met | met
          6 | met     | met
         23 | met     | met
         24 | met     | not met
        """,
    )


def test_a_bound_in_days_is_left_to_the_site() -> None:
    screener = core(minimum_age="28 Days")
    assert screener.questions == ()
    assert evaluate(screener, {}).fit is Fit.PERSON_MUST_LOOK


def test_sex_is_asked_only_where_it_matters() -> None:
    assert core(sex=Sex.ALL).questions == ()
    check_table(
        core(sex=Sex.FEMALE),
        """
        sex      | INCL01  | fit
        ---------+---------+-------------------
        female   | met     | may fit
        MALE     | not met | may not fit
        not sure | unknown | a person must look
        """,
    )


def test_a_study_of_patients_asks_for_the_condition() -> None:
    check_table(
        core(healthy_volunteers=False),
        """
        has_condition | INCL01  | fit
        --------------+---------+-------------------
        yes           | met     | may fit
        no            | not met | may not fit
        not sure      | unknown | a person must look
        """,
    )
    assert core(healthy_volunteers=True).questions == ()


def test_criteria_keep_the_registrys_wording() -> None:
    screener = core("18 Years", "65 Years", Sex.FEMALE, False)
    assert [(rule.code, rule.text) for rule in screener.rules] == [
        ("INCL01", "Minimum Age: 18 Years"),
        ("INCL02", "Maximum Age: 65 Years"),
        ("INCL03", "Sex: Female"),
        ("INCL04", "Accepts Healthy Volunteers: No"),
    ]


def test_every_question_says_why_it_is_asked() -> None:
    for question in core("18 Years", None, Sex.MALE, False).questions:
        assert question.text.endswith("?")
        assert question.why_we_ask
        assert question.kind in QuestionKind


def test_both_bad_bounds_are_told_in_one_pass() -> None:
    with pytest.raises(ManyProblems) as caught:
        core(minimum_age="adult", maximum_age="-4 Years")
    assert [problem.code for problem in caught.value.problems] == ["eligibility.age_bound"] * 2
    assert [problem.where.field for problem in caught.value.problems] == ["minimum_age", "maximum_age"]


def test_a_floor_above_the_ceiling_is_told() -> None:
    with pytest.raises(InputProblem) as caught:
        core(minimum_age="70 Years", maximum_age="65 Years")
    assert caught.value.code == "eligibility.age_order"
