"""Groups of words that are used alike, learnt from plain text: the classes that the entity model sees beside the words.

Each frequent word gets a vector of what stands one and two words before and behind it (positive pointwise mutual
information, shortened by a randomised singular value decomposition), and the vectors are divided by k-means into
a coarse, a middle and a fine set of groups. Only numpy; the same text and seed give the same groups.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from crossroads.engines.eligibility.entities.tokens import tokenise
from crossroads.engines.eligibility.entities.words import form

Floats = NDArray[np.float32]

SIZES = (60, 250, 1000)
LEAST = 4
CONTEXT_WORDS = 3_000
OFFSETS = (-2, -1, 1, 2)
DIMENSIONS = 100
SEED = 7

_ESCAPE = re.compile(r"\\([<>*\[\]])")
_BREAK = re.compile(r"\n\s*\n|\n\s*(?:[-*•]|\d+[.)])\s|\.\s")


def word_groups(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Form of each word seen at least LEAST times -> the numbers of its groups, coarse to fine."""
    sentences = [sentence for text in texts for sentence in _sentences(text)]
    counts = Counter(low for sentence in sentences for low in sentence)
    words = [low for low, count in counts.most_common() if count >= LEAST]
    random = np.random.default_rng(SEED)
    vectors = _shortened(_information(sentences, words), random)
    weights = np.log(np.array([counts[low] for low in words], np.float32))
    groups = [_k_means(vectors, weights, size, random) for size in SIZES]
    return {low: tuple(str(found[nth]) for found in groups) for nth, low in enumerate(words)}


def _sentences(text: str) -> list[list[str]]:
    plain = _ESCAPE.sub(r"\1", text)
    found = ([form(word) for word in tokenise(piece).words] for piece in _BREAK.split(plain))
    return [sentence for sentence in found if len(sentence) > 1]


def _information(sentences: list[list[str]], words: list[str]) -> Floats:
    """(words, offsets * context words): positive pointwise mutual information, contexts smoothed by 0.75."""
    places = {low: nth for nth, low in enumerate(words)}
    gap = [-1, -1]
    ids = np.array(
        [nth for sentence in sentences for nth in (*gap, *(places.get(low, -1) for low in sentence))] + gap
    )
    counted = np.zeros((len(words), CONTEXT_WORDS * len(OFFSETS)), np.float32)
    middle = np.arange(2, len(ids) - 2)
    for part, offset in enumerate(OFFSETS):
        here, there = ids[middle], ids[middle + offset]
        both = (here >= 0) & (there >= 0) & (there < CONTEXT_WORDS)
        np.add.at(counted, (here[both], part * CONTEXT_WORDS + there[both]), 1)
    of_word = counted.sum(axis=1, keepdims=True)
    of_context = counted.sum(axis=0, keepdims=True) ** 0.75
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.log(counted / (of_word * (of_context / of_context.sum())))
    information[~np.isfinite(information)] = 0
    return np.maximum(information, 0)


def _shortened(information: Floats, random: np.random.Generator) -> Floats:
    """(words, DIMENSIONS), each of length 1."""
    start = random.standard_normal((information.shape[1], DIMENSIONS + 30)).astype(np.float32)
    found = information @ start
    for _ in range(3):
        basis, _ = np.linalg.qr(found)
        found = information @ (information.T @ basis)
    basis, _ = np.linalg.qr(found)
    left, strength, _ = np.linalg.svd(basis.T @ information, full_matrices=False)
    vectors = (basis @ left)[:, :DIMENSIONS] * np.sqrt(strength[:DIMENSIONS])
    shortened: Floats = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return shortened


def _k_means(vectors: Floats, weights: Floats, size: int, random: np.random.Generator) -> list[int]:
    """The group of each vector by cosine, frequent words counting more."""
    centres = vectors[random.choice(len(vectors), size, replace=False, p=weights / weights.sum())]
    for _ in range(25):
        nearest = np.argmax(vectors @ centres.T, axis=1)
        for group in range(size):
            inside = nearest == group
            if inside.any():
                centre = (vectors[inside] * weights[inside, None]).sum(axis=0)
                centres[group] = centre / np.linalg.norm(centre)
    return [int(group) for group in nearest]
