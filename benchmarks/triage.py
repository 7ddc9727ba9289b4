"""Scores of the triage engine by class, and its speed beside a naive word search.

    python benchmarks/triage.py [--data FOLDER]

The data folder is not part of the project; see docs/reference/triage.md for what each set is and is not.
Nothing that people wrote is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossroads.engines import rules
from crossroads.engines.terms import CommentClass
from crossroads.engines.triage import triage

Row = dict[str, Any]
DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
IDENTIFYING = {"EMAIL_ADDRESS", "PHONE_NUMBER", "US_SSN", "STREET_ADDRESS", "CREDIT_CARD", "IBAN_CODE"}
DANGER = {"Ideation", "Behavior", "Attempt"}


@dataclass(frozen=True)
class Task:
    """One set read for one class: which rows are that class."""

    name: str
    file: str
    wanted: CommentClass
    is_positive: Callable[[Row], bool]
    text: Callable[[Row], str] = lambda row: row["text"]


def _has(*labels: str) -> Callable[[Row], bool]:
    """Whether any of these labels is among a row's."""
    return lambda row: bool(set(labels) & set(row["labels"]))


def _never(row: Row) -> bool:
    return False


TRIAL_TALK = "reddit-trial-talk/labelled_triage.jsonl.gz"
EMOTIONS = "goemotions/comments.jsonl.gz"
TASKS = (
    Task("psytar", "psytar/sentences.jsonl.gz", CommentClass.ADVERSE_EVENT, _has("ADR", "WD")),
    Task("druglib", "druglib-reviews/reviews.jsonl.gz", CommentClass.ADVERSE_EVENT,
         lambda row: row["label"] != "No Side Effects"),
    Task("ade-corpus", "ade-corpus-v2/ade_sentences.jsonl.gz", CommentClass.ADVERSE_EVENT,
         lambda row: row["label"] == "ade"),
    Task("nade (all negated)", "nade-negated/negated.jsonl.gz", CommentClass.ADVERSE_EVENT, _never),
    Task("goemotions (none)", EMOTIONS, CommentClass.ADVERSE_EVENT, _never),
    Task("trial talk", TRIAL_TALK, CommentClass.ADVERSE_EVENT, _has("adverse_event")),
    Task("cssrs (per person)", "cssrs-reddit-500/users.jsonl.gz", CommentClass.CRISIS,
         lambda row: row["label"] in DANGER, lambda row: "\n".join(row["posts"])),
    Task("sdcnl", "sdcnl-crisis/posts.jsonl.gz", CommentClass.CRISIS,
         lambda row: row["label"] == "suicidewatch"),
    Task("goemotions (none)", EMOTIONS, CommentClass.CRISIS, _never),
    Task("goemotions", EMOTIONS, CommentClass.QUESTION, _has("curiosity", "confusion")),
    Task("trial talk", TRIAL_TALK, CommentClass.QUESTION, _has("medical_question")),
    Task("trial talk", TRIAL_TALK, CommentClass.INTEREST, _has("join_interest")),
    Task("trial talk", TRIAL_TALK, CommentClass.COMPLAINT, _has("negative_distrust", "product_complaint")),
    Task("goemotions", EMOTIONS, CommentClass.SUPPORT, _has("gratitude", "admiration", "caring", "optimism")),
    Task("trial talk", TRIAL_TALK, CommentClass.SUPPORT, _has("thanks_support")),
    Task("presidio", "presidio-pii/synthetic_sentences.jsonl.gz", CommentClass.PERSONAL_DATA,
         lambda row: bool(IDENTIFYING & {span["type"] for span in row["spans"]})),
    Task("davidson", "davidson-hate-offensive/tweets.jsonl.gz", CommentClass.ABUSE,
         lambda row: row["label"] != "neither"),
    Task("youtube", "youtube-spam/comments.jsonl.gz", CommentClass.SPAM, lambda row: row["label"] == "spam"),
)  # fmt: skip


@dataclass(frozen=True)
class Score:
    """Counts of one task, for findings of any certainty or for sure ones only."""

    found: int
    missed: int
    alarms: int
    quiet: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> Score:
        """From (is it, was it flagged) pairs."""
        listed = list(pairs)
        kinds = ((True, True), (True, False), (False, True), (False, False))
        return cls(*(listed.count(kind) for kind in kinds))

    def shown(self) -> str:
        recall = _share(self.found, self.found + self.missed)
        precision = _share(self.found, self.found + self.alarms)
        return f"{recall:>7} {precision:>9} {_share(self.alarms, self.alarms + self.quiet):>7}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def read_rows(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def score(task: Task, rows: list[Row]) -> tuple[Score, Score]:
    """The task's score for findings of any certainty, and for sure ones."""
    truth = [task.is_positive(row) for row in rows]
    findings = [triage(task.text(row)).finding(task.wanted) for row in rows]
    any_certainty = Score.of(zip(truth, (finding is not None for finding in findings), strict=True))
    sure = Score.of(zip(truth, (finding is not None and finding.sure for finding in findings), strict=True))
    return any_certainty, sure


def naive(comment: str, words: list[str]) -> bool:
    """The baseline: is any word of the effect list somewhere in the comment?"""
    lowered = comment.lower()
    return sum(word in lowered for word in words) > 0  # all looked up: the engine tells which, too


def _speed(comments: list[str]) -> None:
    table = rules.load("triage")["lexicon"]
    words = [phrase.strip("*") for texts in table.values() for phrase in texts]
    triage("warm up")
    rates = {}
    for name, run in (("triage", triage), ("naive search", lambda comment: naive(comment, words))):
        started = time.perf_counter()
        for comment in comments:
            run(comment)
        rates[name] = len(comments) / (time.perf_counter() - started)
        print(f"{name:<14} {rates[name]:>9,.0f} comments/s")
    ratio = rates["triage"] / rates["naive search"]
    print(f"ratio          {ratio:>9.2f} (triage / naive search, same phrases, same run)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    data = parser.parse_args().data
    scores = f"{'recall':>7} {'precision':>9} {'alarms':>7}"
    print(f"{'class':<14} {'set':<20} {'rows':>6} {'of it':>6}  {scores}   the same, sure only")
    for task in TASKS:
        rows = read_rows(data / task.file)
        any_certainty, sure = score(task, rows)
        positives = any_certainty.found + any_certainty.missed
        print(f"{task.wanted.value:<14} {task.name:<20} {len(rows):>6} {positives:>6}  "
              f"{any_certainty.shown()}   {sure.shown()}", flush=True)  # fmt: skip
    _speed([row["text"] for row in read_rows(data / EMOTIONS)[:20_000]])


if __name__ == "__main__":
    main()
