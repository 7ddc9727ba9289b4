"""Plain words: lay names for medical ones, and how hard a question is to read.

The grade is the Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers & Chissom 1975, doi:10.21236/ADA006655).
It keeps a count of its own, since engines stand alone; ``benchmarks/questions.py`` holds it to other counters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from crossroads.engines import rules

HARDEST_GRADE = 7.5
"""A question is plain up to this grade: half a grade below 8, since counters of syllables differ."""

_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*|\d+(?:[.,/]\d+)*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$|\")")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"[^aeiouyl]e$|[^aeiouy]le$(?<=[aeiouy]le)|[^aeiouytd]ed$|[^aeiouyszxcg]es$")
_APART = re.compile(r"i[aou](?!s\b)|eo|ua|ie[nt]|[aeiouy]ing|ea$|io$")
_SPOKEN = {"diabetes": 4}
"""Frequent words with more syllables than their letters tell."""
_SHORTENED = re.compile(r"\s*\([^)]*\)")
_PLURAL = re.compile(r"(?:(?<=[^s])s|(?<=[sxz])es|(?<=ch)es|(?<=sh)es)$")


def grade(text: str) -> float:
    """US school grade of an English text; 0 where it has no words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def is_plain(text: str) -> bool:
    return grade(text) <= HARDEST_GRADE


def _syllables(word: str) -> int:
    """By groups of vowels; it counts rather one too many than one too few. A short name is spelled out."""
    return sum(map(_syllables_of_part, word.split("-")))


def _syllables_of_part(word: str) -> int:
    if word.isupper() and 1 < len(word) <= 4:
        return len(word)
    lowered = word.lower()
    if lowered in _SPOKEN:
        return _SPOKEN[lowered]
    groups = len(_VOWELS.findall(lowered)) - bool(_SILENT.search(lowered)) + len(_APART.findall(lowered))
    return max(1, groups)


def lay_name(term: str) -> str | None:
    """What people call it, without an article: "heart attack" for "Myocardial Infarctions"; None if unknown."""
    return next((_lay()[form] for form in _forms(term) if form in _lay()), None)


def listed_term(term: str) -> str | None:
    """The form of a term that the list of plain names has; None where it has none."""
    return next((form for form in _forms(term) if form in _lay()), None)


def is_lay_name(name: str) -> bool:
    """Whether a name is what people say: "heart attack"."""
    return name in _lay_names()


@cache
def _lay_names() -> frozenset[str]:
    return frozenset(name.lower() for name in _lay().values())


def _forms(term: str) -> list[str]:
    """The term as it stands, without a bracket, and in the singular."""
    squeezed = " ".join(term.lower().replace("haem", "hem").replace("anaem", "anem").split())
    bare = _SHORTENED.sub("", squeezed)
    forms = [squeezed, bare, _PLURAL.sub("", bare), re.sub(r"ies$", "y", bare), re.sub(r"ses$", "sis", bare)]
    return list(dict.fromkeys(form for form in forms if form))


@cache
def _lay() -> dict[str, str]:
    table: dict[str, str] = rules.load("questions/lay")["lay"]
    return table


@cache
def _counted() -> frozenset[str]:
    return frozenset(rules.load("questions/words")["names"]["counted"])


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds whole words and phrases; "*" at the end of one stands for any ending."""
    listed = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def with_article(name: str) -> str:
    """ "a heart attack", but "diabetes": an article where the name is of something counted."""
    if head_of(name) not in _counted() or name.startswith("any "):
        return name
    if name.startswith("other "):
        return f"an{name}"
    return f"an {name}" if name[0].lower() in "aeio" or name.startswith("un") else f"a {name}"


def head_of(name: str) -> str:
    """The word that a plain name is about: "clot" of "blood clot in a vein"."""
    head = re.split(r" of | in | from | that | where | around | with | when | against |, | \(", name)[0]
    return head.split()[-1].lower() if head.split() else ""
