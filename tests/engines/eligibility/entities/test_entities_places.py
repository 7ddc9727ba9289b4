"""What is seen of the place where a word stands."""

from __future__ import annotations

import numpy as np

from crossroads.engines.eligibility.entities.places import CUES, HITS, Places, places, traits
from crossroads.engines.eligibility.entities.tokens import tokenise
from crossroads.engines.eligibility.entities.vocabulary import vocabulary
from crossroads.engines.eligibility.entities.words import EDGE


def seen(*texts: str) -> tuple[list[str], Places]:
    """The words of these stretches with edges between, and their places."""
    words = [EDGE]
    for text in texts:
        words += [*tokenise(text).words, EDGE]
    known = np.array([traits(word, vocabulary()) for word in words]).T
    return words, places(words, known, vocabulary())


def test_the_longest_name_is_seen_across_hyphens() -> None:
    words, where = seen("treated non-Hodgkin lymphoma or metformin")
    hits = [HITS[hit] for hit in where.hit]
    assert hits == ["", "", "diseaseB3", "diseaseI", "diseaseI", "diseaseI", "", "medicineB1", ""]
    assert len(words) == len(hits)


def test_no_name_is_seen_across_an_edge() -> None:
    _, where = seen("breast", "cancer")
    assert "diseaseI" not in [HITS[hit] for hit in where.hit]


def test_words_are_counted_from_the_start_of_their_stretch_up_to_four() -> None:
    _, where = seen("a b c d e f", "g h")
    assert where.nth[1:7].tolist() == [0, 1, 2, 3, 4, 4]
    assert where.nth[8:10].tolist() == [0, 1]
    assert where.last[1:10].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 1]


def test_brackets_count_behind_them_and_never_below_none_nor_into_the_next_stretch() -> None:
    words, where = seen(") a ( b ( c ( d ) e", "f ( g", "h")
    depth = dict(zip(words, where.depth.tolist(), strict=True))
    assert [depth[word] for word in "abcdefgh"] == [0, 1, 2, 2, 2, 0, 1, 0]


def test_the_last_cue_steers_what_follows_and_the_edge_is_one() -> None:
    words, where = seen("Stroke without - person of the negation kind: bleeding", "Asthma")
    cue = dict(
        zip(
            words,
            ((CUES[one], since) for one, since in zip(where.cue, where.since, strict=True)),
            strict=True,
        )
    )
    assert cue["Stroke"] == ("-", 0)
    assert cue["without"] == ("-", 1)
    assert cue["-"] == ("negation", 0)
    assert cue["kind"] == ("negation", 5)
    assert cue[":"] == ("negation", 5)
    assert cue["bleeding"] == (":", 0)
    assert cue["Asthma"] == ("-", 0)
