"""Sex, pregnancy, language, consent, other trials, residence: what a person is, can, and agrees to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.phrases import Phrases
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_NEAR = 60  # characters
_HEALTHY = re.compile(r"[^\W_]+")
_ANY_SEX = re.compile(
    r"(?<![^\W_])(?:any|all|either|both)\s(?:sex|gender|genders|sexes)(?![^\W_])|no\s(?:sex|gender)\s"
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
    found = list(_phrases("sex").find(line.plain))
    named = {sex.meaning for sex in found}
    if match := _ANY_SEX.search(line.plain):
        yield Fact(FactKind.SEX, "sex", FactOperator.EQUAL, "all", *match.span())
    elif len(named) == 2:
        yield Fact(FactKind.SEX, "sex", FactOperator.EQUAL, "all", found[0].start, found[-1].end)
    elif found and not _PREGNANCY_ONLY.search(line.plain):
        yield Fact(FactKind.SEX, "sex", FactOperator.EQUAL, found[0].meaning, found[0].start, found[0].end)


def _pregnancies(line: Line) -> Iterator[Fact]:
    for found in _phrases("pregnancy").find(line.plain):
        if found.meaning == "pregnancy" and re.search(r"(?:weeks? of|weeks?)\s$", line.plain[: found.start]):
            continue  # a gestational age
        yield Fact(FactKind.PREGNANCY, found.meaning, FactOperator.EQUAL, None, found.start, found.end)


@cache
def _language() -> tuple[Phrases[str], frozenset[str]]:
    table = rules.load("eligibility/people")["language"]
    return Phrases((name, name) for name in table["names"]), frozenset(table["beside"])


def _languages(line: Line) -> Iterator[Fact]:
    """A language that must be spoken, read or understood; not "French social security"."""
    names, beside = _language()
    if beside.isdisjoint(_HEALTHY.findall(line.plain)):
        return
    for found in names.find(line.plain):
        yield Fact(FactKind.LANGUAGE, "language", FactOperator.EQUAL, found.meaning, found.start, found.end)


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    return {concept: tuple(stems) for concept, stems in rules.load("eligibility/people")["stems"].items()}


@cache
def _patterns(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = rules.load("eligibility/people")[kind]
    return tuple(
        (concept, re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])"))
        for concept, words in table.items()
    )


def _names_language(plain: str, at: int) -> bool:
    names, _ = _language()
    return next(names.find(plain[at : at + _NEAR]), None) is not None


def _participation(line: Line) -> Iterator[Fact]:
    taken: list[tuple[int, int]] = []
    for kind, name in ((FactKind.CONSENT, "consent"), (FactKind.OTHER, "other")):
        for concept, pattern in _patterns(name):
            if not any(map(line.plain.__contains__, _stems()[concept])):
                continue
            for match in pattern.finditer(line.plain):
                if any(start < match.end() and match.start() < end for start, end in taken):
                    continue
                if concept == "inability to understand" and _names_language(line.plain, match.end()):
                    continue  # "unable to read Danish" speaks of the language
                taken.append(match.span())
                yield Fact(kind, concept, FactOperator.EQUAL, None, *match.span())
