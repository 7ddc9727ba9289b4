"""Rows of counts and spending from CSV or JSON lines, every problem told with its place in one pass."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from crossroads.engines.errors import InputProblem, Problems, Where
from crossroads.engines.measurement.values import CountRow, SpendRow
from crossroads.engines.terms import Stage

_REQUIRED_COLUMNS = ("day", "channel", "message")
_YES = frozenset({"yes", "true", "1"})
_NO = frozenset({"", "no", "false", "0"})
_MOST_DIGITS = 15  # no campaign counts a quadrillion; a longer number is a slip
_STAGES = ", ".join(stage.value for stage in Stage)


def read_events(stream: Iterable[str], *, file: str = "") -> Iterator[CountRow | SpendRow]:
    """Read rows with ``day, channel, message`` and ``stage, count[, suspect]`` or ``amount, currency``.

    stream   lines of text; JSON lines if the first that is not blank begins with "{", else CSV with a header
    file     the name to show in problems
    yields   rows in the order of the file. The problems are raised after the last row: take all rows before
             anything is written.
    raises   InputProblem or ManyProblems: "input.not_json", "measurement.columns", "measurement.csv",
             "measurement.row_kind", "measurement.not_an_object", "input.required", "input.invalid",
             "measurement.stage", and what the rows raise themselves
    """
    problems = Problems()
    for number, cells in _cells(stream, file, problems):
        try:
            row = _row(cells, number, file, problems)
        except InputProblem as problem:
            problems.found.append(InputProblem(problem.code, where=Where(file, number), **problem.params))
            continue
        if row is not None:
            yield row
    problems.raise_any()


def _cells(stream: Iterable[str], file: str, problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers and cells as text, whatever the format."""
    lines = iter(stream)
    for skipped, first in enumerate(lines):
        first = first.removeprefix("\ufeff")  # spreadsheets begin a file with a byte-order mark
        if first.strip():
            read = _json_cells if first.lstrip().startswith("{") else _csv_cells
            return read(chain([first], lines), skipped, file, problems)
    return iter(())


def _json_cells(
    lines: Iterable[str], skipped: int, file: str, problems: Problems
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(lines, start=skipped + 1):
        if not line.strip():
            continue
        try:
            data: Any = json.loads(line, parse_float=str, parse_int=str)
        except (ValueError, RecursionError) as error:
            problems.add("input.not_json", where=Where(file, number), reason=str(error))
            continue
        if isinstance(data, dict):
            yield number, {key: _as_text(value) for key, value in data.items()}
        else:
            problems.add("measurement.not_an_object", where=Where(file, number))


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _csv_cells(
    lines: Iterable[str], skipped: int, file: str, problems: Problems
) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(lines, restkey="", restval="", strict=True)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        missing = [name for name in _REQUIRED_COLUMNS if name not in names]
        if missing:
            where = Where(file, skipped + 1)
            problems.add("measurement.columns", where=where, missing=", ".join(missing))
            return
        for cells in reader:
            if cells.pop("", None):
                problems.add(
                    "measurement.csv", where=Where(file, reader.line_num + skipped), reason="too many cells"
                )
                continue
            yield reader.line_num + skipped, cells
    except csv.Error as error:
        problems.add("measurement.csv", where=Where(file, reader.line_num + skipped), reason=str(error))


def _row(cells: Mapping[str, str], number: int, file: str, problems: Problems) -> CountRow | SpendRow | None:
    """A row, or None when some cell is bad: every bad cell is told."""
    reader = _RowReader(cells, number, file, problems)
    has_count, has_spend = bool(reader.text("stage")), bool(reader.text("amount"))
    if has_count == has_spend:
        problems.add("measurement.row_kind", where=Where(file, number))
        return None
    known = len(problems.found)
    day, channel, message = reader.day(), reader.required("channel"), reader.text("message")
    if has_count:
        stage, count, suspect = reader.stage(), reader.count(), reader.suspect()
        return (
            CountRow(day, channel, message, stage, count, suspect) if len(problems.found) == known else None
        )
    amount, currency = reader.amount(), reader.required("currency").upper()
    return SpendRow(day, channel, message, amount, currency) if len(problems.found) == known else None


class _RowReader:
    """Reads cells of one row; a bad cell becomes a problem and a harmless value, so that reading goes on."""

    def __init__(self, cells: Mapping[str, str], number: int, file: str, problems: Problems) -> None:
        self.cells, self.number, self.file, self.problems = cells, number, file, problems

    def text(self, name: str) -> str:
        return (self.cells.get(name) or "").strip()

    def required(self, name: str) -> str:
        text = self.text(name)
        if not text:
            self._problem("input.required", name)
        return text

    def day(self) -> date:
        text = self.required("day")
        try:
            return date.fromisoformat(text) if text else date.min
        except ValueError:
            self._problem("input.invalid", "day", reason="it is not a date such as 2026-03-31")
            return date.min

    def stage(self) -> Stage:
        try:
            return Stage(self.text("stage").lower())
        except ValueError:
            self._problem("measurement.stage", "stage", given=self.text("stage"), stages=_STAGES)
            return Stage.IMPRESSION

    def count(self) -> int:
        text = self.required("count")
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS:
            return int(text)
        if text:
            self._problem("input.invalid", "count", reason="it is not a whole number")
        return 0

    def amount(self) -> Decimal:
        try:
            amount = Decimal(self.text("amount"))
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and amount.adjusted() < _MOST_DIGITS:
            return amount
        self._problem("input.invalid", "amount", reason="it is not a number such as 12.50")
        return Decimal(0)

    def suspect(self) -> bool:
        text = self.text("suspect").lower()
        if text not in _YES | _NO:
            self._problem("input.invalid", "suspect", reason="it is neither yes nor no")
        return text in _YES

    def _problem(self, code: str, name: str, **params: str) -> None:
        self.problems.add(code, where=Where(self.file, self.number, name), field=name, **params)
