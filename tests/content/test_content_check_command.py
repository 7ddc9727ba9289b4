"""``crossroads check``: like a linter, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crossroads.app.cli import (
    cli,
    commands,  # noqa: F401 - registers every command
)
from crossroads.engines.errors import InputProblem
from makers.studies import RECORD

BAD = "This safe new treatment works."


def run(*arguments: str, text: str = ""):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(cli, ["check", *arguments], input=text)


def test_nothing_found_exits_0_and_says_that_it_is_no_approval() -> None:
    answer = run("-", text="A study on asthma is looking for people.")
    assert answer.exit_code == 0
    assert "not an approval" in answer.output


def test_findings_exit_1_with_their_words_underlined_and_their_source(tmp_path: Path) -> None:
    file = tmp_path / "message.txt"
    file.write_text(BAD)
    answer = run(str(file))
    assert answer.exit_code == 1
    assert "^^^^" in answer.output
    assert "Source:" in answer.output


def test_json_is_an_array_of_findings() -> None:
    answer = run("-", "--format", "json", text=BAD)
    found = json.loads(answer.output)
    assert answer.exit_code == 1
    assert BAD[found[0]["start"] : found[0]["end"]] == found[0]["words"]


def test_a_text_that_its_network_does_not_take_is_a_finding() -> None:
    long = run("-", "--network", "bluesky", "--format", "json", text="a study word " * 30)
    assert [found["rule_id"] for found in json.loads(long.output)] == ["too_long"]


def test_jsonl_answers_every_line_in_order_and_exits_0() -> None:
    lines = ['{"id": 1, "text": "A study."}', "nonsense", '{"id": 3}', "[]",
             json.dumps({"id": 5, "text": BAD}), '{"id": 6, "text": "x", "network": "myspace"}']  # fmt: skip
    answer = run("-", "--format", "jsonl", text="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in answer.output.splitlines()]
    assert answer.exit_code == 0
    assert [a["id"] for a in answers] == [1, None, 3, None, 5, 6]
    assert [a.get("error", {}).get("code") for a in answers] == [
        None, "check.not_json", "check.no_text", "check.not_json", None, "check.unknown_word",
    ]  # fmt: skip
    assert answers[4]["findings"]
    assert all(a["error"]["message"] for a in answers if "error" in a)


def test_a_line_break_of_unicode_inside_a_text_does_not_end_its_line() -> None:
    line = json.dumps({"id": 1, "text": "One\u2028two"}, ensure_ascii=False)
    answer = run("-", "--format", "jsonl", text=line)
    assert json.loads(answer.output.rstrip("\n"))["id"] == 1


def test_the_study_says_whose_rules_hold_and_what_is_tested(tmp_path: Path) -> None:
    """The invented study runs in the Netherlands and the United Kingdom: no rule of the FDA's."""
    record = tmp_path / "study.json"
    record.write_text(json.dumps(RECORD))
    with_study = json.loads(run("-", "--study", str(record), "--format", "json", text=BAD).output)
    told_us = run("-", "--study", str(record), "--jurisdiction", "us", "--format", "json", text=BAD)
    assert {found["rule_id"] for found in with_study}.isdisjoint({"R001", "R011"})
    assert "R001" in {found["rule_id"] for found in json.loads(told_us.output)}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("no such file",), "check.unreadable"),
        (("-", "--study", "no such file"), "check.unreadable"),
        (("-", "--audience", "everybody"), "check.unknown_word"),
        (("-", "--jurisdiction", "FR"), "check.unknown_word"),
    ],
)
def test_bad_input_is_told(arguments: tuple[str, ...], code: str) -> None:
    answer = run(*arguments, text="x")
    assert isinstance(answer.exception, InputProblem)
    assert (answer.exception.code, answer.exception.exit_code) == (code, 2)
    assert answer.exception.message != code


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    file = tmp_path / "message.bin"
    file.write_bytes(b"\xff\xfe\x00")
    assert getattr(run(str(file)).exception, "code", "") == "check.not_text"
