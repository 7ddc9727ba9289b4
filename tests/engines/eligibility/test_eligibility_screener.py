"""A screener whose parts do not fit each other is refused; a sound one survives its JSON unchanged."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from eligibility_screeners import INCLUSION, MIGRAINE

from crossroads.engines.eligibility import (
    Compare,
    CriterionRule,
    Operator,
    Question,
    QuestionKind,
    Screener,
    screener_from_json,
    screener_to_json,
)
from crossroads.engines.errors import InputProblem, each_problem

AGE = Question("age", "How old are you?", QuestionKind.AGE, unit="years")
SMOKES = Question("smokes", "Do you smoke?", QuestionKind.YES_NO)


def rule(code: str, compare: Compare, span: tuple[int, int] | None = None) -> CriterionRule:
    return CriterionRule(code, INCLUSION, "text", compare, span)


ADULT = Compare("age", Operator.AT_LEAST, Decimal(18))


@pytest.mark.parametrize(
    ("questions", "rules", "codes"),
    [
        ((AGE, AGE), (), ["eligibility.duplicate"]),
        ((AGE,), (rule("INCL01", ADULT), rule("INCL01", ADULT)), ["eligibility.duplicate"]),
        ((Question("Age", "?", QuestionKind.AGE),), (), ["eligibility.question_key"]),
        ((Question("c", "?", QuestionKind.CHOICE),), (), ["eligibility.choices"]),
        ((AGE,), (rule("INCLUSION1", ADULT),), ["eligibility.criterion_code"]),
        ((AGE,), (rule("INCL01", ADULT, (9, 3)),), ["eligibility.span"]),
        ((), (rule("INCL01", ADULT),), ["eligibility.no_such_question"]),
        ((SMOKES,), (rule("INCL01", Compare("smokes", Operator.EQUAL, "yes")),), ["eligibility.operand"]),
        ((SMOKES,), (rule("INCL01", Compare("smokes", Operator.LESS, True)),), ["eligibility.operand"]),
        ((AGE,), (rule("INCL01", Compare("age", Operator.EQUAL, True)),), ["eligibility.operand"]),
        (
            (AGE, Question("B", "?", QuestionKind.YES_NO)),
            (rule("x", Compare("gone", Operator.EQUAL, True)),),
            ["eligibility.question_key", "eligibility.criterion_code", "eligibility.no_such_question"],
        ),
    ],
)
def test_parts_that_do_not_fit_are_told(
    questions: tuple[Question, ...], rules: tuple[CriterionRule, ...], codes: list[str]
) -> None:
    with pytest.raises(InputProblem) as caught:
        Screener(questions, rules)
    problems = each_problem(caught.value)
    assert [problem.code for problem in problems] == codes
    assert all(problem.advice and problem.message != problem.code for problem in problems)


def test_json_gives_the_same_screener_back() -> None:
    assert screener_from_json(screener_to_json(MIGRAINE)) == MIGRAINE


def test_equal_screeners_have_equal_bytes() -> None:
    """18 and 18.0 are the same bound and are written in the same way, so that the hash agrees."""
    bounds = [
        Screener((AGE,), (rule("INCL01", Compare("age", Operator.AT_LEAST, number)),))
        for number in (Decimal("18"), Decimal("18.0"), Decimal("1.8E+1"))
    ]
    assert len({screener_to_json(screener) for screener in bounds}) == 1


def _broken(change: str) -> str:
    data = json.loads(screener_to_json(MIGRAINE))
    if change == "no rules":
        del data["rules"]
    elif change == "kind":
        data["questions"][0]["kind"] = "colour"
    elif change == "number":
        data["rules"][0]["condition"]["value"] = {"number": "eighteen"}
    elif change == "size":
        data["rules"][0]["condition"]["value"] = {"number": "1e999999999"}
    elif change == "text":
        data["questions"][0]["text"] = 5
    elif change == "deep":
        for _ in range(30):
            data["rules"][0]["condition"] = {"not": data["rules"][0]["condition"]}
    return json.dumps(data)


@pytest.mark.parametrize("change", ["no rules", "kind", "number", "size", "text", "deep"])
def test_a_broken_screener_is_told(change: str) -> None:
    with pytest.raises(InputProblem) as caught:
        screener_from_json(_broken(change))
    assert caught.value.code == "eligibility.bad_screener"


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000])
def test_what_is_not_json_is_told(text: str) -> None:
    with pytest.raises(InputProblem) as caught:
        screener_from_json(text)
    assert caught.value.code == "input.not_json"


@pytest.mark.parametrize("text", ["[]", "5", "null", '{"questions": 1, "rules": []}'])
def test_json_that_is_no_screener_is_told(text: str) -> None:
    with pytest.raises(InputProblem) as caught:
        screener_from_json(text)
    assert caught.value.code == "eligibility.bad_screener"


def test_a_screener_kept_before_units_and_effort_is_read_and_written_as_it_was() -> None:
    """Its hash was approved: what a new field does not say is not written."""
    kept = (
        '{"questions":[{"choices":[],"help":"","intimacy":0,"key":"age","kind":"age","text":"How old are you?",'
        '"unit":"years","why_we_ask":""}],"rules":[{"category":"INCLUSION","code":"INCL01","condition":'
        '{"operator":">=","question":"age","value":{"number":"18"}},"span":null,"text":"Age 18 or older"}]}'
    )
    assert screener_to_json(screener_from_json(kept)) == kept
