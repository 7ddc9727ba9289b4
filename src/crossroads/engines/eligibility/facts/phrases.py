"""Finding many phrases at once: by their first words, so that cost grows with the text, not with the list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Generic, TypeVar

_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[ \-/'&+().]{0,3}")  # what may stand between two words of one phrase

Meaning = TypeVar("Meaning")


Placed = tuple[str, int, int]  # a word, and where it starts and ends


class WordList:
    """Words that are looked for again and again.

    Every list is entered in one table, so that a text is gone through once for all of them.
    """

    lists_of: ClassVar[dict[str, list[WordList]]] = {}

    def __init__(self, words: Iterable[str]) -> None:
        for word in frozenset(words):
            self.lists_of.setdefault(word, []).append(self)
        _words_of.cache_clear()  # texts that were gone through without this list

    def places(self, plain: str) -> Sequence[int]:
        """Which words of a plain text are on the list, in reading order: places in ``placed_words``."""
        return _words_of(plain)[1].get(self, ())


@lru_cache(maxsize=16)  # several lists are looked for in one text
def _words_of(plain: str) -> tuple[list[Placed], dict[WordList, list[int]]]:
    placed = [(match[0], match.start(), match.end()) for match in _WORD.finditer(plain)]
    found: dict[WordList, list[int]] = {}
    lists_of = WordList.lists_of
    for place, (word, _, _) in enumerate(placed):
        if word in lists_of:
            for listed in lists_of[word]:
                if listed in found:
                    found[listed].append(place)
                else:
                    found[listed] = [place]
    return placed, found


def placed_words(plain: str) -> list[Placed]:
    """The words of a plain text, each a run of letters and digits."""
    return _words_of(plain)[0]


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
        self._firsts = WordList(self._by_first)

    def find(self, plain: str) -> Iterator[Found[Meaning]]:
        """Phrases in reading order, none overlapping another; ``plain`` is in lower case."""
        places = self._firsts.places(plain)
        if not places:
            return
        words = placed_words(plain)
        free = 0
        for at in places:
            if at < free:
                continue
            hit = self._at(plain, words, at)
            if hit is not None:
                free = at + hit[0]
                yield Found(words[at][1], words[free - 1][2], hit[1])

    def _at(self, plain: str, words: list[Placed], at: int) -> tuple[int, Meaning] | None:
        for phrase, meaning in self._by_first.get(words[at][0], ()):
            if self._stands(plain, words, at, phrase):
                return len(phrase), meaning
        return None

    @staticmethod
    def _stands(plain: str, words: list[Placed], at: int, phrase: tuple[str, ...]) -> bool:
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
        self._firsts = WordList(_WORD.findall(phrase.lower())[0] for phrase in phrases)

    def finditer(self, plain: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        wanted = self._firsts.places(plain)
        if not wanted:
            return
        words = placed_words(plain)
        limit = len(plain) if end is None else end
        free = start
        first = bisect_left(wanted, start, key=lambda place: words[place][1]) if start else 0
        for listed in range(first, len(wanted)):
            at = words[wanted[listed]][1]
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
