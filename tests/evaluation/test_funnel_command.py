"""``crossroads funnel``: files of counts in; stages, costs and rates out. No database."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crossroads.app.cli import cli, commands
from crossroads.engines.errors import CrossroadsError, each_problem

assert commands  # every command registers itself

EVENTS = """day,channel,message,stage,count,amount,currency
2026-03-01,paid,=cmd,impression,1000,,
2026-03-01,paid,=cmd,click,50,,
2026-03-01,paid,=cmd,,,25.00,EUR
2026-03-01,search,m2,impression,400,,
2026-03-01,search,m2,click,3,,
"""


@pytest.fixture
def events(tmp_path: Path) -> str:
    path = tmp_path / "events.csv"
    path.write_text(EVENTS)
    return str(path)


def _run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["funnel", *words])


def test_text_tells_count_cost_and_rate_with_its_interval(events: str) -> None:
    result = _run(events, "--by", "channel")
    assert result.exit_code == 0
    assert "paid, 25.00 EUR spent" in result.stdout
    assert "0.50 EUR each  5.00 % of impression (3.81 to 6.53)" in result.stdout


def test_csv_is_safe_for_a_spreadsheet(events: str) -> None:
    rows = list(
        csv.DictReader(io.StringIO(_run(events, "--by", "message", "--format", "csv").stdout, newline=""))
    )
    assert rows[0]["message"] == "'=cmd"
    assert rows[1]["cost"] == "0.50"


def test_json_holds_the_same_rows(events: str) -> None:
    document = json.loads(_run(events, "--format", "json").stdout)
    assert [(row["stage"], row["count"]) for row in document["rows"]] == [("impression", 1400), ("click", 53)]


def test_small_counts_can_be_hidden(events: str) -> None:
    rows = json.loads(_run(events, "--by", "channel", "--format", "json", "--hide-small").stdout)["rows"]
    assert 3 not in [row["count"] for row in rows]
    assert "not shown" in _run(events, "--by", "channel", "--hide-small").stdout


def test_doubtful_numbers_end_with_one_and_say_why(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "day,channel,message,stage,count\n2026-03-01,a,m,click,5\n2026-03-01,a,m,landing_visit,9\n"
    )
    result = _run(str(path))
    assert result.exit_code == 1
    assert "larger than click" in result.stderr


def test_the_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("day,channel,message,stage,count\nnever,a,m,click,5\n")
    second.write_text("day,channel,message,stage,count\n2026-03-01,a,m,click,many\n")
    result = _run(str(first), str(second), str(tmp_path / "none.csv"))
    assert isinstance(result.exception, CrossroadsError)
    assert [Path(p.where.file or "none.csv").name for p in each_problem(result.exception)] == [
        "a.csv",
        "b.csv",
        "none.csv",
    ]
