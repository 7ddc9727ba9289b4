"""``crossroads eligibility questionnaire``: what a record asks, what it leaves to the site, and FHIR R4B."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer.testing

from crossroads.app.cli import cli, commands
from crossroads.engines.eligibility import fhir
from makers.studies import record_with

CRITERIA = """Inclusion Criteria:

* Diagnosis of asthma

Exclusion Criteria:

* Pregnant or breastfeeding
* Stroke within 6 months before randomization
* Unfit in the opinion of the investigator
"""


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "invented.json"
    changed = record_with(
        eligibilityModule__eligibilityCriteria=CRITERIA, conditionsModule__conditions=["Asthma"]
    )
    path.write_text(json.dumps(changed))
    return path


def run(*words: str) -> str:
    assert commands.__all__
    result = typer.testing.CliRunner().invoke(cli, ["eligibility", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_questions_and_what_is_left_with_the_reason(record: Path) -> None:
    out = run("questionnaire", str(record))
    assert "Has a doctor ever told you that you have asthma?  (has_condition)" in out
    assert "In the last 6 months, have you had a stroke?" in out
    assert "This needs the judgement of a doctor or of the study team." in out


def test_what_is_odd_about_the_text_is_told_beside_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text(json.dumps(record_with(eligibilityModule__eligibilityCriteria="None")))
    result = typer.testing.CliRunner().invoke(cli, ["eligibility", "questionnaire", str(path)])
    assert result.exit_code == 0
    assert "To know:" in result.stderr and "To know:" not in result.stdout


def test_a_limit_leaves_the_rest_to_the_site(record: Path) -> None:
    assert "reached its number of questions" in run("questionnaire", str(record), "--limit", "3")


def test_json_is_a_fhir_r4b_questionnaire(record: Path) -> None:
    data: Any = json.loads(run("questionnaire", str(record), "--format", "json"))
    assert data["resourceType"] == "Questionnaire"
    assert {"system": "urn:crossroads:study", "value": "NCT99990001"} in data["identifier"]
    keys = {question.key for question in fhir.screener_from_r4b(data).questions}
    assert {"age", "has_condition", "pregnant"} <= keys


def test_the_verdict_covers_the_criteria_of_the_text(record: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    given = {"age": 30, "sex": "male", "has_condition": "yes", "had_lately_6_months_a_stroke": "yes"}
    answers.write_text(json.dumps(given))
    data = json.loads(run("screen", str(record), "--answers", str(answers), "--format", "json"))
    assert data["fit"] == "may not fit"
    assert data["causes"] == ["EXCL02"]
    verdicts = {row["code"]: row["verdict"] for row in data["criteria"]}
    assert (verdicts["INCL11"], verdicts["EXCL01"], verdicts["EXCL03"]) == ("met", "not met", "unknown")


def test_answers_may_be_a_fhir_r4b_response_to_this_very_questionnaire(record: Path, tmp_path: Path) -> None:
    data: Any = json.loads(run("questionnaire", str(record), "--format", "json"))
    screener = fhir.screener_from_r4b(data)
    answers = tmp_path / "response.json"
    answers.write_text(json.dumps(fhir.answers_to_r4b(screener, {"has_condition": False})))
    out = run("screen", str(record), "--answers", str(answers))
    assert out.startswith("may not fit: ")
