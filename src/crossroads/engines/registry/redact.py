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
from enum import StrEnum
from typing import Any

from lxml import etree

from crossroads.engines.registry.ctgov_classic import safe_root
from crossroads.engines.registry.parse import people
from crossroads.engines.registry.people import NAME_WITHHELD, RegistryPerson
from crossroads.engines.registry.read import RawRecord, RecordFormat, decoded


class _Holds(StrEnum):
    """What a field of a record holds, and what stands in its stead."""

    NAME = NAME_WITHHELD
    PHONE = "[phone withheld]"
    EMAIL = "[e-mail withheld]"
    CITATION = "citation"
    IDENTIFIER = "identifier"


_V2_PERSON_LISTS = ("centralContacts", "overallOfficials", "contacts", "pointOfContact")
_V2_FIELDS = {
    **{(holder, "name"): _Holds.NAME for holder in _V2_PERSON_LISTS},
    **{(holder, "phone"): _Holds.PHONE for holder in _V2_PERSON_LISTS},
    **{(holder, "phoneExt"): _Holds.PHONE for holder in _V2_PERSON_LISTS},
    **{(holder, "email"): _Holds.EMAIL for holder in _V2_PERSON_LISTS},
    ("pointOfContact", "title"): _Holds.NAME,
    ("responsibleParty", "investigatorFullName"): _Holds.NAME,
    ("responsibleParty", "oldNameTitle"): _Holds.NAME,
    ("unpostedAnnotation", "unpostedResponsibleParty"): _Holds.NAME,
    ("references", "citation"): _Holds.CITATION,
}
# In API v1 a key says all by itself.
_V1_FIELDS = {
    **{
        f"{person}{part}": holds
        for person in ("CentralContact", "LocationContact", "OverallOfficial", "PointOfContact")
        for part, holds in (
            ("Name", _Holds.NAME),
            ("Phone", _Holds.PHONE),
            ("PhoneExt", _Holds.PHONE),
            ("EMail", _Holds.EMAIL),
        )
    },
    "PointOfContactTitle": _Holds.NAME,
    "ResponsiblePartyInvestigatorFullName": _Holds.NAME,
    "ResponsiblePartyOldNameTitle": _Holds.NAME,
    "UnpostedResponsibleParty": _Holds.NAME,
    "ReferenceCitation": _Holds.CITATION,
}
_CLASSIC_FIELDS = {
    **dict.fromkeys(
        ("first_name", "middle_name", "last_name", "name_title", "investigator_full_name", "name_or_title"),
        _Holds.NAME,
    ),
    **dict.fromkeys(("phone", "phone_ext"), _Holds.PHONE),
    "email": _Holds.EMAIL,
    "citation": _Holds.CITATION,
}
_SPONSOR_NAMES = {
    "name": "class",
    "LeadSponsorName": "LeadSponsorClass",
    "CollaboratorName": "CollaboratorClass",
}


def redact(raw: RawRecord) -> str:
    """The record as indented text with every name, phone and e-mail of a person withheld.

    raises  InputProblem as ``parse`` does
    """
    names = _Names.of(people(raw))
    if raw.format is RecordFormat.CTGOV_CLASSIC:
        root = safe_root(raw.data, raw.where, remove_comments=False)
        _redact_element(root, names)
        return etree.tostring(root, encoding="unicode").replace("\r", "")
    document = _redact_value(decoded(raw.data, raw.where), "", "", names)
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: JSON can write it with an escape, and no page or file can hold it without."""


def redact_text(text: str) -> str:
    """A free text with e-mail addresses and telephone numbers withheld."""
    return _PHONE.sub(_Holds.PHONE, _EMAIL.sub(_Holds.EMAIL, text))


# --- free text


_EMAIL = re.compile(
    r"(?<![\w.+'\-])[\w.+'\-]{1,64}\s?(?:@|\[at\]|\(at\))\s?(?:[\w\-]{1,63}\.)+[A-Za-z]{2,}", re.IGNORECASE
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


def _redacted(text: str, holds: _Holds | None, names: _Names) -> str:
    match holds:
        case _Holds.IDENTIFIER:
            return text
        case _Holds.CITATION:
            return redact_text(_redact_citation(text))
        case None:
            return redact_text(names.withheld(text))
        case _:
            return holds.value


# --- JSON


def _redact_value(value: Any, holder: str, key: str, names: _Names) -> Any:
    """``holder`` is the key of the object around, ``key`` the value's own; lists stand for their elements."""
    if isinstance(value, list):
        return [_redact_value(item, holder, key, names) for item in value]
    if isinstance(value, dict):
        individual = {
            name for name, kind in _SPONSOR_NAMES.items() if name in value and value.get(kind) == "INDIV"
        }
        return {
            name: NAME_WITHHELD if name in individual else _redact_value(item, key, name, names)
            for name, item in value.items()
        }
    holds = _V2_FIELDS.get((holder, key)) or _V1_FIELDS.get(key)
    if isinstance(value, str):
        return _redacted(value, holds or _identifier(value), names)
    return value if holds is None else holds.value


def _identifier(text: str) -> _Holds | None:
    """A single word that is not an address is a code, a date or a number of the registry."""
    return None if " " in text or "@" in text else _Holds.IDENTIFIER


# --- classic XML


def _redact_element(root: etree._Element, names: _Names) -> None:
    for element in root.iter():
        holds = _CLASSIC_FIELDS.get(str(element.tag))  # a comment's tag is no text
        if element.text and element.text.strip():
            element.text = _redacted(element.text, holds or _identifier(element.text.strip()), names)
        if element.tail and element.tail.strip():
            element.tail = _redacted(element.tail, None, names)
