"""From words to the score of every label at every word: a sum of the weights of all attributes there.

What a word lends to its place and its neighbours' is summed once per word and kept. Pairs and triples are looked up
as numbers, all places of a text at once. So little is done per word in Python, and that is what makes reading quick.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from crossroads.engines.eligibility.entities import features
from crossroads.engines.eligibility.entities.features import EDGE, OFFSETS, PAIRS, TRIPLES, Clusters
from crossroads.engines.eligibility.entities.vocabulary import Vocabulary
from crossroads.engines.eligibility.entities.weights import Floats, Weights

Integers = NDArray[np.int64]
Key = TypeVar("Key", bound=Hashable)

MARGIN = 3
"""Edges before and behind every stretch, as many as the widest offset."""
MOST_KEPT = 20_000
"""Words, and forms, of which sums and numbers are kept."""


class Scorer:
    """Scores words with one model. Keeps sums between calls; up to about 30 MB."""

    def __init__(self, weights: Weights, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._states: Floats = np.concatenate([weights.states, np.zeros_like(weights.states[:1])])
        lent, width = _Lent(weights, self._states), self._states.shape[1]
        clusters = weights.clusters  # alone: the names of all attributes are not needed any more
        self._words: _Sums[str] = _Sums(
            lambda word: lent.by_word(features.word_attributes(word, clusters)), len(OFFSETS), width
        )
        self._positions: _Sums[tuple[int, int, bool]] = _Sums(
            lambda key: lent.by_place(features.position_attributes(key)), 1, width
        )
        self._cues: _Sums[tuple[str, int]] = _Sums(
            lambda key: lent.by_place(features.cue_attributes(key)), 1, width
        )
        self._known: _Sums[tuple[str, str, str]] = _Sums(
            lambda key: lent.by_place(features.known_attributes(key)), 1, width
        )
        joint = _joint(weights.rows)
        self._numbers = numbers = _Numbers(joint, clusters)
        none = len(weights.states)
        self._pairs = [
            _Rows([joint[">" + kind], joint["<" + kind]], counted, numbers, none)
            for kind, counted in PAIRS.items()
        ]
        self._triples = [_Rows([joint[kind]], counted, numbers, none) for kind, counted in TRIPLES.items()]

    def scores(self, stretches: Sequence[Sequence[str]]) -> list[Floats]:
        """For each stretch (words, models * labels)."""
        padded = [EDGE] * MARGIN
        places: list[features.Place] = []
        for words in stretches:
            padded += [*words, *([EDGE] * MARGIN)]
            places += features.places(words, features.vocabulary_hits(words, self._vocabulary))
        summed = self._around(padded)[[place for place, word in enumerate(padded) if word is not EDGE]]
        summed += self._positions.of([place.position for place in places])[:, 0]
        summed += self._cues.of([place.cue for place in places])[:, 0]
        summed += self._known.of([place.known for place in places])[:, 0]
        ends = np.cumsum([len(words) for words in stretches])
        return np.split(summed, ends[:-1])

    def _around(self, padded: list[str]) -> Floats:
        """At each place the sums of words, pairs and triples around it; at edges they mean nothing."""
        count = len(padded)
        forms = list(map(features.form, padded))
        words = self._words.of(
            [low if low[0].isdigit() else word for word, low in zip(padded, forms, strict=True)]
        )
        summed: Floats = np.zeros((count, self._states.shape[1]), np.float32)
        inner = summed[MARGIN:-MARGIN]
        for nth, offset in enumerate(OFFSETS):
            inner += words[MARGIN + offset : count - MARGIN + offset, nth]
        numbers = self._numbers.of(forms)
        for pair in self._pairs:
            at, rows = pair.found(numbers)
            summed[at] += self._states[rows[:, 0]]
            summed[at + 1] += self._states[rows[:, 1]]
        for triple in self._triples:
            at, rows = triple.found(numbers)
            summed[at + 1] += self._states[rows[:, 0]]
        return summed


_OFFSET = re.compile(r"-?\d")


class _Lent:
    """What a word lends to itself and its neighbours, and a place to itself: for each attribute its rows by offset."""

    def __init__(self, weights: Weights, states: Floats) -> None:
        self._states = states
        self._places: dict[str, int] = {}
        rows: list[list[int]] = []
        for name, row in weights.rows.items():
            if " " in name:  # of a pair or triple
                continue
            offset = _OFFSET.match(name)
            part = OFFSETS.index(int(offset.group())) if offset else 0
            lender = "@" + name[offset.end() :] if offset else name
            place = self._places.setdefault(lender, len(rows))
            if place == len(rows):
                rows.append([len(states) - 1] * len(OFFSETS))  # the last row is 0
            rows[place][part] = row
        self._rows = np.array(rows, np.int32)

    def by_word(self, names: Sequence[str]) -> Floats:
        """(offsets, width)"""
        return self._sums(["@" + name for name in names], len(OFFSETS))

    def by_place(self, names: Sequence[str]) -> Floats:
        """(1, width)"""
        return self._sums(names, 1)

    def _sums(self, names: Sequence[str], parts: int) -> Floats:
        known = [place for name in names if (place := self._places.get(name)) is not None]
        total: Floats = self._states[self._rows[known, :parts]].sum(axis=0)
        return total


class _Sums(Generic[Key]):
    """A table of sums that fills as keys are asked for, and starts anew when it is full.

    Kept in half precision, like the weights in their file: so twice as many find room.
    """

    def __init__(self, make: Callable[[Key], Floats], parts: int, width: int) -> None:
        self._make = make
        self._rows: dict[Key, int] = {}
        self._table: NDArray[np.float16] = np.zeros((256, parts, width), np.float16)

    def of(self, keys: Sequence[Key]) -> Floats:
        """(keys, parts, width)"""
        if len(self._rows) > MOST_KEPT:
            self._rows.clear()
        known = list(map(self._rows.get, keys))
        rows = [self._fill(key) if row is None else row for key, row in zip(keys, known, strict=True)]
        return self._table[rows].astype(np.float32)

    def _fill(self, key: Key) -> int:
        row = self._rows.setdefault(key, len(self._rows))
        if row == len(self._rows) - 1:
            if row == len(self._table):
                self._table = np.concatenate([self._table, np.zeros_like(self._table)])
            self._table[row] = self._make(key)
        return row


_Joint = dict[str, list[tuple[list[str], int]]]
"""For each kind of pair and triple, marked with the place it is lent to: its parts and its row."""


def _joint(rows: Mapping[str, int]) -> _Joint:
    found: _Joint = defaultdict(list)
    for name, row in rows.items():
        if " " in name:
            mark, *parts = name.split(" ")
            found[mark].append((parts, row))
    return found


class _Numbers:
    """A number for each form and group that a pair or triple of the model names; 0 for all others."""

    def __init__(self, joint: _Joint, clusters: Clusters) -> None:
        names = {part for listed in joint.values() for parts, _ in listed for part in parts}
        self._clusters = clusters
        self._numbers = {name: number for number, name in enumerate(sorted(names), start=1)}
        self._kept: dict[str, tuple[int, ...]] = {}
        self.count = len(names) + 1

    def number(self, name: str) -> int:
        return self._numbers.get(name, 0)

    def of(self, forms: Sequence[str]) -> dict[str, Integers]:
        """For each level the numbers of these forms."""
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        kept = self._kept
        numbers = np.array([kept.get(low) or self._keep(low) for low in forms], np.int64)
        return dict(zip(features.Levels._fields, numbers.T, strict=True))

    def _keep(self, low: str) -> tuple[int, ...]:
        found = self._kept[low] = tuple(self.number(name) for name in features.levels(low, self._clusters))
        return found


class _Rows:
    """The rows of one kind of pair or triple, found by numbers for a whole text at once.

    A pair or triple is one number: its words' numbers are the digits.
    """

    def __init__(
        self,
        lent: Sequence[list[tuple[list[str], int]]],
        counted: Sequence[str],
        numbers: _Numbers,
        none: int,
    ) -> None:
        """``lent`` to one or two places; ``none`` is the row of a place that it is not lent to."""
        self._counted = counted
        self._base = numbers.count
        found: dict[int, list[int]] = {}
        for place, listed in enumerate(lent):
            for parts, row in listed:
                key = self._key([numbers.number(part) for part in parts])
                found.setdefault(key, [none] * len(lent))[place] = row
        keys = sorted(found)
        self._keys: Integers = np.array([*keys, np.iinfo(np.int64).max])  # none is beyond the last
        self._rows = np.array([found[key] for key in keys], np.int32).reshape(len(keys), len(lent))

    def _key(self, parts: Sequence[Any]) -> Any:
        """One number, or one for each place where the parts are arrays."""
        key = parts[0]
        for part in parts[1:]:
            key = key * self._base + part
        return key

    def found(self, numbers: Mapping[str, Integers]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Where one begins that the model knows, and its rows at the places that it is lent to."""
        count = len(numbers[self._counted[0]]) - len(self._counted) + 1
        sought = self._key([numbers[level][nth : nth + count] for nth, level in enumerate(self._counted)])
        places = np.searchsorted(self._keys, sought)
        at = np.nonzero(self._keys[places] == sought)[0]
        return at, self._rows[places[at]]
