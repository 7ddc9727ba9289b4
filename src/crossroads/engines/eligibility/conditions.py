"""Conditions: tiny expression trees over answers, in three-valued logic.

"Not sure" or a missing answer makes a comparison unknown; ``logic`` says what that makes of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from crossroads.engines.eligibility import logic
from crossroads.engines.eligibility.answers import Answer, NotSure, Value
from crossroads.engines.eligibility.logic import Tree, Truth


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


Condition: TypeAlias = "Tree[Compare]"


def truth(condition: Condition, answers: Mapping[str, Answer]) -> Truth:
    """What the answers say about a condition; ``None`` where they do not settle it."""
    return logic.truth(condition, lambda compare: _compare(compare, answers.get(compare.question)))


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
    return logic.leaves(condition)


def open_questions(condition: Condition, answers: Mapping[str, Answer]) -> Iterator[str]:
    """Keys of questions that could still help to settle a condition; none once it is settled."""
    unsettled = logic.open_leaves(condition, lambda compare: _compare(compare, answers.get(compare.question)))
    return (compare.question for compare in unsettled if compare.question not in answers)
