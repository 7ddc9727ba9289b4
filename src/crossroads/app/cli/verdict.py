"""``eligibility verdict``: notes and criteria in, how each note stands to its criterion out. No database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from crossroads.app.cli.eligibility import eligibility_cli
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import CriterionCategory

Row = dict[str, Any]


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


@eligibility_cli.command()
def verdict(
    file: Annotated[
        str,
        typer.Argument(help="Notes and criteria, one pair a line, or - for standard input.", metavar="FILE"),
    ],
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json and jsonl for programs.")
    ] = Format.TEXT,
) -> None:
    """How a free-text note stands to a criterion: a sorting aid for staff, never a decision about a person.

    A line is JSON such as {"id", "note", "criterion", "category", "title"}, the note best with numbered sentences,
    the category inclusion or exclusion. Every line that is not blank gets one answer, in order; a bad one gets an
    error and stops nothing. Exit 0: all were answered; with text and json, 2 where some could not be read.
    """
    answers = _answers(file)
    bad = False
    if output is Format.JSON:
        rows = list(answers)
        bad = any("error" in row for row in rows)
        print(json.dumps([_for_programs(row) for row in rows], indent=2))
    else:
        for row in answers:
            bad = bad or "error" in row
            # Escapes keep every line valid UTF-8, whatever halves of characters somebody wrote.
            print(json.dumps(_for_programs(row)) if output is Format.JSONL else _in_words(row))
    raise typer.Exit(2 if bad and output is not Format.JSONL else 0)


def _answers(file: str) -> Iterator[Row]:
    """For each line ``{"id", "label", "evidence", "reason"}``, or ``{"id", "error"}``."""
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        identity: Any = number
        try:
            row = _row(line)
            identity = row.get("id", number)
            yield {"id": identity, **_judged(row)}
        except InputProblem as problem:
            yield {"id": identity, "error": {"code": problem.code, "message": problem.message}}


def _lines(file: str) -> Iterator[bytes]:
    if file != "-" and not Path(file).is_file():
        raise InputProblem("input.file_missing", path=file)
    with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
        yield from stream


def _row(line: bytes) -> Row:
    try:
        row = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError:
        raise InputProblem("eligibility.not_utf8") from None
    except (ValueError, RecursionError) as error:
        raise InputProblem("input.not_json", reason=str(error)) from None
    if not isinstance(row, dict):
        raise InputProblem("input.invalid", field="The line", reason="it is not an object with a note")
    return row


def _judged(row: Row) -> Row:
    from crossroads.engines.eligibility import notes

    result = notes.judge(
        _text(row, "note"), _text(row, "criterion"), _category(row), _text(row, "title", required=False)
    )
    return {"label": result.label.value, "evidence": list(result.evidence), "reason": result.reason.value}


def _text(row: Row, field: str, *, required: bool = True) -> str:
    """A field's words; null is an empty text, as registries have empty criteria."""
    value = row.get(field)
    if field not in row and required:
        raise InputProblem("input.required", field=field)
    if value is not None and not isinstance(value, str):
        raise InputProblem("input.invalid", field=field, reason="it is not a string")
    return value or ""


def _category(row: Row) -> CriterionCategory:
    given = _text(row, "category").strip().upper()
    try:
        return CriterionCategory(given)
    except ValueError:
        reason = "it is neither inclusion nor exclusion"
        raise InputProblem("input.invalid", field="category", reason=reason) from None


def _for_programs(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "reason"}


def _in_words(row: Row) -> str:
    """One line for people: the label, by which rule, and the sentences that tell it."""
    if "error" in row:
        told = f"{row['id']}: not read. {row['error']['message']}"
    else:
        sentences = ", ".join(str(number) for number in row["evidence"])
        shown = f"; sentences {sentences}" if sentences else ""
        told = f"{row['id']}: {row['label']} (by {row['reason']}{shown})"
    return told.encode("utf-8", "replace").decode("utf-8")
