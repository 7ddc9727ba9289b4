"""One criterion, prepared: its plain twin, its quantities and what it measures, found once for every kind of fact."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from crossroads.engines.eligibility.facts.concepts import Concept, concept_phrases
from crossroads.engines.eligibility.facts.normal import plain
from crossroads.engines.eligibility.facts.phrases import Found
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.facts.quantity_reading import read_quantities

_DIGIT = re.compile(r"\d")
_BREAK = re.compile(r"[;•]|\.\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion. ``plain`` has as many characters as ``text``; offsets are into either.

    quantities  in reading order
    concepts    names of what is measured, in reading order
    has_digits  whether a digit stands anywhere
    """

    text: str
    plain: str
    quantities: tuple[Quantity, ...]
    concepts: tuple[Found[Concept], ...]
    has_digits: bool

    @classmethod
    def of(cls, text: str) -> Line:
        words = plain(text)
        return cls(
            text,
            words,
            tuple(read_quantities(words)),
            tuple(concept_phrases().find(words)),
            _DIGIT.search(words) is not None,
        )

    def quantities_from(self, start: int, end: int | None = None) -> Sequence[Quantity]:
        """Those that start in [start, end)."""
        return _starting(self.quantities, start, end)

    def concepts_from(self, start: int, end: int | None = None) -> Sequence[Found[Concept]]:
        """Those that start in [start, end)."""
        return _starting(self.concepts, start, end)

    def before(self, place: int, reach: int = 60) -> str:
        """The words before a place, back to where the sentence or its part begins."""
        stretch = self.plain[max(0, place - reach) : place]
        breaks = list(_BREAK.finditer(stretch))
        return stretch[breaks[-1].end() :] if breaks else stretch

    def after(self, place: int, reach: int = 60) -> str:
        """The words behind a place, up to where the sentence or its part ends."""
        stretch = self.plain[place : place + reach]
        found = _BREAK.search(stretch)
        return stretch[: found.start()] if found else stretch


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


Placed = TypeVar("Placed", bound=_Placed)


def _starting(placed: Sequence[Placed], start: int, end: int | None) -> Sequence[Placed]:
    first = bisect_left(placed, start, key=lambda one: one.start)
    last = len(placed) if end is None else bisect_left(placed, end, lo=first, key=lambda one: one.start)
    return placed[first:last]
