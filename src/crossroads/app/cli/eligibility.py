"""The prescreener on the command line. No database."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crossroads.app.cli import cli, screening
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
    """The verdict per criterion and overall; "crossroads eligibility questionnaire REC" tells the questions.

    The answers may also be a FHIR R4B QuestionnaireResponse to the questionnaire of this record.
    """
    from crossroads.engines import eligibility
    from crossroads.engines.eligibility import fhir

    given = _answers(answers)
    screener = screening.build(screening.read_study(record)).screener
    if given.get("resourceType"):
        read = fhir.answers_from_r4b(screener, given)
    else:
        read = eligibility.parse_answers(screener, given, today=date.today())
    assessment = eligibility.evaluate(screener, read)
    if format is Format.JSON:
        print(json.dumps(assessment.to_dict(), ensure_ascii=False, indent=2))
        return
    print(f"{assessment.fit.value}: {assessment.sentence}")
    for result in assessment.results:
        print(f"  {result.code:8} {result.verdict.value:8} {' '.join(result.text.split())}")


def _answers(path: Path) -> dict[str, object]:
    if not path.is_file():
        raise InputProblem("input.file_missing", path=str(path))
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputProblem("input.not_json", where=Where(file=str(path)), reason=str(error)) from None
    if not isinstance(value, dict):
        raise InputProblem(
            "input.invalid", field="The answers", reason="they are not an object of question and answer"
        )
    return value
