"""Finds a rule's phrases in a sentence, and says when the words around them take the meaning back.

"This pill is safe" and "we want to find out whether this pill is safe" hold the same words. A *guard* is
a set of cues, such as negation or inquiry, that makes a phrase harmless where it stands before, after or
around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex

from crossroads.engines.compliance.patterns import WORD, Pattern
from crossroads.engines.compliance.sentences import Sentence

_WORDS = regex.compile(WORD)
_BREAK_MARKS = regex.compile(r"[;:]|\s-\s")


class Reach(StrEnum):
    """Where a guard's cue must stand: before or in the phrase, after it, in its sentence, in the next."""

    BEFORE = "before"
    AFTER = "after"
    SENTENCE = "sentence"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Guard:
    """Cues that take a phrase's meaning back.

    within  words that may stand between cue and phrase
    asks    the cues count only in a sentence that ends with a question mark
    quoted  the cues count only for a phrase in quotation marks
    breaks  phrases after which a cue no longer holds ("we do not hurry, but it is safe")
    spares  phrases that look like a cue and are none ("not only")
    """

    reach: Reach
    cues: tuple[Pattern, ...]
    within: int = 8
    asks: bool = False
    quoted: bool = False
    breaks: tuple[Pattern, ...] = ()
    spares: tuple[Pattern, ...] = ()

    def covers(self, sentence: Sentence, start: int, end: int, own: frozenset[str] = frozenset()) -> bool:
        """Whether the phrase at [start, end) of the sentence's text is made harmless.

        own  words that the phrase's pattern spells out: "no side effects" is not taken back by its own "no"
        """
        if self.asks and not sentence.asks:
            return False
        if self.quoted and not _is_quoted(sentence.text, start, end):
            return False
        if self.reach is Reach.NEXT:
            return any(True for _ in _all(self.cues, sentence.after))
        spared = [m.span() for m in _all(self.spares, sentence.text)]
        cues = (m.span() for m in _all(self.cues, sentence.text))
        return any(
            self._reaches(sentence.text, cue, start, end, own)
            for cue in cues
            if not any(low <= cue[0] and cue[1] <= high for low, high in spared)
        )

    def _reaches(self, text: str, cue: tuple[int, int], start: int, end: int, own: frozenset[str]) -> bool:
        if self.reach is Reach.SENTENCE:
            return True
        if self.reach is Reach.BEFORE:
            if start <= cue[0] and cue[1] <= end:
                return not own.issuperset(_WORDS.findall(text, *cue))
            between = (cue[1], start) if cue[0] < start else None
        else:
            between = (end, cue[0]) if cue[0] >= end else None
        if between is None:
            return False
        gap = text[between[0] : between[1]]
        return len(_WORDS.findall(gap)) <= self.within and not self._is_broken(gap)

    def _is_broken(self, gap: str) -> bool:
        return bool(_BREAK_MARKS.search(gap)) or any(True for _ in _all(self.breaks, gap))


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases with the same meaning and the guards that hold for all of them.

    asks  the phrases count only in a sentence that ends with a question mark
    """

    name: str
    patterns: tuple[Pattern, ...]
    guards: tuple[Guard, ...] = ()
    asks: bool = False

    def hits(self, pattern: Pattern, sentence: Sentence) -> Iterator[Hit]:
        """The unguarded places of one of the group's phrases."""
        if self.asks and not sentence.asks:
            return
        for found in pattern.finder.finditer(sentence.text):
            start, end = found.span()
            if not any(guard.covers(sentence, start, end, pattern.own) for guard in self.guards):
                yield Hit(self.name, sentence, start, end)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a group found in a sentence; ``start`` and ``end`` count in the sentence's text."""

    group: str
    sentence: Sentence
    start: int
    end: int


class Index:
    """All groups by the words that can make them match, so that most patterns are never tried."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._by_word: dict[str, list[tuple[Group, Pattern]]] = {}
        self._always: list[tuple[Group, Pattern]] = []
        for group in groups:
            for pattern in group.patterns:
                for word in pattern.anchors[0] if pattern.anchors else ():
                    self._by_word.setdefault(word, []).append((group, pattern))
                if not pattern.anchors:
                    self._always.append((group, pattern))

    def hits(self, sentences: Sequence[Sentence], wanted: frozenset[str]) -> Iterator[Hit]:
        """Every unguarded phrase of the wanted groups, sentence by sentence."""
        for sentence in sentences:
            for group, pattern in self._candidates(sentence.text, wanted):
                yield from group.hits(pattern, sentence)

    def _candidates(self, text: str, wanted: frozenset[str]) -> Iterator[tuple[Group, Pattern]]:
        tried: set[int] = set()
        words = words_of(text)
        for word in words:
            for group, pattern in self._by_word.get(word, ()):
                if group.name not in wanted or id(pattern) in tried:
                    continue
                tried.add(id(pattern))
                if not any(words.isdisjoint(needed) for needed in pattern.anchors[1:]):
                    yield group, pattern
        yield from (pair for pair in self._always if pair[0].name in wanted)


def words_of(text: str) -> frozenset[str]:
    """The words of a text; "drug's" counts as "drug" too, a marked name as one mark."""
    words = set()
    for word in _WORDS.findall(text):
        words.add(word)
        words.add(word.partition("'")[0])
        if word[0] >= "\ue000":
            words.add(word[0])
    return frozenset(words)


def stands_in(lexicon: Mapping[str, tuple[Pattern, ...]], name: str, sentence: Sentence) -> bool:
    """Whether a phrase of the named lexicon stands in the sentence."""
    return any(pattern.finder.search(sentence.text) for pattern in lexicon[name])


def _all(patterns: Iterable[Pattern], text: str) -> Iterator[regex.Match[str]]:
    for pattern in patterns:
        yield from pattern.finder.finditer(text, overlapped=True)


def _is_quoted(text: str, start: int, end: int) -> bool:
    return text.count('"', 0, start) % 2 == 1 and '"' in text[end:]
