"""Check messages against the rules, like a linter: no database, text in, findings out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from crossroads.app.cli import cli
from crossroads.engines.errors import CrossroadsError, InputProblem, Where
from crossroads.engines.terms import Network, Placement, Purpose

CONTEXT_FIELDS = ("network", "placement", "purpose", "audience", "language")


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


@cli.command()
def check(
    file: Annotated[str, typer.Argument(help="A text file; - reads standard input.")],
    study: Annotated[Path | None, typer.Option(help="The study's registry record.")] = None,
    network: Annotated[Network, typer.Option(help="Where it goes.")] = Network.LOCAL,
    placement: Annotated[Placement, typer.Option(help="How it is shown.")] = Placement.ORGANIC,
    purpose: Annotated[Purpose, typer.Option(help="Why it is sent.")] = Purpose.RECRUIT,
    audience: Annotated[str, typer.Option(help="patient or clinician.")] = "patient",
    jurisdiction: Annotated[list[str] | None, typer.Option(help="US, EU or UK; may be repeated.")] = None,
    language: Annotated[str, typer.Option(help="Language of the message.")] = "en",
    output: Annotated[
        Format, typer.Option("--format", help="json and jsonl are for programs.")
    ] = Format.TEXT,
) -> None:
    """Say what the rules find in a message. Exit 0: nothing; 1: findings; 2: bad input.

    With --format jsonl each input line {"id", "text", ...} gives one line of output in order; a bad one gives
    its error, and the exit is 0 when all were answered. A line may set its own network, placement, purpose,
    audience and language.
    """
    from crossroads.engines.compliance import MessageInContext

    base = MessageInContext(text="", language=language, network=network, placement=placement, purpose=purpose)
    base = replace(base, audience=_audience(audience), jurisdictions=_jurisdictions(jurisdiction or []))
    if study is not None:
        base = _with_study(base, study, keep_jurisdictions=bool(jurisdiction))
    if output is Format.JSONL:
        for line in _lines(file):
            print(json.dumps(_answer(base, line), ensure_ascii=False))
        return
    raise typer.Exit(_check_one(base, _read(file), output))


def _check_one(base: Any, text: str, output: Format) -> int:
    """Print the findings of one text; the exit code."""
    from crossroads.engines.compliance import to_json, to_terminal

    findings = _findings(replace(base, text=text))
    print(to_json(findings) if output is Format.JSON else to_terminal(text, findings))
    return 1 if findings else 0


def _findings(message: Any) -> tuple[Any, ...]:
    """What the rules and the network's length limit find, in text order."""
    from crossroads.engines.compliance import check, check_length

    both = (*check(message), *(() if message.placement is Placement.PAGE else check_length(message)))
    return tuple(sorted(both, key=lambda found: (found.start, found.end, found.rule_id)))


def _answer(base: Any, line: str) -> dict[str, Any]:
    """One line's answer: its findings, or its error."""
    ref: Any = None
    try:
        given = _object(line)
        ref = given.get("id")
        findings = _findings(_in_context(base, given))
    except CrossroadsError as error:
        return {"id": ref, "error": {"code": error.code, "message": error.message}}
    return {"id": ref, "findings": [asdict(found) for found in findings]}


def _object(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except ValueError:
        raise InputProblem("check.not_json") from None
    if not isinstance(given, dict):
        raise InputProblem("check.not_json")
    return given


def _in_context(base: Any, given: dict[str, Any]) -> Any:
    text = given.get("text")
    if not isinstance(text, str):
        raise InputProblem("check.no_text", where=Where(field="text"))
    changes: dict[str, Any] = {"text": text}
    for field in CONTEXT_FIELDS:
        if field in given:
            changes[field] = _word(field, given[field])
    return replace(base, **changes)


def _word(field: str, value: Any) -> Any:
    """A word of the field, as the engine takes it. Raises InputProblem "check.unknown_word"."""
    if field == "audience":
        return _audience(value)
    kinds = {"network": Network, "placement": Placement, "purpose": Purpose}
    kind = kinds.get(field, str)
    try:
        return kind(value)
    except ValueError:
        raise _unknown(field, value, kind) from None


def _audience(value: Any) -> Any:
    from crossroads.engines.compliance import Audience

    try:
        return Audience(value)
    except ValueError:
        raise _unknown("audience", value, Audience) from None


def _jurisdictions(values: list[str]) -> frozenset[Any]:
    from crossroads.engines.compliance import Jurisdiction

    try:
        return frozenset(Jurisdiction(value.upper()) for value in values)
    except ValueError:
        raise _unknown("jurisdiction", ", ".join(values), Jurisdiction) from None


def _unknown(field: str, value: Any, kind: Any) -> InputProblem:
    known = ", ".join(word.value for word in kind)
    return InputProblem("check.unknown_word", where=Where(field=field), field=field, value=value, known=known)


def _with_study(base: Any, path: Path, *, keep_jurisdictions: bool) -> Any:
    """The context with what the study's record says: countries, what is tested, and its conditions."""
    from crossroads.content.study_context import of_record
    from crossroads.engines.registry import parse, record_from_bytes

    facts = of_record(parse(record_from_bytes(_bytes(path), Where(file=str(path)))))
    return replace(
        base,
        jurisdictions=base.jurisdictions if keep_jurisdictions else facts.jurisdictions,
        intervention_kinds=facts.intervention_kinds,
        product_names=facts.product_names,
        conditions=facts.conditions,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise InputProblem("check.unreadable", path=str(path)) from None


def _read(file: str) -> str:
    content = sys.stdin.buffer.read() if file == "-" else _bytes(Path(file))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise InputProblem("check.not_text", path=file) from None


def _lines(file: str) -> Iterator[str]:
    """Lines end with a line feed alone: the other line breaks of Unicode may stand inside JSON."""
    return (line for line in _read(file).split("\n") if line.strip())
