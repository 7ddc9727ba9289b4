"""Recall on real sets never falls below what was reached; scores by class are in docs/reference/triage.md.

Development parts only. The floors lie a little under the scores, so that a narrowed word list is noticed.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from crossroads.engines.terms import CommentClass
from crossroads.engines.triage import triage
from shared_data import shared

Row = dict[str, Any]
MOST_ROWS = 1500  # enough to see a fall of two points, and quick


def read(name: str) -> list[Row]:
    with gzip.open(shared(name), "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream][:MOST_ROWS]


def flagged_share(rows: list[Row], wanted: CommentClass, text: Callable[[Row], str]) -> float:
    return sum(wanted in triage(text(row)).classes for row in rows) / len(rows)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "wanted", "is_positive", "floor"),
    [
        (
            "psytar/sentences.jsonl.gz",
            CommentClass.ADVERSE_EVENT,
            lambda row: bool({"ADR", "WD"} & set(row["labels"])),
            0.87,
        ),
        (
            "druglib-reviews/reviews.jsonl.gz",
            CommentClass.ADVERSE_EVENT,
            lambda row: row["label"] != "No Side Effects",
            0.94,
        ),
        (
            "ade-corpus-v2/ade_sentences.jsonl.gz",
            CommentClass.ADVERSE_EVENT,
            lambda row: row["label"] == "ade",
            0.85,
        ),
        (
            "sdcnl-crisis/posts.jsonl.gz",
            CommentClass.CRISIS,
            lambda row: row["label"] == "suicidewatch",
            0.85,
        ),
        ("youtube-spam/comments.jsonl.gz", CommentClass.SPAM, lambda row: row["label"] == "spam", 0.74),
    ],
)
def test_recall_stays_above_its_floor(
    name: str, wanted: CommentClass, is_positive: Callable[[Row], bool], floor: float
) -> None:
    positives = [row for row in read(name) if is_positive(row)]
    assert flagged_share(positives, wanted, lambda row: row["text"]) >= floor


@pytest.mark.shared
@pytest.mark.slow
def test_people_in_danger_are_flagged() -> None:
    """All posts of a person together, as clinicians read them."""
    people = read("cssrs-reddit-500/users.jsonl.gz")
    in_danger = [row for row in people if row["label"] in {"Ideation", "Behavior", "Attempt"}]
    assert flagged_share(in_danger, CommentClass.CRISIS, lambda row: "\n".join(row["posts"])) >= 0.97


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "wanted", "ceiling"),
    [
        ("nade-negated/negated.jsonl.gz", CommentClass.ADVERSE_EVENT, 0.32),
        ("goemotions/comments.jsonl.gz", CommentClass.ADVERSE_EVENT, 0.11),
        ("goemotions/comments.jsonl.gz", CommentClass.CRISIS, 0.04),
    ],
)
def test_wrong_alarms_stay_below_their_ceiling(name: str, wanted: CommentClass, ceiling: float) -> None:
    """A wrong alarm costs a minute; thousands would cost attention."""
    assert flagged_share(read(name), wanted, lambda row: row["text"]) <= ceiling
