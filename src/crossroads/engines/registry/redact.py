"""A record as readable text without the people in it.

Fields that hold a person are replaced by their place in the record. Free text is searched for e-mail
addresses, telephone numbers and the names that the record gives elsewhere. A citation's authors are people
too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from crossroads.engines.registry.ctgov_classic import safe_root
from crossroads.engines.registry.parse import not_too_deep, people
from crossroads.engines.registry.people import NAME_WITHHELD, RegistryPerson
from crossroads.engines.registry.personal_fields import CLASSIC_FIELDS, SPONSOR_NAMES, Holds, held
from crossroads.engines.registry.read import RawRecord, RecordFormat, decoded


def redact(raw: RawRecord) -> str:
    """The record as indented text with every name, phone and e-mail of a person withheld.

    raises  InputProblem as ``parse`` does
    """
    names = _Names.of(people(raw))
    if raw.format is RecordFormat.CTGOV_CLASSIC:
        root = safe_root(raw.data, raw.where, remove_comments=False)
        _redact_element(root, names)
        return etree.tostring(root, encoding="unicode").replace("\r", "")
    with not_too_deep(raw):
        document = _redact_value(decoded(raw.data, raw.where), "", "", _Way(raw.format, names))
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: JSON can write it with an escape, and no page or file can hold it without."""


def redact_text(text: str) -> str:
    """A free text with e-mail addresses and telephone numbers withheld."""
    return _PHONE.sub(Holds.PHONE, _EMAIL.sub(Holds.EMAIL, text))


# --- free text


_EMAIL = re.compile(
    r"(?<![\w.+'\-])[\w.+'\-]{1,64}\s?(?:@|&#64;|\[at\]|\(at\))\s?(?:[\w\-]{1,63}\.)+[A-Za-z]{2,}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"""(?<![\w./\-])(?:
        \+\d[\d\s().\-/]{6,18}\d                                            # +44 20 7946 0000
      | (?:\(?\+?\d{1,3}\)?[\s.\-])?\(\d{2,4}\)[\s.\-]?\d{3,4}[\s.\-]?\d{3,4}  # 1 (202) 555-0143
      | (?:\d{1,3}[.\-])?\d{3}[.\-]\d{3}[.\-]\d{4}                          # 1-202-555-0143
      | \d{1,3}-\d{3}-[A-Z0-9]{7}                                          # 1-800-EXAMPLE
    )(?![\w\-])
    | (?<=[Tt]el)\.?:?\s?\d[\d\s().\-/]{5,18}\d
    | (?<=[Pp]hone)(?:\snumber)?:?\s?\d[\d\s().\-/]{5,18}\d
    """,
    re.VERBOSE,
)

# "Surname AB, Other C. Title." or "Surname AB; Other C. Title."
_AUTHORS = re.compile(
    r"(?:[^\W\d_][\w'’\-]*[ ])+[A-Z]{1,4}(?:[ ](?:Jr|Sr|2nd|3rd|II|III))?"
    r"(?:[,;][ ](?:[^\W\d_][\w'’\-]*[ ])+[A-Z]{1,4}(?:[ ](?:Jr|Sr|2nd|3rd|II|III))?)*"
    r"(?:[,;][ ]et[ ]al)?(?=\.[ ])"
)
_CITATION_WITHHELD = "[citation withheld]"
_AUTHORS_WITHHELD = "[names withheld]"


def _redact_citation(text: str) -> str:
    """The authors go; where they cannot be told from the title, the whole citation does."""
    authors = _AUTHORS.match(text)
    return _AUTHORS_WITHHELD + text[authors.end() :] if authors else _CITATION_WITHHELD


# ISRCTN asks every summary to end with this question and its answer.
_MAIN_CONTACT = re.compile(r"(Who is the main contact\s*\?\s*)\S.*", re.IGNORECASE | re.DOTALL)


_NOT_A_NAME = re.compile(
    r"\b(?:study|studies|trials?|clinical|medical|director|monitor|manager|coordinator|investigator|contact|cent(?:er|re)"
    r"|call|information|research|department|hospital|university|institute|pharma\w*|gmbh|inc|ltd|llc|office|recruitment"
    r"|responsible|physician|chair|team|group|clinic|company|corporation|laborator\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names to look for in free text: those of at least two words that are not an office or a company."""

    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, persons: Iterable[RegistryPerson]) -> _Names:
        bare = {_without_degrees(person.name) for person in persons}
        names = sorted(
            (name for name in bare if len(name.split()) > 1 and not _NOT_A_NAME.search(name)),
            key=len,
            reverse=True,
        )
        if not names:
            return cls(None)
        worded = "|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in names)
        return cls(re.compile(rf"(?<!\w)(?:{worded})(?!\w)", re.IGNORECASE))

    def withheld(self, text: str) -> str:
        return self.pattern.sub(NAME_WITHHELD, text) if self.pattern else text


def _without_degrees(name: str) -> str:
    """ "Ada Example" of "Ada Example, MD, PhD"."""
    return name.split(",")[0].strip()


def _redacted(text: str, holds: Holds | None, names: _Names) -> str:
    match holds:
        case Holds.IDENTIFIER:
            return text
        case Holds.CITATION:
            return redact_text(_redact_citation(text))
        case Holds.CONTACT_AT_END:
            return redact_text(names.withheld(_MAIN_CONTACT.sub(rf"\1{NAME_WITHHELD}", text)))
        case None:
            return redact_text(names.withheld(text))
        case _:
            return holds.value


# --- JSON


@dataclass(frozen=True, slots=True)
class _Way:
    """How the values of one record are treated."""

    format: RecordFormat
    names: _Names


def _redact_value(value: Any, holder: str, key: str, way: _Way) -> Any:
    """``holder`` is the key of the object around, ``key`` the value's own; lists stand for their elements."""
    if isinstance(value, list):
        return [_redact_value(item, holder, key, way) for item in value]
    if isinstance(value, dict):
        individual = {
            name for name, kind in SPONSOR_NAMES.items() if name in value and value.get(kind) == "INDIV"
        }
        return {
            name: NAME_WITHHELD if name in individual else _redact_value(item, key, name, way)
            for name, item in value.items()
        }
    holds = held(way.format, holder, key)
    if isinstance(value, str):
        if not value.strip():
            return value
        return _redacted(value, holds or _identifier(value), way.names)
    return value if holds is None or value is None else holds.value


def _identifier(text: str) -> Holds | None:
    """A single word that is not an address is a code, a date or a number of the registry."""
    return None if " " in text or "@" in text or "&#64;" in text else Holds.IDENTIFIER


# --- classic XML


def _redact_element(root: etree._Element, names: _Names) -> None:
    for element in root.iter():
        holds = CLASSIC_FIELDS.get(str(element.tag))  # a comment's tag is no text
        if element.text and element.text.strip():
            element.text = _redacted(element.text, holds or _identifier(element.text.strip()), names)
        if element.tail and element.tail.strip():
            element.tail = _redacted(element.tail, None, names)
