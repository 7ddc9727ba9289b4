"""Reading answers: everything is told in one pass, and no answer stands in a problem."""

from __future__ import annotations

from decimal import Decimal

import pytest
from eligibility_screeners import MIGRAINE

from crossroads.engines.eligibility import NOT_SURE, Question, QuestionKind, Screener, Unit, parse_answers
from crossroads.engines.errors import InputProblem, ManyProblems, each_problem


@pytest.mark.parametrize(
    ("key", "given", "read"),
    [
        ("smokes", "Yes", True),
        ("smokes", "no ", False),
        ("smokes", True, True),
        ("days", "6", Decimal(6)),
        ("days", "6,5", Decimal("6.5")),
        ("days", 6.5, Decimal("6.5")),
        ("age", "41", Decimal(41)),
        ("age", 41.9, Decimal(41)),
        ("kind", "Migraine", "migraine"),
        ("kind", "not sure", NOT_SURE),
        ("age", "Not sure", NOT_SURE),
        ("smokes", NOT_SURE, NOT_SURE),
    ],
)
def test_each_kind_is_read(key: str, given: object, read: object) -> None:
    assert parse_answers(MIGRAINE, {key: given}) == {key: read}


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_answer_is_no_answer(empty: object) -> None:
    assert parse_answers(MIGRAINE, {"smokes": empty}) == {}


@pytest.mark.parametrize(
    ("key", "given", "code"),
    [
        ("smokes", "maybe", "eligibility.not_yes_no"),
        ("smokes", 1, "eligibility.not_yes_no"),
        ("days", "often", "eligibility.not_a_number"),
        ("days", "nan", "eligibility.not_a_number"),
        ("days", "1e999", "eligibility.not_a_number"),
        ("days", True, "eligibility.not_a_number"),
        ("days", ["6"], "eligibility.not_a_number"),
        ("age", "-1", "eligibility.not_an_age"),
        ("age", "131", "eligibility.not_an_age"),
        ("kind", "cluster", "eligibility.not_a_choice"),
        ("kind", 7, "eligibility.not_a_choice"),
        ("height", "180", "eligibility.unknown_question"),
    ],
)
def test_a_bad_answer_is_told(key: str, given: object, code: str) -> None:
    with pytest.raises(InputProblem) as caught:
        parse_answers(MIGRAINE, {key: given})
    assert caught.value.code == code
    assert caught.value.where.field == key
    assert caught.value.advice


def test_all_bad_answers_are_told_in_one_pass() -> None:
    with pytest.raises(ManyProblems) as caught:
        parse_answers(MIGRAINE, {"age": "old", "smokes": "maybe", "days": "4"})
    assert [problem.where.field for problem in caught.value.problems] == ["age", "smokes"]


def test_problems_never_repeat_what_the_person_answered() -> None:
    """They are logged; answers are not."""
    with pytest.raises(InputProblem) as caught:
        parse_answers(MIGRAINE, {"kind": "a private matter"})
    for problem in each_problem(caught.value):
        assert "private" not in str(problem)
        assert "private" not in str(problem.params)


@pytest.mark.parametrize("given", ["-5", "-5 lb", -0.1])
def test_what_is_measured_is_never_below_nothing(given: object) -> None:
    kilograms = (Unit("kg", "kilograms (kg)"), Unit("[lb_av]", "pounds (lb)", Decimal("0.45359237")))
    weight = Question("weight", "Weight?", QuestionKind.NUMBER, unit="kilograms (kg)", units=kilograms)
    with pytest.raises(InputProblem) as caught:
        parse_answers(Screener((weight,), ()), {"weight": given})
    assert caught.value.code == "eligibility.not_a_number"
