"""Entities of criteria: the way in for those who read whole texts."""

from __future__ import annotations

from collections.abc import Sequence
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
"""Tokens that go through the lattice together; bounds the memory that a huge text takes."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A piece of the criterion with number ``owner``."""

    owner: int
    tokens: Tokens


class EntityFinder:
    """Finds entities with one model; keeps what it has summed, so make one and use it often."""

    def __init__(self, weights: Weights) -> None:
        self._transitions = weights.transitions
        self._threshold = weights.threshold
        self._scorer = Scorer(weights, vocabulary())

    def find(self, text: str, spans: Sequence[Span]) -> list[list[Entity]]:
        """See ``find_entities``."""
        found: list[list[Entity]] = [[] for _ in spans]
        for stretches in _portions(_stretches(text, spans)):
            for stretch, chosen in zip(stretches, self._choose(stretches), strict=True):
                found[stretch.owner] += [_entity(text, stretch.tokens, one) for one in chosen]
        return found

    def _choose(self, stretches: list[_Stretch]) -> list[list[Candidate]]:
        scores = self._scorer.scores([stretch.tokens.words for stretch in stretches])
        by_stretch: list[list[Candidate]] = [[] for _ in stretches]
        for candidate in candidates(scores, self._transitions, self._threshold):
            by_stretch[candidate.stretch].append(candidate)
        return [choose(listed, self._threshold) for listed in by_stretch]


def find_entities(text: str, spans: Sequence[Span]) -> list[list[Entity]]:
    """The entities of each span, in reading order and without overlaps; offsets count characters of ``text``.

    Each span should be one criterion. Made for English; on other languages it names little. Never raises on any text.

    >>> find_entities("History of stroke", [(0, 17)])[0][-1].text
    "stroke"
    """
    return _shipped_finder().find(text, spans)


@cache
def _shipped_finder() -> EntityFinder:
    return EntityFinder(shipped())


def _stretches(text: str, spans: Sequence[Span]) -> list[_Stretch]:
    found = []
    for owner, (start, end) in enumerate(spans):
        tokens = tokenise(text, start, end)
        for first in range(0, len(tokens.words), LONGEST_STRETCH):
            piece = slice(first, first + LONGEST_STRETCH)
            found.append(
                _Stretch(owner, Tokens(tokens.words[piece], tokens.starts[piece], tokens.ends[piece]))
            )
    return found


def _portions(stretches: list[_Stretch]) -> list[list[_Stretch]]:
    """The stretches in their order, so many together that their tokens stay below the bound."""
    portions: list[list[_Stretch]] = []
    room = 0
    for stretch in stretches:
        size = len(stretch.tokens.words)
        if size > room:
            portions.append([])
            room = TOKENS_AT_ONCE
        portions[-1].append(stretch)
        room -= size
    return portions


def _entity(text: str, tokens: Tokens, chosen: Candidate) -> Entity:
    start, end = tokens.starts[chosen.first], tokens.ends[chosen.last]
    kind, words = TYPES[chosen.kind], text[start:end]
    return Entity(kind, start, end, words, link(kind, words))
