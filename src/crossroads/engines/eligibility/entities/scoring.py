"""From words to the score of every label at every word: a sum of the weights of all attributes there.

What a word lends to its place and its neighbours' is summed once per word and kept, and so is all else that can be
known of a word alone. So a word costs one look into a table, and the rest is done for thousands of words at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from crossroads.engines.eligibility.entities.features import KNOWN, cue_attributes, position_attributes
from crossroads.engines.eligibility.entities.joint import Integers, Joint
from crossroads.engines.eligibility.entities.lending import Lent
from crossroads.engines.eligibility.entities.places import (
    CUES,
    DEEPEST,
    FARTHEST,
    HITS,
    LONGEST_AGO,
    Places,
    Traits,
    places,
    traits,
)
from crossroads.engines.eligibility.entities.vocabulary import Vocabulary
from crossroads.engines.eligibility.entities.weights import Floats, Weights
from crossroads.engines.eligibility.entities.words import (
    EDGE,
    MARGIN,
    OFFSETS,
    Levels,
    form,
    word_attributes,
)

MOST_KEPT = 8_000
"""Words of which sums are kept: about 16 MB. When they are more, all are forgotten."""


class Scorer:
    """Scores words with one model. Keeps sums between calls."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        lent = Lent(weights)
        self._states = lent.states
        self._words = _Words(weights, lent, vocabulary)
        self._joint = self._words.joint
        self._positions = _Sums.over((FARTHEST + 1, DEEPEST + 1, 2), position_attributes, lent)
        self._cues = _Sums.over((len(CUES), LONGEST_AGO + 1), cue_attributes, lent)
        self._known = [
            np.stack([lent.by_place([mark + hit] if hit else []) for hit in HITS]) for mark in KNOWN
        ]

    def scores(self, stretches: Sequence[Sequence[str]]) -> list[Floats]:
        """For each stretch (words, models * labels)."""
        padded = [EDGE] * MARGIN
        for words in stretches:
            padded += words
            padded += [EDGE] * MARGIN
        rows = self._words.rows(padded)
        summed = self._around(rows)
        self._add_places(summed, places(padded, self._words.traits[:, rows], self._vocabulary))
        found, at = [], MARGIN
        for words in stretches:
            found.append(summed[at : at + len(words)])
            at += len(words) + MARGIN
        return found

    def _around(self, rows: Integers) -> Floats:
        """At each place the sums of words, pairs and triples around it; at edges they mean nothing."""
        count = len(rows)
        summed: Floats = np.zeros((count, self._states.shape[1]), np.float32)
        inner = summed[MARGIN:-MARGIN]
        lent = np.empty_like(inner)
        for offset, sums in zip(OFFSETS, self._words.sums, strict=True):
            seen = rows[MARGIN + offset : count - MARGIN + offset]
            inner += sums.take(seen, axis=0, out=lent, mode="clip")  # with this mode nothing is copied twice
        for at, gained in self._joint.rows(self._words.numbers[:, rows]):
            summed[at] += self._states[gained]
        return summed

    def _add_places(self, summed: Floats, where: Places) -> None:
        summed += self._positions.of(where.nth, where.depth, where.last)
        summed += self._cues.of(where.cue, where.since)
        known = np.nonzero(where.hit)[0]
        for shift, sums in zip((1, 0, -1), self._known, strict=True):
            summed[known + shift] += sums[where.hit[known]]


class _Sums(NamedTuple):
    """The sums of every combination of a few small numbers."""

    sizes: tuple[int, ...]
    table: Floats

    @classmethod
    def over(cls, sizes: tuple[int, ...], names: Callable[..., list[str]], lent: Lent) -> _Sums:
        keys = product(*map(range, sizes))
        return cls(sizes, np.stack([lent.by_place(names(*key)) for key in keys]))

    def of(self, *numbers: Integers) -> Floats:
        """(places, width); an edge may give any of them."""
        return self.table[np.ravel_multi_index(numbers, self.sizes, mode="clip")]


class _Words:
    """All that can be known of a word alone, in tables that fill as words are asked for.

    sums     (offsets, rows, width): what it lends to the places around it
    numbers  (levels, rows): its numbers in pairs and triples
    traits   (traits, rows): what it does to the places behind it
    """

    def __init__(self, weights: Weights, lent: Lent, vocabulary: Vocabulary) -> None:
        self.joint = Joint(weights.rows, weights.clusters)
        self._clusters = weights.clusters
        self._lent = lent
        self._vocabulary = vocabulary
        self._rows: dict[str, int] = {}
        self._make(MOST_KEPT)

    def _make(self, room: int) -> None:
        """Tables that take memory only as they fill."""
        self._rows.clear()
        self.sums: Floats = np.zeros((len(OFFSETS), room, self._lent.width), np.float32)
        self.numbers: Integers = np.zeros((len(Levels._fields), room), np.int64)
        self.traits: Integers = np.zeros((len(Traits._fields), room), np.int64)

    def rows(self, words: Sequence[str]) -> Integers:
        """The row of each word, until the next call."""
        room = self.numbers.shape[1]
        if len(self._rows) + len(words) > room:
            fresh = len(set(words).difference(self._rows))
            if len(self._rows) + fresh > room:
                self._make(max(MOST_KEPT, len(set(words))))
        known = map(self._rows.get, words)
        return np.array(
            [self._fill(word) if row is None else row for word, row in zip(words, known, strict=True)],
            np.int64,
        )

    def _fill(self, word: str) -> int:
        row = self._rows.setdefault(word, len(self._rows))
        if row == len(self._rows) - 1:
            self.sums[:, row] = self._lent.by_word(word_attributes(word, self._clusters))
            self.numbers[:, row] = self.joint.numbers(form(word))
            self.traits[:, row] = traits(word, self._vocabulary)
        return row
