"""Finding many phrases at once: by their first words, so that cost grows with the text, not with the list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[ \-/'&+().]{0,3}")  # what may stand between two words of one phrase

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, each with where it starts and ends, and for each which of them it is."""

    placed: list[tuple[str, int, int]]
    places: dict[str, list[int]]
    kept: dict[frozenset[str], list[int]] = field(default_factory=dict)

    def any_of(self, wanted: frozenset[str]) -> list[int]:
        """Which words are among those wanted, in reading order; kept, since a list is looked for again and again."""
        if wanted not in self.kept:
            common = self.places.keys() & wanted
            self.kept[wanted] = sorted([place for word in common for place in self.places[word]])
        return self.kept[wanted]


@lru_cache(maxsize=16)  # several lists are looked for in one text
def _words_of(plain: str) -> _Words:
    placed = [(match[0], *match.span()) for match in _WORD.finditer(plain)]
    places: dict[str, list[int]] = {}
    for place, (word, _, _) in enumerate(placed):
        places.setdefault(word, []).append(place)
    return _Words(placed, places)


def has_word(plain: str, words: frozenset[str]) -> bool:
    """Whether a text has any of these words, each a run of letters and digits."""
    return not words.isdisjoint(_words_of(plain).places)


@dataclass(frozen=True, slots=True)
class Found(Generic[Meaning]):
    """One phrase in a text."""

    start: int
    end: int
    meaning: Meaning


class Phrases(Generic[Meaning]):
    """Phrases with what each means; of two that start at the same word, the longer one is found.

    Words are matched whole; a hyphen, a slash, a bracket or a space between two words are the same.
    """

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        for phrase, meaning in entries:
            words = tuple(_WORD.findall(phrase.lower()))
            if words:
                self._by_first.setdefault(words[0], []).append((words, meaning))
        for listed in self._by_first.values():
            listed.sort(key=lambda entry: -len(entry[0]))
        self._firsts = frozenset(self._by_first)

    def find(self, plain: str) -> Iterator[Found[Meaning]]:
        """Phrases in reading order, none overlapping another; ``plain`` is in lower case."""
        words = _words_of(plain)
        free = 0
        for at in words.any_of(self._firsts):
            if at < free:
                continue
            hit = self._at(plain, words.placed, at)
            if hit is not None:
                free = at + hit[0]
                yield Found(words.placed[at][1], words.placed[free - 1][2], hit[1])

    def _at(self, plain: str, words: list[tuple[str, int, int]], at: int) -> tuple[int, Meaning] | None:
        for phrase, meaning in self._by_first.get(words[at][0], ()):
            if self._stands(plain, words, at, phrase):
                return len(phrase), meaning
        return None

    @staticmethod
    def _stands(plain: str, words: list[tuple[str, int, int]], at: int, phrase: tuple[str, ...]) -> bool:
        if at + len(phrase) > len(words):
            return False
        for step, word in enumerate(phrase[1:], at + 1):
            if words[step][0] != word or not _JOINED.fullmatch(plain, words[step - 1][2], words[step][1]):
                return False
        return True


class Worded:
    """A pattern that can only match where one of these words begins; elsewhere it is not tried.

    Its matches are those of the pattern itself, as long as each begins with one of the words and no letter or digit
    stands before it.
    """

    def __init__(self, pattern: str, phrases: Iterable[str]) -> None:
        self._pattern = re.compile(pattern)
        self._firsts = frozenset(_WORD.findall(phrase.lower())[0] for phrase in phrases)

    def finditer(self, plain: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        words = _words_of(plain)
        limit = len(plain) if end is None else end
        free = start
        wanted = words.any_of(self._firsts)
        first = bisect_left(wanted, start, key=lambda place: words.placed[place][1]) if start else 0
        for listed in range(first, len(wanted)):
            at = words.placed[wanted[listed]][1]
            if at >= limit:
                return
            match = self._pattern.match(plain, at, limit) if at >= free else None
            if match is not None:
                free = match.end()
                yield match

    def search(self, plain: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        return next(self.finditer(plain, start, end), None)

    def match(self, plain: str, start: int = 0) -> re.Match[str] | None:
        return self._pattern.match(plain, start)
