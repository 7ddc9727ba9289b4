"""A screener as canonical JSON: equal screeners give equal bytes, so that one can be hashed and approved."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from crossroads.engines.eligibility.answers import Value
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator
from crossroads.engines.eligibility.logic import All, AnyOf, Not
from crossroads.engines.eligibility.screener import (
    Choice,
    CriterionRule,
    Intimacy,
    Question,
    QuestionKind,
    Screener,
)
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import CriterionCategory

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
    return {
        "key": question.key,
        "text": question.text,
        "kind": question.kind.value,
        "help": question.help,
        "why_we_ask": question.why_we_ask,
        "unit": question.unit,
        "choices": [{"value": choice.value, "text": choice.text} for choice in question.choices],
        "intimacy": int(question.intimacy),
    }


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
    )


def _rule_out(rule: CriterionRule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "category": rule.category.value,
        "text": rule.text,
        "condition": None if rule.condition is None else _condition_out(rule.condition),
        "span": None if rule.span is None else list(rule.span),
    }


def _rule_in(data: dict[str, Any]) -> CriterionRule:
    span = data["span"]
    return CriterionRule(
        code=_text(data["code"]),
        category=CriterionCategory(data["category"]),
        text=_text(data["text"]),
        condition=None if data["condition"] is None else _condition_in(data["condition"], _DEEPEST),
        span=None if span is None else _span_in(span),
    )


def _span_in(data: list[Any]) -> tuple[int, int]:
    start, end = data
    if type(start) is not int or type(end) is not int:
        raise TypeError("a span is two whole numbers")
    return start, end


def _condition_out(condition: Condition) -> dict[str, Any]:
    match condition:
        case Compare(question, operator, value):
            return {"question": question, "operator": operator.value, "value": _value_out(value)}
        case Not(part):
            return {"not": _condition_out(part)}
        case All(parts):
            return {"all": [_condition_out(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [_condition_out(part) for part in parts]}


def _condition_in(data: dict[str, Any], depth: int) -> Condition:
    if depth == 0:
        raise ValueError(f"a condition is nested more than {_DEEPEST} deep")
    if "not" in data:
        return Not(_condition_in(data["not"], depth - 1))
    if "all" in data:
        return All(tuple(_condition_in(part, depth - 1) for part in data["all"]))
    if "any" in data:
        return AnyOf(tuple(_condition_in(part, depth - 1) for part in data["any"]))
    return Compare(_text(data["question"]), Operator(data["operator"]), _value_in(data["value"]))


def _value_out(value: Value) -> Any:
    """Numbers as text, since JSON's floats would round them."""
    return {"number": f"{value.normalize():f}"} if isinstance(value, Decimal) else value


def _value_in(data: Any) -> Value:
    if isinstance(data, dict):
        return Decimal(_text(data["number"]))
    return data if isinstance(data, bool) else _text(data)


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(f"{type(data).__name__} stands where text belongs")
    return data
