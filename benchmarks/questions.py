"""How plain the questions are that Crossroads words itself, what it leaves to the site, and how fast it judges.

    python benchmarks/questions.py [--data FOLDER] [--questions 1000] [--seed 2015]

Trials are drawn at random from the criteria pool, a screener is made from each, and its questions are counted until
there are as many as asked for. Grades are Flesch-Kincaid by the counter of the compliance engine, which has no part
in wording the questions, and by textstat where it is installed. The baseline is each criterion as the study words it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossroads.engines import eligibility
from crossroads.engines.compliance.readability import readability
from crossroads.engines.eligibility import asking, parsing
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.terms import Sex

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
POOL = "criteria-pool/criteria_pool.jsonl.gz"
HARDEST = 8.0
GOAL = 95.0
TIMED = 400  # screeners whose verdict is timed
ROUNDS = 21  # of each; the middle one counts, since others use the machine, too


@dataclass
class Tally:
    """What was made of the trials."""

    trials: int = 0
    questions: list[str] = field(default_factory=list)
    texts_with_help: list[str] = field(default_factory=list)
    verbatim: list[str] = field(default_factory=list)
    doubled: int = 0
    per_trial: list[int] = field(default_factory=list)
    asked: int = 0
    left: Counter[str] = field(default_factory=Counter)
    screeners: list[eligibility.Screener] = field(default_factory=list)


def read_rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def screener_of(row: dict[str, Any]) -> asking.BuiltScreener | None:
    """The screener of one row of the pool; None where its text is not English or its ages contradict."""
    parsed = parsing.parse(row["criteria"])
    if parsed.language != "en" or not parsed.criteria:
        return None
    try:
        core = eligibility.build_core(
            minimum_age=_age(row.get("minimum_age")),
            maximum_age=_age(row.get("maximum_age")),
            sex=Sex(str(row.get("gender") or "ALL").upper()),
            healthy_volunteers=False if row.get("healthy_volunteers") in ("No", False) else None,
        )
    except (CrossroadsError, ValueError):
        return None
    drafts = [asking.draft(criterion) for criterion in parsed.criteria]
    return asking.build_screener(core, drafts, conditions=row.get("conditions") or ())


def _age(bound: object) -> str | None:
    return None if bound in (None, "", "N/A") else str(bound)


def tally(rows: Iterator[dict[str, Any]], wanted: int) -> Tally:
    found = Tally()
    for row in rows:
        if len(found.questions) >= wanted:
            break
        built = screener_of(row)
        if built is None:
            continue
        asked = list(built.screener.questions)
        texts = [_folded(question.text) for question in asked]
        found.trials += 1
        found.doubled += len(texts) - len(set(texts))
        found.questions += [question.text for question in asked]
        found.texts_with_help += [
            f"{question.text} {question.help} {question.why_we_ask}" for question in asked
        ]
        found.per_trial.append(len(asked))
        found.verbatim += [rule.text for rule in built.screener.rules if rule.condition and rule.span]
        found.asked += sum(
            rule.condition is not None and rule.span is not None for rule in built.screener.rules
        )
        found.left.update(one.reason.value for one in built.left)
        found.screeners.append(built.screener)
    return found


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def ours(text: str) -> float:
    return readability(text).grade or 0.0


def textstats() -> Callable[[str], float] | None:
    """The grade by textstat; None where it is not installed."""
    try:
        import textstat  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    grade: Callable[[str], float] = textstat.textstat.flesch_kincaid_grade
    return grade


def plain_share(texts: list[str], grade: Callable[[str], float]) -> float:
    return 100 * sum(grade(text) <= HARDEST for text in texts) / len(texts)


def _print_grades(found: Tally) -> None:
    counters = {"compliance counter": ours}
    stat = textstats()
    if stat is None:
        print("textstat is not installed: only our own counter is shown")
    else:
        counters["textstat"] = stat
    for name, grade in counters.items():
        for what, texts in (
            ("questions", found.questions),
            ("question, help and reason", found.texts_with_help),
            ("the criteria that they ask, verbatim (baseline)", found.verbatim),
        ):
            print(f"{name:<20} {plain_share(texts, grade):>6.1f} %  {len(texts):>6}  {what}")
    print(f"goal                 {GOAL:>6.1f} %          questions at grade {HARDEST:g} or below")


def _print_time(screeners: list[eligibility.Screener]) -> None:
    """One verdict over all criteria of a screener, with an answer to every question."""
    times = []
    for screener in screeners[:TIMED]:
        given: dict[str, eligibility.Answer] = dict.fromkeys(
            (question.key for question in screener.questions), eligibility.NOT_SURE
        )
        times.append(statistics.median(_milliseconds(screener, given) for _ in range(ROUNDS)))
    worst = max(times)
    print(
        f"verdict              {statistics.median(times):.3f} ms median, {worst:.3f} ms at worst (goal: under 1 ms)"
    )


def _milliseconds(screener: eligibility.Screener, given: dict[str, eligibility.Answer]) -> float:
    started = time.perf_counter()
    eligibility.evaluate(screener, given)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2015)
    options = parser.parse_args()
    rows = [row for row in read_rows(options.data / POOL) if row.get("criteria")]
    random.Random(options.seed).shuffle(rows)
    started = time.perf_counter()
    found = tally(iter(rows), options.questions)
    seconds = time.perf_counter() - started
    print(f"{len(found.questions)} questions of {found.trials} trials, seed {options.seed}, {seconds:.1f} s")
    _print_grades(found)
    print(f"empty                {sum(not text.strip() for text in found.questions):>6}")
    print(f"doubled in a trial   {found.doubled:>6}")
    counts = found.per_trial
    print(f"per trial            {statistics.mean(counts):>6.1f}   from {min(counts)} to {max(counts)}")
    criteria = found.asked + found.left.total()
    print(f"criteria of the text {criteria:>6}")
    print(f"  {'asked':<18} {found.asked:>6}  {100 * found.asked / criteria:>5.1f} %")
    for reason, count in found.left.most_common():
        print(f"  {reason:<18} {count:>6}  {100 * count / criteria:>5.1f} %")
    _print_time(found.screeners)


if __name__ == "__main__":
    main()
