"""Words made comparable: one form for spellings, endings and synonyms, and lists of phrases to look for.

A text becomes a row of stems; names that mean the same become one word ("=dyspnea"). The lists are in
``rules/en/eligibility_notes.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeAlias

from crossroads.engines import rules

Words: TypeAlias = tuple[str, ...]

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+(?:'[a-z]+)?|[<>≤≥=;:.!?]")
_MARKS = frozenset("<>≤≥=;:.!?")
_BRITISH = (("haem", "hem"), ("anaem", "anem"), ("oedem", "edem"), ("oesoph", "esoph"), ("tumour", "tumor"),
            ("diarrhoea", "diarrhea"), ("leukaem", "leukem"), ("paed", "ped"), ("gynaec", "gynec"),
            ("ischaem", "ischem"), ("caesar", "cesar"), ("pnoea", "pnea"), ("gravidit", "pregnan"))  # fmt: skip
_ENDINGS = ("ations", "ation", "ical", "ness", "ingly", "edly", "ies", "ing", "ous", "ic", "ed", "es", "ia", "al", "ly",
            "is", "e", "y", "s")  # fmt: skip
_KEPT = 4  # letters that a stem keeps at least
_WHOLE = frozenset(
    {"willing", "healthy", "testis", "status", "aspirin", "during", "lactic", "lactate", "lactates"}
)  # cut, they would be other words


@cache
def lists() -> dict[str, Any]:
    """The language's lists; shared, not to be changed."""
    return rules.load("eligibility_notes")


def folded(text: str) -> str:
    """Lower case, plain signs, American spelling."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[‐‑‒–—−-]", " ", text.replace("’", "'"))
    for british, american in _BRITISH:
        text = text.replace(british, american)
    return text


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending, so that "pregnancy", "pregnancies" and "pregnant" keep their own stems but
    plurals, adverbs and tenses meet. Crude on purpose: both sides are cut alike."""
    word = word.removesuffix("'s")
    if word in _WHOLE:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _KEPT and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word


def words(text: str) -> Words:
    """Stems and signs of a text, in order; no synonyms yet."""
    return tuple(stem(word) for word in _WORD.findall(folded(text)))


def is_mark(word: str) -> bool:
    return word in _MARKS


@dataclass(frozen=True, slots=True)
class PhraseList:
    """Phrases by their first stem, the longest first, each with what it stands for."""

    by_first: dict[str, tuple[tuple[Words, str], ...]]

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, str]]) -> PhraseList:
        """From (phrase, meaning) pairs."""
        table: dict[str, list[tuple[Words, str]]] = {}
        for phrase, meaning in phrases:
            row = words(phrase)
            if row:
                table.setdefault(row[0], []).append((row, meaning))
        return cls({first: tuple(sorted(rows, key=lambda r: -len(r[0]))) for first, rows in table.items()})

    def at(self, row: Words, place: int) -> tuple[int, str] | None:
        """How many words the phrase that stands here has, and its meaning."""
        for phrase, meaning in self.by_first.get(row[place], ()) if place < len(row) else ():
            if row[place : place + len(phrase)] == phrase:
                return len(phrase), meaning
        return None

    def found(self, row: Words) -> Iterator[tuple[int, int, str]]:
        """(start, end, meaning) of every phrase in a row of words, none overlapping another."""
        place = 0
        while place < len(row):
            hit = self.at(row, place)
            if hit:
                yield place, place + hit[0], hit[1]
            place += hit[0] if hit else 1

    def any_in(self, row: Words) -> bool:
        return next(self.found(row), None) is not None


@cache
def phrase_list(table: str, key: str) -> PhraseList:
    """One list of the rules file, such as ``phrase_list("agreement", "consent")``."""
    return PhraseList.of((phrase, phrase) for phrase in lists()[table][key])


@cache
def _synonyms() -> PhraseList:
    table: dict[str, list[str]] = lists()["synonyms"]
    meaning = {same: f"={name}" for name, others in table.items() for same in (name, *others)}
    for kind, members in lists()["kinds"].items():
        for name in (kind, *members):
            meaning.setdefault(name, f"={name}")
    return PhraseList.of(meaning.items())


def merged(row: Words) -> Words:
    """A row of stems with every known name replaced by the one word for all its synonyms."""
    return tuple(word for word, _, _ in merged_with_places(row))


def merged_with_places(row: Words) -> Iterator[tuple[str, int, int]]:
    """(word, start, end): each word of the merged row, and the stems that it stands for."""
    place = 0
    while place < len(row):
        hit = _synonyms().at(row, place)
        end = place + (hit[0] if hit else 1)
        yield (hit[1] if hit else row[place]), place, end
        place = end


@cache
def kinds() -> dict[str, frozenset[str]]:
    """For the word of a kind, the words that are one of it: "=malignancy" -> {"=cancer", "=lymphoma", ...}."""
    return _related("kinds")


@cache
def opposites() -> dict[str, frozenset[str]]:
    """For a word, those that deny it."""
    return _related("opposites")


def _related(table: str) -> dict[str, frozenset[str]]:
    rows: dict[str, list[str]] = lists()[table]
    return {_one(name): frozenset(_one(other) for other in others) for name, others in rows.items()}


def _one(name: str) -> str:
    """The one word that a name of the synonyms, kinds or opposites is merged to."""
    return merged(words(name))[0]


@cache
def generic() -> frozenset[str]:
    """Stems that carry no concept."""
    return frozenset(stem(word) for word in lists()["generic"]["words"])


@cache
def class_words() -> frozenset[str]:
    """Stems of "disease" and the like, which a name of one everyday word cannot do without."""
    return frozenset(stem(word) for word in lists()["generic"]["class_words"])


@cache
def narrowing() -> frozenset[str]:
    return frozenset(stem(word) for word in lists()["generic"]["narrowing"])


@cache
def weak() -> frozenset[str]:
    """Merged words of organs and the like, which alone name nothing."""
    return frozenset(_one(word) for word in lists()["generic"]["weak"])


def content(row: Sequence[str]) -> frozenset[str]:
    """What a stretch of words is about: no generic words, signs, single letters or bare numbers."""
    return frozenset(
        word for word in row if len(word) > 1 and word not in generic() and not word[0].isdigit()
    )
