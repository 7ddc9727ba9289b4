"""A FHIR R4B Questionnaire as a screener: ours as it was, another's as questions without rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from crossroads.engines.eligibility.amounts import Unit
from crossroads.engines.eligibility.fhir.foreign import ItemFinding, plain_text, read_item, told
from crossroads.engines.eligibility.fhir.words import (
    CHOICES,
    CONVERSION,
    CRITERION,
    NOT_SURE_CODE,
    QUESTION,
    UNIT_OPTION,
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

_LONGEST_TITLE = 200
_ACTIVE = re.compile(
    r"<\s*(?:script|iframe|object|embed|link|style)\b|\bon\w+\s*=|javascript:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ReadItem:
    """A question, and the link id under which it stands in the questionnaire."""

    link_id: str
    question: Question


@dataclass(frozen=True, slots=True)
class ReadQuestionnaire:
    """A questionnaire with everything that could be read, and everything that could not.

    title, version, url  as it calls itself; "" where it does not
    rules                of one that Crossroads wrote; another's has none, as FHIR has no word for them
    findings             in reading order
    """

    title: str
    version: str
    url: str
    items: tuple[ReadItem, ...]
    rules: tuple[CriterionRule, ...]
    findings: tuple[ItemFinding, ...]


def screener_from_r4b(data: object) -> Screener:
    """Read a FHIR R4B Questionnaire as a whole, or not at all.

    data     as ``json.loads`` gives it. What another program wrote becomes questions alone: FHIR has no word for
             when a criterion is met. Groups are opened; displays are help of the question that they stand under
    raises   InputProblem or ManyProblems: what ``read_questionnaire`` raises or finds left out, and what
             ``Screener`` raises
    """
    read = read_questionnaire(data)
    problems = Problems()
    problems.found.extend(finding.problem for finding in read.findings if finding.left_out)
    problems.raise_any()
    return Screener(tuple(item.question for item in read.items), read.rules)


def read_questionnaire(data: object) -> ReadQuestionnaire:
    """Read what can be read of a FHIR R4B Questionnaire, item by item, and say of the rest why not.

    raises   InputProblem "eligibility.fhir_resource", "eligibility.fhir_release", "eligibility.fhir_invalid": then
             nothing of it can be trusted. Findings have the codes of ``foreign.read_item``,
             "eligibility.fhir_extension" for a damaged one of ours, "eligibility.fhir_twice" for a link id that
             stood there already, and "eligibility.fhir_narrative" for a narrative with active content
    """
    questionnaire = checked(data, "Questionnaire")
    findings = list(_narrative(questionnaire))
    items = list(_read_items(questionnaire, findings))
    rules = list(_read_rules(questionnaire, findings))
    title = _name(questionnaire.get("title") or questionnaire.get("name"))
    version, url = _name(questionnaire.get("version")), _name(questionnaire.get("url"))
    return ReadQuestionnaire(title, version, url, tuple(items), tuple(rules), tuple(findings))


def _name(given: object) -> str:
    """What a questionnaire calls itself, as far as it is plain words."""
    try:
        return plain_text(str(given or "")[:_LONGEST_TITLE], "")
    except InputProblem:
        return ""


def _narrative(questionnaire: Json) -> Iterator[ItemFinding]:
    """The narrative is never shown; one that could do something says much about the rest."""
    div = str(questionnaire.get("text", {}).get("div", ""))
    if _ACTIVE.search(div):
        yield ItemFinding("", InputProblem("eligibility.fhir_narrative"), left_out=False)


def _read_items(questionnaire: Json, findings: list[ItemFinding]) -> Iterator[ReadItem]:
    contained = questionnaire.get("contained", ())
    value_sets = {
        f"#{one['id']}": one for one in contained if one.get("resourceType") == "ValueSet" and "id" in one
    }
    seen, keys = set[str](), set[str]()
    for item, above in _items(questionnaire, ()):
        link_id = item["linkId"]
        try:
            if link_id in seen:
                raise told("fhir_twice", link_id)
            seen.add(link_id)
            question, lost = _question(item, above, value_sets)
            if question.key in keys:
                raise told("fhir_twice", link_id)
        except InputProblem as problem:
            findings.append(ItemFinding(link_id, problem, left_out=True))
            continue
        keys.add(question.key)
        findings.extend(lost)
        yield ReadItem(link_id, question)


def _items(parent: Json, above: tuple[str, ...]) -> Iterator[tuple[Json, tuple[str, ...]]]:
    """Items that ask, in reading order, each with the texts of the groups around it."""
    for item in parent.get("item", ()):
        if item["type"] not in ("group", "display"):
            yield item, above
        text = item.get("text", "") if item["type"] == "group" else ""
        yield from _items(item, (*above, text) if text else above)


def _question(
    item: Json, above: tuple[str, ...], value_sets: dict[str, Json]
) -> tuple[Question, list[ItemFinding]]:
    ours = values_in(item, QUESTION)
    if not ours:
        return read_item(item, above, value_sets)
    try:
        return _our_question(item, parts_of(ours[0])), []
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
        choices=_our_choices(item) if kind is QuestionKind.CHOICE else (),
        intimacy=Intimacy(parts["intimacy"]),
        effort=Effort(parts["effort"]),
        units=_units(item) if kind is QuestionKind.NUMBER else (),
    )


def _our_choices(item: Json) -> tuple[Choice, ...]:
    codings = [option["valueCoding"] for option in item.get("answerOption", ())]
    ours = [one for one in codings if one["code"] != NOT_SURE_CODE or one.get("system") == CHOICES]
    return tuple(Choice(one["code"], one.get("display", one["code"])) for one in ours)


def _units(item: Json) -> tuple[Unit, ...]:
    conversions = [parts_of(one) for one in values_in(item, CONVERSION)]
    shown = [one["valueCoding"]["display"] for one in values_in(item, UNIT_OPTION)]
    return tuple(
        Unit(parts["code"], text, Decimal(parts["factor"]), Decimal(parts["offset"]))
        for parts, text in zip(conversions, shown, strict=True)
    )


def _read_rules(questionnaire: Json, findings: list[ItemFinding]) -> Iterator[CriterionRule]:
    for one in values_in(questionnaire, CRITERION):
        try:
            yield _criterion(parts_of(one))
        except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError, RecursionError):
            code = str(parts_of(one).get("code", CRITERION))
            problem = InputProblem("eligibility.fhir_extension", where=Where(field=code), name=code)
            findings.append(ItemFinding(code, problem, left_out=True))


def _criterion(parts: dict[str, Any]) -> CriterionRule:
    condition = parts.get("condition")
    return CriterionRule(
        code=parts["code"],
        category=CriterionCategory(parts["category"]),
        text=parts.get("text", ""),
        condition=None if condition is None else condition_from_data(json.loads(condition)),
        span=(parts["start"], parts["end"]) if "start" in parts else None,
    )
