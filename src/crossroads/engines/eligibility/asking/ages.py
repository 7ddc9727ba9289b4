"""One unit for all ages of a screener: years, or months where the core or any criterion needs them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crossroads.engines.eligibility.asking.drafting import Draft
from crossroads.engines.eligibility.asking.leaving import LeftReason
from crossroads.engines.eligibility.asking.wording import Ask
from crossroads.engines.eligibility.conditions import Compare, Operator
from crossroads.engines.eligibility.logic import mapped
from crossroads.engines.eligibility.screener import Question, QuestionKind, Screener

_MONTHS_A_YEAR = 12


def with_ages_aligned(core: Screener, drafts: list[Draft]) -> list[Draft]:
    """Drafts whose ages are all in the unit of one question; one that cannot be put so is left to the site."""
    own = core.question("age")
    asked = [one for draft in drafts for one in draft.questions if one.kind is QuestionKind.AGE]
    question = own or next((one for one in asked if one.unit == "months"), None)
    return drafts if question is None else [_aligned(draft, question) for draft in drafts]


def _aligned(draft: Draft, question: Question) -> Draft:
    given = next((one for one in draft.questions if one.kind is QuestionKind.AGE), None)
    if given is None or draft.condition is None or given.unit == question.unit:
        return draft
    change = _to_months if question.unit == "months" else _to_years
    try:
        condition = mapped(draft.condition, lambda one: change(one) if one.question == given.key else one)
    except ValueError:
        return replace(draft, condition=None, asks=(), left=LeftReason.NOT_READ)
    asks = tuple(Ask(question) if ask.question.key == given.key else ask for ask in draft.asks)
    return replace(draft, condition=condition, asks=asks)


def _to_months(compare: Compare) -> Compare:
    """Completed years include the months after the last birthday: at most 17 years is less than 216 months."""
    assert isinstance(compare.value, Decimal)
    start, end = compare.value * _MONTHS_A_YEAR, (compare.value + 1) * _MONTHS_A_YEAR
    match compare.operator:
        case Operator.AT_LEAST | Operator.LESS:
            return replace(compare, value=start)
        case Operator.MORE:
            return replace(compare, operator=Operator.AT_LEAST, value=end)
        case Operator.AT_MOST:
            return replace(compare, operator=Operator.LESS, value=end)
    raise ValueError("an age of exactly so many years is no single month")


def _to_years(compare: Compare) -> Compare:
    """Months that make whole years."""
    assert isinstance(compare.value, Decimal)
    whole = compare.value % _MONTHS_A_YEAR == 0
    if whole and compare.operator in (Operator.AT_LEAST, Operator.LESS):
        return replace(compare, value=compare.value // _MONTHS_A_YEAR)
    raise ValueError("these months make no whole years")
