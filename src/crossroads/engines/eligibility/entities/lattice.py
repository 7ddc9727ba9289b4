"""How probable each entity is: sums over all ways to label a stretch (forward-backward), per type, start and length.

All stretches of a text go through together, longest first, so that step ``t`` works on those that still have a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossroads.engines.eligibility.entities.weights import TYPES, Floats

LONGEST = 16
"""Words in an entity, at most; 99.6 % of the gold ones have no more."""

_KINDS = len(TYPES)
_FIRST = slice(1, 1 + _KINDS)
_LATER = slice(1 + _KINDS, 1 + 2 * _KINDS)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words ``first`` to ``last`` (inclusive) of a stretch as an entity of TYPES[kind]."""

    stretch: int
    first: int
    last: int
    kind: int
    probability: float


def candidates(scores: Sequence[Floats], transitions: Floats, least: float) -> list[Candidate]:
    """Every entity with at least this probability, averaged over the models.

    scores       for each stretch (words, models * labels); no stretch is empty
    transitions  (models, labels, labels)
    """
    order = sorted(range(len(scores)), key=lambda nth: -len(scores[nth]))
    lengths = [len(scores[nth]) for nth in order]
    potentials = _side_by_side([scores[nth] for nth in order], len(transitions))
    found = _entities(potentials, np.exp(transitions), lengths, least)
    return [
        Candidate(order[nth], first, last, kind, probability) for nth, first, last, kind, probability in found
    ]


def _side_by_side(scores: list[Floats], models: int) -> Floats:
    """(words, models, stretches, labels) of exp(score), 0 behind the end of a stretch."""
    parts = np.concatenate(scores).reshape(-1, models, scores[0].shape[1] // models)
    parts -= parts.max(axis=2, keepdims=True)
    potentials = np.zeros((len(scores[0]), models, len(scores), parts.shape[2]), np.float32)
    stretch = np.repeat(np.arange(len(scores)), [len(rows) for rows in scores])
    word = np.concatenate([np.arange(len(rows)) for rows in scores])
    potentials[word, :, stretch] = np.exp(parts, out=parts)
    return potentials


def _entities(
    potentials: Floats, moves: Floats, lengths: list[int], least: float
) -> list[tuple[int, int, int, int, float]]:
    """(stretch, first word, last word, type, probability) of each entity that is probable enough."""
    active: list[int] = np.searchsorted(-np.array(lengths), -np.arange(len(potentials))).tolist()
    forward, steady = _forward(potentials, moves, active)
    onward, rest = _backward(steady, moves, active)
    # an entity is no more probable than that its type begins at its first word: only such words are followed
    begins = (forward[..., _FIRST] * rest[..., _FIRST]).mean(axis=1)
    first, stretch, kind = np.nonzero(begins >= least)
    label, later = 1 + kind, 1 + _KINDS + kind
    reached = forward[first, :, stretch, label]  # (entities, models)
    found: list[tuple[int, int, int, int, float]] = []
    for more in range(LONGEST):
        last = first + more
        step = moves[:, label, later].T
        on = reached * step * onward[last, :, stretch, later]
        ends = (reached * rest[last, :, stretch, label] - on).mean(axis=1)
        probable = ends >= least
        axes = (stretch, first, last, kind, ends)
        found += zip(*(axis[probable].tolist() for axis in axes), strict=True)
        goes_on = on.mean(axis=1)
        kept = (goes_on >= least) & (goes_on > 0)  # 0 at the end of a stretch
        if not kept.any():
            break
        first, stretch, kind, later = first[kept], stretch[kept], kind[kept], later[kept]
        reached = reached[kept] * step[kept] * steady[first + more + 1, :, stretch, later]
        label = later
    return found


def _forward(potentials: Floats, moves: Floats, active: list[int]) -> tuple[Floats, Floats]:
    """Probability of each label given the words so far; and the potentials, each step divided by what made it so."""
    forward = np.zeros_like(potentials)
    scale: Floats = np.ones((*potentials.shape[:3], 1), np.float32)
    reached = potentials[0].copy()
    reached[..., _LATER] = 0.0
    for step, many in enumerate(active):
        if step:
            reached = (forward[step - 1, :, :many] @ moves) * potentials[step, :, :many]
        total = reached.sum(axis=2, keepdims=True)
        scale[step, :, :many] = total
        np.divide(reached, total, out=forward[step, :, :many])
    steady: Floats = potentials / scale
    return forward, steady


def _backward(steady: Floats, moves: Floats, active: list[int]) -> tuple[Floats, Floats]:
    """At each word, for each label of the next word: its potential times all that may follow it; 0 if there is none.

    And at each word, for each label of this word: the sum over all that may follow it; 1 at the last.
    """
    onward, rest = np.zeros_like(steady), np.ones_like(steady)
    flipped = np.ascontiguousarray(moves.swapaxes(1, 2))
    for step in range(len(steady) - 1, 0, -1):
        many = active[step]
        reached = np.multiply(steady[step, :, :many], rest[step, :, :many], out=onward[step - 1, :, :many])
        np.matmul(reached, flipped, out=rest[step - 1, :, :many])
    return onward, rest
