"""Every attribute of every word, as strings: what a training sees, and what the kept sums are held against.

What a word, pair or triple lends is told in ``words``. Of a place the model sees where in the stretch it is (i, e for
the last), how deep in brackets (d), which cue came before (q), and what the vocabulary knows here (g).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossroads.engines.eligibility.entities.places import CUES, HITS, Places, places, traits
from crossroads.engines.eligibility.entities.vocabulary import Vocabulary
from crossroads.engines.eligibility.entities.words import (
    EDGE,
    MARGIN,
    OFFSETS,
    PAIRS,
    TRIPLES,
    Clusters,
    form,
    levels,
    row_attributes,
    seen_from,
    word_attributes,
)


def position_attributes(nth: int, depth: int, last: int) -> list[str]:
    """Of the words before a place, the brackets around it, and whether it is the last."""
    return [f"i{nth}", f"d{depth}", *(["e"] if last else [])]


def cue_attributes(cue: int, since: int) -> list[str]:
    """Of the last cue before a place, by its number, and how many words ago it was."""
    return [f"q{CUES[cue]}", f"q{CUES[cue]}{since}"]


KNOWN = ("-g", "g", "+g")
"""Marks what the vocabulary knows of the word before, of this one, and of the next."""


def all_attributes(words: Sequence[str], vocabulary: Vocabulary, clusters: Clusters) -> list[list[str]]:
    """Every attribute of every word of one stretch.

    What a neighbour lends begins with its offset ("-1wno"), what a pair lends with ">" at its first word and "<" at
    its second.
    """
    padded = [EDGE] * MARGIN + list(words) + [EDGE] * MARGIN
    where = places(padded, np.array([traits(word, vocabulary) for word in padded]).T, vocabulary)
    known = [levels(form(word), clusters) for word in padded]
    seen = []
    for middle in range(MARGIN, MARGIN + len(words)):
        found = _place_attributes(where, middle)
        for offset in OFFSETS:
            lent = word_attributes(padded[middle + offset], clusters)
            found += [f"{offset}{attribute}" for attribute in lent if seen_from(attribute, abs(offset))]
        found += ["<" + name for name in row_attributes(PAIRS, known[middle - 1 : middle + 1])]
        found += [">" + name for name in row_attributes(PAIRS, known[middle : middle + 2])]
        found += row_attributes(TRIPLES, known[middle - 1 : middle + 2])
        seen.append(found)
    return seen


def _place_attributes(where: Places, at: int) -> list[str]:
    around = zip(KNOWN, where.hit[at - 1 : at + 2].tolist(), strict=True)
    return [
        *position_attributes(int(where.nth[at]), int(where.depth[at]), int(where.last[at])),
        *cue_attributes(int(where.cue[at]), int(where.since[at])),
        *(mark + HITS[hit] for mark, hit in around if hit),
    ]
