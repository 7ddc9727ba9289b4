"""Conditions: tiny expression trees over answers, in three-valued logic.

``True``, ``False``, or ``None`` for "cannot be known yet" (Kleene's strong logic): "not sure" or a missing
answer makes a comparison unknown; an unknown part leaves the whole unknown unless the other parts decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crossroads.engines.eligibility.answers import Answer, NotSure, Value

Truth = bool | None


class Operator(StrEnum):
    """How an answer is compared; only EQUAL suits an answer that is not a number."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Compare:
    """One answer against one value: ``Compare("age", Operator.AT_LEAST, Decimal(18))``."""

    question: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; false as soon as one is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True as soon as one part is; false when none is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Compare | All | AnyOf | Not


def truth(condition: Condition, answers: Mapping[str, Answer]) -> Truth:
    """What the answers say about a condition; ``None`` where they do not settle it."""
    match condition:
        case Compare():
            return _compare(condition, answers.get(condition.question))
        case Not(part):
            inner = truth(part, answers)
            return None if inner is None else not inner
        case All(parts):
            return _decided_by(False, [truth(part, answers) for part in parts])
        case AnyOf(parts):
            return _decided_by(True, [truth(part, answers) for part in parts])


def _decided_by(decisive: bool, parts: list[Truth]) -> Truth:
    """``decisive`` where any part is; unknown where none is but some are unknown; else the opposite."""
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _compare(condition: Compare, answer: Answer | None) -> Truth:
    if answer is None or isinstance(answer, NotSure):
        return None
    if condition.operator is Operator.EQUAL:
        return answer == condition.value
    if not isinstance(answer, Decimal) or not isinstance(condition.value, Decimal):
        return None  # only numbers have an order; a screener with such a rule is refused when it is made
    if condition.operator is Operator.LESS:
        return answer < condition.value
    if condition.operator is Operator.AT_MOST:
        return answer <= condition.value
    if condition.operator is Operator.MORE:
        return answer > condition.value
    return answer >= condition.value


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Every comparison in a condition, in reading order."""
    match condition:
        case Compare():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)


def open_questions(condition: Condition, answers: Mapping[str, Answer]) -> Iterator[str]:
    """Keys of questions that could still help to settle a condition; none once it is settled."""
    if truth(condition, answers) is not None:
        return
    match condition:
        case Compare(question):
            if question not in answers:
                yield question
        case Not(part):
            yield from open_questions(part, answers)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from open_questions(part, answers)
