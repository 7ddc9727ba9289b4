"""How fast registry records are read, what memory that takes, and what was read of each file.

    python benchmarks/registry_import.py ../shared/data/ctgov-*/*.jsonl.gz

Each file is read twice in the same run: by ``read_studies``, and by the plain decoder of its format
(``json.loads`` or ``lxml.etree.fromstring``) on the same bytes, which no reader can be faster than. Memory
is the greatest that Python's own allocator held while 1,000 records went by.
"""

from __future__ import annotations

import argparse
import json
import time
import tracemalloc
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lxml import etree

from crossroads.engines.errors import InputProblem
from crossroads.engines.registry import RawRecord, RecordFormat, parse, people, read_records, redact

MEMORY_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one file. Times are in seconds of wall clock."""

    name: str
    parsed: int
    failed: Counter[str]
    notes: Counter[str]
    framing_seconds: float
    parse_seconds: float
    baseline_seconds: float
    peak_mb: float


def measured(path: Path) -> Row:
    began = time.perf_counter()
    found = list(read_records(path))
    framing = time.perf_counter() - began
    raws = [item for item in found if isinstance(item, RawRecord)]
    failed = Counter(item.code for item in found if isinstance(item, InputProblem))
    baseline = plain_seconds(raws)
    notes: Counter[str] = Counter()
    parsed = 0
    began = time.perf_counter()
    for raw in raws:
        try:
            notes.update(note.code for note in parse(raw).notes)
            parsed += 1
        except InputProblem as problem:
            failed[problem.code] += 1
    seconds = time.perf_counter() - began
    return Row(path.name, parsed, failed, notes, framing, seconds, baseline, peak_mb(path))


def plain(raw: RawRecord) -> object:
    return etree.fromstring(raw.data) if raw.format is RecordFormat.CTGOV_CLASSIC else json.loads(raw.data)


def plain_seconds(raws: Sequence[RawRecord]) -> float:
    """How long the plain decoders take; each document is let go at once, as ``parse`` lets it go."""
    began = time.perf_counter()
    for raw in raws:
        plain(raw)
    return time.perf_counter() - began


def peak_mb(path: Path) -> float:
    """The greatest memory while reading and parsing one record after the other."""
    tracemalloc.start()
    for raw in islice(read_records(path), MEMORY_SAMPLE):
        if isinstance(raw, RawRecord):
            parse(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def print_redaction(paths: Sequence[Path]) -> None:
    """What of the people whom the records name is left in the text that may be shown."""
    named, left = 0, Counter[str]()
    names: Counter[str] = Counter()
    for path in paths:
        for raw in read_records(path):
            if not isinstance(raw, RawRecord):
                continue
            text = redact(raw).casefold()
            for person in set(people(raw)):
                named += 1
                phone, name = person.phone.split(" ext.")[0], person.name.split(",")[0]
                left["e-mail"] += bool(person.email) and person.email.casefold() in text
                left["phone"] += len(phone) > 6 and phone in text
                if " " in name and name.casefold() in text:
                    names[name] += 1
    print(f"\n{named:,} people named; left: {left['e-mail']} e-mails, {left['phone']} phones,")
    print(f"{names.total()} names, which are: {', '.join(sorted(names))}")


def counted(codes: Counter[str]) -> str:
    return ", ".join(f"{code} {count}" for code, count in sorted(codes.items())) or "none"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--redaction", action="store_true", help="also look for people in redacted records")
    options = parser.parse_args()
    rows = [measured(path) for path in options.files]
    print("| file | records | parsed | failed | notes | records/s | parse / plain decoder | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        records = row.parsed + row.failed.total()
        rate = records / (row.framing_seconds + row.parse_seconds)
        print(
            f"| {row.name} | {records:,} | {row.parsed:,} | {counted(row.failed)} | {counted(row.notes)} "
            f"| {rate:,.0f} | {row.parse_seconds / row.baseline_seconds:.1f} | {row.peak_mb:.0f} |"
        )
    if options.redaction:
        print_redaction(options.files)


if __name__ == "__main__":
    main()
