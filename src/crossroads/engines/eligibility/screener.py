"""Questions, rules, and the screener that holds them together; refused when they do not fit each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from crossroads.engines.eligibility.amounts import Unit
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator, comparisons
from crossroads.engines.eligibility.elapsed import Period
from crossroads.engines.errors import Problems, Where
from crossroads.engines.terms import CriterionCategory, Sex

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")  # SDTM IETESTCD: at most 8 characters, no digit first


class QuestionKind(StrEnum):
    """What an answer looks like; "not sure" is an answer to every kind."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"
    AGE = "age"
    SEX = "sex"
    AGO = "ago"

    @property
    def is_numeric(self) -> bool:
        return self in (QuestionKind.NUMBER, QuestionKind.AGE)


class Effort(IntEnum):
    """What it takes to answer; the more, the later it is asked."""

    KNOWN = 0
    REMEMBERED = 1
    LOOKED_UP = 2


class Intimacy(IntEnum):
    """How much an answer gives away; the more, the later it is asked."""

    EVERYDAY = 0
    HEALTH = 1
    INTIMATE = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: the value that rules compare, and the words shown."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a person.

    key         lower-case name, unique in its screener
    why_we_ask  shown beside the question; a question without a reason is not asked
    unit        of a number or an age ("years", "months", "kg"): the one that rules compare in; "" for none
    choices     what may be chosen; only for CHOICE
    units       units that a number may be answered in, the first one offered first; none: in ``unit`` only
    """

    key: str
    text: str
    kind: QuestionKind
    help: str = ""
    why_we_ask: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    intimacy: Intimacy = Intimacy.HEALTH
    effort: Effort = Effort.KNOWN
    units: tuple[Unit, ...] = ()

    def values(self) -> tuple[str, ...]:
        """The values that may be chosen; none where the answer is no choice."""
        if self.kind is QuestionKind.SEX:
            return (Sex.FEMALE.value, Sex.MALE.value)
        return tuple(choice.value for choice in self.choices)


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """One criterion and the condition under which it is met.

    code       SDTM IETESTCD, such as "INCL01" or "EXCL04"
    text       verbatim, as the registry or the protocol words it
    span       [start, end) in the registry's eligibility text; None where it stands in a field of its own
    condition  None where no question can settle it: it is left to the site
    """

    code: str
    category: CriterionCategory
    text: str
    condition: Condition | None = None
    span: tuple[int, int] | None = None

    @property
    def question_keys(self) -> tuple[str, ...]:
        """Questions that the condition looks at, each once, in reading order."""
        if self.condition is None:
            return ()
        return tuple(
            dict.fromkeys(key for compare in comparisons(self.condition) for key in compare.questions)
        )


@dataclass(frozen=True, slots=True)
class Screener:
    """Questions in their order, and the rules that read the answers.

    raises  InputProblem or ManyProblems, codes "eligibility.question_key", "eligibility.criterion_code",
            "eligibility.duplicate", "eligibility.no_such_question", "eligibility.operand",
            "eligibility.span", "eligibility.choices", "eligibility.units"
    """

    questions: tuple[Question, ...]
    rules: tuple[CriterionRule, ...]

    def __post_init__(self) -> None:
        problems = Problems()
        _check_questions(self.questions, problems)
        _check_rules(self.rules, {question.key: question for question in self.questions}, problems)
        problems.raise_any()

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)


def _check_questions(questions: tuple[Question, ...], problems: Problems) -> None:
    for key in _repeated(question.key for question in questions):
        problems.add("eligibility.duplicate", where=Where(field=key), name=key)
    for question in questions:
        where = Where(field=question.key)
        if not _KEY.fullmatch(question.key):
            problems.add("eligibility.question_key", where=where, key=question.key)
        has_choices = len(question.choices) >= 2 and len(set(question.values())) == len(question.choices)
        if (question.kind is QuestionKind.CHOICE) != has_choices:
            problems.add("eligibility.choices", where=where, key=question.key)
        if question.units and not _units_fit(question):
            problems.add("eligibility.units", where=where, key=question.key)


def _units_fit(question: Question) -> bool:
    """Whether a number is asked for, no unit is offered twice, and the question's own unit is among them."""
    names = {(unit.code, unit.text) for unit in question.units}
    own = [unit.text for unit in question.units if unit.is_own]
    return (
        question.kind is QuestionKind.NUMBER and len(names) == len(question.units) and own == [question.unit]
    )


def _check_rules(
    rules: tuple[CriterionRule, ...], questions: dict[str, Question], problems: Problems
) -> None:
    for code in _repeated(rule.code for rule in rules):
        problems.add("eligibility.duplicate", where=Where(field=code), name=code)
    for rule in rules:
        where = Where(field=rule.code)
        if not _CODE.fullmatch(rule.code):
            problems.add("eligibility.criterion_code", where=where, given=rule.code)
        if rule.span is not None and not 0 <= rule.span[0] < rule.span[1]:
            problems.add("eligibility.span", where=where, criterion=rule.code)
        for compare in comparisons(rule.condition) if rule.condition else ():
            for key in compare.questions:
                if key not in questions:
                    problems.add("eligibility.no_such_question", where=where, key=key)
                elif not _operand_fits(questions[key], compare):
                    problems.add("eligibility.operand", where=where, key=key, kind=questions[key].kind.value)


def _operand_fits(question: Question, compare: Compare) -> bool:
    """Whether the question can be answered with the value, and the operator makes sense for it."""
    value = compare.value
    if question.kind.is_numeric:
        return isinstance(value, Decimal) and value.is_finite()
    if question.kind is QuestionKind.AGO:
        return (
            isinstance(value, Period) and value.count.is_finite() and compare.operator is not Operator.EQUAL
        )
    if compare.operator is not Operator.EQUAL:
        return False
    if question.kind is QuestionKind.YES_NO:
        return isinstance(value, bool)
    return isinstance(value, str) and value in question.values()


def _repeated(names: Iterator[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
