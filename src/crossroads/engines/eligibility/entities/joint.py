"""Pairs and triples of words that the model knows, looked up as numbers for many words at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.engines.eligibility.entities.words import PAIRS, TRIPLES, Clusters, Levels, levels

Integers = NDArray[np.int64]

_Named = list[tuple[list[str], int]]
"""The parts of each pair or triple of one kind, and its row in the model."""


class Joint:
    """All pairs and triples of one model."""

    def __init__(self, rows: Mapping[str, int], clusters: Clusters) -> None:
        named: dict[str, _Named] = defaultdict(list)
        for name, row in rows.items():
            if " " in name:
                mark, *parts = name.split(" ")
                named[mark].append((parts, row))
        parts = sorted({part for listed in named.values() for parts, _ in listed for part in parts})
        numbers = {name: number for number, name in enumerate(parts, start=1)}
        self._clusters = clusters
        self._numbers = numbers
        self._kinds = [
            *(_Kind(named[">" + kind], 0, counted, numbers) for kind, counted in PAIRS.items()),
            *(_Kind(named["<" + kind], 1, counted, numbers) for kind, counted in PAIRS.items()),
            *(_Kind(named[kind], 1, counted, numbers) for kind, counted in TRIPLES.items()),
        ]

    def numbers(self, form: str) -> tuple[int, ...]:
        """For each level of a word its number; 0 where no pair or triple of the model names it."""
        return tuple(self._numbers.get(name, 0) for name in levels(form, self._clusters))

    def rows(self, numbers: Integers) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int32]]]:
        """Places and the row of the model that each gains, kind by kind; no place twice within a kind.

        numbers  (levels, words)
        """
        for kind in self._kinds:
            yield kind.found(numbers)


class _Kind:
    """One kind of pair or triple, lent to one of its words.

    A pair or triple is one number: its words' numbers are the digits.
    """

    def __init__(
        self, named: _Named, lent_to: int, counted: Sequence[str], numbers: Mapping[str, int]
    ) -> None:
        self._lent_to = lent_to
        self._levels = [Levels._fields.index(level) for level in counted]
        self._base = len(numbers) + 1
        found = sorted((self._key([numbers[part] for part in parts]), row) for parts, row in named)
        self._keys: Integers = np.array([*(key for key, _ in found), np.iinfo(np.int64).max])
        self._rows = np.array([row for _, row in found], np.int32)

    def _key(self, parts: Sequence[Any]) -> Any:
        """One number, or one for each place where the parts are arrays."""
        key = parts[0]
        for part in parts[1:]:
            key = key * self._base + part
        return key

    def found(self, numbers: Integers) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        count = numbers.shape[1] - len(self._levels) + 1
        sought = self._key([numbers[level, nth : nth + count] for nth, level in enumerate(self._levels)])
        places = np.searchsorted(self._keys, sought)  # the last key is beyond every other
        at = np.nonzero(self._keys[places] == sought)[0]
        return at + self._lent_to, self._rows[places[at]]
