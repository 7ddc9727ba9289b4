"""Why a criterion speaks against joining, as plainly as its comparisons allow."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from crossroads.engines import rules
from crossroads.engines.eligibility.answers import Answers
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator, compare_answers
from crossroads.engines.eligibility.elapsed import PERIOD_NAMES, Period
from crossroads.engines.eligibility.logic import All, AnyOf, Not
from crossroads.engines.eligibility.screener import CriterionRule, Question, QuestionKind, Screener
from crossroads.engines.terms import CriterionCategory, Sex

_OPPOSITE = {
    Operator.LESS: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.MORE,
    Operator.MORE: Operator.AT_MOST,
    Operator.AT_LEAST: Operator.LESS,
}
_BODY_MASS_UNIT = "kg/m²"


class ReasonCode(StrEnum):
    """Why a criterion has its verdict. The sentence stands in ``rules/<lang>/eligibility.toml``."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    AGE_TOO_LOW = "age_too_low"
    AGE_TOO_HIGH = "age_too_high"
    SEX_NOT_INCLUDED = "sex_not_included"
    VALUE_OUTSIDE = "value_outside"
    BODY_MASS_OUTSIDE = "body_mass_outside"
    TIME_OUTSIDE = "time_outside"
    NOT_SURE = "not_sure"
    NOT_ANSWERED = "not_answered"
    LEFT_TO_SITE = "left_to_site"


def reason_against(
    screener: Screener, rule: CriterionRule, answers: Answers
) -> tuple[ReasonCode, dict[str, str]]:
    """The plainest reason: bounds and sex have sentences of their own, other criteria show their text.

    It is given only where one comparison alone decides, and then says what the study asks for.
    """
    if rule.condition is not None:
        wanted = rule.category is CriterionCategory.INCLUSION
        for compare in _deciding(rule.condition, answers, wanted=wanted):
            question = screener.question(compare.question)
            worded = _worded(question, compare) if question else None
            if worded is not None:
                return worded
    return ReasonCode.DOES_NOT_FIT, {}


def _deciding(condition: Condition, answers: Answers, *, wanted: bool) -> Iterator[Compare]:
    """Comparisons each of which alone keeps a condition from being as wanted, worded as what is wanted."""
    match condition:
        case Not(part):
            yield from _deciding(part, answers, wanted=not wanted)
        case All(parts) | AnyOf(parts):
            if isinstance(condition, All) is wanted or len(parts) == 1:
                for part in parts:
                    yield from _deciding(part, answers, wanted=wanted)
        case compare:
            if (
                compare_answers(compare, answers) is not wanted
                and compare_answers(compare, answers) is not None
            ):
                asked = _asked_for(compare, wanted=wanted)
                if asked is not None:
                    yield asked


def _asked_for(compare: Compare, *, wanted: bool) -> Compare | None:
    if wanted:
        return compare
    opposite = _OPPOSITE.get(compare.operator)
    if opposite is not None:
        return Compare(compare.question, opposite, compare.value, compare.per_height)
    if compare.value in (Sex.MALE.value, Sex.FEMALE.value):
        other = Sex.FEMALE if compare.value == Sex.MALE.value else Sex.MALE
        return Compare(compare.question, Operator.EQUAL, other.value)
    return None


def _worded(question: Question, compare: Compare) -> tuple[ReasonCode, dict[str, str]] | None:
    if question.kind is QuestionKind.SEX:
        return ReasonCode.SEX_NOT_INCLUDED, {"sex": str(compare.value).lower()}
    if compare.operator is Operator.EQUAL:
        return None
    bound = str(rules.load("eligibility")["bounds"][compare.operator.name.lower()])
    if isinstance(compare.value, Period):
        return ReasonCode.TIME_OUTSIDE, _bounded(bound, compare.value.count, PERIOD_NAMES[compare.value.unit])
    if not isinstance(compare.value, Decimal):
        return None
    if question.kind is QuestionKind.AGE:
        return _age(compare.operator, compare.value, question.unit)
    if compare.per_height:
        return ReasonCode.BODY_MASS_OUTSIDE, _bounded(bound, compare.value, _BODY_MASS_UNIT)
    return ReasonCode.VALUE_OUTSIDE, _bounded(bound, compare.value, question.unit)


def _bounded(bound: str, limit: Decimal, unit: str) -> dict[str, str]:
    return {"bound": bound, "limit": _number(limit), "unit": unit}


def _age(operator: Operator, value: Decimal, unit: str) -> tuple[ReasonCode, dict[str, str]]:
    """Ages are completed years or months: more than 17 is from 18 up."""
    step = {Operator.MORE: 1, Operator.LESS: -1}.get(operator, 0)
    low = operator in (Operator.AT_LEAST, Operator.MORE)
    code = ReasonCode.AGE_TOO_LOW if low else ReasonCode.AGE_TOO_HIGH
    return code, {"age": _number(value + step), "unit": unit}


def _number(value: Decimal) -> str:
    """Without zeros behind the point, and rounded where a conversion has left many digits."""
    return f"{round(value, 2).normalize():f}"
