"""``crossroads eligibility verdict``: the interface that other programs hold on to. All people are invented."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from crossroads.app import cli as command_line

NOTE = "0. A 58-year-old woman has gout.\n1. She will provide informed consent."


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """``run(b"lines", "--format", "jsonl")`` -> what was written, and the exit code."""

    def call(given: bytes, *options: str) -> tuple[str, int]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        monkeypatch.setattr("sys.argv", ["crossroads", "eligibility", "verdict", "-", *options])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        return capsys.readouterr().out, int(ended.value.code or 0)

    return call


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def pair(**changes: Any) -> dict[str, Any]:
    return {
        "id": "a",
        "note": NOTE,
        "criterion": "Gout",
        "category": "exclusion",
        "title": "A study",
    } | changes


def test_a_line_gives_a_line_in_order(run) -> None:
    written, code = run(
        lines(
            pair(),
            pair(id="b", criterion="Age 18 or older", category="INCLUSION"),
            pair(id=3, criterion="Stroke"),
        ),
        "--format",
        "jsonl",
    )
    assert code == 0
    assert [json.loads(line) for line in written.splitlines()] == [
        {"id": "a", "label": "excluded", "evidence": [0]},
        {"id": "b", "label": "included", "evidence": [0]},
        {"id": 3, "label": "not excluded", "evidence": []},
    ]


@pytest.mark.parametrize(
    ("line", "identity", "code"),
    [
        (b"not json", 1, "input.not_json"),
        (b"[1]", 1, "input.invalid"),
        (b'{"id": 7}', 7, "input.required"),
        (lines(pair(id=7, note=3)).strip(), 7, "input.invalid"),
        (lines(pair(id=7, category="maybe")).strip(), 7, "input.invalid"),
        (b'{"id": 7, "note": "caf\xe9"}', 1, "eligibility.not_utf8"),
    ],
)
def test_a_bad_line_gets_its_error_and_stops_nothing(run, line: bytes, identity: object, code: str) -> None:
    written, ended = run(line + b"\n\n" + lines(pair()), "--format", "jsonl")
    bad, good = (json.loads(row) for row in written.splitlines())
    assert (bad["id"], bad["error"]["code"], ended) == (identity, code, 0)
    assert bad["error"]["message"]
    assert good["label"] == "excluded"


def test_an_empty_criterion_and_a_missing_title_are_no_mistake(run) -> None:
    row = pair(criterion=None)
    del row["title"]
    written, _ = run(lines(row), "--format", "jsonl")
    assert json.loads(written)["label"] == "not excluded"


def test_people_are_told_which_rule_decided(run) -> None:
    written, code = run(lines(pair(), {"id": "b"}))
    assert written.splitlines()[0] == "a: excluded (by mention; sentences 0)"
    assert written.splitlines()[1].startswith("b: not read.")
    assert code == 2


def test_json_is_one_list(run, tmp_path: Path) -> None:
    written, code = run(lines(pair()), "--format", "json")
    assert json.loads(written) == [{"id": "a", "label": "excluded", "evidence": [0]}]
    assert code == 0
