"""What a person said: typed answers, and reading them from a form or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final

from crossroads.engines.eligibility.amounts import (
    LARGEST_NUMBER,
    Unit,
    UnknownUnitError,
    read_amount,
    read_number,
)
from crossroads.engines.eligibility.elapsed import Elapsed, Never, read_elapsed
from crossroads.engines.errors import Problems, Where

if TYPE_CHECKING:
    from crossroads.engines.eligibility.screener import Question, Screener


class NotSure(Enum):
    """The answer that is always allowed."""

    NOT_SURE = "not sure"


NOT_SURE: Final = NotSure.NOT_SURE

Value = bool | Decimal | str | Elapsed | Never
"""A definite answer: yes or no, a number in the question's own unit, the value of a choice, or a time ago."""
Answer = Value | NotSure
Answers = Mapping[str, Answer]
"""Answers by question key; a question without an answer is absent."""

_WORDS_FOR_NOT_SURE = frozenset({"not sure", "not_sure", "unsure", "don't know", "prefer not to say"})
_YES_NO: Mapping[object, bool] = {
    "yes": True,
    "y": True,
    "true": True,
    "no": False,
    "n": False,
    "false": False,
}
_OLDEST: Mapping[str, int] = {"years": 130, "months": 130 * 12}


def parse_answers(
    screener: Screener, raw: Mapping[str, object], *, today: date | None = None
) -> dict[str, Answer]:
    """Read answers as a form or a JSON file gives them; empty ones are left out as not given.

    raw      by question key: "yes", true, "42", 42.5, "5.4 mmol/L", {"value": 5.4, "unit": "mmol/L"},
             "FEMALE", "3 months ago", "2026-05-01", "never", "not sure", None, ...
    today    what a date is counted from; without it a date is told as "eligibility.not_a_time"
    raises   InputProblem or ManyProblems, each with its question: "eligibility.unknown_question",
             "eligibility.not_yes_no", "eligibility.not_a_number", "eligibility.not_a_unit",
             "eligibility.not_an_age", "eligibility.not_a_choice", "eligibility.not_a_time".
             They never hold what the person answered: errors are logged.
    """
    problems, answers = Problems(), dict[str, Answer]()
    for key, given in raw.items():
        question = screener.question(key)
        if question is None:
            problems.add("eligibility.unknown_question", where=Where(field=key), key=key)
            continue
        text = given.strip().lower() if isinstance(given, str) else given
        if text is None or text == "":
            continue
        if text is NOT_SURE or (isinstance(text, str) and text in _WORDS_FOR_NOT_SURE):
            answers[key] = NOT_SURE
            continue
        try:
            value = _read(question, text, today)
            code = _PROBLEM_CODES[question.kind.value]
        except UnknownUnitError:
            value, code = None, "eligibility.not_a_unit"
        if value is None:
            units = ", ".join(unit.text for unit in question.units) or question.unit
            problems.add(
                code, where=Where(field=key), question=question.text, unit=question.unit, units=units
            )
        else:
            answers[key] = value
    problems.raise_any()
    return answers


def _read(question: Question, given: object, today: date | None) -> Value | None:
    if question.kind.value == "ago":
        return read_elapsed(given, today)
    return _READERS[question.kind.value](question, given)


def _read_yes_no(question: Question, given: object) -> Value | None:
    if isinstance(given, bool):
        return given
    return _YES_NO.get(given) if isinstance(given, str) else None


def _read_number(question: Question, given: object) -> Value | None:
    amount = read_amount(given, question.units or (Unit(question.unit, question.unit),))
    below = amount is not None and amount < 0 and bool(question.units)
    return None if below else amount  # what is measured in units to choose from is never less than nothing


def read_age(question: Question, given: object) -> Decimal | None:
    """Completed years or months; "41.5 years" is 41."""
    number = read_number(given)
    if number is None or not 0 <= number <= _OLDEST.get(question.unit, LARGEST_NUMBER):
        return None
    return number.to_integral_value(rounding="ROUND_FLOOR")


def _read_choice(question: Question, given: object) -> Value | None:
    return next((value for value in question.values() if value.lower() == given), None)


_READERS: Mapping[str, Callable[[Question, object], Value | None]] = {
    "yes_no": _read_yes_no,
    "number": _read_number,
    "age": read_age,
    "choice": _read_choice,
    "sex": _read_choice,
}
_PROBLEM_CODES: Mapping[str, str] = {
    "yes_no": "eligibility.not_yes_no",
    "number": "eligibility.not_a_number",
    "age": "eligibility.not_an_age",
    "choice": "eligibility.not_a_choice",
    "sex": "eligibility.not_a_choice",
    "ago": "eligibility.not_a_time",
}
