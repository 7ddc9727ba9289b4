"""Entities on the Chia corpus: F1 by type, cross-validated by trial, beside a plain model; and the speed.

    python benchmarks/entities.py [--data FOLDER] [--folds N]

A prediction is right when type, start and end are those of a gold entity (strict), or when it overlaps a gold entity
of its type (relaxed). All gold entities of the 11 main types count, overlapping ones too; one in several parts counts
from its first to its last character. ``--folds N`` scores only the first N of the five folds.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from train_entities import (
    DEFAULT_DATA,
    MEMBERS,
    Document,
    Gold,
    Member,
    add_attributes,
    by_fold,
    line_spans,
    pool_texts,
    read_documents,
    train,
)
from word_groups import word_groups

from crossroads.engines.eligibility.entities.finding import EntityFinder
from crossroads.engines.eligibility.entities.weights import TYPES

PUBLISHED = "BERT 0.634 strict / 0.788 relaxed; BiLSTM-CRF 0.373 / 0.720"
PLAIN = Member("words and shapes, no more", re.compile(r"(?!(?:0[wh]|-1[wh]|1[wh])|-?1\|)"), 0.1, 0.1, 60)


@dataclass
class Tally:
    """Counts by type: predictions, gold entities, and those that match strictly or by overlap."""

    predicted: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    near_predicted: Counter[str] = field(default_factory=Counter)
    near_gold: Counter[str] = field(default_factory=Counter)

    def add(self, predicted: set[Gold], gold: set[Gold]) -> None:
        self.predicted.update(kind for kind, _, _ in predicted)
        self.gold.update(kind for kind, _, _ in gold)
        self.exact.update(kind for kind, _, _ in predicted & gold)
        self.near_predicted.update(one[0] for one in predicted if _meets(one, gold))
        self.near_gold.update(one[0] for one in gold if _meets(one, predicted))

    def strict(self, kinds: Sequence[str]) -> tuple[float, float, float]:
        """Precision, recall and F1 over these types together."""
        right, predicted, gold = (_sum(counter, kinds) for counter in (self.exact, self.predicted, self.gold))
        return _measures(right, predicted, right, gold)

    def relaxed(self, kinds: Sequence[str]) -> tuple[float, float, float]:
        counters = (self.near_predicted, self.predicted, self.near_gold, self.gold)
        return _measures(*(_sum(counter, kinds) for counter in counters))


def _sum(counter: Counter[str], kinds: Sequence[str]) -> int:
    return sum(counter[kind] for kind in kinds)


def _measures(right: int, predicted: int, found: int, gold: int) -> tuple[float, float, float]:
    precision, recall = right / max(1, predicted), found / max(1, gold)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _meets(one: Gold, others: set[Gold]) -> bool:
    return any(one[0] == other[0] and one[1] < other[2] and other[1] < one[2] for other in others)


def predict(finder: EntityFinder, document: Document) -> set[Gold]:
    found = finder.find(document.text, list(line_spans(document.text)))
    return {(entity.type.value, entity.start, entity.end) for entities in found for entity in entities}


def score(
    documents: Sequence[Document], finder_of: Callable[[Sequence[Document]], EntityFinder], folds: int
) -> Tally:
    """Each fold read by a model that was trained on the other four."""
    tally = Tally()
    parts = by_fold(documents)
    for nth, held_out in enumerate(parts[:folds]):
        finder = finder_of([one for part in parts[:nth] + parts[nth + 1 :] for one in part])
        started = time.process_time()
        predictions = [predict(finder, document) for document in held_out]
        seconds = time.process_time() - started
        for predicted, document in zip(predictions, held_out, strict=True):
            tally.add(predicted, document.gold)
        print(f"  fold {nth + 1}: strict so far {tally.strict(TYPES)[2]:.3f}, "
              f"{len(held_out) / seconds:,.0f} documents per second of one core", flush=True)  # fmt: skip
    return tally


def show(name: str, tally: Tally) -> None:
    print(
        f"{name}\n{'type':<14} {'gold':>6}   {'strict P':>8} {'R':>6} {'F1':>6}   {'relaxed P':>9} {'R':>6} {'F1':>6}"
    )
    for label, kinds in [("all (micro)", list(TYPES)), *((kind, [kind]) for kind in TYPES)]:
        strict, near = tally.strict(kinds), tally.relaxed(kinds)
        print(f"{label:<14} {_sum(tally.gold, kinds):>6}   {strict[0]:>8.3f} {strict[1]:>6.3f} {strict[2]:>6.3f}   "
              f"{near[0]:>9.3f} {near[1]:>6.3f} {near[2]:>6.3f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args()
    documents = read_documents(options.data)
    clusters = word_groups(pool_texts(options.data))
    add_attributes(documents, clusters)
    print(
        f"Chia: {len(documents):,} documents, {sum(len(one.gold) for one in documents):,} entities. {PUBLISHED}"
    )
    results = {}
    for name, members in (("plain CRF (words and shapes)", (PLAIN,)), ("shipped recipe", MEMBERS)):

        def finder_of(training: Sequence[Document], members: Sequence[Member] = members) -> EntityFinder:
            return EntityFinder(train([line for one in training for line in one.lines], clusters, members))

        results[name] = score(documents, finder_of, options.folds)
        show(name, results[name])
    plain, shipped = (tally.strict(TYPES)[2] for tally in results.values())
    print(f"ratio {shipped / plain:.3f} (strict F1, shipped recipe / plain CRF, same folds, same run)")


if __name__ == "__main__":
    main()
