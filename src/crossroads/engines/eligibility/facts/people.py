"""Sex, pregnancy, language, consent, other trials, residence: what a person is, can, and agrees to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.phrases import Found, Phrases, WordList
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_NEAR = 60  # characters
_ANY_SEX = re.compile(
    r"(?<![^\W_])(?:any|all|either|both)\s(?:sex|gender|genders|sexes)(?![^\W_])|no\s(?:sex|gender)\s"
)
_SEX_WITH = re.compile(
    r"\b(?:sex|sexual\w*|intercourse)\s(?:[a-z]+\s)?(?:with|between|among)\s(?:(?:a|an|other|any|both|men|women|male|female|and|or)\s)*$"
)
_NOT_A_PERSON = re.compile(
    r"(?:'s)?\s(?:sex(?:ual)?\s)?(?:partners?|condoms?|factor|hormones?|pattern|infertility|relatives?|genital|catheter|urethra|contracepti\w+|sterili\w+)\b"
)
_PREGNANCY_ONLY = re.compile(
    r"pregnan|breast|lactat|nursing|childbearing|child[- ]bearing|contracept|menopaus|fertile|birth control|sterili"
)


def people_facts(line: Line) -> Iterator[Fact]:
    """All of them, each as if it were not negated."""
    yield from _sexes(line)
    yield from _pregnancies(line)
    yield from _languages(line)
    yield from _participation(line)


@cache
def _phrases(kind: str) -> Phrases[str]:
    table = rules.load("eligibility/people")[kind]
    return Phrases((alias, concept) for concept, aliases in table.items() for alias in aliases)


def _sexes(line: Line) -> Iterator[Fact]:
    """The sex that a criterion asks for: not where it only says to whom a pregnancy rule applies."""
    found = [sex for sex in _phrases("sex").find(line.plain) if not _is_of_another(line.plain, sex)]
    named = {sex.meaning for sex in found}
    if ("sex" in line.plain or "gender" in line.plain) and (match := _ANY_SEX.search(line.plain)):
        yield Fact(FactKind.SEX, "sex", FactOperator.EQUAL, "all", *match.span())
    elif len(named) == 2:
        yield Fact(FactKind.SEX, "sex", FactOperator.EQUAL, "all", found[0].start, found[-1].end)
    elif found and not _PREGNANCY_ONLY.search(line.plain):
        yield Fact(FactKind.SEX, "sex", FactOperator.EQUAL, found[0].meaning, found[0].start, found[0].end)


def _is_of_another(plain: str, sex: Found[str]) -> bool:
    """ "Sex with men", "the female partner", "male condom": not of the person who takes part."""
    with_whom = _SEX_WITH.search(plain, max(0, sex.start - _NEAR), sex.start)
    return with_whom is not None or _NOT_A_PERSON.match(plain, sex.end) is not None


def _pregnancies(line: Line) -> Iterator[Fact]:
    for found in _phrases("pregnancy").find(line.plain):
        if found.meaning == "pregnancy" and re.search(r"(?:weeks? of|weeks?)\s$", line.plain[: found.start]):
            continue  # a gestational age
        yield Fact(FactKind.PREGNANCY, found.meaning, FactOperator.EQUAL, None, found.start, found.end)


@cache
def _language() -> tuple[Phrases[str], WordList]:
    table = rules.load("eligibility/people")["language"]
    return Phrases((name, name) for name in table["names"]), WordList(table["beside"])


def _languages(line: Line) -> Iterator[Fact]:
    """A language that must be spoken, read or understood; not "French social security"."""
    names, beside = _language()
    if not beside.places(line.plain):
        return
    for found in names.find(line.plain):
        yield Fact(FactKind.LANGUAGE, "language", FactOperator.EQUAL, found.meaning, found.start, found.end)


@dataclass(frozen=True, slots=True)
class _Saying:
    """What people agree to or take part in: tried only where one of the stems stands."""

    kind: FactKind
    concept: str
    stems: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def _sayings() -> tuple[_Saying, ...]:
    table = rules.load("eligibility/people")
    return tuple(
        _Saying(
            kind,
            concept,
            tuple(table["stems"][concept]),
            re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])"),
        )
        for kind, name in ((FactKind.CONSENT, "consent"), (FactKind.OTHER, "other"))
        for concept, words in table[name].items()
    )


def _names_language(plain: str, at: int) -> bool:
    names, _ = _language()
    return next(names.find(plain[at : at + _NEAR]), None) is not None


def _participation(line: Line) -> Iterator[Fact]:
    plain = line.plain
    taken: list[tuple[int, int]] = []
    for saying in _sayings():
        if not any(map(plain.__contains__, saying.stems)):
            continue
        for match in saying.pattern.finditer(plain):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if saying.concept == "inability to understand" and _names_language(plain, match.end()):
                continue  # "unable to read Danish" speaks of the language
            taken.append(match.span())
            yield Fact(saying.kind, saying.concept, FactOperator.EQUAL, None, *match.span())
