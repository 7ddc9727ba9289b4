"""``crossroads eligibility parse``: the interface that other programs hold on to."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from crossroads.app import cli as command_line
from crossroads.app.cli import reading
from crossroads.app.demo.story import material


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """``ask(b"lines")`` -> the answers, one for each line of output."""

    def call(given: bytes) -> list[dict[str, Any]]:
        stream = io.TextIOWrapper(io.BytesIO(given))
        monkeypatch.setattr("sys.stdin", stream)
        monkeypatch.setattr("sys.argv", ["crossroads", "eligibility", "parse", "-", "--format", "jsonl"])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        assert not ended.value.code, "all were answered"
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return call


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_a_line_gives_a_line(ask) -> None:
    (answer,) = ask(lines({"id": "N1", "text": "Inclusion Criteria:\n* Age 30 or older"}))
    (one,) = answer["criteria"]
    assert answer["id"] == "N1"
    assert (one["code"], one["category"], one["text"]) == ("INCL01", "inclusion", "Age 30 or older")
    assert one["span"] == [22, 37]
    fact = one["facts"][0]
    assert list(fact) == [
        "kind", "concept", "operator", "value", "high", "unit", "relative_to", "negated", "start", "end",
    ]  # fmt: skip
    assert (fact["kind"], fact["operator"], fact["value"]) == ("age", ">=", 30)
    assert all(set(entity) >= {"type", "start", "end", "text"} for entity in one["entities"])


@pytest.mark.parametrize("category", ["exclusion", "EXCLUSION", " Exclusion "])
def test_a_text_that_is_one_section(ask, category: str) -> None:
    (answer,) = ask(lines({"id": 1, "text": "Stroke", "category": category}))
    assert answer["criteria"][0]["code"] == "EXCL01"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"not json", "input.not_json"),
        (b'{"id": NaN, "text": "Stroke"}', "input.not_json"),
        (b'{"id": 1e999, "text": "Stroke"}', "input.not_json"),
        (b"[1, 2]", "input.invalid"),
        (b'{"id": 7}', "input.required"),
        (b'{"id": 7, "text": 3}', "input.invalid"),
        (b'{"id": 7, "text": "Stroke", "category": "maybe"}', "input.invalid"),
        (b'{"id": 7, "text": "caf\xe9"}', "eligibility.not_utf8"),
        (b"[" * 100_000, "input.not_json"),
    ],
)
def test_a_bad_line_gets_its_error_and_stops_nothing(ask, line: bytes, code: str) -> None:
    good = lines({"id": "good", "text": "Stroke"})
    bad, after = ask(line + b"\n" + good)
    assert bad["error"]["code"] == code
    assert bad["error"]["message"]
    assert after["id"] == "good"


def test_lines_without_an_id_are_numbered_and_empty_ones_passed_over(ask) -> None:
    assert [row["id"] for row in ask(b'\xef\xbb\xbf{"text": "Stroke"}\n\n{"text": "Cough"}\nbad')] == [
        1,
        3,
        4,
    ]


def test_a_text_without_criteria_is_answered_and_told(ask) -> None:
    (answer,) = ask(lines({"id": 1, "text": ""}))
    assert answer["criteria"] == []
    assert answer["problems"][0]["code"] == "eligibility.no_criteria"


def test_halves_of_characters_come_back_as_they_were(ask) -> None:
    (answer,) = ask(b'{"id": 1, "text": "cough \\ud800 at night"}')
    assert answer["criteria"][0]["text"] == "cough \ud800 at night"


@pytest.mark.slow
def test_many_lines_are_shared_out_and_keep_their_order(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several processes read them; each answer still stands where its line stood."""
    monkeypatch.setattr(reading, "ALONE_LINES", 10)
    monkeypatch.setattr(reading, "CHUNK_LINES", 3)
    given = [{"id": number, "text": f"Age {number} years or older"} for number in range(60)]
    answers = ask(lines(*given[:30]) + b"bad\n" + lines(*given[30:]))
    assert [row["id"] for row in answers] == [*range(30), 31, *range(30, 60)]
    assert [row["criteria"][0]["text"] for row in answers if "error" not in row] == [
        row["text"] for row in given
    ]


def test_a_registry_record_for_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(material("lumen_first.json"))
    monkeypatch.setattr("sys.argv", ["crossroads", "eligibility", "parse", str(path)])
    with pytest.raises(SystemExit):
        command_line.main()
    out = capsys.readouterr().out
    assert "inclusion" in out.splitlines()[0]
    assert "INCL01" in out


def test_a_plain_text_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    path = tmp_path / "text.txt"
    path.write_text("Exclusion Criteria:\n- Stroke", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["crossroads", "eligibility", "parse", str(path), "--format", "json"])
    with pytest.raises(SystemExit):
        command_line.main()
    (row,) = json.loads(capsys.readouterr().out)
    assert row["id"] == "text.txt"
    assert row["criteria"][0]["code"] == "EXCL01"


def test_a_file_that_is_not_there(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr("sys.argv", ["crossroads", "eligibility", "parse", "nowhere.txt"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 2
    assert "nowhere.txt" in capsys.readouterr().err
