"""What somebody plainly tells of the person who would take part: what they have, had or take, and what they measure.

The finder reads words to find studies, and takes a guess rather than nothing. What is held against a rule must be
sure, so this reads much less: short statements whose every word it knows, about the one person the message is for.
"I have asthma, my father had a stroke" tells of asthma alone; "my father had a stroke, I have asthma" tells nothing,
since it may be for either of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import Any

from crossroads.engines import rules
from crossroads.engines.finder import Kind, Lexicon

LONGEST_NAME = 6
"""Words of a name."""

_SENTENCE = re.compile(r"[.;!?](?=\s|$)|\n")
_PART = re.compile(r",|\band\b|\bbut\b|\bor\b|\bnor\b|\(|\)|:")
_WORD = re.compile(r"[a-z0-9]+(?:[-'/.][a-z0-9]+)*%?")
_NUMBER = r"(?P<number>\d{1,4}(?:[.,]\d{1,3})?)"
_UNIT = r"(?P<unit>\s?(?:%|[a-z][a-z0-9/^²]*(?:/[a-z0-9.²]+)*))?"
_SECOND = r"(?P<second>\s*(?:\d{1,2}\s*(?:in|inches|\"|″|lb|lbs))?)"
_PRESSURE = re.compile(r"\b(?:blood pressure|bp)\s+(?:is\s+|of\s+|was\s+)?(\d{2,3})\s*/\s*(\d{2,3})\b")


class When(Enum):
    """What a statement says about the time: NOW it is so or not; EVER it has been so, or never was."""

    NOW = auto()
    EVER = auto()


@dataclass(frozen=True, slots=True, repr=False)
class Statement:
    """One thing told. Never shown in a log or traceback.

    name   a thing as the person named it, or a state of ``told.toml``: "pregnant", "breastfeeding", "smokes"
    holds  whether it is so
    """

    name: str
    when: When
    holds: bool
    is_state: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Plain:
    """All that was plainly told. Never shown in a log or traceback.

    amounts  by concept as ``questions/values.toml`` has it, each as it was written: "150 kg"; what was told twice,
             and not alike, is left out
    """

    statements: tuple[Statement, ...] = ()
    amounts: Mapping[str, str] = field(default_factory=dict)

    def state(self, name: str) -> bool | None:
        """Whether a state holds; None where nothing or both were said of it."""
        said = {one.holds for one in self.statements if one.is_state and one.name == name}
        return said.pop() if len(said) == 1 else None


def read_plainly(text: str, lexicon: Lexicon) -> Plain:
    """Read what is sure in free words; never raises, and finds nothing where nothing is sure."""
    reader = _Reader(lexicon)
    for part in _parts(_spoken(text)):
        reader.take(part)
    if reader.for_either:
        return Plain()
    amounts: dict[str, set[str]] = {}
    for part in reader.about_the_person:
        for concept, written in _amounts(part.text):
            amounts.setdefault(concept, set()).add(written)
    once = {concept: written.pop() for concept, written in amounts.items() if len(written) == 1}
    return Plain(tuple(dict.fromkeys(reader.found)), once)


def _spoken(text: str) -> str:
    """Lower case, with short forms written out."""
    lowered = text.lower().replace("’", "'")
    for short, long in _table()["words"]["spoken"].items():
        lowered = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", long, lowered)
    return lowered


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch between commas and "and"; ``opens`` where it begins a sentence."""

    text: str
    opens: bool
    first: bool


def _parts(text: str) -> Iterator[_Part]:
    first = True
    for sentence in _SENTENCE.split(text):
        opens = True
        for part in _PART.split(sentence):
            if part.strip():
                yield _Part(part.strip(), opens, first)
                opens = first = False


class _Reader:
    """Goes through the parts; remembers who is spoken of, and which verb a list hangs on."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.found: list[Statement] = []
        self.about_the_person: list[_Part] = []
        self.for_either = False
        self._lexicon = lexicon
        self._person = ""
        self._subject = ""
        self._verb: tuple[When, bool] | None = None

    def take(self, part: _Part) -> None:
        words = _WORD.findall(part.text)
        if part.opens:
            self._verb = None
        words, subject = _without_subject(words)
        if subject:
            self._subject, self._verb = self._known(subject), None
        if set(words) & _set("words", "hedges"):
            self._verb = None
            return
        statement = self._state(words) or self._named(words, first=part.first)
        if self._subject and self._person and self._subject != self._person:
            self.for_either |= statement is not None and self._subject == "i"
            return
        self.about_the_person.append(part)
        if statement is not None:
            self.found.append(statement)
            self._person = self._person or self._subject or "i"

    def _known(self, subject: str) -> str:
        """ "She" is the relative who was named, where one was."""
        if subject in _set("words", "others"):
            return self._person if self._person != "i" else subject
        return subject

    def _state(self, words: list[str]) -> Statement | None:
        said = " ".join(words).replace("non-smoker", "non smoker")
        for name, table in _table()["states"].items():
            weeks = re.fullmatch(r"(?:am|is) (?:\d+|\w+) (?:weeks|months) pregnant", said)
            if said in table["no"]:
                return Statement(name, When.NOW, False, is_state=True)
            if said in table["yes"] or (table.get("weeks") and weeks):
                return Statement(name, When.NOW, True, is_state=True)
        return None

    def _named(self, words: list[str], *, first: bool) -> Statement | None:
        verb, rest = _verb(words)
        inherited = verb is None and (self._verb is not None or first)
        name = self._name(rest if verb else words)
        if verb is None and inherited:
            verb = self._verb or (When.NOW, True)
        self._verb = verb if name else None
        return Statement(name, *verb) if name and verb else None

    def _name(self, words: list[str]) -> str:
        """The known name with which these words begin; "" where more follows that might make it another thing."""
        while words and words[0] in _set("words", "articles"):
            words = words[1:]
        for count in range(min(LONGEST_NAME, len(words)), 0, -1):
            name = " ".join(words[:count])
            name = self._lexicon.meaning(name) or name
            kind = self._lexicon.kind(name)
            if kind is not None and kind is not Kind.QUALIFIER:
                rest = words[count:]
                return name if not rest or rest[0] in _set("words", "after") or rest[0].isdigit() else ""
        return ""


def _without_subject(words: list[str]) -> tuple[list[str], str]:
    """The words behind "I", "she", "my mum" or "for my mum", and that subject; "" where none stands there."""
    table = _table()["words"]
    while words and words[0] in (*table["before"], "for"):
        words = words[1:]
    if words and words[0] in table["self"]:
        words, subject = words[1:], "i"
    elif words and words[0] in table["others"]:
        words, subject = words[1:], words[0]
    elif len(words) > 1 and words[0] in table["mine"]:
        place = next((place for place in (1, 2) if words[place : place + 1] and words[place] in _people()), 0)
        words, subject = (words[place + 1 :], words[place]) if place else (words, "")
    else:
        subject = ""
    while words and words[0] in table["before"]:
        words = words[1:]
    return words, subject


def _verb(words: list[str]) -> tuple[tuple[When, bool] | None, list[str]]:
    """The longest verb with which the words begin, and what follows it."""
    between = [word for word in words[1:3] if word not in _set("words", "before")]
    plain = [*words[:1], *between, *words[3:]]
    for count in range(min(5, len(plain)), 0, -1):
        said = _verbs().get(" ".join(plain[:count]))
        if said is not None:
            return said, plain[count:]
    return None, words


def _amounts(part: str) -> Iterator[tuple[str, str]]:
    """What was measured: ("body weight", "150 kg")."""
    pressure = _PRESSURE.search(part)
    if pressure:
        yield "systolic blood pressure", f"{pressure[1]} mmHg"
        yield "diastolic blood pressure", f"{pressure[2]} mmHg"
    for concept, pattern in _measures():
        match = pattern.search(part)
        if match:
            yield concept, " ".join(f"{match['number']} {match['unit'] or ''} {match['second']}".split())


@cache
def _measures() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = dict(_table()["values"])
    about = "|".join(table.pop("about"))
    return tuple(
        (
            concept,
            re.compile(
                rf"\b(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))})\s+(?:(?:{about})\s+)*"
                rf"{_NUMBER}(?![\d/]){_UNIT}{_SECOND}"
            ),
        )
        for concept, names in table.items()
    )


@cache
def _verbs() -> dict[str, tuple[When, bool]]:
    meant = {
        "now": (When.NOW, True),
        "ever": (When.EVER, True),
        "not_now": (When.NOW, False),
        "never": (When.EVER, False),
    }
    return {verb: meant[name] for name, verbs in _table()["verbs"].items() for verb in verbs}


@cache
def _people() -> frozenset[str]:
    table = rules.load("finder")["people"]
    return frozenset((*table["female"], *table["male"], "child", "partner", "friend", "baby"))


@cache
def _set(part: str, name: str) -> frozenset[str]:
    return frozenset(_table()[part][name])


@cache
def _table() -> dict[str, Any]:
    return rules.load("told")
