"""The trained model as it is kept: attributes and their weights per label, transitions, and groups of words.

A file holds several linear-chain conditional random fields over the same attributes, side by side: they were trained
on the same documents with different penalties, and their probabilities are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crossroads.engines.eligibility.entities.words import Clusters
from crossroads.engines.eligibility.parsed import EntityType

Floats = NDArray[np.float32]

TYPES = tuple(EntityType)
LABELS = ("O", *(f"B-{kind}" for kind in TYPES), *(f"I-{kind}" for kind in TYPES))
"""Outside; the first word of an entity; a further word of it."""

SHIPPED = Path(__file__).with_name("chia.npz")


@dataclass(frozen=True, slots=True)
class Weights:
    """rows         attribute -> row of ``states``
    states       (attributes, models * labels)
    transitions  (models, labels, labels), from the row's label to the column's
    clusters     form of a word -> its groups, coarse to fine
    threshold    from which probability on an entity is worth naming
    """

    rows: dict[str, int]
    states: Floats
    transitions: Floats
    clusters: Clusters
    threshold: float

    @property
    def models(self) -> int:
        return len(self.transitions)


def shipped() -> Weights:
    """The model that comes with the product, read anew: keep what you make of it."""
    return read(SHIPPED)


def read(path: Path) -> Weights:
    """The model in a file that ``write`` made."""
    with np.load(path, allow_pickle=False) as kept:
        attributes = kept["attributes"].tobytes().decode().split("\t")
        words = kept["words"].tobytes().decode().split("\t")
        groups = kept["groups"]
        states = np.zeros((len(attributes), int(kept["width"])), np.float32)
        rows = np.repeat(np.arange(len(attributes)), kept["counts"])
        states[rows, kept["columns"]] = kept["values"]
        return Weights(
            {attribute: row for row, attribute in enumerate(attributes)},
            states,
            kept["transitions"].astype(np.float32),
            {word: tuple(map(str, listed)) for word, listed in zip(words, groups.tolist(), strict=True)},
            float(kept["threshold"]),
        )


def write(weights: Weights, path: Path) -> None:
    """Keep a model: only weights that are not zero, in half precision."""
    filled = weights.states != 0
    np.savez_compressed(
        path,
        attributes=_packed(list(weights.rows)),
        width=np.array(weights.states.shape[1]),
        counts=filled.sum(axis=1).astype(np.uint16),
        columns=np.nonzero(filled)[1].astype(np.uint8),
        values=weights.states[filled].astype(np.float16),
        transitions=weights.transitions,
        words=_packed(list(weights.clusters)),
        groups=np.array([list(map(int, groups)) for groups in weights.clusters.values()], np.uint16),
        threshold=np.array(weights.threshold),
    )


def _packed(lines: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\t".join(lines).encode(), np.uint8)
