"""A screener as a FHIR R4B Questionnaire."""

from __future__ import annotations

import json
from collections.abc import Iterator

from crossroads.engines.eligibility.conditions import Compare, Condition, Operator, comparisons
from crossroads.engines.eligibility.elapsed import PERIOD_NAMES, PeriodUnit
from crossroads.engines.eligibility.fhir.words import (
    ABSENT,
    AGE_UNITS,
    CONVERSION,
    CRITERION,
    ITEM_CONTROL,
    ITEM_CONTROLS,
    NOT_SURE_CODE,
    QUESTION,
    QUESTIONNAIRE,
    UCUM,
    UNIT,
    UNIT_OPTION,
    Json,
    checked,
    coding,
    codings_of,
    extension,
    screener_hash,
)
from crossroads.engines.eligibility.logic import All, AnyOf, Not
from crossroads.engines.eligibility.screener import CriterionRule, Question, QuestionKind, Screener
from crossroads.engines.eligibility.storage import condition_to_data, number_to_text

_TYPES = {
    QuestionKind.YES_NO: "choice",
    QuestionKind.SEX: "choice",
    QuestionKind.CHOICE: "choice",
    QuestionKind.AGE: "integer",
    QuestionKind.AGO: "quantity",
}


def screener_to_r4b(screener: Screener, *, title: str = "", study: str = "") -> Json:
    """Write a screener as a FHIR R4B Questionnaire.

    title    for people; study  the registry id, kept as a second identifier
    returns  plain JSON values, validated; the screener's hash is its identifier, its version and in its url.
             Each criterion stands verbatim in an extension, with the condition under which it is met. An item is
             enabled as far as FHIR can say it: unless a picked answer has made it pointless
    """
    digest = screener_hash(screener)
    identifiers = [{"system": QUESTIONNAIRE, "value": digest}]
    if study:
        identifiers.append({"system": "urn:crossroads:study", "value": study})
    return checked(
        {
            "resourceType": "Questionnaire",
            "url": f"{QUESTIONNAIRE}:{digest}",
            "identifier": identifiers,
            "version": digest[:12],
            "status": "draft",
            "subjectType": ["Patient"],
            **({"title": title} if title else {}),
            **_unless_empty("extension", [_criterion(rule) for rule in screener.rules]),
            **_unless_empty("item", [_item(screener, question) for question in screener.questions]),
        },
        "Questionnaire",
    )


def _criterion(rule: CriterionRule) -> Json:
    parts = [
        extension("code", valueString=rule.code),
        extension("category", valueCode=rule.category.value),
        *([extension("text", valueString=rule.text)] if rule.text else []),
    ]
    if rule.span is not None:
        parts += [extension("start", valueInteger=rule.span[0]), extension("end", valueInteger=rule.span[1])]
    if rule.condition is not None:
        worded = json.dumps(condition_to_data(rule.condition), sort_keys=True, ensure_ascii=False)
        parts.append(extension("condition", valueString=worded))
    return {"url": CRITERION, "extension": parts}


def _item(screener: Screener, question: Question) -> Json:
    codes = [rule.code for rule in screener.rules if question.key in rule.question_keys]
    options = [{"valueCoding": one} for one in codings_of(question).values()]
    if options:
        options.append({"valueCoding": coding(ABSENT, NOT_SURE_CODE, "Not sure")})
    enabled = _enabled_when(screener, question)
    return {
        "linkId": question.key,
        "code": [coding(QUESTION, question.key)],
        **({"prefix": ", ".join(codes)} if codes else {}),
        "text": question.text or question.key,
        "type": _type(question),
        "required": False,
        "extension": [_question(question), *_units(question)],
        **_unless_empty("answerOption", options),
        **_unless_empty("enableWhen", enabled),
        **({"enableBehavior": "all"} if len(enabled) > 1 else {}),
        **_unless_empty("item", list(_notes(question))),
    }


def _type(question: Question) -> str:
    if question.kind is QuestionKind.NUMBER:
        return "quantity" if question.units else "decimal"
    return _TYPES[question.kind]


def _question(question: Question) -> Json:
    """What an item has no place for."""
    parts = [
        extension("kind", valueCode=question.kind.value),
        extension("intimacy", valueInteger=int(question.intimacy)),
        extension("effort", valueInteger=int(question.effort)),
        *([extension("unit", valueString=question.unit)] if question.unit else []),
    ]
    return {"url": QUESTION, "extension": parts}


def _units(question: Question) -> Iterator[Json]:
    if question.kind is QuestionKind.AGE and question.unit in AGE_UNITS:
        yield extension(UNIT, valueCoding=coding(UCUM, AGE_UNITS[question.unit], question.unit))
    if question.kind is QuestionKind.AGO:
        for period in PeriodUnit:
            yield extension(UNIT_OPTION, valueCoding=coding(UCUM, period.value, PERIOD_NAMES[period]))
    for unit in question.units:
        yield extension(UNIT_OPTION, valueCoding=coding(UCUM, unit.code, unit.text))
        parts = [
            extension("code", valueString=unit.code),
            extension("factor", valueString=number_to_text(unit.factor)),
            extension("offset", valueString=number_to_text(unit.offset)),
        ]
        yield {"url": CONVERSION, "extension": parts}


def _notes(question: Question) -> Iterator[Json]:
    """Help and reason as display items under the question."""
    for name, text in (("help", question.help), ("why", question.why_we_ask)):
        if text:
            control = {"coding": [coding(ITEM_CONTROLS, "help")]}
            yield {
                "linkId": f"{question.key}.{name}",
                "text": text,
                "type": "display",
                "extension": [extension(ITEM_CONTROL, valueCodeableConcept=control)],
            }


def _unless_empty(name: str, values: list[Json]) -> Json:
    return {name: values} if values else {}


# -- when an item is enabled ---------------------------------------------------------------------------------------


def _enabled_when(screener: Screener, question: Question) -> list[Json]:
    """Picked answers of other questions that make this one pointless in every criterion that looks at it."""
    pointless: list[set[tuple[str, object]]] = []
    for rule in screener.rules:
        if rule.condition is not None:
            pointless += _pointless_after(rule.condition, screener, question.key, set())
    shared = set[tuple[str, object]].intersection(*pointless) if pointless else set()
    conditions = []
    for other in screener.questions:
        for value, coded in codings_of(other).items():
            if (other.key, value) in shared:
                conditions.append({"question": other.key, "operator": "!=", "answerCoding": coded})
    return conditions


def _pointless_after(
    condition: Condition, screener: Screener, key: str, above: set[tuple[str, object]]
) -> list[set[tuple[str, object]]]:
    """For each place that looks at a question: answers to others that settle the part around it."""
    match condition:
        case Not(part):
            return _pointless_after(part, screener, key, above)
        case All(parts) | AnyOf(parts):
            wanted = isinstance(condition, All)
            found = []
            for part in parts:
                others = {
                    pair
                    for other in parts
                    if other is not part and not _looks_at(other, key)
                    for pair in _answers_against(other, screener, wanted=wanted)
                }
                found += _pointless_after(part, screener, key, above | others)
            return found
        case compare:
            return [above] if key in compare.questions else []


def _looks_at(condition: Condition, key: str) -> bool:
    return any(key in compare.questions for compare in comparisons(condition))


def _answers_against(condition: Condition, screener: Screener, *, wanted: bool) -> set[tuple[str, object]]:
    """Picked answers with which one comparison, or its opposite, is not as it is wanted."""
    if isinstance(condition, Not):
        return _answers_against(condition.part, screener, wanted=not wanted)
    if not isinstance(condition, Compare) or condition.operator is not Operator.EQUAL:
        return set()
    question = screener.question(condition.question)
    values = list(codings_of(question)) if question else []
    return {(condition.question, value) for value in values if (value == condition.value) is not wanted}
