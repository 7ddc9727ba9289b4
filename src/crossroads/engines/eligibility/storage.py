"""A screener as canonical JSON: equal screeners give equal bytes, so that one can be hashed and approved."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from crossroads.engines.eligibility.amounts import Unit
from crossroads.engines.eligibility.conditions import Compare, Condition, Operand, Operator
from crossroads.engines.eligibility.elapsed import Period, PeriodUnit
from crossroads.engines.eligibility.logic import All, AnyOf, Not
from crossroads.engines.eligibility.screener import (
    Choice,
    CriterionRule,
    Effort,
    Intimacy,
    Question,
    QuestionKind,
    Screener,
)
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import CriterionCategory

_MOST_PLACES = 30  # before or behind the point
_DEEPEST = 20  # nested conditions; reviewed criteria have three or four


def screener_to_json(screener: Screener) -> str:
    """Keys sorted, no spaces, numbers written in one way."""
    data = {
        "questions": [_question_out(question) for question in screener.questions],
        "rules": [_rule_out(rule) for rule in screener.rules],
    }
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def screener_from_json(text: str) -> Screener:
    """Read what ``screener_to_json`` wrote.

    raises  InputProblem "input.not_json" or "eligibility.bad_screener"; also what ``Screener`` raises
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputProblem("input.not_json", reason=str(error)) from error
    try:
        questions = tuple(_question_in(one) for one in data["questions"])
        criteria = tuple(_rule_in(one) for one in data["rules"])
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as error:
        raise InputProblem("eligibility.bad_screener", reason=f"{type(error).__name__}: {error}") from error
    return Screener(questions, criteria)


def _question_out(question: Question) -> dict[str, Any]:
    """``effort`` and ``units`` are left out where they say nothing, as in screeners older than they are."""
    data: dict[str, Any] = {
        "key": question.key,
        "text": question.text,
        "kind": question.kind.value,
        "help": question.help,
        "why_we_ask": question.why_we_ask,
        "unit": question.unit,
        "choices": [{"value": choice.value, "text": choice.text} for choice in question.choices],
        "intimacy": int(question.intimacy),
    }
    if question.effort is not Effort.KNOWN:
        data["effort"] = int(question.effort)
    if question.units:
        data["units"] = [_unit_out(unit) for unit in question.units]
    return data


def _unit_out(unit: Unit) -> dict[str, Any]:
    numbers = {"factor": number_to_text(unit.factor), "offset": number_to_text(unit.offset)}
    return {"code": unit.code, "text": unit.text, **numbers}


def _unit_in(data: dict[str, Any]) -> Unit:
    factor, offset = _number(data["factor"]), _number(data["offset"])
    return Unit(_text(data["code"]), _text(data["text"]), factor, offset)


def _question_in(data: dict[str, Any]) -> Question:
    return Question(
        key=_text(data["key"]),
        text=_text(data["text"]),
        kind=QuestionKind(data["kind"]),
        help=_text(data["help"]),
        why_we_ask=_text(data["why_we_ask"]),
        unit=_text(data["unit"]),
        choices=tuple(Choice(_text(one["value"]), _text(one["text"])) for one in data["choices"]),
        intimacy=Intimacy(data["intimacy"]),
        effort=Effort(data.get("effort", Effort.KNOWN)),
        units=tuple(_unit_in(one) for one in data.get("units", ())),
    )


def _rule_out(rule: CriterionRule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "category": rule.category.value,
        "text": rule.text,
        "condition": None if rule.condition is None else condition_to_data(rule.condition),
        "span": None if rule.span is None else list(rule.span),
    }


def _rule_in(data: dict[str, Any]) -> CriterionRule:
    span = data["span"]
    return CriterionRule(
        code=_text(data["code"]),
        category=CriterionCategory(data["category"]),
        text=_text(data["text"]),
        condition=None if data["condition"] is None else condition_from_data(data["condition"]),
        span=None if span is None else _span_in(span),
    )


def _span_in(data: list[Any]) -> tuple[int, int]:
    start, end = data
    if type(start) is not int or type(end) is not int:
        raise TypeError("a span is two whole numbers")
    return start, end


def condition_to_data(condition: Condition) -> dict[str, Any]:
    match condition:
        case Compare(question, operator, value, per_height):
            data = {"question": question, "operator": operator.value, "value": _value_out(value)}
            return {**data, "per_height": per_height} if per_height else data
        case Not(part):
            return {"not": condition_to_data(part)}
        case All(parts):
            return {"all": [condition_to_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_to_data(part) for part in parts]}


def condition_from_data(data: dict[str, Any], depth: int = _DEEPEST) -> Condition:
    if depth == 0:
        raise ValueError(f"a condition is nested more than {_DEEPEST} deep")
    if "not" in data:
        return Not(condition_from_data(data["not"], depth - 1))
    if "all" in data:
        return All(tuple(condition_from_data(part, depth - 1) for part in data["all"]))
    if "any" in data:
        return AnyOf(tuple(condition_from_data(part, depth - 1) for part in data["any"]))
    return Compare(
        _text(data["question"]),
        Operator(data["operator"]),
        _value_in(data["value"]),
        _text(data.get("per_height", "")),
    )


def number_to_text(number: Decimal) -> str:
    """Numbers as text, since JSON's floats would round them."""
    return f"{number.normalize():f}"


def _value_out(value: Operand) -> Any:
    if isinstance(value, Period):
        return {"number": number_to_text(value.count), "unit": value.unit.value}
    return {"number": number_to_text(value)} if isinstance(value, Decimal) else value


def _value_in(data: Any) -> Operand:
    if isinstance(data, dict) and "unit" in data:
        return Period(_number(data["number"]), PeriodUnit(data["unit"]))
    if isinstance(data, dict):
        return _number(data["number"])
    return data if isinstance(data, bool) else _text(data)


def _number(data: Any) -> Decimal:
    number = Decimal(_text(data))
    if number.is_finite() and abs(number.adjusted()) > _MOST_PLACES:
        raise ValueError("a number of this size is no answer")
    return number


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(f"{type(data).__name__} stands where text belongs")
    return data
