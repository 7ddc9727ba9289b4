"""Systems, extensions and codings that writing and reading share. All names are of FHIR R4B, version 4.3.0."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from crossroads.engines.eligibility.screener import Question, QuestionKind, Screener
from crossroads.engines.eligibility.storage import screener_to_json
from crossroads.engines.errors import InputProblem

UCUM: Final = "http://unitsofmeasure.org"
YES_NO: Final = "http://terminology.hl7.org/CodeSystem/v2-0136"
GENDER: Final = "http://hl7.org/fhir/administrative-gender"
ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
NOT_SURE_CODE: Final = "asked-unknown"

HIDDEN_REASON: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
ITEM_CONTROL: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
ITEM_CONTROLS: Final = "http://hl7.org/fhir/questionnaire-item-control"
UNIT: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
UNIT_OPTION: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"

HIDDEN_ITEM: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"

OURS: Final = "urn:crossroads:fhir:r4b"
CRITERION: Final = f"{OURS}:criterion"
QUESTION: Final = f"{OURS}:question"
CONVERSION: Final = f"{OURS}:conversion"
CHOICES: Final = f"{OURS}:choices"
NEVER_HAPPENED: Final = f"{OURS}:never-happened"
BY_CALENDAR: Final = f"{OURS}:elapsed-by-calendar"
QUESTIONNAIRE: Final = "urn:crossroads:screener:sha256"

AGE_UNITS: Final[Mapping[str, str]] = {"years": "a", "months": "mo"}

Json = dict[str, Any]

_OF_OTHER_RELEASES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "answerConstraint",
            "disabledDisplay",
            "copyrightLabel",
            "versionAlgorithmString",
            "versionAlgorithmCoding",
        ),
        "R5",
    ),
    **dict.fromkeys(("option", "options"), "STU3"),
}
"""Names that a Questionnaire has in another release of FHIR, and not in R4 and R4B, which have the same ones."""

_MOST_LEVELS: Final = 60
"""Objects and lists within each other; no questionnaire of people comes near."""


def screener_hash(screener: Screener) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal: the identity of a questionnaire."""
    return hashlib.sha256(screener_to_json(screener).encode()).hexdigest()


def coding(system: str, code: str, display: str = "") -> Json:
    return {"system": system, "code": code, **({"display": display} if display else {})}


def codings_of(question: Question) -> dict[object, Json]:
    """The answers that may be picked, each with its coding; none for a number or a time."""
    match question.kind:
        case QuestionKind.YES_NO:
            return {True: coding(YES_NO, "Y", "Yes"), False: coding(YES_NO, "N", "No")}
        case QuestionKind.SEX:
            return {value: coding(GENDER, value.lower(), value.title()) for value in question.values()}
        case QuestionKind.CHOICE:
            return {one.value: coding(CHOICES, one.value, one.text) for one in question.choices}
    return {}


def number_out(number: Decimal) -> int | float:
    """A JSON number; up to 15 significant digits are kept."""
    return int(number) if number == number.to_integral_value() else float(number)


def extension(url: str, **value: object) -> Json:
    return {"url": url, **value}


def values_in(extended: Json, url: str) -> list[Json]:
    """The extensions under one URL."""
    return [one for one in extended.get("extension", ()) if one.get("url") == url]


def parts_of(one: Json) -> Json:
    """The parts of a complex extension by name, each with the value that it holds."""
    found: Json = {}
    for part in one.get("extension", ()):
        values = [value for name, value in part.items() if name.startswith("value")]
        if values:
            found[part["url"]] = values[0]
    return found


def checked(data: object, kind: str) -> Json:
    """A resource that is valid FHIR R4B, as it was handed in, without what is null.

    kind    "Questionnaire" or "QuestionnaireResponse"
    raises  InputProblem "eligibility.fhir_resource" for another resource, "eligibility.fhir_release" for one of
            another release, "eligibility.fhir_invalid" with the places that are wrong, never with what stands
            there: it may be an answer
    """
    from fhir.resources.R4B.questionnaire import Questionnaire
    from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
    from pydantic import ValidationError

    if not isinstance(data, dict) or data.get("resourceType") != kind:
        raise InputProblem("eligibility.fhir_resource", expected=kind)
    if not _is_flat_enough(data):
        raise InputProblem("eligibility.fhir_invalid", places=kind)
    release, sign = _other_release(data) if kind == "Questionnaire" else ("", "")
    if release:
        raise InputProblem("eligibility.fhir_release", release=release, sign=sign)
    model = Questionnaire if kind == "Questionnaire" else QuestionnaireResponse
    try:
        model.model_validate(data)
    except ValidationError as error:
        places = {".".join(str(step) for step in one["loc"]) or kind for one in error.errors()}
        raise InputProblem("eligibility.fhir_invalid", places=", ".join(sorted(places)[:5])) from None
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError):
        raise InputProblem("eligibility.fhir_invalid", places=kind) from None
    filled: Json = _without_nulls(data)
    return filled


def _without_nulls(data: Any) -> Any:
    """What is null in JSON is absent in FHIR."""
    if isinstance(data, dict):
        return {name: _without_nulls(value) for name, value in data.items() if value is not None}
    return [_without_nulls(one) for one in data] if isinstance(data, list) else data


def _other_release(data: Json) -> tuple[str, str]:
    """Another release of FHIR than R4 and R4B, and the name or the type that gives it away; ("", "") for none."""
    waiting: list[Any] = [data]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, dict):
            continue
        sign = next((name for name in _OF_OTHER_RELEASES if name in one), None)
        if sign is not None:
            return _OF_OTHER_RELEASES[sign], sign
        if one.get("type") == "coding" and "linkId" in one:
            return "R5", "coding"
        items = one.get("item")
        waiting.extend(reversed(items) if isinstance(items, list) else ())
    return "", ""


def _is_flat_enough(data: object) -> bool:
    """Whether what follows may go down into it by recursion."""
    level = [data]
    for _ in range(_MOST_LEVELS):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return True
    return False
