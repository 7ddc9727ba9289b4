"""Comments from files: a bad line is told in its place and stops nothing."""

from __future__ import annotations

from crossroads.engines.errors import InputProblem
from crossroads.engines.triage import CommentLine, read_comments


def test_plain_lines_are_numbered() -> None:
    lines = ["first\n", "\n", "third\r\n"]
    assert list(read_comments(lines, as_json=False)) == [CommentLine("1", "first"), CommentLine("3", "third")]


def test_json_lines_keep_their_ids() -> None:
    lines = ['{"id": "c7", "text": "hello"}', '{"text": "no id"}', '{"id": 9, "text": ""}']
    found = list(read_comments(lines, as_json=True))
    assert found == [CommentLine("c7", "hello"), CommentLine("2", "no id"), CommentLine("9", "")]


def test_each_bad_line_gives_one_problem_in_order() -> None:
    lines = ["{", "[1]", '{"id": 1}', '{"text": 5}', "[" * 100_000, '{"text": "good"}']
    found = list(read_comments(lines, as_json=True, file="comments.jsonl"))
    codes = [one.code if isinstance(one, InputProblem) else one.text for one in found]
    assert codes == [
        "input.not_json",
        "triage.not_an_object",
        "triage.no_text",
        "triage.no_text",
        "input.not_json",
        "good",
    ]
    assert isinstance(found[2], InputProblem)
    assert str(found[2].where) == "comments.jsonl:3: text"
    assert found[1].advice  # type: ignore[union-attr]
