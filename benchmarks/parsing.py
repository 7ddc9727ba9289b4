"""The whole parse over real eligibility texts, through the command that people call: coverage, counts, speed, memory.

    python benchmarks/parsing.py [--data FOLDER] [--every N]

The baseline in the same run is a splitter of ten lines that takes every line for a criterion. The data folder is
not part of the project. Nothing of a record is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LIMIT_SECONDS, LIMIT_MEGABYTES = 60, 500
_WORD = re.compile(r"[^\W_]+")


@dataclass
class Count:
    """What came out of the command, added up."""

    answers: int = 0
    errors: int = 0
    empty: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    held: int = 0
    out_of_place: int = 0

    def add(self, text: str, answer: dict[str, Any]) -> None:
        self.answers += 1
        if "error" in answer:
            self.errors += 1
            return
        self.empty += not answer["criteria"]
        self.problems.update({problem["code"] for problem in answer["problems"]})
        self.kinds["headings"] += len(answer["headings"])
        for one in answer["criteria"]:
            self.kinds[one["category"]] += 1
            self.kinds["with a fact"] += bool(one["facts"])
            self.kinds["with an entity"] += bool(one["entities"])
            self.facts.update(fact["kind"] for fact in one["facts"])
            self.entities.update(entity["type"] for entity in one["entities"])
            self.out_of_place += text[slice(*one["span"])] != one["text"]
        self._cover(text, sorted(row["span"] for row in [*answer["criteria"], *answer["headings"]]))

    def _cover(self, text: str, spans: list[list[int]]) -> None:
        self.letters += sum(len(word) for word in _WORD.findall(text))
        below = 0
        for start, end in spans:
            self.out_of_place += start < below
            self.held += sum(len(word) for word in _WORD.findall(text[start:end]))
            below = end


class Watch(threading.Thread):
    """The most memory that a process and its children took together, looked at four times a second.

    ``shared_once`` counts a page that several processes share once (Linux: Pss), ``each`` once for each (Rss).
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.shared_once = self.each = self.processes = 0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.25):
            family = list(_family(self.process))
            self.processes = max(self.processes, len(family))
            self.shared_once = max(self.shared_once, sum(_memory(one, "Pss") for one in family))
            self.each = max(self.each, sum(_memory(one, "Rss") for one in family))


def _family(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _read(task).split():
            yield from _family(int(child))


def _memory(process: int, kind: str) -> int:
    """Kilobytes; 0 where the process has gone."""
    found = re.search(rf"^{kind}:\s+(\d+)", _read(Path(f"/proc/{process}/smaps_rollup")), re.MULTILINE)
    return int(found[1]) if found else 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def naive(text: str) -> list[str]:
    """The baseline: every line that says something is a criterion."""
    lines = (line.strip(" \t\r-*•") for line in text.split("\n"))
    return [line for line in lines if line and not line.lower().startswith(("inclusion", "exclusion"))]


def read_texts(path: Path, every: int) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line).get("criteria") or "" for line in stream][::every]


def run_command(texts: list[str], folder: Path) -> tuple[Path, float, Watch]:
    """The answers' file, the seconds from start to end, and the memory."""
    asked, answered = folder / "in.jsonl", folder / "out.jsonl"
    with asked.open("w", encoding="utf-8") as stream:
        for number, text in enumerate(texts):
            stream.write(json.dumps({"id": number, "text": text}) + "\n")
    command = shutil.which("crossroads", path=str(Path(sys.executable).parent)) or "crossroads"
    started = time.perf_counter()
    with asked.open("rb") as source, answered.open("wb") as target:
        process = subprocess.Popen(
            [command, "eligibility", "parse", "-", "--format", "jsonl"], stdin=source, stdout=target
        )
        watch = Watch(process.pid)
        watch.start()
        code = process.wait()
        seconds = time.perf_counter() - started
        watch.done.set()
    if code:
        sys.exit(f"the command ended with {code}")
    return answered, seconds, watch


def count(texts: list[str], answered: Path) -> Count:
    total = Count()
    with answered.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            answer = json.loads(line)
            assert answer["id"] == number, "the order is kept"
            total.add(texts[number], answer)
    assert total.answers == len(texts), "every line has its answer"
    return total


def _shown(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counter.most_common())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--every", type=int, default=1, help="only each Nth record")
    given = parser.parse_args()
    texts = read_texts(given.data / "criteria-pool" / "criteria_pool.jsonl.gz", given.every)
    with tempfile.TemporaryDirectory() as folder:
        answered, seconds, watch = run_command(texts, Path(folder))
        total = count(texts, answered)
    print(
        f"criteria-pool   {len(texts):,} records, {sum(map(bool, texts)):,} with a text, {os.cpu_count()} cores"
    )
    print(f"answers         {total.answers:,}, errors {total.errors}, without criteria {total.empty:,}")
    print(f"coverage        {total.held / max(total.letters, 1):.4%} of letters and digits in criteria or headings "
          f"(the rest are marks of lists); spans out of place {total.out_of_place}")  # fmt: skip
    print(f"criteria        {_shown(total.kinds)}")
    print(f"facts           {total.facts.total():,}: {_shown(total.facts)}")
    print(f"entities        {total.entities.total():,}: {_shown(total.entities)}")
    print(f"problems        {_shown(total.problems)}")
    print(
        f"time            {seconds:.1f} s (to reach: {LIMIT_SECONDS} s), {len(texts) / seconds:,.0f} records/s"
    )
    print(f"memory          {watch.shared_once / 1024:.0f} MB at most in {watch.processes} processes, shared pages once"
          f" (to reach: {LIMIT_MEGABYTES} MB); {watch.each / 1024:.0f} MB shared pages for each")  # fmt: skip
    _baseline(texts, seconds)


def _baseline(texts: list[str], seconds: float) -> None:
    from crossroads.engines.eligibility.reading import split

    rates = {}
    for name, run in (("naive lines", naive), ("split alone", lambda text: split(text).criteria)):
        started = time.perf_counter()
        parts = sum(len(run(text)) for text in texts)
        rates[name] = len(texts) / (time.perf_counter() - started)
        print(f"{name:<15} {rates[name]:,.0f} records/s, {parts:,} criteria")
    print(
        f"ratio           {len(texts) / seconds / rates['naive lines']:.5f} (whole parse / naive lines, same run)"
    )


if __name__ == "__main__":
    main()
