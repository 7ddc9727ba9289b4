"""From answers to verdicts. The screener never decides, and "may not fit" always names its cause."""

from __future__ import annotations

from decimal import Decimal

import pytest
from eligibility_screeners import EXCLUSION, INCLUSION, MIGRAINE, check_table

from crossroads.engines.eligibility import (
    NOT_SURE,
    All,
    Answer,
    AnyOf,
    Compare,
    Condition,
    CriterionRule,
    Operator,
    Period,
    PeriodUnit,
    Question,
    QuestionKind,
    ReasonCode,
    Screener,
    evaluate,
)
from crossroads.engines.terms import CriterionCategory, Fit, Verdict


def test_each_criterion_has_its_verdict() -> None:
    """An exclusion that is met speaks against joining; a part that is unknown leaves the whole unknown."""
    check_table(
        MIGRAINE,
        """
  age | kind     | days     | pregnant | smokes   | INCL01  | INCL02  | EXCL01  | EXCL02  | fit
  ----+----------+----------+----------+----------+---------+---------+---------+---------+-------------------
   30 | migraine | 6        | no       | no       | met     | met     | not met | unknown | may fit
   30 | migraine | 6        | no       | yes      | met     | met     | not met | unknown | may fit
   41 | migraine | 6        | no       | yes      | met     | met     | met     | unknown | may not fit
   41 | migraine | 6        | no       | not sure | met     | met     | unknown | unknown | a person must look
   30 | tension  | not sure | no       | no       | met     | not met | not met | unknown | may not fit
   30 | migraine | not sure | no       | no       | met     | unknown | not met | unknown | a person must look
   30 | migraine | 3        | no       | no       | met     | not met | not met | unknown | may not fit
   17 |          |          |          |          | not met | unknown | unknown | unknown | may not fit
      |          |          | yes      |          | unknown | unknown | met     | unknown | may not fit
      |          |          |          |          | unknown | unknown | unknown | unknown | a person must look
        """,
    )


def test_may_not_fit_names_every_cause_verbatim() -> None:
    assessment = evaluate(MIGRAINE, {"age": Decimal(17), "pregnant": True})
    assert assessment.fit is Fit.MAY_NOT_FIT
    assert [(cause.code, cause.text) for cause in assessment.causes] == [
        ("INCL01", "Age 18 or older"),
        ("EXCL01", "Pregnant, or smoker over 40"),
    ]
    assert assessment.causes[0].sentence == "The study takes people from age 18 years up."
    assert "Pregnant, or smoker over 40" in assessment.causes[1].sentence


AGE = Question("age", "How old are you?", QuestionKind.AGE, unit="years")
PULSE = Question("pulse", "How fast is your pulse?", QuestionKind.NUMBER, unit="beats")
OPERATION = Question("operation", "When was your last operation?", QuestionKind.AGO)
SEX = Question("sex", "What sex are you?", QuestionKind.SEX)
SIX_MONTHS = Period(Decimal(6), PeriodUnit.MONTH)


@pytest.mark.parametrize(
    ("category", "condition", "answers", "sentence"),
    [
        (
            EXCLUSION,
            Compare("age", Operator.LESS, Decimal(18)),
            {"age": Decimal(17)},
            "The study takes people from age 18 years up.",
        ),
        (
            INCLUSION,
            Compare("age", Operator.LESS, Decimal(65)),
            {"age": Decimal(65)},
            "The study takes people up to age 64 years.",
        ),
        (
            INCLUSION,
            All(
                (
                    Compare("pulse", Operator.AT_LEAST, Decimal(50)),
                    Compare("pulse", Operator.AT_MOST, Decimal(100)),
                )
            ),
            {"pulse": Decimal(110)},
            "Here the study takes people with at most 100 beats.",
        ),
        (
            EXCLUSION,
            AnyOf(
                (Compare("pulse", Operator.LESS, Decimal(50)), Compare("pulse", Operator.MORE, Decimal(100)))
            ),
            {"pulse": Decimal(40)},
            "Here the study takes people with at least 50 beats.",
        ),
        (
            EXCLUSION,
            Compare("operation", Operator.AT_MOST, SIX_MONTHS),
            {"operation": SIX_MONTHS.elapsed()},
            "For this study it must be more than 6 months ago.",
        ),
        (
            EXCLUSION,
            Compare("sex", Operator.EQUAL, "MALE"),
            {"sex": "MALE"},
            "The study takes only people whose sex is female.",
        ),
        (
            INCLUSION,
            AnyOf((Compare("pulse", Operator.LESS, Decimal(50)), Compare("age", Operator.MORE, Decimal(80)))),
            {"pulse": Decimal(60), "age": Decimal(70)},
            'Your answer does not fit this rule: "As worded"',
        ),
    ],
)
def test_a_bound_that_decides_alone_is_told_as_what_the_study_asks_for(
    category: CriterionCategory, condition: Condition, answers: dict[str, Answer], sentence: str
) -> None:
    rule = CriterionRule("CRIT01", category, "As worded", condition)
    (cause,) = evaluate(Screener((AGE, PULSE, OPERATION, SEX), (rule,)), answers).causes
    assert cause.sentence == sentence


def test_not_sure_and_not_answered_are_told_apart() -> None:
    results = {result.code: result.reason for result in evaluate(MIGRAINE, {"age": NOT_SURE}).results}
    assert results == {
        "INCL01": ReasonCode.NOT_SURE,
        "INCL02": ReasonCode.NOT_ANSWERED,
        "EXCL01": ReasonCode.NOT_ANSWERED,
        "EXCL02": ReasonCode.LEFT_TO_SITE,
    }


def test_what_is_left_to_the_site_does_not_stand_in_the_way() -> None:
    """It stays unknown and is shown as such; the site settles it after the referral."""
    question = Question("adult", "Are you an adult?", QuestionKind.YES_NO)
    asked = CriterionRule("EXCL01", EXCLUSION, "Children", Compare("adult", Operator.EQUAL, False))
    left = CriterionRule("EXCL02", EXCLUSION, "Unsuitable, says the investigator")
    assessment = evaluate(Screener((question,), (asked, left)), {"adult": True})
    assert assessment.fit is Fit.MAY_FIT
    assert assessment.results[1].verdict is Verdict.UNKNOWN
    assert evaluate(Screener((), (left,)), {}).fit is Fit.PERSON_MUST_LOOK


def test_an_assessment_is_plain_data_for_programs() -> None:
    data = evaluate(MIGRAINE, {"age": Decimal(17)}).to_dict()
    assert data["fit"] == "may not fit"
    assert data["causes"] == ["INCL01"]
    assert data["criteria"][0]["reason"] == "age_too_low"
    assert data["criteria"][0]["params"] == {"text": "Age 18 or older", "age": "18", "unit": "years"}
