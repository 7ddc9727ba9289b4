"""``crossroads find``: files in, a run or a list out, bad lines told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crossroads.app.cli import cli, commands  # noqa: F401 - registers every command
from crossroads.engines.errors import CrossroadsError

CORPUS = [
    {"id": "S1", "title": "Invented tea for asthma", "conditions": ["Asthma"], "minimum_age": "18 Years"},
    {"id": "S2", "title": "Invented syrup for asthma of children", "maximum_age": "17 Years", "sex": "All"},
    {"id": "S3", "summary": "Invented walking in gout", "conditions": "Gout", "criteria": None},
    {"id": "S4"},
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return _lines(tmp_path / "corpus.jsonl", CORPUS)


def _lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _run(*arguments: object) -> Any:
    return CliRunner().invoke(cli, ["find", *map(str, arguments)])


def _ranked(run: Path, question: str) -> list[str]:
    rows = [line.split() for line in run.read_text(encoding="utf-8").splitlines()]
    mine = [row for row in rows if row[0] == question]
    scores = [float(row[4]) for row in mine]
    assert [int(row[3]) for row in mine] == list(range(1, len(mine) + 1))
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == len(scores)
    assert {row[1] for row in mine} <= {"Q0"} and {len(row) for row in mine} <= {6}
    return [row[2] for row in mine]


def test_a_run_ranks_every_candidate_and_those_that_exclude_last(corpus: Path, tmp_path: Path) -> None:
    questions = [
        {"id": "1", "text": "My daughter is 9 and has asthma", "candidates": ["S1", "S2", "S3", "S4"]},
        {"id": 2, "text": "gout"},
        {"id": "3", "template": "asthma", "fields": {"age": "40", "insulin": "no", "comorbidities": "gout"}},
    ]
    run = tmp_path / "run"
    result = _run("--corpus", corpus, "--queries", _lines(tmp_path / "q.jsonl", questions), "--run", run)
    assert result.exit_code == 0, result.output
    ranked = _ranked(run, "1")
    assert ranked[0] == "S2" and ranked[-1] == "S1" and len(ranked) == 4
    assert _ranked(run, "2") == ["S3"]
    assert _ranked(run, "3")[0] == "S1"


def test_bad_lines_are_told_by_file_and_line_and_stop_nothing(tmp_path: Path) -> None:
    corpus = tmp_path / "c.jsonl"
    corpus.write_text(
        '{"id": "S1", "title": "Gout"}\nnonsense\n\n{"title": "x"}\n[1]\n{"id": "S2", "title": 7}\n'
    )
    queries = tmp_path / "q.jsonl"
    queries.write_text(
        '{"id": "1", "text": "gout", "candidates": ["S1", "S9"]}\n{"id": "2"}\n{"text": "x"}\n3\n'
    )
    result = _run("--corpus", corpus, "--queries", queries, "--run", tmp_path / "run")
    assert result.exit_code == 2
    assert _ranked(tmp_path / "run", "1") == ["S1"]
    for place in (
        "c.jsonl:2",
        "c.jsonl:4",
        "c.jsonl:5",
        "c.jsonl:6",
        "q.jsonl:1",
        "q.jsonl:2",
        "q.jsonl:3",
        "q.jsonl:4",
    ):
        assert place in result.stderr


def test_words_give_studies_with_reasons(corpus: Path) -> None:
    result = _run("my son is 9 and has asthma", "--corpus", corpus)
    assert result.exit_code == 0
    assert "Looking for: asthma; age 9; male." in result.output
    assert "[S2]" in result.output and "[S1]" not in result.output
    assert "For ages up to 17." in result.output


def test_a_profile_gives_studies_for_programs(corpus: Path, tmp_path: Path) -> None:
    profile = tmp_path / "p.json"
    profile.write_text(json.dumps({"conditions": ["asthma"], "age": 40, "sex": "Female", "place": "Leeds"}))
    result = _run("--profile", profile, "--corpus", corpus, "--format", "json")
    rows = json.loads(result.stdout)
    assert rows[0]["id"] == "S1"
    assert rows[0]["reasons"][0] == {
        "code": "about",
        "params": {"condition": "asthma"},
        "sentence": "Looks for people with asthma.",
    }


def test_no_study_that_fits_is_said(corpus: Path) -> None:
    assert "No study in this corpus fits these words." in _run("leprosy", "--corpus", corpus).output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("asthma",), "finder.no_corpus"),
        (("--corpus", "{corpus}"), "finder.nothing_asked"),
        (("--corpus", "{corpus}", "--queries", "{corpus}"), "finder.nothing_asked"),
        (("--corpus", "nowhere", "asthma"), "input.file_missing"),
        (("--corpus", "{corpus}", "the of and"), "finder.nothing_understood"),
        (("--corpus", "{corpus}", "--profile", "{list}"), "finder.bad_profile"),
        (("--corpus", "{corpus}", "--profile", "{place}"), "finder.place_unknown"),
    ],
)
def test_what_cannot_be_done_is_told(
    corpus: Path, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    files = {
        "corpus": corpus,
        "list": _lines(tmp_path / "list.json", [[1]]),
        "place": _lines(tmp_path / "place.json", [{"text": "asthma", "place": "Upper Grumbletoe"}]),
    }
    result = _run(*(argument.format(**files) for argument in arguments))
    assert isinstance(result.exception, CrossroadsError)
    assert result.exception.code == code
    assert result.exception.message != code
