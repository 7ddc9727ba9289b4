"""Conditions: tiny expression trees over answers, in three-valued logic.

"Not sure" or a missing answer makes a comparison unknown; ``logic`` says what that makes of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from crossroads.engines.eligibility import logic
from crossroads.engines.eligibility.amounts import product
from crossroads.engines.eligibility.answers import Answer, Answers, NotSure
from crossroads.engines.eligibility.elapsed import NEVER, Elapsed, Period
from crossroads.engines.eligibility.logic import Tree, Truth

Operand = bool | Decimal | str | Period
"""What a rule compares an answer with; a number is in the question's own unit."""

_SQUARE_METRE = Decimal(10_000)  # square centimetres


class Operator(StrEnum):
    """How an answer is compared; only EQUAL suits an answer that is not a number or a time."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Compare:
    """One answer against one value: ``Compare("age", Operator.AT_LEAST, Decimal(18))``.

    per_height  key of a question for a height in cm: the answer, a weight in kg, is then compared as body
                mass index, kg/m2. Source: WHO 2000, Obesity, Technical Report Series 894, section 2.2
    """

    question: str
    operator: Operator
    value: Operand
    per_height: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """Keys of the questions whose answers are needed."""
        return (self.question, self.per_height) if self.per_height else (self.question,)


Condition: TypeAlias = "Tree[Compare]"


def truth(condition: Condition, answers: Answers) -> Truth:
    """What the answers say about a condition; ``None`` where they do not settle it."""
    return logic.truth(condition, lambda compare: compare_answers(compare, answers))


def compare_answers(compare: Compare, answers: Answers) -> Truth:
    """What the answers say about one comparison.

    Nothing holds of the time of what never happened: it was neither at least nor at most so long ago.
    """
    answer, value = answers.get(compare.question), compare.value
    if answer is None or isinstance(answer, NotSure):
        return None
    if answer is NEVER:
        return False
    if isinstance(answer, Elapsed) and isinstance(value, Period):
        return _ordered(compare.operator, *value.sides(answer))
    if compare.per_height:
        return _compare_body_mass(compare, answer, answers.get(compare.per_height))
    if isinstance(answer, Decimal) and isinstance(value, Decimal):
        return _ordered(compare.operator, answer, value)
    return answer == value if compare.operator is Operator.EQUAL else None


def _compare_body_mass(compare: Compare, weight: Answer, height: Answer | None) -> Truth:
    """Weight against the bound times height squared, since a quotient would have to be rounded."""
    if not (
        isinstance(weight, Decimal) and isinstance(height, Decimal) and isinstance(compare.value, Decimal)
    ):
        return None
    if height <= 0:
        return None
    return _ordered(compare.operator, product(weight, _SQUARE_METRE), product(compare.value, height, height))


def _ordered(operator: Operator, answer: Decimal, value: Decimal) -> bool:
    match operator:
        case Operator.EQUAL:
            return answer == value
        case Operator.LESS:
            return answer < value
        case Operator.AT_MOST:
            return answer <= value
        case Operator.MORE:
            return answer > value
        case Operator.AT_LEAST:
            return answer >= value


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Every comparison in a condition, in reading order."""
    return logic.leaves(condition)


def open_questions(condition: Condition, answers: Answers) -> Iterator[str]:
    """Keys of questions that could still help to settle a condition; none once it is settled."""
    unsettled = logic.open_leaves(condition, lambda compare: compare_answers(compare, answers))
    return (key for compare in unsettled for key in compare.questions if key not in answers)
