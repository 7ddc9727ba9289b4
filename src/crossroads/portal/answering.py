"""One answer on its way from the form: a number with a chosen unit, a time ago, a picked choice, or "not sure".

What was typed becomes one line of text, "5.4 mmol/L" or "3 months", which travels signed in the next page, is read
by the eligibility engine, and is what the site gets to see.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crossroads.engines.eligibility import PERIOD_NAMES, PeriodUnit, Question, QuestionKind
from crossroads.engines.errors import InputProblem

NOT_SURE: Final = "not sure"
NEVER: Final = "never"
LONGEST = 60
"""Characters of an answer; more are cut, and then told as none."""

_BARE_NUMBER = re.compile(r"[-+]?\d[\d.,]*")
_NUMBER_AND_UNIT = re.compile(r"([-+]?\d[\d.,]*)\s+(\D.*)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, repr=False)
class Option:
    """A unit to choose from."""

    value: str
    chosen: bool


@dataclass(frozen=True, slots=True, repr=False)
class Fields:
    """What the form shows of an answer that was given before. Never shown in a log or traceback."""

    number: str = ""
    date: str = ""
    units: tuple[Option, ...] = ()
    never: bool = False
    unsure: bool = False


def typed(question: Question, form: Mapping[str, str]) -> str:
    """The answer as one line of text; "" where nothing was answered.

    raises  InputProblem "portal.two_answers" where a time and a date, or an answer and "never", do not agree
    """
    if "unsure" in form:
        return NOT_SURE
    number, date = form.get("answer", "").strip(), form.get("date", "").strip()
    if question.kind is QuestionKind.AGO:
        given = [text for text in (number, date, NEVER if "never" in form else "") if text]
        if len(given) > 1:
            raise InputProblem("portal.two_answers")
    text = with_unit(question, number or date, form.get("unit", ""))
    if question.kind is QuestionKind.AGO and "never" in form:
        text = NEVER
    return text[: LONGEST + 1]


def with_unit(question: Question, text: str, unit: str) -> str:
    """A bare number with the unit that was chosen beside it; words with a unit of their own stay as they are."""
    return f"{text} {unit}" if unit in units_of(question) and _BARE_NUMBER.fullmatch(text) else text


def units_of(question: Question) -> tuple[str, ...]:
    """The units to choose from, as people read them; none where there is no choice."""
    if question.kind is QuestionKind.AGO:
        return tuple(PERIOD_NAMES[unit] for unit in PeriodUnit)
    return tuple(unit.text for unit in question.units) if len(question.units) > 1 else ()


def fields(question: Question, given: str) -> Fields:
    """An answer taken apart again, so that going back shows what was typed."""
    match = _NUMBER_AND_UNIT.fullmatch(given)
    units = units_of(question)
    split = match is not None and match[2] in units
    is_date = question.kind is QuestionKind.AGO and _DATE.fullmatch(given) is not None
    number = match[1] if match is not None and split else given
    unit = match[2] if match is not None and split else _usual(question)
    return Fields(
        number="" if given in (NOT_SURE, NEVER) or is_date else number,
        date=given if is_date else "",
        units=tuple(Option(one, one == unit) for one in units),
        never=given == NEVER,
        unsure=given == NOT_SURE,
    )


def fields_of_form(question: Question, form: Mapping[str, str]) -> Fields:
    """What was just typed, to be shown again with what is wrong with it."""
    unit = form.get("unit", "")
    return Fields(
        number=form.get("answer", "")[:LONGEST],
        date=form.get("date", "")[:LONGEST],
        units=tuple(Option(one, one == unit) for one in units_of(question)),
        never="never" in form,
        unsure="unsure" in form,
    )


def _usual(question: Question) -> str:
    """The unit that is chosen before anybody chose: months, or the first that the question offers."""
    if question.kind is QuestionKind.AGO:
        return PERIOD_NAMES[PeriodUnit.MONTH]
    return question.units[0].text if question.units else ""
