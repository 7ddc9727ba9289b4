"""What a person said: typed answers, and reading them from a form or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TYPE_CHECKING, Final

from crossroads.engines.errors import Problems, Where

if TYPE_CHECKING:
    from crossroads.engines.eligibility.screener import Question, Screener


class NotSure(Enum):
    """The answer that is always allowed."""

    NOT_SURE = "not sure"


NOT_SURE: Final = NotSure.NOT_SURE

Value = bool | Decimal | str
"""A definite answer: yes or no, a number, or the value of a choice."""
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
_LARGEST_NUMBER = Decimal(10) ** 9  # beyond any measure that a person is asked for


def parse_answers(screener: Screener, raw: Mapping[str, object]) -> dict[str, Answer]:
    """Read answers as a form or a JSON file gives them; empty ones are left out as not given.

    raw      by question key: "yes", true, "42", 42.5, "FEMALE", "not sure", None, ...
    raises   InputProblem or ManyProblems, each with its question: "eligibility.unknown_question",
             "eligibility.not_yes_no", "eligibility.not_a_number", "eligibility.not_an_age",
             "eligibility.not_a_choice". They never hold what the person answered: errors are logged.
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
        value = _READERS[question.kind.value](question, text)
        if value is None:
            problems.add(
                _PROBLEM_CODES[question.kind.value],
                where=Where(field=key),
                question=question.text,
                unit=question.unit,
            )
        else:
            answers[key] = value
    problems.raise_any()
    return answers


def _read_yes_no(question: Question, given: object) -> Value | None:
    if isinstance(given, bool):
        return given
    return _YES_NO.get(given) if isinstance(given, str) else None


def _read_number(question: Question, given: object) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, (str, int, float, Decimal)):
        return None
    try:
        number = Decimal(str(given).replace(",", "."))
    except (InvalidOperation, ValueError):  # ValueError: an integer too long to be written out
        return None
    return number if number.is_finite() and abs(number) <= _LARGEST_NUMBER else None


def _read_age(question: Question, given: object) -> Value | None:
    """Completed years or months; "41.5 years" is 41."""
    number = _read_number(question, given)
    if number is None or not 0 <= number <= _OLDEST.get(question.unit, _LARGEST_NUMBER):
        return None
    return number.to_integral_value(rounding="ROUND_FLOOR")


def _read_choice(question: Question, given: object) -> Value | None:
    return next((value for value in question.values() if value.lower() == given), None)


_READERS: Mapping[str, Callable[[Question, object], Value | None]] = {
    "yes_no": _read_yes_no,
    "number": _read_number,
    "age": _read_age,
    "choice": _read_choice,
    "sex": _read_choice,
}
_PROBLEM_CODES: Mapping[str, str] = {
    "yes_no": "eligibility.not_yes_no",
    "number": "eligibility.not_a_number",
    "age": "eligibility.not_an_age",
    "choice": "eligibility.not_a_choice",
    "sex": "eligibility.not_a_choice",
}
