"""Shared by the eligibility tests: an invented screener, and a reader of specification tables."""

from __future__ import annotations

from decimal import Decimal

from crossroads.engines.eligibility import (
    All,
    Answer,
    AnyOf,
    Choice,
    Compare,
    CriterionRule,
    Not,
    Operator,
    Question,
    QuestionKind,
    Screener,
    evaluate,
    parse_answers,
)
from crossroads.engines.eligibility.screener import Intimacy
from crossroads.engines.terms import CriterionCategory

INCLUSION, EXCLUSION = CriterionCategory.INCLUSION, CriterionCategory.EXCLUSION

MIGRAINE = Screener(
    questions=(
        Question("age", "How old are you?", QuestionKind.AGE, unit="years", intimacy=Intimacy.EVERYDAY),
        Question("days", "On how many days a month does your head ache?", QuestionKind.NUMBER, unit="days"),
        Question(
            "kind",
            "Which kind of headache is it?",
            QuestionKind.CHOICE,
            choices=(Choice("migraine", "Migraine"), Choice("tension", "Tension headache")),
        ),
        Question("pregnant", "Are you pregnant?", QuestionKind.YES_NO, intimacy=Intimacy.INTIMATE),
        Question("smokes", "Do you smoke?", QuestionKind.YES_NO),
    ),
    rules=(
        CriterionRule("INCL01", INCLUSION, "Age 18 or older", Compare("age", Operator.AT_LEAST, Decimal(18))),
        CriterionRule(
            "INCL02",
            INCLUSION,
            "Migraine on 4 to 14 days a month",
            All(
                (
                    Compare("kind", Operator.EQUAL, "migraine"),
                    Compare("days", Operator.AT_LEAST, Decimal(4)),
                    Compare("days", Operator.AT_MOST, Decimal(14)),
                )
            ),
            span=(20, 52),
        ),
        CriterionRule(
            "EXCL01",
            EXCLUSION,
            "Pregnant, or smoker over 40",
            AnyOf(
                (
                    Compare("pregnant", Operator.EQUAL, True),
                    All(
                        (
                            Compare("smokes", Operator.EQUAL, True),
                            Not(Compare("age", Operator.AT_MOST, Decimal(40))),
                        )
                    ),
                )
            ),
        ),
        CriterionRule("EXCL02", EXCLUSION, "Any condition that the investigator finds unsuitable"),
    ),
)


def check_table(screener: Screener, table: str) -> None:
    """Hold a screener to a table: answers on the left; verdicts by code, or ``fit``, on the right.

    A blank cell is a question without an answer.
    """
    header, _, *lines = [line for line in table.strip().splitlines() if line.strip()]
    names = [cell.strip() for cell in header.split("|")]
    keys = {question.key for question in screener.questions}
    for line in lines:
        cells = dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True))
        raw: dict[str, object] = {name: cell for name, cell in cells.items() if name in keys}
        answers: dict[str, Answer] = parse_answers(screener, raw)
        assessment = evaluate(screener, answers)
        seen = {result.code: result.verdict.value for result in assessment.results}
        seen["fit"] = assessment.fit.value
        expected = {name: cell for name, cell in cells.items() if name not in keys}
        assert {name: seen[name] for name in expected} == expected, line
