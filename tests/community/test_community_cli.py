"""``crossroads triage``: comments in, what each may be out; no database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from makers.community import CRISIS, EVENT, KIND, SERIOUS


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "crossroads", "triage", *arguments],
        input=given,
        capture_output=True,
        check=False,
    )


def answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.fixture(scope="module")
def jsonl() -> subprocess.CompletedProcess[bytes]:
    """Good and bad lines in one run."""
    lines = [
        json.dumps({"id": "a", "text": EVENT}).encode(),
        b'{"id": 9}',
        b"not json",
        b"[1]",
        b'{"id": "bytes", "text": "\xff"}',
        b'{"text": "' + CRISIS.encode() + b'"}',
        b'{"id": "half", "text": "\\ud800 hi"}',
    ]
    return run("-", "--format", "jsonl", given=b"\n".join(lines))


def test_each_line_gets_one_answer_in_order_and_keeps_its_id(
    jsonl: subprocess.CompletedProcess[bytes],
) -> None:
    assert [answer["id"] for answer in answers(jsonl)] == ["a", 9, 3, 4, "bytes", 6, "half"]


def test_a_bad_line_gets_its_error_and_stops_nothing(jsonl: subprocess.CompletedProcess[bytes]) -> None:
    codes = [answer.get("error", {}).get("code") for answer in answers(jsonl)]
    assert codes == [
        None, "triage.no_text", "input.not_json", "triage.not_an_object", "triage.not_utf8", None, None,
    ]  # fmt: skip
    assert all(set(answer["error"]) == {"code", "message"} for answer in answers(jsonl) if "error" in answer)
    assert jsonl.returncode == 0


def test_a_good_line_tells_classes_urgency_and_words(jsonl: subprocess.CompletedProcess[bytes]) -> None:
    first = answers(jsonl)[0]
    assert (first["classes"], first["urgency"]) == (["adverse_event"], "today")
    assert all(EVENT[one["start"] : one["end"]] == one["words"] for one in first["findings"][0]["evidence"])


def test_plain_lines_are_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "comments.txt"
    file.write_text(f"{SERIOUS}\n\n{KIND}\n", encoding="utf-8")
    done = run(str(file))
    told = done.stdout.decode()
    assert done.returncode == 0
    assert told.startswith("1: now: adverse event")
    assert "may be serious: hospitalisation" in told
    assert "3: routine: support" in told


def test_json_is_one_list_and_names_of_the_study_count(tmp_path: Path) -> None:
    file = tmp_path / "comments.txt"
    file.write_text("ZX-9 made my nails odd\n", encoding="utf-8")
    done = run(str(file), "--format", "json", "--product", "ZX-9")
    assert json.loads(done.stdout)[0]["classes"] == ["adverse_event"]


def test_a_file_that_is_not_there_is_told_in_one_sentence() -> None:
    done = run("nowhere.txt")
    assert done.returncode == 2
    assert done.stderr.decode().startswith("crossroads: There is no file nowhere.txt.")
