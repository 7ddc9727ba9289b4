"""Train the entity model that ships with the product.

    python benchmarks/train_entities.py [--data FOLDER] [--out FILE]

Takes the Chia corpus (CC BY 4.0) for the labels and the eligibility texts of criteria-pool (public registry records)
for the groups of words. The same data give the same file. Needs about ten minutes of one core and 2 GB.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from word_groups import word_groups

from crossroads.engines.eligibility.entities.features import all_attributes
from crossroads.engines.eligibility.entities.tokens import Tokens, tokenise
from crossroads.engines.eligibility.entities.vocabulary import vocabulary
from crossroads.engines.eligibility.entities.weights import LABELS, SHIPPED, TYPES, Floats, Weights, write
from crossroads.engines.eligibility.entities.words import Clusters

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
THRESHOLD = 0.32
IMPOSSIBLE = -30.0

Gold = tuple[str, int, int]
"""(type, start, end); an entity in several parts counts from the start of its first to the end of its last."""


@dataclass(frozen=True)
class Member:
    """One of the models that are averaged: which attributes it does not see, its penalties (L1, L2), its iterations."""

    name: str
    blind: re.Pattern[str]
    c1: float
    c2: float
    iterations: int


MEMBERS = (
    Member("all attributes", re.compile(r"(?!)"), 0.5, 0.5, 100),
    Member("no word forms", re.compile(r"-?\d[wl]|[<>][wmn]|u "), 0.3, 0.5, 70),
    Member("no groups, pairs, triples", re.compile(r"-?\d[abc]|[<>]|[tu] "), 0.3, 0.5, 70),
)


@dataclass
class Line:
    """One line of a document: its tokens and the label of each."""

    tokens: Tokens
    labels: list[str]
    attributes: list[list[str]] = field(default_factory=list)


@dataclass
class Document:
    """One section of one trial."""

    trial: str
    text: str
    gold: set[Gold]
    lines: list[Line]


def read_documents(data: Path) -> list[Document]:
    """All documents of Chia, with the 11 main types."""
    with gzip.open(data / "chia" / "chia.jsonl.gz", "rt", encoding="utf-8") as stream:
        return [_document(json.loads(line)) for line in stream]


def _document(row: dict[str, Any]) -> Document:
    gold = {
        (entity["type"], entity["spans"][0][0], entity["spans"][-1][1])
        for entity in row["entities"]
        if entity["type"] in TYPES
    }
    kept = without_overlaps(gold)
    lines = []
    for start, end in line_spans(row["text"]):
        tokens = tokenise(row["text"], start, end)
        if tokens.words:
            lines.append(
                Line(tokens, _labels(tokens, [one for one in kept if one[1] < end and one[2] > start]))
            )
    return Document(row["nct_id"], row["text"], gold, lines)


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """The lines of a text that are not empty; in Chia a line is a criterion."""
    return (match.span() for match in re.finditer(r"[^\n]+", text) if not match.group().isspace())


def without_overlaps(gold: set[Gold]) -> list[Gold]:
    """As many entities as possible of which none overlaps another; of equally many, those that cover more."""
    listed = sorted(gold, key=lambda one: (one[2], -one[1], one[0]))
    ends = [one[2] for one in listed]
    best: list[tuple[int, int, tuple[Gold, ...]]] = [(0, 0, ())]
    for nth, one in enumerate(listed):
        count, covered, kept = best[bisect_right(ends, one[1], 0, nth)]
        taken = (count + 1, covered + one[2] - one[1], (*kept, one))
        best.append(max(taken, best[nth], key=lambda state: state[:2]))
    return list(best[-1][2])


def _labels(tokens: Tokens, entities: Sequence[Gold]) -> list[str]:
    labels = ["O"] * len(tokens.words)
    for kind, start, end in entities:
        inside = [n for n in range(len(labels)) if tokens.starts[n] < end and tokens.ends[n] > start]
        for place in inside:
            labels[place] = f"{'B' if place == inside[0] else 'I'}-{kind}"
    return labels


def add_attributes(documents: Sequence[Document], clusters: Clusters) -> None:
    """What the model sees of every line."""
    known = vocabulary()
    for line in (line for document in documents for line in document.lines):
        words = line.tokens.words
        line.attributes = all_attributes(words, known, clusters)


def pool_texts(data: Path) -> list[str]:
    """Criteria, titles and summaries of registry records, to learn groups of words from."""
    fields = ("criteria", "title", "official_title", "summary")
    with gzip.open(data / "criteria-pool" / "criteria_pool.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    return [row[name] for row in rows for name in fields if row.get(name)]


def train(lines: Sequence[Line], clusters: Clusters, members: Sequence[Member] = MEMBERS) -> Weights:
    """The averaged model of all members."""
    numbers: dict[str, int] = {}
    for line in lines:
        for attribute in (attribute for listed in line.attributes for attribute in listed):
            numbers.setdefault(attribute, len(numbers))
    states = np.zeros((len(numbers), len(members) * len(LABELS)), np.float32)
    transitions = np.zeros((len(members), len(LABELS), len(LABELS)), np.float32)
    for nth, member in enumerate(members):
        part = states[:, nth * len(LABELS) : (nth + 1) * len(LABELS)]
        _train_member(lines, numbers, member, part, transitions[nth])
    used = np.any(states != 0, axis=1)
    rows = [attribute for attribute, number in numbers.items() if used[number]]
    return Weights(
        {name: row for row, name in enumerate(rows)}, states[used], transitions, clusters, THRESHOLD
    )


def _train_member(
    lines: Sequence[Line], numbers: dict[str, int], member: Member, states: Floats, transitions: Floats
) -> None:
    """Fills ``states`` (attributes, labels) and ``transitions`` (labels, labels)."""
    seen = {name: str(number) for name, number in numbers.items() if not member.blind.match(name)}
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {"c1": member.c1, "c2": member.c2, "max_iterations": member.iterations, "feature.minfreq": 2}
    )
    for line in lines:
        trainer.append(
            [[seen[name] for name in listed if name in seen] for listed in line.attributes], line.labels
        )
    places = {label: nth for nth, label in enumerate(LABELS)}
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "member")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        learnt = tagger.info()
    for (name, label), weight in learnt.state_features.items():
        states[int(name), places[label]] = weight
    for (before, after), weight in learnt.transitions.items():
        transitions[places[before], places[after]] = weight
    for before in LABELS:
        for after in LABELS:
            if after[0] == "I" and before[1:] != after[1:]:
                transitions[places[before], places[after]] = IMPOSSIBLE


def by_fold(documents: Sequence[Document], folds: int = 5) -> list[list[Document]]:
    """Documents dealt out by trial: both sections of a trial are in one fold."""
    of_trial: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        of_trial[document.trial].append(document)
    trials = sorted(of_trial)
    np.random.default_rng(2020).shuffle(trials)
    return [[one for trial in trials[nth::folds] for one in of_trial[trial]] for nth in range(folds)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    started = time.perf_counter()
    clusters = word_groups(pool_texts(options.data))
    print(f"{len(clusters):,} words in groups after {time.perf_counter() - started:.0f} s", flush=True)
    documents = read_documents(options.data)
    add_attributes(documents, clusters)
    weights = train([line for document in documents for line in document.lines], clusters)
    write(weights, options.out)
    print(f"{len(documents):,} documents, {len(weights.rows):,} attributes, {options.out.stat().st_size:,} bytes, "
          f"{time.perf_counter() - started:.0f} s")  # fmt: skip


if __name__ == "__main__":
    main()
