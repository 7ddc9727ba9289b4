"""What can only be seen from where a word stands, for all words of many stretches at once.

The stretches stand one behind the other with edges between them, and nothing is seen across an edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossroads.engines.eligibility.entities.vocabulary import Group, Vocabulary
from crossroads.engines.eligibility.entities.words import CLASSES, EDGE

Integers = NDArray[np.int64]

CUES = ("", "-", ".", ";", ":", "negation", "when", "operator", "person")
"""What steers the words behind it; "-" is the edge, "" steers nothing."""
HITS = ("", *(group.value + part for group, part in product(Group, ("I", "B1", "B2", "B3"))))
"""What the vocabulary knows of a word: a name of one, two or more words begins here (B), or goes on (I)."""

FARTHEST, DEEPEST, LONGEST_AGO = 4, 2, 5
"""Places, brackets and words behind a cue are counted up to here."""

_TURNS = {"(": 1, "[": 1, ")": -1, "]": -1}
_SKIPPED = frozenset("-'’‐‑–")
_EDGE, _STOPS = CUES.index("-"), {mark: CUES.index(mark) for mark in ".;:"}
_CLASSES = {name: number for number, name in enumerate(CUES) if name.isalpha()}
_HIT_OF = {name: number for number, name in enumerate(HITS)}


class Traits(NamedTuple):
    """What a word does to places.

    cue    number of its cue in CUES
    turn   1 opens a bracket, -1 closes one
    reach  how many words the longest name has that begins with it; -1 if it may stand within names unseen
    """

    cue: int
    turn: int
    reach: int


def traits(word: str, vocabulary: Vocabulary) -> Traits:
    """Of one word, or of an edge."""
    if word == EDGE:
        return Traits(_EDGE, 0, 0)
    low = word.lower()
    cue = _STOPS.get(word) or _CLASSES.get(CLASSES.get(low, ""), 0)
    return Traits(cue, _TURNS.get(word, 0), -1 if word in _SKIPPED else vocabulary.reach.get(low, 0))


@dataclass(frozen=True, slots=True)
class Places:
    """Numbers for every word and edge; those of edges mean nothing.

    nth    how many words stand before it, FARTHEST at most
    depth  how deep in brackets, DEEPEST at most
    last   1 for the last word
    cue    number in CUES of the last cue before it
    since  how many words ago that was, LONGEST_AGO at most
    hit    number in HITS of what the vocabulary knows here
    """

    nth: Integers
    depth: Integers
    last: Integers
    cue: Integers
    since: Integers
    hit: Integers


def places(words: Sequence[str], known: Integers, vocabulary: Vocabulary) -> Places:
    """The places of words between edges; the first and the last is an edge.

    known  (3, words): the traits of each
    """
    cues, turns, reach = known
    order = np.arange(len(words))
    edges = cues == _EDGE
    edge, cue = _last_before(edges, order), _last_before(cues > 0, order)
    return Places(
        nth=np.minimum(order - edge - 1, FARTHEST),
        depth=np.minimum(_depth(turns, edge, order), DEEPEST),
        last=np.append(edges[1:], False).astype(np.int64),
        cue=cues[cue],
        since=np.minimum(order - cue - 1, LONGEST_AGO),
        hit=_hits(words, reach, vocabulary),
    )


def _last_before(marked: NDArray[np.bool_], order: Integers) -> Integers:
    """For each place the last marked one before it; 0 for the first."""
    last: Integers = np.maximum.accumulate(np.where(marked, order, 0))
    return np.concatenate([last[:1], last[:-1]])


def _depth(turns: Integers, edge: Integers, order: Integers) -> Integers:
    """Brackets that are open before each place; one that closes what was never opened is not counted."""
    brackets = np.nonzero(turns)[0]
    if not len(brackets):
        return np.zeros_like(order)
    levels = np.zeros_like(order)
    level, stretch = 0, -1
    for at, turn, start in zip(
        brackets.tolist(), turns[brackets].tolist(), edge[brackets].tolist(), strict=True
    ):
        level = max(0, (level if start == stretch else 0) + turn)
        levels[at], stretch = level, start
    bracket = _last_before(turns != 0, order)
    return np.where(bracket > edge, levels[bracket], 0)


def _hits(words: Sequence[str], reach: Integers, vocabulary: Vocabulary) -> Integers:
    """For every word the longest name that it is part of."""
    hits = np.zeros(len(words), np.int64)
    seen = np.nonzero(reach >= 0)[0]
    lows = [words[place].lower() for place in seen.tolist()]
    longest = reach[seen]
    starts = np.nonzero(longest)[0]
    named = vocabulary.names.get
    free = 0  # the first word behind the last name found
    for at, most in zip(starts.tolist(), longest[starts].tolist(), strict=True):
        if at < free:
            continue
        for length in range(min(most, len(lows) - at), 0, -1):
            concept = named(" ".join(lows[at : at + length]) if length > 1 else lows[at])
            if concept is not None:
                group = vocabulary.concepts[concept].group.value
                hits[seen[at] : seen[at + length - 1] + 1] = _HIT_OF[group + "I"]
                hits[seen[at]] = _HIT_OF[f"{group}B{min(length, 3)}"]
                free = at + length
                break
    return hits
