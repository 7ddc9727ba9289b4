"""A criterion made ready to be held against a note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crossroads.engines.eligibility.facts import read_facts
from crossroads.engines.eligibility.facts.concepts import concept_phrases
from crossroads.engines.eligibility.notes.things import named_by
from crossroads.engines.eligibility.notes.words import (
    Words,
    class_words,
    content,
    kinds,
    lists,
    merged,
    narrowing,
    phrase_list,
    weak,
    words,
)
from crossroads.engines.eligibility.parsed import Code, Fact, FactKind
from crossroads.engines.terms import CriterionCategory

_BULLET = re.compile(r"^\s*(?:(?:\d{1,3}|[a-zA-Z])[.)](?!\d)\s*|[-*•·▪o]\s+)+")
_LABEL = re.compile(r"[A-Za-z /-]{2,40}:\s+(?=\w)")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PIECE = re.compile(r"(?:(?!,|;|/|:|\bor\b|\band/or\b).)+", re.IGNORECASE | re.DOTALL)
_CHOICE = re.compile(r"\bor\b|/|;|:", re.IGNORECASE)
_LAST_OF_ALL = re.compile(r",[^,]*\band\b", re.IGNORECASE)
_BOUNDS = (FactKind.COMPARISON, FactKind.STAGE, FactKind.PERFORMANCE_STATUS, FactKind.PRIOR_THERAPY_COUNT)
_ESCAPED = re.compile(r"\\([<>~*_#\[\]=+-])")  # Markdown of the registry
_EXPLAINED = re.compile(r"\(([A-Z]{2,6})s?\)")
_YEAR = re.compile(r"(?:before|after|since|until|from|in|of)\s+(?:\w+\s+){0,2}(?:19|20)\d\d\b", re.IGNORECASE)
_NAME_WORD = re.compile(r"[A-Za-z]+")
_LONGEST = 4_000  # characters of a criterion that are read


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a criterion names.

    strong     stems without which it is not named at all; none where the vocabulary alone knows it ("weight loss")
    beside     stems of organs and the like, which alone name nothing
    narrowing  "severe", "recent": what a note that names the thing alone leaves open
    code       of the disease or medicine that its words name, where the vocabulary knows them
    bounded    a number, stage or score beside it narrows it, too
    """

    strong: frozenset[str]
    beside: frozenset[str]
    narrowing: frozenset[str]
    code: Code | None
    bounded: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion's words.

    plain   stems as written; ``main`` without brackets and up to the first aside ("other than ...")
    turned  it asks that its parts are not so ("no history of stroke")
    parts   what it names; none where it only says what does not matter
    must    parts that a note must tell, each of them: all of "fever, cough, and chills", none of a choice
    needed  how many of its parts a note must tell at least
    another it is about another of its kind than the study's own disease ("no other malignancy")
    exempt  words of what it excepts ("other than basal cell carcinoma")
    facts   ages, values and time windows
    opens_with_value  it is about a measured value, and names no condition before it
    """

    text: str
    category: CriterionCategory
    plain: Words
    main: Words
    turned: bool
    parts: tuple[Part, ...]
    must: frozenset[Part]
    needed: int
    another: bool
    exempt: frozenset[str]
    facts: tuple[Fact, ...]
    opens_with_value: bool

    @property
    def excludes(self) -> bool:
        return self.category is CriterionCategory.EXCLUSION


def read_criterion(text: str, category: CriterionCategory, title: str = "") -> Criterion:
    """Ready to be held against any note; abbreviations that the study's title explains are spelled out."""
    text = _ESCAPED.sub(r"\1", text[:_LONGEST])
    text = _spelled_out(_BULLET.sub("", text).strip(), title)
    text = _without_label(text)
    plain = words(text)
    main = _before_aside(words(_BRACKETS.sub(" ", text)))
    turned = bool(plain) and phrase_list("generic", "turned").at(plain, _first_meaning(plain)) is not None
    permitted = phrase_list("generic", "permitted").any_in(plain)
    facts = read_facts(text, 0, len(text), category).facts
    includes = category is CriterionCategory.INCLUSION and not turned
    parts = () if permitted else _parts(text, facts, turned=turned, includes=includes)
    needed = _needed(plain) if includes else 1
    return Criterion(
        text=text,
        category=category,
        plain=plain,
        main=main,
        turned=turned,
        parts=parts,
        must=_must(text, parts) if includes and needed == 1 else frozenset(),
        needed=needed,
        another=not includes and _about_another(plain, title, parts),
        exempt=_exempt(plain),
        facts=facts,
        opens_with_value=_opens_with_value(text, facts),
    )


def _without_label(text: str) -> str:
    """ "Chemotherapy: no prior ..." without the word before the colon, where what follows denies."""
    label = _LABEL.match(text)
    if label is None:
        return text
    rest = text[label.end() :]
    row = words(rest)
    return rest if row and phrase_list("generic", "turned").at(row, 0) else text


def _exempt(plain: Words) -> frozenset[str]:
    """What the words behind an exception name; the names of whole kinds tell nothing there."""
    exception = next(phrase_list("generic", "exception").found(plain), None)
    if exception is None:
        return frozenset()
    return content(merged(plain[exception[1] :])) - weak() - narrowing() - kinds().keys()


def _opens_with_value(text: str, facts: tuple[Fact, ...]) -> bool:
    if not any(fact.kind is FactKind.COMPARISON for fact in facts):
        return False
    first = next(iter(concept_phrases().find(text.lower())), None)
    if first is None or first.meaning.name in lists()["silent"]["told_anyway"]:
        return False
    return not content(merged(words(text[: first.start]))) - narrowing() - weak()


def _before_aside(row: Words) -> Words:
    """Up to the first aside; one that announces a list ("defined by the following") is none."""
    lists_follow = phrase_list("generic", "list_follows")
    for start, end, _ in phrase_list("generic", "aside").found(row):
        if lists_follow.at(row, end) is None:
            return row[:start]
    return row


def _first_meaning(plain: Words) -> int:
    """Where a criterion begins once "the patient", "subjects who" and the like are passed."""
    openers = phrase_list("generic", "openers")
    place = 0
    while place < len(plain) - 1:
        hit = openers.at(plain, place)
        if hit is None:
            break
        place += hit[0]
    return place


def _parts(text: str, facts: Sequence[Fact], *, turned: bool, includes: bool) -> tuple[Part, ...]:
    """Asides and brackets dropped, cut at commas and "or".

    Where the criterion begins to deny ("X without Y", "X not treated with Y"), what follows is no part of it.
    """
    parts: list[Part] = []
    bounds = [fact.start for fact in facts if fact.kind in _BOUNDS]
    for piece in _PIECE.finditer(_BRACKETS.sub(_blank, text)):
        row = words(piece[0])
        before = _before_aside(row)
        denial = None if turned else next(phrase_list("generic", "inner_denial").found(before), None)
        if denial is not None:
            before = before[: denial[0]]
        bounded = (
            (denial is not None and not (includes and denial[2] in lists()["generic"]["inner_absence"]))
            or _YEAR.search(text) is not None
            or any(piece.start() <= start <= piece.end() for start in bounds)
            or (bool(bounds) and next(iter(concept_phrases().find(piece[0].lower())), None) is not None)
        )
        part = _part(merged(before), named_by(piece[0]) if before == row else None, bounded=bounded)
        if part.strong or part.code is not None:
            parts.append(part)
        if before != row and (denial is None or includes):
            break
    return tuple(parts)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _must(text: str, parts: tuple[Part, ...]) -> frozenset[Part]:
    """Without a choice, all of a list that ends in "and", or the first, which the others describe."""
    text = _BRACKETS.sub(_blank, text)
    if _CHOICE.search(text):
        return frozenset()
    return frozenset(parts if _LAST_OF_ALL.search(text) else parts[:1])


def _needed(plain: Words) -> int:
    """ "At least two of the following" asks for two."""
    counts = ((2, "two_of"), (3, "three_of"), (4, "four_of"))
    return next((count for count, key in counts if phrase_list("generic", key).any_in(plain)), 1)


def _about_another(plain: Words, title: str, parts: Sequence[Part]) -> bool:
    """ "Other", or the name of the kind that the study's disease is of: "cancer" in a study on lymphoma."""
    if phrase_list("generic", "another").any_in(plain):
        return True
    studied = set(merged(words(title)))
    return any(
        studied & (kinds()[word] | {word}) for part in parts for word in part.strong if word in kinds()
    )


def _spelled_out(text: str, title: str) -> str:
    """ "PFO" becomes "patent foramen ovale" where the title has "Patent Foramen Ovale (PFO)"."""
    for match in _EXPLAINED.finditer(title):
        letters = match[1]
        before = _NAME_WORD.findall(title[: match.start()])[-len(letters) :]
        if "".join(word[0] for word in before).upper() == letters:
            text = re.sub(rf"\b{letters}\b", " ".join(before), text)
    return text


def _part(row: Words, code: Code | None, *, bounded: bool) -> Part:
    about = content(row)
    narrow = about & narrowing()
    beside = (about - narrow) & weak()
    strong = about - narrow - beside
    if len(strong) == 1 and not any(word.startswith("=") for word in strong):
        beside |= {word for word in row if word in class_words()}
    return Part(strong, beside, narrow, code, bounded)
