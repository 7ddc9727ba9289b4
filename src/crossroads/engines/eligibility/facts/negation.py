"""Negation: which words negate, and how far they reach.

After NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029) and ConText (Harkema et al. 2009,
doi:10.1016/j.jbi.2009.05.002): cues, false cues, and words that end the reach. The lists stand in
``rules/en/eligibility/negation.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.phrases import Worded

_MARK = re.compile(r"[;:.()\[\]\n•](?!\d)|\s-\s")
_SEPARATOR = re.compile(
    r"\s*(?:,\s*(?:and/or|or|and|nor)\b|,|\b(?:and/or|or|nor)\b|\s/\s|/(?=[^\W\d_]{3}))\s*"
)
_WORD = re.compile(r"[-\s]*[\w']+(?:-\w+){0,4}")
_NOT = re.compile(r"\bnot\s(?:be\s|been\s)?$")
_SHORT = 12  # characters
_LONGEST_NAME = 6  # words
_LONGEST = 10
_FARTHEST = 600  # characters; a sentence that goes on longer has another subject by then


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in the reach of a cue.

    end        of its name
    reach      of all the words that belong to it: "unable to lie still for the scan"
    joined_by  the word that joins it to the one before, "" for the first
    """

    start: int
    end: int
    reach: int
    joined_by: str = ""


@dataclass(frozen=True, slots=True)
class Negation:
    """A cue and what it negates.

    start, end  of the cue
    cue         the word of the list
    parts       what stands in its reach, in reading order, at least one; ``behind`` cues negate what is before them
    means       the thing, where the cue holds it itself ("untreated"); "" else
    """

    start: int
    end: int
    cue: str
    parts: tuple[Part, ...]
    means: str = ""


def _table() -> dict[str, list[str]]:
    return rules.load("eligibility/negation")


def _any(phrases: list[str]) -> str:
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)


@cache
def _cues() -> Worded:
    table = rules.load("eligibility/negation")
    return Worded(
        rf"(?<![^\W_])(?:(?P<never>{_any(table['never'])})|(?P<inside>{_any(list(table['inside']))})"
        rf"|(?P<before>{_any(table['before'])}))(?![^\W\d_])",
        [*table["never"], *table["inside"], *table["before"]],
    )


_NAIVE = re.compile(r"(?<![^\W_])(?P<thing>[^\W\d_]+)[\s-]na[iï]ve(?![^\W\d_])")


@cache
def _behind() -> Worded:
    return Worded(rf"(?<![^\W_])(?:{_any(_table()['behind'])})(?![^\W\d_])", _table()["behind"])


@cache
def _ends() -> Worded:
    return Worded(rf"(?<![^\W_-])(?:{_any(_table()['ends'])})(?![^\W\d_-])", _table()["ends"])


@cache
def _soft_ends() -> Worded:
    return Worded(rf"(?<![^\W_-])(?:{_any(_table()['soft_ends'])})(?![^\W\d_-])", _table()["soft_ends"])


@cache
def _acts() -> re.Pattern[str]:
    """Cues that are verbs: "unable to discontinue aspirin" negates the discontinuing."""
    return re.compile(rf"(?:{_any(_table()['acts'])})(?![^\W\d_])")


@cache
def _between() -> re.Pattern[str]:
    words = _any([word for word in _table()["between"] if word[0].isalpha()])
    return re.compile(rf"(?:\s*(?:(?:{words})(?![^\W\d_])|[/,\"'-])(?=\s|[^\W_]|-))*\s*-?\s*")


def negations(plain: str) -> Iterator[Negation]:
    """Every cue that stands before what it negates, with its reach."""
    taken = 0
    for match in _cues().finditer(plain):
        if match["never"] is not None or match.start() < taken:
            continue
        if match["inside"]:
            yield _inside(match, rules.load("eligibility/negation")["inside"][match["inside"]])
            continue
        parts = tuple(
            _word_behind(plain, match.end()) if match["before"] == "non" else _parts(plain, match.end())
        )
        if parts:
            if _acts().match(plain, parts[0].start):
                taken = parts[0].end
            yield Negation(match.start(), match.end(), match["before"], parts)
    yield from (_inside(match, match["thing"]) for match in _naives(plain))


def _inside(match: re.Match[str], means: str) -> Negation:
    return Negation(match.start(), match.end(), match.group(), (Part(*match.span(), match.end()),), means)


def _naives(plain: str, start: int = 0) -> Iterator[re.Match[str]]:
    """ "Treatment-naive"."""
    return _NAIVE.finditer(plain, start) if "naive" in plain or "naïve" in plain else iter(())


def negations_behind(plain: str) -> Iterator[Negation]:
    """Cues that negate what stands before them: "people with asthma are excluded"."""
    for match in _behind().finditer(plain):
        if _NOT.search(plain, max(0, match.start() - _SHORT), match.start()):
            continue  # "will not be excluded"
        marks = list(_MARK.finditer(plain, max(0, match.start() - _FARTHEST), match.start()))
        start = marks[-1].end() if marks else max(0, match.start() - _FARTHEST)
        yield Negation(
            match.start(), match.end(), match.group(), (Part(start, match.start(), match.start()),)
        )


def _parts(plain: str, at: int) -> Iterator[Part]:
    reach = _reach(plain, at)
    joined = ""
    while at < reach:
        skipped = _between().match(plain, at, reach)
        start = skipped.end() if skipped else at
        separator = _SEPARATOR.search(plain, start, reach)
        part_reach = separator.start() if separator else reach
        soft = _soft_ends().search(plain, start + 1, part_reach)
        end = _cut(plain, start, soft.start() if soft else part_reach, _LONGEST_NAME)
        if start < end:
            yield Part(start, end, _cut(plain, start, part_reach, _LONGEST), joined)
        if separator is None:
            return
        joined, at = separator.group().strip(" ,"), separator.end()


def _word_behind(plain: str, at: int) -> Iterator[Part]:
    """ "Non-" reaches one word."""
    match = _WORD.match(plain, at)
    if match is not None and match.group().strip(" -") not in {"or", "and"}:
        yield Part(at + len(match.group()) - len(match.group().lstrip(" -")), match.end(), match.end())


def _reach(plain: str, at: int) -> int:
    """How far a cue reaches: to a mark, a word that ends it, or another cue."""
    farthest = min(len(plain), at + _FARTHEST)
    thing = _between().match(plain, at, farthest)
    begin = thing.end() if thing else at
    acting = _acts().match(plain, begin)
    searches = ((_MARK, at), (_ends(), begin), (_cues(), acting.end() if acting else begin))
    stops = [
        found.start() for pattern, start in searches if (found := pattern.search(plain, start, farthest))
    ]
    naive = next(_naives(plain, begin), None)
    return min([farthest, *stops, *([naive.start()] if naive else [])])


def _cut(plain: str, start: int, end: int, longest: int) -> int:
    words = list(re.finditer(r"\S+", plain[start:end]))[:longest]
    if not any(char.isalnum() for char in plain[start:end]):
        return start
    return start + words[-1].end() if words else start
