"""Reads criteria that name illnesses, medicines or treatments: "No history of stroke or seizures in the last year".

A sentence is read only where every word of it is understood: how it opens, the names, and a time at its end.
What is left over is left to the site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.asking import plain
from crossroads.engines.eligibility.asking.leaving import LeftReason
from crossroads.engines.eligibility.asking.times import Time, take_time
from crossroads.engines.eligibility.asking.wording import Ask, word
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator
from crossroads.engines.eligibility.logic import AnyOf, Not
from crossroads.engines.eligibility.parsed import Entity, EntityType
from crossroads.engines.eligibility.screener import Intimacy, QuestionKind

MOST_NAMES = 3
"""More names than that in one criterion are several ideas."""

_LONGEST_SENTENCE = 400  # characters; what is longer names more than can be asked
_LONGEST_NAME = 5  # words of a name that no list has
_SHORT_NAME = re.compile(
    r"\s*\((?:[A-Z][A-Za-z0-9/+-]{0,6}s?|(?:e\.?g\.?|such as|including)[^()]*|i\.?e\.?[^()\d<>≤≥]*)\)"
)
_BRACKET = re.compile(r"\(([^()]*)\)?")
_CLAUSE = re.compile(r"\b(?:have|has|had|who|history|received|current\w*)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,\s*(?:and/or|or)\s+|,\s*|;\s*|\s+(?:and/or|or)\s+)")
_TYPES = {EntityType.CONDITION: "has", EntityType.DRUG: "drug", EntityType.PROCEDURE: "procedure"}


class When(Enum):
    """What a sentence says about the time of what it names."""

    UNSAID = auto()
    EVER = auto()
    NOW = auto()


@dataclass(frozen=True, slots=True)
class _Opening:
    """What the words before the first name say."""

    when: When = When.UNSAID
    negated: bool = False
    uses: bool = False
    allergic: bool = False
    family: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What a sentence of names comes to: a condition over the answers, and the questions."""

    condition: Condition
    asks: tuple[Ask, ...]


def read_names(text: str, entities: Sequence[Entity] = ()) -> Named | LeftReason | None:
    """Read one criterion that names things.

    entities  what was found in it; a name that no list has counts where it is one of these as a whole
    returns   None where some word is not understood, or no plain question can be worded; SEVERAL_IDEAS where
              all is understood, but is more than one criterion can ask
    """
    if len(text) > _LONGEST_SENTENCE:
        return None
    rest, time = take_time(_plainly(text))
    rest, opening = _take_opening(rest)
    if time is None or not rest or not all(map(_is_second_name, _BRACKET.findall(rest))):
        return None
    names = _names(rest)
    known = {entity.text.lower(): entity for entity in entities}
    parts = [_one(name, opening, time, known) for name in names]
    whole = [part for part in parts if part is not None]
    if not whole or len(whole) != len(parts):
        return None
    if len(whole) > MOST_NAMES:
        return LeftReason.SEVERAL_IDEAS
    asks = tuple({ask.question.key: ask for part in whole for ask in part.asks}.values())
    condition = whole[0].condition if len(whole) == 1 else AnyOf(tuple(part.condition for part in whole))
    return Named(Not(condition) if opening.negated != time.since else condition, asks)


def _is_second_name(bracket: str) -> bool:
    """Whether a bracket says a name again; what else stands in one narrows the name, or makes an exception."""
    said = bracket.strip().lower()
    return plain.listed_term(said) is not None or plain.is_lay_name(said)


def _plainly(text: str) -> str:
    """Without short names in brackets and the label of a section, and with each name written out."""
    squeezed = _SHORT_NAME.sub("", " ".join(text.split())).strip(" .;:,*-")
    table = rules.load("questions/words")
    label, colon, rest = squeezed.partition(": ")
    if colon and label.lower() in table["labels"]["names"]:
        squeezed = rest
    for short, both in table["both"].items():
        place = squeezed.lower().find(short)
        if place >= 0:
            squeezed = squeezed[:place] + both + squeezed[place + len(short) :]
    return squeezed


def _names(rest: str) -> list[str]:
    """The names of a list; in "gastric or duodenal ulcers" the first shares the last word of the last."""
    names = [name for part in _BETWEEN.split(rest) if part for name in _by_slash(part)]
    if len(names) < 2:
        return names
    *_, shared = names[-1].split()
    return [
        f"{name} {shared}"
        if plain.listed_term(name) is None and plain.listed_term(f"{name} {shared}")
        else name
        for name in names
    ]


def _by_slash(name: str) -> list[str]:
    """Both names of "warfarin/coumadin", where both are listed and the whole is not."""
    parts = name.split("/")
    listed = all(plain.listed_term(part) is not None for part in parts)
    return parts if listed and plain.listed_term(name) is None else [name]


# -- the opening ---------------------------------------------------------------------------------------------------


@cache
def _leads() -> tuple[tuple[str, str], ...]:
    """Openings with what they mean, the longest first."""
    table = rules.load("questions/words")["leads"]
    listed = [(phrase, meaning) for meaning, phrases in table.items() for phrase in phrases]
    return tuple(sorted(listed, key=lambda lead: (-len(lead[0]), lead[1] != "told")))


def _take_opening(text: str) -> tuple[str, _Opening]:
    opening, taken = _Opening(), True
    while taken:
        taken = False
        lowered = text.lower()
        for phrase, meaning in _leads():
            if lowered.startswith(phrase) and lowered[len(phrase) : len(phrase) + 1] in (" ", "-", ":"):
                if plain.listed_term(text) and meaning in ("plain", "now"):
                    break  # "acute pancreatitis" has a plain name as a whole
                text, opening, taken = text[len(phrase) :].lstrip(" -:"), _opened(opening, meaning), True
                break
    return text, opening


def _opened(opening: _Opening, meaning: str) -> _Opening:
    match meaning:
        case "ever":
            return replace(opening, when=When.EVER)
        case "now":
            return replace(opening, when=When.NOW if opening.when is When.UNSAID else opening.when)
        case "no":
            return replace(opening, negated=not opening.negated)
        case "drug":
            return replace(opening, uses=True)
        case "allergy":
            return replace(opening, allergic=True)
        case "family":
            return replace(opening, family=True)
        case "told":
            return replace(opening, told=True)
    return opening


# -- one name ------------------------------------------------------------------------------------------------------


def _one(name: str, opening: _Opening, time: Time, known: dict[str, Entity]) -> Named | None:
    """One name of the list as a question; ``None`` where it is not understood."""
    bare, own = _take_opening(name)
    if time.within is not None and _CLAUSE.search(name[: len(name) - len(bare)]):
        return None  # "any history of asthma, or have had a stroke in the last year": of one alone
    rest, said = _take_before(bare)
    rest, later = _take_opening(rest)
    if any(one.negated or one.allergic or one.family or one.uses for one in (own, later)):
        return None
    when = next((one.when for one in (own, later, opening) if one.when is not When.UNSAID), When.UNSAID)
    kind, lay, intimacy = _kind_of(_without_tail(rest), known)
    if not kind:
        return None
    what = plain.with_article(lay if said == "{}" else said.format(lay.removeprefix("any ")))
    ask = _ask(kind, what, replace(opening, when=when), time, intimacy)
    if ask is None:
        return None
    return Named(_condition(ask, time), (ask,))


def _condition(ask: Ask, time: Time) -> Compare:
    if ask.question.kind is QuestionKind.AGO:
        assert time.within is not None
        return Compare(ask.question.key, Operator.AT_LEAST, time.within)
    return Compare(ask.question.key, Operator.EQUAL, True)


def _take_before(name: str) -> tuple[str, str]:
    """A name without the words before it, and a pattern that says them plainly: "{} that has spread"."""
    table: dict[str, str] = rules.load("questions/words")["before"]
    said = "{}"
    while plain.listed_term(name) is None:
        lowered = name.lower()
        lead = next((lead for lead in table if lowered.startswith(f"{lead} ")), None)
        if lead is None:
            break
        said, name = said.format(table[lead]), name[len(lead) + 1 :]
    return name, said


def _without_tail(name: str) -> str:
    """ "anticoagulant" for "anticoagulant medication": what adds nothing behind a name that is listed without it."""
    head, _, tail = name.rpartition(" ")
    if plain.listed_term(name) is not None or not head:
        return name
    term = plain.listed_term(head)
    if term is None:
        return name
    kind = _listed_kinds().get(term, "has")
    return head if tail.lower() in rules.load("questions/words")["behind"].get(kind, ()) else name


@cache
def _listed_kinds() -> dict[str, str]:
    names = rules.load("questions/words")["names"]
    return {term: kind for kind in ("drug", "procedure", "device", "skipped") for term in names[kind]}


def _kind_of(name: str, known: dict[str, Entity]) -> tuple[str, str, Intimacy]:
    """What a name is of ("has", "drug", "procedure", "device"; "" where that is not known), its plain form,
    and how intimate it is."""
    term = plain.listed_term(name)
    if term is not None:
        kind = _listed_kinds().get(term, "has")
        private = term in rules.load("questions/words")["names"]["intimate"]
        intimacy = Intimacy.INTIMATE if private else Intimacy.HEALTH
        return ("" if kind == "skipped" else kind), plain.lay_name(name) or name, intimacy
    kind = _kind_of_entity(name, known.get(name.lower()))
    if not kind:
        return "", "", Intimacy.HEALTH
    shown = name if any(letter.isupper() for letter in name[1:]) else name[0].lower() + name[1:]
    return kind, f"any {shown}" if kind in ("drug", "procedure") else shown, Intimacy.HEALTH


def _kind_of_entity(name: str, entity: Entity | None) -> str:
    """What a name is of that no list of ours has: a vocabulary must know it, or its last word tell."""
    unnamed = set(rules.load("questions/words")["names"]["unnamed"])
    words = name.lower().split()
    if entity is None or len(words) > _LONGEST_NAME or not name[-1].isalnum():
        return ""
    ending = _kind_by_ending(name)
    if entity.code is None and (not ending or len(words) == 1):
        return ""
    return (
        ""
        if unnamed & {*words[:-1], *(() if len(words) > 1 else words)}
        else ending or _TYPES.get(entity.type, "")
    )


def _kind_by_ending(name: str) -> str:
    endings: dict[str, list[str]] = rules.load("questions/words")["endings"]
    last = name.lower().split()[-1]
    return next((kind for kind, words in endings.items() if last in words), "")


def _ask(kind: str, what: str, opening: _Opening, time: Time, intimacy: Intimacy) -> Ask | None:
    template = _template(kind, what, opening, time)
    if template is None:
        return None
    within = None if template.endswith("_ago") else time.within
    asked = QuestionKind.AGO if template.endswith("_ago") else QuestionKind.YES_NO
    question = word(template, what, within=within, kind=asked, intimacy=intimacy)
    if question is None:
        return None
    return Ask(question)


def _template(kind: str, what: str, opening: _Opening, time: Time) -> str | None:
    """Which question asks for it; None where the sentence leaves open what is meant."""
    if opening.allergic:
        return "allergic" if time.within is None and kind in ("drug", "has") else None
    if opening.family:
        return "parent" if time.within is None and kind == "has" else None
    if time.lasting:
        return "told_ago" if kind == "has" else None
    if kind == "has":
        if opening.uses:
            return None
        if time.within is not None:
            return "told_lately" if opening.told else "had_lately"
        if opening.when is When.NOW:
            return "has_now"
        return "had" if plain.head_of(what) in rules.load("questions/words")["names"]["events"] else "has"
    if kind == "device":
        return "has_now" if time.within is None else None
    if kind == "drug":
        if time.within is not None:
            return "took_lately"
        return "took" if opening.when is When.EVER else "takes"
    if time.within is not None:
        return "had_lately"
    return {When.EVER: "underwent", When.NOW: "undergoes", When.UNSAID: None}[opening.when]
