"""What each attribute of a word or a place is worth: the rows of the model, found by the attribute's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from crossroads.engines.eligibility.entities.weights import Floats, Weights
from crossroads.engines.eligibility.entities.words import OFFSETS

_OFFSET = re.compile(r"-?\d")


class Lent:
    """What a word lends to itself and its neighbours, and a place to itself: for each attribute its rows by offset."""

    def __init__(self, weights: Weights) -> None:
        self.width = weights.states.shape[1]
        self.states: Floats = np.concatenate([weights.states, np.zeros_like(weights.states[:1])])
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
                rows.append([len(weights.states)] * len(OFFSETS))  # the last row is 0
            rows[place][part] = row
        self._rows = np.array(rows, np.int32)

    def by_word(self, names: Sequence[str]) -> Floats:
        """(offsets, width)"""
        return self._sums(["@" + name for name in names])

    def by_place(self, names: Sequence[str]) -> Floats:
        """(width,)"""
        total: Floats = self._sums(names)[0]
        return total

    def _sums(self, names: Sequence[str]) -> Floats:
        known = [place for name in names if (place := self._places.get(name)) is not None]
        total: Floats = self.states[self._rows[known]].sum(axis=0)
        return total
