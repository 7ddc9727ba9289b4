"""Funnels from files: no database, no Django."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crossroads.app.cli import cli
from crossroads.engines.errors import InputProblem, Problems, each_problem
from crossroads.engines.measurement import CountRow, Funnel, SpendRow, funnel, read_events, to_rows
from crossroads.engines.measurement.funnel import GroupFunnel, StageLine, group_name

COLUMNS = ("stage", "count", "suspect", "rate_from", "rate", "rate_low", "rate_high", "cost", "currency")


class By(StrEnum):
    CHANNEL = "channel"
    MESSAGE = "message"


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"


Events = Annotated[
    list[str], typer.Argument(help="Files of counts and spending, CSV or JSON lines; - for standard input.")
]
Grouping = Annotated[
    list[By] | None, typer.Option(help="Group by channel or message; give it twice for both.")
]
Hide = Annotated[bool, typer.Option(help="Hide small counts, with partners, as analysts see them.")]


@cli.command("funnel")
def funnel_command(
    events: Events,
    by: Grouping = None,
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.TEXT,
    hide_small: Hide = False,
) -> None:
    """Stages, rates with 95 % intervals and costs from event files. Ends with 1 where they are doubtful."""
    counts, spends = _read(events)
    found = funnel(counts, spends, by=tuple(dict.fromkeys(name.value for name in by or ())))
    _writers[format](found, hide_small)
    for note in found.notes:
        print(f"crossroads: {note.sentence_without_counts if hide_small else note.sentence}", file=sys.stderr)
    raise typer.Exit(1 if found.notes else 0)


def _read(names: Sequence[str]) -> tuple[list[CountRow], list[SpendRow]]:
    """All rows of all files; the problems of all files are told together."""
    problems = Problems()
    counts: list[CountRow] = []
    spends: list[SpendRow] = []
    for name in names:
        try:
            for row in read_events(_lines(name), file="" if name == "-" else name):
                counts.append(row) if isinstance(row, CountRow) else spends.append(row)
        except InputProblem as problem:
            problems.found.extend(each_problem(problem))
    problems.raise_any()
    return counts, spends


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8", newline="") as file:
            yield from file
    except (FileNotFoundError, IsADirectoryError):
        raise InputProblem("input.file_missing", path=name) from None
    except UnicodeDecodeError as error:
        raise InputProblem(
            "input.invalid", field=name, reason=f"it is not UTF-8 text ({error.reason})"
        ) from None


def _write_json(found: Funnel, hide_small: bool) -> None:
    rows = to_rows(found, hide_small=hide_small)
    notes = [note.sentence_without_counts if hide_small else note.sentence for note in found.notes]
    print(json.dumps({"by": found.by, "rows": rows, "notes": notes}, ensure_ascii=False, indent=2))


def _write_csv(found: Funnel, hide_small: bool) -> None:
    from crossroads.evaluation.exports import to_csv

    sys.stdout.write(to_csv(to_rows(found, hide_small=hide_small), (*found.by, *COLUMNS)))


def _write_text(found: Funnel, hide_small: bool) -> None:
    if hide_small:
        for row in to_rows(found, hide_small=True):
            name = " / ".join(str(row[by]) for by in found.by) or "all"
            print(f"{name:32} {row['stage']:20} {row['count']!s:>12}")
        return
    for group in found.groups:
        print(_text(group))


def _text(group: GroupFunnel) -> str:
    spent = f", {group.spend} spent" if group.spend else ""
    return "\n".join([f"{group_name(group.key)}{spent}", *map(_text_line, group.lines), ""])


def _text_line(line: StageLine) -> str:
    cost = f"{line.cost} each" if line.cost else ""
    suspect = f"  ({line.suspect:,} suspected of fraud, left out)" if line.suspect else ""
    rate = ""
    if line.step:
        share, low, high = (
            f"{100 * value:.2f}" for value in (line.step.value, line.step.low, line.step.high)
        )
        rate = f"{share} % of {line.step.denominator.value} ({low} to {high})"
    return f"  {line.stage.value:20}{line.count:>12,}  {cost:>18}  {rate}{suspect}".rstrip()


_writers = {Format.TEXT: _write_text, Format.JSON: _write_json, Format.CSV: _write_csv}
