"""``eligibility questionnaire``: a record's screener for people, or as a FHIR R4B Questionnaire. No database."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from crossroads.app.cli import screening
from crossroads.app.cli.eligibility import Format, Record, eligibility_cli

Limit = Annotated[int, typer.Option(min=0, help="How many questions at most; the core's are always asked.")]


@eligibility_cli.command()
def questionnaire(
    record: Record,
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json for a FHIR R4B Questionnaire.")
    ] = Format.TEXT,
    limit: Limit = 12,
) -> None:
    """The questions that a record leads to, and which criteria are left to the site, and why."""
    study = screening.read_study(record)
    built = screening.build(study, limit=limit)
    if output is Format.JSON:
        from crossroads.engines.eligibility import fhir

        title = study.brief_title or study.official_title
        data = fhir.screener_to_r4b(built.screener, title=title, study=str(study.registry_id))
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for number, question in enumerate(built.screener.questions, 1):
        print(f"{number:2}. {question.text}  ({question.key})")
        for choice in question.choices:
            print(f"      {choice.value}: {choice.text}")
    if built.left:
        print("\nLeft to the site:")
    texts = {rule.code: rule.text for rule in built.screener.rules}
    for one in built.left:
        print(f"  {one.code:8} {' '.join(texts[one.code].split())}\n           {one.reason.sentence}")
