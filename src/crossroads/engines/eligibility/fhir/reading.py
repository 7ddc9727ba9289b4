"""A FHIR R4B Questionnaire as a screener: ours as it was, another's as questions without rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from crossroads.engines.eligibility.amounts import Unit
from crossroads.engines.eligibility.fhir.words import (
    CONVERSION,
    CRITERION,
    GENDER,
    NOT_SURE_CODE,
    QUESTION,
    UNIT_OPTION,
    YES_NO,
    Json,
    checked,
    parts_of,
    values_in,
)
from crossroads.engines.eligibility.screener import (
    Choice,
    CriterionRule,
    Effort,
    Intimacy,
    Question,
    QuestionKind,
    Screener,
)
from crossroads.engines.eligibility.storage import condition_from_data
from crossroads.engines.errors import InputProblem, Problems, Where
from crossroads.engines.terms import CriterionCategory

_KINDS = {
    "boolean": QuestionKind.YES_NO,
    "choice": QuestionKind.CHOICE,
    "integer": QuestionKind.NUMBER,
    "decimal": QuestionKind.NUMBER,
    "quantity": QuestionKind.NUMBER,
    "date": QuestionKind.AGO,
}


def screener_from_r4b(data: object) -> Screener:
    """Read a FHIR R4B Questionnaire.

    data     as ``json.loads`` gives it. What another program wrote becomes questions alone: FHIR has no word for
             when a criterion is met. Groups are opened; displays are help of the question that they stand under
    raises   InputProblem or ManyProblems: "eligibility.fhir_resource", "eligibility.fhir_invalid",
             "eligibility.fhir_item_type", "eligibility.fhir_extension", and what ``Screener`` raises
    """
    questionnaire = checked(data, "Questionnaire")
    problems = Problems()
    questions = []
    for item in _items(questionnaire):
        try:
            questions.append(_question(item))
        except InputProblem as problem:
            problems.found.append(problem)
    criteria = []
    for one in values_in(questionnaire, CRITERION):
        try:
            criteria.append(_criterion(parts_of(one)))
        except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError, RecursionError):
            code = str(parts_of(one).get("code", CRITERION))
            problems.add("eligibility.fhir_extension", where=Where(field=code), name=code)
    problems.raise_any()
    return Screener(tuple(questions), tuple(criteria))


def _items(parent: Json) -> Iterator[Json]:
    """Items that ask, in reading order."""
    for item in parent.get("item", ()):
        if item["type"] not in ("group", "display"):
            yield item
        yield from _items(item)


def _question(item: Json) -> Question:
    ours = values_in(item, QUESTION)
    try:
        return _our_question(item, parts_of(ours[0])) if ours else _foreign_question(item)
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise InputProblem(
            "eligibility.fhir_extension", where=Where(field=item["linkId"]), name=item["linkId"]
        ) from None


def _our_question(item: Json, parts: Json) -> Question:
    kind = QuestionKind(parts["kind"])
    notes = {note["linkId"].rpartition(".")[2]: note["text"] for note in item.get("item", ())}
    return Question(
        key=item["linkId"],
        text=item["text"],
        kind=kind,
        help=notes.get("help", ""),
        why_we_ask=notes.get("why", ""),
        unit=parts.get("unit", ""),
        choices=_choices(item) if kind is QuestionKind.CHOICE else (),
        intimacy=Intimacy(parts["intimacy"]),
        effort=Effort(parts["effort"]),
        units=_units(item) if kind is QuestionKind.NUMBER else (),
    )


def _foreign_question(item: Json) -> Question:
    kind = _KINDS.get(item["type"])
    if kind is None:
        raise InputProblem(
            "eligibility.fhir_item_type",
            where=Where(field=item["linkId"]),
            link_id=item["linkId"],
            given=item["type"],
        )
    systems = {option.get("valueCoding", {}).get("system") for option in item.get("answerOption", ())}
    if kind is QuestionKind.CHOICE and YES_NO in systems:
        kind = QuestionKind.YES_NO
    if kind is QuestionKind.CHOICE and GENDER in systems:
        kind = QuestionKind.SEX
    help_texts = [note.get("text", "") for note in item.get("item", ()) if note["type"] == "display"]
    return Question(
        key=_key(item["linkId"]),
        text=str(item.get("text", item["linkId"])),
        kind=kind,
        help=" ".join(help_texts),
        choices=_choices(item) if kind is QuestionKind.CHOICE else (),
    )


def _key(link_id: str) -> str:
    """A link id as a key: lower case, and a letter first."""
    slug = re.sub(r"[^a-z0-9]+", "_", link_id.lower()).strip("_")
    return slug if slug[:1].isalpha() else f"q_{slug}"


def _choices(item: Json) -> tuple[Choice, ...]:
    choices = []
    for option in item.get("answerOption", ()):
        given = option.get("valueCoding")
        if given is None:
            value = str(next(value for name, value in option.items() if name.startswith("value")))
            choices.append(Choice(value, value))
        elif given.get("code") != NOT_SURE_CODE:
            code = given.get("code") or given["display"]
            choices.append(Choice(code, given.get("display", code)))
    return tuple(choices)


def _units(item: Json) -> tuple[Unit, ...]:
    conversions = [parts_of(one) for one in values_in(item, CONVERSION)]
    shown = [one["valueCoding"]["display"] for one in values_in(item, UNIT_OPTION)]
    return tuple(
        Unit(parts["code"], text, Decimal(parts["factor"]), Decimal(parts["offset"]))
        for parts, text in zip(conversions, shown, strict=True)
    )


def _criterion(parts: dict[str, Any]) -> CriterionRule:
    condition = parts.get("condition")
    return CriterionRule(
        code=parts["code"],
        category=CriterionCategory(parts["category"]),
        text=parts.get("text", ""),
        condition=None if condition is None else condition_from_data(json.loads(condition)),
        span=(parts["start"], parts["end"]) if "start" in parts else None,
    )
