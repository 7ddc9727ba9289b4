"""Answers with units and times: read in every way that people write them, and exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.eligibility import (
    NEVER,
    All,
    Answer,
    Compare,
    CriterionRule,
    Not,
    Operator,
    Period,
    PeriodUnit,
    Question,
    QuestionKind,
    Screener,
    Unit,
    evaluate,
    parse_answers,
)
from crossroads.engines.eligibility.elapsed import since
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import CriterionCategory, Verdict

TODAY = date(2026, 11, 1)
SUGAR = Question(
    "sugar",
    "What was your last blood sugar?",
    QuestionKind.NUMBER,
    unit="mg/dL",
    units=(Unit("mg/dL", "mg/dL"), Unit("mmol/L", "mmol/L", Decimal("18.016"))),
)
SUGAR_LONG = Question(
    "hba1c",
    "What was your last HbA1c?",
    QuestionKind.NUMBER,
    unit="%",
    units=(Unit("%", "%"), Unit("mmol/mol", "mmol/mol", Decimal("0.09148"), Decimal("2.152"))),
)
HEIGHT = Question(
    "height",
    "How tall are you?",
    QuestionKind.NUMBER,
    unit="centimeters (cm)",
    units=(
        Unit("cm", "centimeters (cm)"),
        Unit("[in_i]", "inches (in)", Decimal("2.54")),
        Unit("[ft_i]", "feet (ft)", Decimal("30.48")),
    ),
)
WEIGHT = Question(
    "weight",
    "How much do you weigh?",
    QuestionKind.NUMBER,
    unit="kilograms (kg)",
    units=(Unit("kg", "kilograms (kg)"), Unit("[lb_av]", "pounds (lb)", Decimal("0.45359237"))),
)
CHEMO = Question("chemo", "When did you last have chemo?", QuestionKind.AGO)
SIX_MONTHS = Period(Decimal(6), PeriodUnit.MONTH)
FOUR_WEEKS = Period(Decimal(4), PeriodUnit.WEEK)
BMI = All(
    (
        Compare("weight", Operator.AT_LEAST, Decimal("18.5"), "height"),
        Compare("weight", Operator.LESS, Decimal(30), "height"),
    )
)
SCREENER = Screener(
    (SUGAR, SUGAR_LONG, HEIGHT, WEIGHT, CHEMO),
    (
        CriterionRule("INCL01", CriterionCategory.INCLUSION, "BMI 18.5 to below 30", BMI),
        CriterionRule(
            "INCL02",
            CriterionCategory.INCLUSION,
            "6 months since chemo",
            Compare("chemo", Operator.AT_LEAST, SIX_MONTHS),
        ),
        CriterionRule(
            "INCL03",
            CriterionCategory.INCLUSION,
            "No chemo within 4 weeks",
            Not(Compare("chemo", Operator.AT_MOST, FOUR_WEEKS)),
        ),
    ),
)


def read(key: str, given: object) -> Answer:
    return parse_answers(SCREENER, {key: given}, today=TODAY)[key]


@pytest.mark.parametrize(
    ("key", "given", "value"),
    [
        ("sugar", "126", "126"),
        ("sugar", "7 mmol/L", "126.112"),
        ("sugar", "7,0 MMOL/l", "126.112"),
        ("sugar", {"value": 7, "unit": "mmol/L"}, "126.112"),
        ("sugar", {"value": "126"}, "126"),
        ("sugar", "1,260 mg/dL", "1260"),
        ("hba1c", "48 mmol/mol", "6.54304"),
        ("hba1c", "6.5 %", "6.5"),
        ("hba1c", "6.5%", "6.5"),
        ("height", "180", "180"),
        ("height", "5 ft 10 in", "177.80"),
        ("height", "5'10\"", "177.80"),
        ("height", "5 feet 10 inches", "177.80"),
        ("height", "70 in", "177.80"),
        ("weight", "150 lbs", "68.0388555"),
        ("weight", "68 kg", "68"),
        ("weight", "68 kilograms", "68"),
    ],
)
def test_a_number_is_read_in_any_unit_that_the_question_offers(key: str, given: object, value: str) -> None:
    assert read(key, given) == Decimal(value)


@pytest.mark.parametrize(
    ("key", "given", "code"),
    [
        ("sugar", "7 stones", "eligibility.not_a_unit"),
        ("sugar", {"value": 7, "unit": "mol"}, "eligibility.not_a_unit"),
        ("height", "5 ells 10 in", "eligibility.not_a_unit"),
        ("sugar", "a lot", "eligibility.not_a_number"),
        ("sugar", {"unit": "mmol/L"}, "eligibility.not_a_number"),
        ("height", "5 ft tall in", "eligibility.not_a_unit"),
        ("weight", "1" * 40, "eligibility.not_a_number"),
        ("weight", "1e-400", "eligibility.not_a_number"),
        ("chemo", "long ago", "eligibility.not_a_time"),
        ("chemo", "2026-11-02", "eligibility.not_a_time"),
        ("chemo", "2026-02-30", "eligibility.not_a_time"),
        ("chemo", "200 years", "eligibility.not_a_time"),
        ("chemo", "3 moons", "eligibility.not_a_time"),
        ("chemo", 3, "eligibility.not_a_time"),
        ("chemo", {"value": 3}, "eligibility.not_a_time"),
    ],
)
def test_a_bad_amount_is_told_and_never_repeated(key: str, given: object, code: str) -> None:
    with pytest.raises(InputProblem) as caught:
        read(key, given)
    assert caught.value.code == code
    assert caught.value.advice
    assert str(given) not in str(caught.value.params)


def test_a_date_needs_to_know_what_day_it_is() -> None:
    with pytest.raises(InputProblem) as caught:
        parse_answers(SCREENER, {"chemo": "2026-05-01"})
    assert caught.value.code == "eligibility.not_a_time"


@pytest.mark.parametrize(
    ("given", "verdicts"),
    [
        ("6 months", ("met", "met")),
        ("6 months ago", ("met", "met")),
        ({"value": 6, "unit": "mo"}, ("met", "met")),
        ("5 months and 30 days", ("not met", "met")),
        ("2026-05-01", ("met", "met")),
        (date(2026, 5, 1), ("met", "met")),
        ("2026-05-02", ("not met", "met")),
        ("1 year 2 months", ("met", "met")),
        ("4 weeks", ("not met", "not met")),
        ("28 days", ("not met", "not met")),
        ("29 days", ("not met", "met")),
        ("2026-10-04", ("not met", "not met")),
        ("2026-10-03", ("not met", "met")),
    ],
)
def test_a_time_ago_is_held_to_months_by_the_calendar_and_to_weeks_by_days(
    given: object, verdicts: tuple[str, str]
) -> None:
    results = evaluate(SCREENER, {"chemo": read("chemo", given)}).results
    assert tuple(result.verdict.value for result in results[1:]) == verdicts


def test_what_never_happened_was_not_so_long_ago_and_not_lately() -> None:
    """A time since something asks that it happened; a ban on something recent is kept by who never had it."""
    assert read("chemo", "Never") is NEVER
    results = evaluate(SCREENER, {"chemo": NEVER}).results
    assert [result.verdict for result in results[1:]] == [Verdict.NOT_MET, Verdict.MET]


@given(st.dates(date(1900, 1, 1), TODAY))
def test_a_later_date_is_never_longer_ago(day: date) -> None:
    """By the calendar as by days, and the two never differ by more than two days for each year."""
    one, next_day = since(day, TODAY), since(date.fromordinal(day.toordinal() + 1), TODAY)
    assert one.days == next_day.days + 1
    assert one.by_calendar >= next_day.by_calendar
    assert abs(one.days - one.by_calendar) <= 3


@pytest.mark.parametrize(
    ("height", "weight", "verdict"),
    [
        ("180 cm", "59.94 kg", "met"),
        ("180 cm", "59.93 kg", "not met"),
        ("180 cm", "97.2 kg", "not met"),
        ("5 ft 10 in", "170 lb", "met"),
        ("0", "70", "unknown"),
        ("not sure", "70", "unknown"),
        (None, "70", "unknown"),
    ],
)
def test_body_mass_index_comes_from_weight_and_height(height: object, weight: str, verdict: str) -> None:
    answers = parse_answers(SCREENER, {"height": height, "weight": weight})
    assert evaluate(SCREENER, answers).results[0].verdict.value == verdict


def test_a_value_outside_the_bounds_says_what_the_study_asks_for() -> None:
    answers = parse_answers(SCREENER, {"height": "180", "weight": "120"})
    assert evaluate(SCREENER, answers).results[0].sentence == (
        "Your weight for your height (BMI) does not fit. The study takes people with less than 30 kg/m²."
    )


KILOGRAMS = Unit("kg", "kg")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Question("w", "?", QuestionKind.YES_NO, unit="kg", units=(KILOGRAMS,)), "eligibility.units"),
        (
            Question("w", "?", QuestionKind.NUMBER, unit="kg", units=(KILOGRAMS, KILOGRAMS)),
            "eligibility.units",
        ),
        (Question("w", "?", QuestionKind.NUMBER, unit="lb", units=(KILOGRAMS,)), "eligibility.units"),
    ],
)
def test_units_that_do_not_fit_their_question_are_told(question: Question, code: str) -> None:
    with pytest.raises(InputProblem) as caught:
        Screener((question,), ())
    assert caught.value.code == code


def test_a_time_is_compared_with_a_length_of_time_only() -> None:
    rule = CriterionRule(
        "INCL01", CriterionCategory.INCLUSION, "x", Compare("chemo", Operator.AT_LEAST, Decimal(6))
    )
    with pytest.raises(InputProblem) as caught:
        Screener((CHEMO,), (rule,))
    assert caught.value.code == "eligibility.operand"
