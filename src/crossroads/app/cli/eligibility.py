"""The prescreener on the command line. No database."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import typer

from crossroads.app.cli import cli
from crossroads.engines.errors import InputProblem, Where

eligibility_cli = typer.Typer(help="Who may fit: questions, answers, verdicts.", no_args_is_help=True)
cli.add_typer(eligibility_cli, name="eligibility")


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


Record = Annotated[str, typer.Argument(help="A registry record, or - for standard input.", metavar="REC")]
AnswersFile = Annotated[Path, typer.Option("--answers", help='Answers by question, such as {"age": 42}.')]


@eligibility_cli.callback()
def group() -> None:
    """Who may fit: questions, answers, verdicts."""


@eligibility_cli.command()
def screen(record: Record, answers: AnswersFile, format: Format = Format.TEXT) -> None:
    """The verdict per criterion and overall, from the registry's own fields: age, sex, healthy volunteers."""
    from crossroads.engines import eligibility

    screener = _core(_read(record))
    assessment = eligibility.evaluate(screener, eligibility.parse_answers(screener, _answers(answers)))
    if format is Format.JSON:
        print(json.dumps(assessment.to_dict(), ensure_ascii=False, indent=2))
        return
    print(f"{assessment.fit.value}: {assessment.sentence}")
    for result in assessment.results:
        print(f"  {result.code:8} {result.verdict.value:8} {result.text}")


def _core(content: bytes) -> Any:
    from crossroads.engines import eligibility, registry
    from crossroads.engines.terms import Sex

    first = next(iter(registry.read_records(BytesIO(content), name="record")), None)
    if first is None:
        raise InputProblem("input.invalid", field="The record", reason="it is empty")
    if isinstance(first, InputProblem):
        raise first
    study = registry.parse(first)
    return eligibility.build_core(
        minimum_age=str(study.minimum_age) if study.minimum_age else None,
        maximum_age=str(study.maximum_age) if study.maximum_age else None,
        sex=study.sex or Sex.ALL,
        healthy_volunteers=study.healthy_volunteers,
    )


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    if not Path(name).is_file():
        raise InputProblem("input.file_missing", path=name)
    return Path(name).read_bytes()


def _answers(path: Path) -> dict[str, object]:
    if not path.is_file():
        raise InputProblem("input.file_missing", path=str(path))
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputProblem("input.not_json", where=Where(file=str(path)), reason=str(error)) from None
    if not isinstance(value, dict):
        raise InputProblem(
            "input.invalid", field="The answers", reason="they are not an object of question and answer"
        )
    return value
