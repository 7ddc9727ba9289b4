"""Comments from a file: one a line, as plain text or as JSON with ``id`` and ``text``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crossroads.engines.errors import InputProblem, Where


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment to read. ``id`` is the line's number where the file gives none."""

    id: str
    text: str


def read_comments(
    lines: Iterable[str], *, as_json: bool, file: str = ""
) -> Iterator[CommentLine | InputProblem]:
    """One answer per line that is not blank, in order; a bad line becomes a problem and stops nothing.

    problems   "input.not_json", "triage.not_an_object", "triage.no_text", each with its line
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if not as_json:
            yield CommentLine(str(number), line.rstrip("\r\n"))
            continue
        try:
            yield _parse(line, number, file)
        except InputProblem as problem:
            yield problem


def _parse(line: str, number: int, file: str) -> CommentLine:
    where = Where(file=file, line=number)
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputProblem("input.not_json", where=where, reason=str(error)) from error
    if not isinstance(row, dict):
        raise InputProblem("triage.not_an_object", where=where)
    if not isinstance(row.get("text"), str):
        raise InputProblem("triage.no_text", where=Where(file=file, line=number, field="text"))
    return CommentLine(str(row.get("id", number)), row["text"])
