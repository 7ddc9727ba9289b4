"""Filled-in forms: "glaucoma. intraocular pressure: 15 mmHg. prior cataract surgery: no"."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from crossroads.engines import rules

_KEY = r"[A-Za-z][\w /'-]{1,40}?"
_NEXT = rf"(?=[ \t]*(?:$|[\n;|]|[.,]\s+{_KEY}[:=]|[.,]\s*$))"
_FIELD = re.compile(rf"(?P<key>{_KEY})\s*[:=][ \t]*(?P<value>[^\n;|]*?){_NEXT}")
_LABEL = re.compile(r"(?i)^\W*(?:template|topic|form|questionnaire|about)\s*[:=]\s*")
_FIRST_COLON = re.compile(r"^([^:;\n=.,]{2,60}):(?=\s*[^:;\n]{2,40}:)")
_MARKUP = re.compile(r"</?[^>]{1,60}>")
_MARKED_FIELD = re.compile(r"(?i)<field\s+name=[\"'](?P<key>[^\"']+)[\"']\s*>(?P<value>[^<]*)</field>")
FEWEST_FIELDS = 3
LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Form:
    """What a form is about, and its fields in order, empty ones too."""

    about: str
    fields: tuple[tuple[str, str], ...]


def read_form(text: str) -> Form | None:
    """The form in a text, or None where it is no form: fewer than three fields, or values that are prose."""
    marked = _MARKED_FIELD.findall(text)
    if marked:
        template = re.search(r"(?i)template=[\"']([^\"']+)", text)
        return Form(template[1] if template else "", tuple(marked))
    about, brace, values = text.partition("{")
    if brace and len(about) <= LONGEST_VALUE:
        return _from_json(about, brace + values)
    plain = _FIRST_COLON.sub(r"\1; ", _LABEL.sub("", _MARKUP.sub(" ", text)))
    found = list(_FIELD.finditer(plain))
    fields = tuple((match["key"].strip(), match["value"].strip(" .,")) for match in found)
    if len(fields) < FEWEST_FIELDS or not _covers(plain, found):
        return None
    about = plain[: found[0].start()].strip(" .,;:|\n\t-")
    return Form(about, fields)


def _covers(text: str, found: list[re.Match[str]]) -> bool:
    """Most of the text is fields, none with a value as long as a story."""
    covered = sum(match.end() - match.start() for match in found)
    return covered > 0.6 * len(text.strip()) and all(len(match["value"]) <= LONGEST_VALUE for match in found)


def _from_json(about: str, text: str) -> Form | None:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    fields = row.get("fields", row) if isinstance(row, dict) else None
    if not isinstance(fields, Mapping):
        return None
    about = str(row.get("template", "")) or about.strip(" .,:;\n")
    return Form(
        about, tuple((str(key), str(value or "")) for key, value in fields.items() if key != "template")
    )


def answer_of(value: str) -> bool | None:
    """Yes or no where a value says no more than that; an empty one says no; None for anything else."""
    words = value.strip(" .,").lower()
    if words in _answers("no"):
        return False
    return True if words in _answers("yes") else None


def asks_for(key: str, subject: str) -> bool:
    """Whether a field asks for the subject: "diagnosis", "age", "sex", "place", or what the person has "also"."""
    lowered = key.lower()
    words = _answers(subject)
    if subject == "also":
        return any(word in lowered for word in words)
    return lowered in words


@cache
def _answers(name: str) -> frozenset[str]:
    return frozenset(rules.load("finder")["questionnaire"][name])
