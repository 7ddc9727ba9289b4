"""Entities of criteria: the way in for those who read whole texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from crossroads.engines.eligibility.entities.choosing import choose
from crossroads.engines.eligibility.entities.lattice import Candidate, candidates
from crossroads.engines.eligibility.entities.linking import link
from crossroads.engines.eligibility.entities.scoring import Scorer
from crossroads.engines.eligibility.entities.tokens import Tokens, tokenise
from crossroads.engines.eligibility.entities.vocabulary import vocabulary
from crossroads.engines.eligibility.entities.weights import TYPES, Weights, shipped
from crossroads.engines.eligibility.parsed import Entity, Span

LONGEST_STRETCH = 250
"""Tokens that are read in one go; a longer criterion is read in pieces."""
TOKENS_AT_ONCE = 5_000
"""Tokens that go through the lattice together; bounds the memory that many texts take."""

Part = tuple[str, Sequence[Span]]
"""A text, and the spans of it in which entities are looked for."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A piece of a criterion; what is found there goes to ``found``."""

    text: str
    tokens: Tokens
    found: list[Entity]


class EntityFinder:
    """Finds entities with one model; keeps what it has summed, so make one and use it often."""

    def __init__(self, weights: Weights) -> None:
        self._transitions = weights.transitions
        self._threshold = weights.threshold
        self._scorer = Scorer(weights, vocabulary())

    def find(self, text: str, spans: Sequence[Span]) -> list[list[Entity]]:
        """See ``find_entities``."""
        return self.find_all([(text, spans)])[0]

    def find_all(self, parts: Iterable[Part]) -> list[list[list[Entity]]]:
        """See ``find_all_entities``."""
        found: list[list[list[Entity]]] = []
        stretches: list[_Stretch] = []
        for text, spans in parts:
            lists: list[list[Entity]] = [[] for _ in spans]
            found.append(lists)
            for entities, span in zip(lists, spans, strict=True):
                stretches += _stretches(text, span, entities)
        for portion in _portions(stretches):
            self._read(portion)
        return found

    def _read(self, stretches: list[_Stretch]) -> None:
        scores = self._scorer.scores([stretch.tokens.words for stretch in stretches])
        by_stretch: list[list[Candidate]] = [[] for _ in stretches]
        for candidate in candidates(scores, self._transitions, self._threshold):
            by_stretch[candidate.stretch].append(candidate)
        for stretch, listed in zip(stretches, by_stretch, strict=True):
            stretch.found.extend(_entity(stretch, chosen) for chosen in choose(listed, self._threshold))


def find_entities(text: str, spans: Sequence[Span]) -> list[list[Entity]]:
    """The entities of each span, in reading order and without overlaps; offsets count characters of ``text``.

    Each span should be one criterion. Made for English; on other languages it names little. Never raises on any text.

    >>> find_entities("History of stroke", [(0, 17)])[0][-1].text
    "stroke"
    """
    return _shipped_finder().find(text, spans)


def find_all_entities(parts: Iterable[Part]) -> list[list[list[Entity]]]:
    """``find_entities`` for many texts, which together are read about twice as quick as one by one."""
    return _shipped_finder().find_all(parts)


@cache
def _shipped_finder() -> EntityFinder:
    return EntityFinder(shipped())


def _stretches(text: str, span: Span, found: list[Entity]) -> Iterator[_Stretch]:
    tokens = tokenise(text, *span)
    for first in range(0, len(tokens.words), LONGEST_STRETCH):
        piece = slice(first, first + LONGEST_STRETCH)
        yield _Stretch(text, Tokens(tokens.words[piece], tokens.starts[piece], tokens.ends[piece]), found)


def _portions(stretches: Iterable[_Stretch]) -> list[list[_Stretch]]:
    """So many stretches together that their tokens stay below the bound, and each among others of about its length.

    A portion takes as many steps as its longest stretch has words. The pieces of one criterion stay in their order,
    since only its last is shorter than the others.
    """
    portions: list[list[_Stretch]] = []
    room = 0
    for stretch in sorted(stretches, key=lambda one: -len(one.tokens.words)):
        size = len(stretch.tokens.words)
        if size > room:
            portions.append([])
            room = TOKENS_AT_ONCE
        portions[-1].append(stretch)
        room -= size
    return portions


def _entity(stretch: _Stretch, chosen: Candidate) -> Entity:
    start, end = stretch.tokens.starts[chosen.first], stretch.tokens.ends[chosen.last]
    kind, words = TYPES[chosen.kind], stretch.text[start:end]
    return Entity(kind, start, end, words, link(kind, words))
