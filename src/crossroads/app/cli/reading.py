"""``eligibility parse``: criteria texts in, criteria as data out. No database."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

import typer

from crossroads.app.cli.eligibility import eligibility_cli
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import CriterionCategory

Row = dict[str, Any]

CHUNK_LINES = 40
CHUNK_BYTES = 400_000
"""What one process takes at a time: enough to be worth handing over, little enough to keep memory low."""

ALONE_LINES = 150
"""As many lines are read before other processes are worth starting."""

AHEAD = 2
"""Chunks handed to each process before its first answer is waited for: what is in memory stays bounded."""


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


@eligibility_cli.command()
def parse(
    file: Annotated[
        str, typer.Argument(help="A registry record or a text; - reads standard input.", metavar="FILE")
    ],
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json and jsonl for programs.")
    ] = Format.TEXT,
) -> None:
    """Cut eligibility criteria apart, each verbatim with its place, and read facts and entities from them.

    With --format jsonl each input line {"id", "text"}, where the text is one section with "category" (inclusion
    or exclusion), gives one line of output in order; a bad one gives its error. Exit 0: all were answered.
    """
    if output is Format.JSONL:
        for answers in _in_processes(_lines(file)):
            print(answers)
        return
    named = list(_texts(file))
    parsed = _parse_all([(text, None) for _, text in named])
    rows = [{"id": name, **read} for (name, _), read in zip(named, parsed, strict=True)]
    if output is Format.JSON:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(_in_words(row))


def _lines(file: str) -> Iterator[bytes]:
    if file != "-" and not Path(file).is_file():
        raise InputProblem("input.file_missing", path=file)
    with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
        yield from stream


def _in_processes(lines: Iterator[bytes]) -> Iterator[str]:
    """The answers in the order of the lines, several joined; by this process alone where they are few."""
    first = list(islice(lines, ALONE_LINES))
    processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    chunks = _chunks(chain(first, lines))
    if len(first) < ALONE_LINES or processes < 2:
        yield from map(_answer_chunk, chunks)
        return
    _answer_chunk([(0, b'{"id": 0, "text": "Age 18"}')])  # what is loaded now is shared by the processes
    waiting: deque[Future[str]] = deque()
    with ProcessPoolExecutor(processes, initializer=_prepare) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(_answer_chunk, chunk))
            if len(waiting) >= AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _prepare() -> None:
    """Make a process quick: it has a core of its own, so numpy's threads would only stand in each other's way,
    and what it makes holds no cycles, so nothing is left to collect that counting references does not.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.disable()


def _chunks(lines: Iterator[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    chunk: list[tuple[int, bytes]] = []
    size = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        chunk.append((number, line))
        size += len(line)
        if len(chunk) >= CHUNK_LINES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _answer_chunk(chunk: list[tuple[int, bytes]]) -> str:
    """``{"id", "criteria", ...}`` for each line, or ``{"id", "error"}``; the line's number where it has no id."""
    asked = [_asked(number, line) for number, line in chunk]
    read = iter(_parse_all([(one.text, one.category) for one in asked if isinstance(one, _Asked)]))
    answers = (one if isinstance(one, dict) else {"id": one.identity, **next(read)} for one in asked)
    # Escapes keep every line valid UTF-8, whatever halves of characters somebody wrote.
    return "\n".join(map(json.dumps, answers))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one line asks for."""

    identity: Any
    text: str
    category: CriterionCategory | None


def _asked(number: int, line: bytes) -> _Asked | Row:
    identity: Any = number
    try:
        row = _row(line)
        identity = row.get("id", number)
        return _Asked(identity, _text(row), _category(row))
    except InputProblem as problem:
        return {"id": identity, "error": {"code": problem.code, "message": problem.message}}


def _row(line: bytes) -> Row:
    try:
        text = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        row = json.loads(text, parse_constant=_finite, parse_float=_finite)
    except UnicodeDecodeError:
        raise InputProblem("eligibility.not_utf8") from None
    except (ValueError, RecursionError) as error:
        raise InputProblem("input.not_json", reason=str(error)) from None
    if not isinstance(row, dict):
        raise InputProblem("input.invalid", field="The line", reason="it is not an object with a text")
    return row


def _finite(said: str) -> float:
    """A number that JSON has a word for, since an id is written out again: neither NaN nor 1e999."""
    number = float(said)
    if not isfinite(number):
        raise ValueError(f"{said[:20]} is no number")
    return number


def _text(row: Row) -> str:
    text = row.get("text")
    if text is None:
        raise InputProblem("input.required", field="text")
    if not isinstance(text, str):
        raise InputProblem("input.invalid", field="text", reason="it is not a string")
    return text


def _category(row: Row) -> CriterionCategory | None:
    given = row.get("category")
    if given is None or given == "":
        return None
    try:
        return CriterionCategory(str(given).strip().upper())
    except ValueError:
        reason = "it is neither inclusion nor exclusion"
        raise InputProblem("input.invalid", field="category", reason=reason) from None


def _parse_all(texts: list[tuple[str, CriterionCategory | None]]) -> list[Row]:
    from crossroads.engines.eligibility.parsing import parse_all

    return [parsed.to_dict() for parsed in parse_all(texts)]


def _texts(file: str) -> Iterator[tuple[str, str]]:
    """Id and eligibility text of each record; a file that is no record is a text itself."""
    from crossroads.engines import registry

    content = b"".join(_lines(file))
    name = "standard input" if file == "-" else Path(file).name
    if not _is_record(content):
        try:
            yield name, content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputProblem("eligibility.not_utf8") from None
        return
    for found in registry.read_studies(BytesIO(content), name):
        if isinstance(found, InputProblem):
            raise found
        yield found.study.registry_id, found.study.eligibility_criteria


def _is_record(content: bytes) -> bool:
    """JSON, XML, or packed; an eligibility text opens with none of these."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        (b"{", b"[{", b"<?xml", b"<clinical_study", b"\x1f\x8b", b"PK\x03\x04")
    )


def _in_words(row: Row) -> str:
    """One text for people: its criteria, and under each what was read."""
    criteria = row["criteria"]
    inclusion = sum(one["category"] == "inclusion" for one in criteria)
    lines = [f"{row['id']}: {inclusion} inclusion, {len(criteria) - inclusion} exclusion criteria"]
    lines += [f"  ! {problem['message']}" for problem in row["problems"]]
    for one in criteria:
        group = f"[{one['group']}] " if one["group"] else ""
        lines.append(f"  {one['code']:8} {group}{' '.join(one['text'].split())}")
        lines += [f"           = {_fact_in_words(fact)}" for fact in one["facts"]]
        if one["entities"]:
            lines.append("           : " + ", ".join(f"{e['text']} ({e['type']})" for e in one["entities"]))
    return "\n".join(lines).encode("utf-8", "replace").decode("utf-8")


def _fact_in_words(fact: Row) -> str:
    high = "" if fact["high"] is None else f"to {fact['high']}"
    after = f"of {fact['relative_to']}" if fact["relative_to"] else ""
    said = [
        "not" if fact["negated"] else "",
        fact["concept"],
        fact["operator"],
        "" if fact["value"] is None else str(fact["value"]),
        high,
        fact["unit"],
        after,
    ]
    return f"{fact['kind']}: " + " ".join(word for word in said if word)
