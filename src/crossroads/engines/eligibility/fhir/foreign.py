"""One item of another program's questionnaire as a question of ours, and whatever about it must be told.

Its text goes onto pages and into messages, so that it is taken as plain words or not at all.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from crossroads.engines.eligibility.fhir.words import (
    GENDER,
    HIDDEN_ITEM,
    NOT_SURE_CODE,
    UNIT,
    UNIT_OPTION,
    YES_NO,
    Json,
    values_in,
)
from crossroads.engines.eligibility.screener import Choice, Question, QuestionKind
from crossroads.engines.errors import InputProblem, Where

LONGEST_TEXT: Final = 500
"""Characters of a question: more is a page of explanations."""
MOST_CHOICES: Final = 50
_LONGEST_KEY = 40

_KINDS = {
    "boolean": QuestionKind.YES_NO,
    "choice": QuestionKind.CHOICE,
    "integer": QuestionKind.NUMBER,
    "decimal": QuestionKind.NUMBER,
    "quantity": QuestionKind.NUMBER,
    "date": QuestionKind.AGO,
}
_MARKUP = re.compile(
    r"<\s*/?\s*[a-z!?][^<>]*>|<\s*(?:script|iframe|img|svg|object|embed|style|link)\b|&(?:lt|gt|#\w+);|javascript:",
    re.IGNORECASE,
)
_UNSAFE = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that show letters in another order than they are stored in."""


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """What must be told about an item.

    link_id   of the item; "" where it is about the whole
    left_out  whether the item became no question; else it did, and something of it was lost
    """

    link_id: str
    problem: InputProblem
    left_out: bool


def read_item(
    item: Json, above: tuple[str, ...], value_sets: Mapping[str, Json]
) -> tuple[Question, list[ItemFinding]]:
    """Read one item that asks.

    above       texts of the groups that it stands in: they go into the help
    value_sets  contained in the resource, by "#id"
    returns     the question, and what was lost on the way
    raises      InputProblem where it can be no question: "eligibility.fhir_item_type", "eligibility.fhir_hidden",
                "eligibility.fhir_no_text", "eligibility.fhir_markup", "eligibility.fhir_control",
                "eligibility.fhir_long", "eligibility.fhir_options"
    """
    link_id, kind = item["linkId"], _KINDS.get(item["type"])
    if kind is None:
        raise told("fhir_item_type", link_id, given=item["type"])
    if item.get("readOnly") or any(one.get("valueBoolean") for one in values_in(item, HIDDEN_ITEM)):
        raise told("fhir_hidden", link_id)
    text = plain_text(item.get("text", ""), link_id)
    if not text:
        raise told("fhir_no_text", link_id)
    options = _options(item, value_sets) if kind is QuestionKind.CHOICE else []
    systems = {option.get("valueCoding", {}).get("system") for option in options}
    if kind is QuestionKind.CHOICE:
        kind = QuestionKind.YES_NO if YES_NO in systems else QuestionKind.SEX if GENDER in systems else kind
    notes = [one.get("text", "") for one in item.get("item", ()) if one["type"] == "display"]
    question = Question(
        key=key_of(link_id),
        text=text,
        kind=kind,
        help=_sentences(plain_text(one, link_id) for one in (*above, *notes)),
        unit=_unit(item) if kind is QuestionKind.NUMBER else "",
        choices=_choices(options, link_id) if kind is QuestionKind.CHOICE else (),
    )
    return question, list(_lost(item))


def _sentences(parts: Iterable[str]) -> str:
    """One after another, each with an end: a heading has none."""
    return " ".join(part if part[-1] in ".!?:" else f"{part}." for part in parts if part)


def told(code: str, link_id: str, **params: object) -> InputProblem:
    return InputProblem(f"eligibility.{code}", where=Where(field=link_id), link_id=link_id, **params)


def plain_text(text: object, link_id: str) -> str:
    """Words with single blanks; refused where they hold markup, or signs that nobody sees.

    raises  InputProblem "eligibility.fhir_markup", "eligibility.fhir_control", "eligibility.fhir_long"
    """
    words = str(text)
    if any(
        unicodedata.category(sign) in _UNSAFE and sign not in "\n\r\t" for sign in words
    ) or _TURNING.search(words):
        raise told("fhir_control", link_id)
    if _MARKUP.search(words):
        raise told("fhir_markup", link_id)
    if len(words) > LONGEST_TEXT:
        raise told("fhir_long", link_id, length=len(words), longest=LONGEST_TEXT)
    return " ".join(words.split())


def key_of(link_id: str) -> str:
    """A link id as a key: lower case, a letter first, and a digest behind it where it is too long."""
    slug = re.sub(r"[^a-z0-9]+", "_", link_id.lower()).strip("_") or "q"
    slug = slug if slug[:1].isalpha() else f"q_{slug}"
    if len(slug) <= _LONGEST_KEY:
        return slug
    digest = hashlib.sha256(link_id.encode()).hexdigest()[:6]
    return f"{slug[: _LONGEST_KEY - 7].rstrip('_')}_{digest}"


def _options(item: Json, value_sets: Mapping[str, Json]) -> list[Json]:
    """The answers to pick: listed at the item, or in a value set that came along."""
    listed = list(item.get("answerOption", ()))
    value_set = value_sets.get(item.get("answerValueSet", ""))
    if listed or value_set is None:
        return listed
    parts = [
        (one.get("system"), one.get("concept", ())) for one in value_set.get("compose", {}).get("include", ())
    ]
    held = [{"system": system, **concept} for system, concepts in parts for concept in concepts]
    held = held or list(value_set.get("expansion", {}).get("contains", ()))
    return [{"valueCoding": one} for one in held]


def _choices(options: list[Json], link_id: str) -> tuple[Choice, ...]:
    choices = []
    for option in options:
        given = option.get("valueCoding")
        if given is None:
            value = str(next((value for name, value in option.items() if name.startswith("value")), ""))
            choices.append(Choice(plain_text(value, link_id), plain_text(value, link_id)))
        elif given.get("code") != NOT_SURE_CODE:
            code = given.get("code") or given.get("display", "")
            choices.append(Choice(plain_text(code, link_id), plain_text(given.get("display", code), link_id)))
    values = {choice.value for choice in choices if choice.value and choice.text}
    if not 2 <= len(values) == len(choices) <= MOST_CHOICES:
        raise told("fhir_options", link_id, most=MOST_CHOICES)
    return tuple(choices)


def _unit(item: Json) -> str:
    named = [one.get("valueCoding", {}) for url in (UNIT, UNIT_OPTION) for one in values_in(item, url)]
    return plain_text(named[0].get("display") or named[0].get("code", ""), item["linkId"]) if named else ""


def _lost(item: Json) -> Iterator[ItemFinding]:
    """What FHIR says and a question of ours does not keep."""
    link_id = item["linkId"]
    if item.get("enableWhen"):
        yield ItemFinding(link_id, told("fhir_skip_logic", link_id), left_out=False)
    if item.get("repeats"):
        yield ItemFinding(link_id, told("fhir_repeats", link_id), left_out=False)
    if len(values_in(item, UNIT_OPTION)) > 1:
        yield ItemFinding(link_id, told("fhir_units", link_id, unit=_unit(item)), left_out=False)
