"""Answers as a FHIR R4B QuestionnaireResponse, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from crossroads.engines.eligibility.amounts import read_number
from crossroads.engines.eligibility.answers import NOT_SURE, Answer, Answers, NotSure, read_age
from crossroads.engines.eligibility.elapsed import NEVER, Elapsed, Never, Period, PeriodUnit, within_a_life
from crossroads.engines.eligibility.fhir.words import (
    ABSENT,
    BY_CALENDAR,
    HIDDEN_REASON,
    NEVER_HAPPENED,
    NOT_SURE_CODE,
    QUESTIONNAIRE,
    UCUM,
    Json,
    checked,
    coding,
    codings_of,
    extension,
    number_out,
    screener_hash,
    values_in,
)
from crossroads.engines.eligibility.screener import Question, QuestionKind, Screener
from crossroads.engines.errors import InputProblem, Problems, Where


def answers_to_r4b(screener: Screener, answers: Answers) -> Json:
    """Write answers as a FHIR R4B QuestionnaireResponse to the questionnaire of this very screener.

    returns  plain JSON values, validated. "Not sure" is data-absent-reason "asked-unknown"; a number keeps up to
             15 significant digits and is in the question's own unit; a time ago is in days
    """
    items = [
        {"linkId": question.key, "text": question.text or question.key, "answer": [_answer(question, given)]}
        for question in screener.questions
        if (given := answers.get(question.key)) is not None
    ]
    return checked(
        {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": f"{QUESTIONNAIRE}:{screener_hash(screener)}",
            "status": "completed",
            **({"item": items} if items else {}),
        },
        "QuestionnaireResponse",
    )


def _answer(question: Question, given: Answer) -> Json:
    codings = codings_of(question)
    if isinstance(given, NotSure):
        if codings:
            return {"valueCoding": coding(ABSENT, NOT_SURE_CODE, "Not sure")}
        return {"extension": [extension(HIDDEN_REASON, valueCode=NOT_SURE_CODE)]}
    if isinstance(given, Never):
        return {"extension": [extension(NEVER_HAPPENED, valueBoolean=True)]}
    if isinstance(given, Elapsed):
        by_calendar = extension(BY_CALENDAR, valueDecimal=number_out(given.by_calendar))
        return {"valueQuantity": _quantity(given.days, "d", "days") | {"extension": [by_calendar]}}
    if isinstance(given, Decimal):
        return _number(question, given)
    return {"valueCoding": codings[given]}


def _number(question: Question, given: Decimal) -> Json:
    if question.kind is QuestionKind.AGE:
        return {"valueInteger": int(given)}
    own = next((unit for unit in question.units if unit.is_own), None)
    if own is None:
        return {"valueDecimal": number_out(given)}
    return {"valueQuantity": _quantity(given, own.code, own.text)}


def _quantity(value: Decimal, code: str, text: str) -> Json:
    return {"value": number_out(value), "unit": text, "system": UCUM, "code": code}


def answers_from_r4b(screener: Screener, data: object) -> dict[str, Answer]:
    """Read a FHIR R4B QuestionnaireResponse to this very screener.

    raises  InputProblem or ManyProblems: "eligibility.fhir_resource", "eligibility.fhir_invalid",
            "eligibility.fhir_questionnaire" where it answers another questionnaire,
            "eligibility.unknown_question", "eligibility.fhir_answer"; never with what was answered
    """
    response = checked(data, "QuestionnaireResponse")
    if response.get("questionnaire", "").partition("|")[0] != f"{QUESTIONNAIRE}:{screener_hash(screener)}":
        raise InputProblem("eligibility.fhir_questionnaire")
    problems, answers = Problems(), dict[str, Answer]()
    for item in _items(response):
        question = screener.question(item["linkId"])
        where = Where(field=item["linkId"])
        given = item.get("answer", ())
        if question is None:
            problems.add("eligibility.unknown_question", where=where, key=item["linkId"])
            continue
        read = [_read(question, one) for one in given]
        if len(read) > 1 or None in read:
            problems.add("eligibility.fhir_answer", where=where, question=question.text)
        elif read and read[0] is not None:
            answers[question.key] = read[0]
    problems.raise_any()
    return answers


def _items(parent: Json) -> Iterator[Json]:
    for item in parent.get("item", ()):
        yield item
        yield from _items(item)


def _read(question: Question, given: Json) -> Answer | None:
    """None where the answer is none to this question."""
    if any(one.get("valueCode") == NOT_SURE_CODE for one in values_in(given, HIDDEN_REASON)):
        return NOT_SURE
    if given.get("valueCoding", {}).get("code") == NOT_SURE_CODE:
        return NOT_SURE
    return _READERS[question.kind](question, given)


def _read_coding(question: Question, given: Json) -> Any:
    if isinstance(given.get("valueBoolean"), bool) and question.kind is QuestionKind.YES_NO:
        return given["valueBoolean"]
    said = given.get("valueCoding", {})
    names = ("system", "code")
    return next(
        (
            value
            for value, one in codings_of(question).items()
            if all(said.get(name) == one[name] for name in names)
        ),
        None,
    )


def _read_number(question: Question, given: Json) -> Decimal | None:
    quantity = given.get("valueQuantity")
    if quantity is None:
        value = given.get("valueDecimal", given.get("valueInteger"))
        return None if value is None or question.units else read_number(value)
    unit = next((unit for unit in question.units if unit.code == quantity.get("code")), None)
    number = read_number(quantity.get("value"))
    if unit is None or number is None:
        return None
    converted = unit.convert(number)
    return converted if converted >= 0 else None


def _read_age(question: Question, given: Json) -> Decimal | None:
    return read_age(question, given.get("valueInteger"))


def _read_ago(question: Question, given: Json) -> Elapsed | Never | None:
    if values_in(given, NEVER_HAPPENED):
        return NEVER
    quantity = given.get("valueQuantity", {})
    number = read_number(quantity.get("value"))
    if number is None or quantity.get("code") not in set(PeriodUnit):
        return None
    elapsed = Period(number, PeriodUnit(quantity["code"])).elapsed()
    for one in values_in(quantity, BY_CALENDAR):
        by_calendar = read_number(one.get("valueDecimal"))
        return None if by_calendar is None else within_a_life(Elapsed(elapsed.days, by_calendar))
    return within_a_life(elapsed)


_READERS: dict[QuestionKind, Callable[[Question, Json], Answer | None]] = {
    QuestionKind.YES_NO: _read_coding,
    QuestionKind.SEX: _read_coding,
    QuestionKind.CHOICE: _read_coding,
    QuestionKind.NUMBER: _read_number,
    QuestionKind.AGE: _read_age,
    QuestionKind.AGO: _read_ago,
}
