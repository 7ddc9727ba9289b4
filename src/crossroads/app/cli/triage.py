"""Triage on the command line: comments in, what each may be out. No database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from crossroads.app.cli import cli
from crossroads.engines.errors import InputProblem


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


@cli.command()
def triage(
    file: Annotated[
        str, typer.Argument(help="Comments, one a line, or - for standard input.", metavar="FILE")
    ],
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json and jsonl for programs.")
    ] = (Format.TEXT),
    product: Annotated[
        list[str] | None, typer.Option(help="A name of the study's product; repeatable.")
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help="The condition under study; repeatable.")
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="Strangers cannot read these comments.")] = False,
) -> None:
    """Classes, urgency and reason for every comment; a person still reads each.

    A line is a comment, or JSON such as {"id": "7", "text": "..."}: always so with --format jsonl, else
    where the first line is JSON. Every line that is not blank gets one answer, in order; a bad one gets an
    error and stops nothing. Exit 0: all were answered; with text and json, 2 where some could not be read.
    """
    from crossroads.engines.triage import TriageContext

    context = TriageContext(tuple(product or ()), tuple(condition or ()), public=not private)
    bad, rows = 0, []
    for answer in _answers(file, context, as_json=output is Format.JSONL):
        bad += "error" in answer
        if output is Format.JSONL:
            # Escapes keep every line valid UTF-8, whatever halves of characters somebody wrote.
            print(json.dumps(answer))
        elif output is Format.JSON:
            rows.append(answer)
        else:
            print(_in_words(answer))
    if output is Format.JSON:
        print(json.dumps(rows, indent=2))
    raise typer.Exit(2 if bad and output is not Format.JSONL else 0)


def _answers(file: str, context: Any, *, as_json: bool) -> Iterator[dict[str, Any]]:
    """For each line ``{"id", ...result}``, or ``{"id", "error"}``."""
    from crossroads.engines.triage import read_comments
    from crossroads.engines.triage import triage as read

    for number, line in enumerate(_lines(file), start=1):
        as_json = as_json or (number == 1 and line.lstrip().startswith("{"))
        for comment in read_comments([line], as_json=as_json):
            identity = _own_id(line, number) if as_json else number
            if isinstance(comment, InputProblem):
                yield _failed(identity, comment)
            elif not _is_text(comment.text):
                yield _failed(identity, InputProblem("triage.not_utf8"))
            else:
                yield {"id": identity, **read(comment.text, context=context).to_dict()}


def _lines(file: str) -> Iterator[str]:
    """Lines as they stand; bytes that are not UTF-8 are kept as marks, to be told line by line."""
    if file != "-" and not Path(file).is_file():
        raise InputProblem("input.file_missing", path=file)
    with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
        for number, line in enumerate(stream):
            text = line.decode("utf-8", "surrogateescape")
            yield text.removeprefix("\ufeff") if number == 0 else text


def _is_text(text: str) -> bool:
    return not any("\udc80" <= sign <= "\udcff" for sign in text)


def _own_id(line: str, number: int) -> Any:
    """The line's own id, as it was given and where it can still be read; else the line's number."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return number
    return row.get("id", number) if isinstance(row, dict) else number


def _failed(identity: Any, problem: InputProblem) -> dict[str, Any]:
    return {"id": identity, "error": {"code": problem.code, "message": problem.message}}


def _in_words(answer: dict[str, Any]) -> str:
    """One comment for people: its line, urgency, classes, and under them why."""
    from crossroads.engines.triage import Reason

    if "error" in answer:
        return f"{answer['id']}: not read. {answer['error']['message']}"
    look = "; a person must look" if answer["person_must_look"] else ""
    lines = [f"{answer['id']}: {answer['urgency']}: {', '.join(answer['classes'])}{look}".replace("_", " ")]
    for finding in answer["findings"]:
        words = ", ".join(f'"{one["words"]}"' for one in finding["evidence"][:5])
        why = " ".join(Reason(reason).sentence for reason in finding["reasons"])
        lines.append(f"   {finding['class'].replace('_', ' ')}: {why}{f' Words: {words}' if words else ''}")
    lines += [f"   may be serious: {hint['hint'].replace('_', ' ')}" for hint in answer["seriousness"]]
    return "\n".join(lines).encode("utf-8", "replace").decode("utf-8")
