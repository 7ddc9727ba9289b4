"""How a model scores, sums and chooses: held against plain counting on small cases."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.eligibility.entities.choosing import choose
from crossroads.engines.eligibility.entities.features import all_attributes
from crossroads.engines.eligibility.entities.lattice import Candidate, candidates
from crossroads.engines.eligibility.entities.scoring import Scorer
from crossroads.engines.eligibility.entities.tokens import tokenise
from crossroads.engines.eligibility.entities.vocabulary import vocabulary
from crossroads.engines.eligibility.entities.weights import LABELS, TYPES, Weights, read, shipped, write


def test_the_kept_sums_are_the_sums_of_all_attributes_of_a_place() -> None:
    weights = shipped()
    words = tokenise("No history of non-small-cell lung cancer (stage IIIB) within 5 years").words
    (scores,) = Scorer(weights, vocabulary()).scores([words])
    seen = all_attributes(words, vocabulary(), weights.clusters)
    for place, listed in enumerate(seen):
        rows = [weights.rows[name] for name in listed if name in weights.rows]
        np.testing.assert_allclose(scores[place], weights.states[rows].sum(axis=0), atol=1e-4)


def _possible(labels: tuple[int, ...]) -> bool:
    names = [LABELS[label] for label in labels]
    return all(
        name[0] != "I" or (place > 0 and names[place - 1][1:] == name[1:]) for place, name in enumerate(names)
    )


def test_probabilities_are_those_of_counting_all_ways_to_label() -> None:
    random = np.random.default_rng(5)
    inside = [LABELS.index(name) for name in ("O", "B-Drug", "I-Drug", "B-Value", "I-Value")]
    transitions = random.normal(size=(1, len(LABELS), len(LABELS))).astype(np.float32)
    for before, after in product(range(len(LABELS)), repeat=2):
        if LABELS[after][0] == "I" and LABELS[before][1:] != LABELS[after][1:]:
            transitions[0, before, after] = -30
    scores = np.full((3, len(LABELS)), -30, np.float32)
    scores[:, inside] = random.normal(size=(3, len(inside)))
    total, expected = 0.0, dict.fromkeys(product(range(3), range(3), ("Drug", "Value")), 0.0)
    for labels in product(inside, repeat=3):
        if not _possible(labels):
            continue
        weight = np.exp(
            sum(scores[place, label] for place, label in enumerate(labels))
            + sum(transitions[0, before, after] for before, after in pairwise(labels))
        )
        total += weight
        for first, last, kind in expected:
            span = [LABELS[label] for label in labels[first : last + 1]]
            goes_on = last < 2 and LABELS[labels[last + 1]] == f"I-{kind}"
            if span == [f"B-{kind}", *[f"I-{kind}"] * (last - first)] and span and not goes_on:
                expected[first, last, kind] += weight
    found = {
        (one.first, one.last, TYPES[one.kind].value): one.probability
        for one in candidates([scores], transitions, 0)
    }
    for span, weight in expected.items():
        assert found.get(span, 0.0) == pytest.approx(weight / total, abs=1e-4)


def test_stretches_of_different_length_do_not_disturb_each_other() -> None:
    random = np.random.default_rng(6)
    weights = shipped()
    scores = [
        random.normal(size=(length, weights.states.shape[1])).astype(np.float32) for length in (4, 1, 7, 2)
    ]
    together = candidates(scores, weights.transitions, 0.05)
    for nth, rows in enumerate(scores):
        alone = _by_place(candidates([rows], weights.transitions, 0.05))
        assert _by_place(one for one in together if one.stretch == nth) == pytest.approx(alone, abs=1e-4)


def _by_place(found: Iterable[Candidate]) -> dict[tuple[int, int, int], float]:
    return {(one.first, one.last, one.kind): one.probability for one in found}


CANDIDATES = st.builds(
    lambda first, more, kind, probability: Candidate(0, first, first + more, kind, probability),
    st.integers(0, 5), st.integers(0, 3), st.integers(0, 2), st.floats(0.01, 0.99),
)  # fmt: skip


@given(st.lists(CANDIDATES, max_size=7), st.floats(0.1, 0.6))
def test_the_chosen_entities_are_the_best_of_all_sets_without_overlap(
    found: list[Candidate], least: float
) -> None:
    chosen = choose(found, least)

    def gain(some: list[Candidate]) -> float:
        return sum(one.probability - least for one in some)

    def apart(some: list[Candidate]) -> bool:
        listed = sorted(some, key=lambda one: one.first)
        return all(one.last < after.first for one, after in pairwise(listed))

    assert apart(chosen)
    best = 0.0
    for taken in product((False, True), repeat=len(found)):
        some = [one for one, take in zip(found, taken, strict=True) if take]
        if apart(some):
            best = max(best, gain(some))
    assert gain(chosen) == pytest.approx(best)


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    states = np.zeros((2, len(LABELS)), np.float32)
    states[0, 3], states[1, 0] = 1.5, -0.25
    transitions = np.zeros((1, len(LABELS), len(LABELS)), np.float32)
    made = Weights({"0wstroke": 0, ">w \n µg": 1}, states, transitions, {"stroke": ("1", "20", "300")}, 0.25)
    write(made, tmp_path / "model.npz")
    again = read(tmp_path / "model.npz")
    assert (again.rows, again.clusters, again.threshold) == (made.rows, made.clusters, made.threshold)
    np.testing.assert_array_equal(again.states, states)
    np.testing.assert_array_equal(again.transitions, transitions)
