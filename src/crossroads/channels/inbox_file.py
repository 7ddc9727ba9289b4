"""Comments from a JSON file: for networks that we do not read ourselves, and for moving in.

    {"items": [{"id": "111", "text": "How long does it take?", "posted_at": "2026-11-24T09:12:00+01:00",
                "author": "@somebody", "post": "<the network's id of our post>", "answers": "<id of a
                comment>"}]}

``id``, ``text`` and ``posted_at`` are needed, the others may be left out. Every problem is told in one pass.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from crossroads.channels.services.inbox import Arrived
from crossroads.engines.errors import InputProblem, Problems, Where

FIELDS = ("id", "text", "posted_at", "author", "post", "answers")
NEEDED = ("id", "text", "posted_at")


def read(content: bytes) -> list[Arrived]:
    """The items of a file.

    raises  InputProblem "input.not_json", "channels.file_shape"; or all of "input.required",
            "input.invalid" and "channels.file_field", each with the number of its item and the field
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputProblem("input.not_json", reason=_reason(error)) from None
    rows = data.get("items") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputProblem("channels.file_shape")
    problems = Problems()
    items = [_item(row, number, problems) for number, row in enumerate(rows, start=1)]
    problems.raise_any()
    return [item for item in items if item is not None]


def _item(row: dict[str, Any], number: int, problems: Problems) -> Arrived | None:
    before = len(problems.found)
    for name in set(row) - set(FIELDS):
        problems.add("channels.file_field", where=Where(line=number, field=name), known=", ".join(FIELDS))
    for name in NEEDED:
        if not row.get(name):
            problems.add("input.required", where=Where(line=number, field=name), field=name)
    for name in FIELDS:
        if row.get(name) is not None and not isinstance(row[name], str):
            problems.add(
                "input.invalid",
                where=Where(line=number, field=name),
                field=name,
                reason="it is not text in quotes",
            )
    if len(problems.found) > before:
        return None
    posted_at = _time(row["posted_at"], number, problems)
    if posted_at is None:
        return None
    return Arrived(
        network_id=row["id"],
        text=row["text"],
        posted_at=posted_at,
        author=row.get("author") or "",
        post=row.get("post") or "",
        answers=row.get("answers") or "",
    )


def _time(text: str, number: int, problems: Problems) -> datetime | None:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        reason = "it is not a time with its zone, such as 2026-11-24T09:12:00+01:00"
        problems.add(
            "input.invalid", where=Where(line=number, field="posted_at"), field="posted_at", reason=reason
        )
        return None
    return value


def _reason(error: Exception) -> str:
    """Where the file breaks, without quoting it: it holds what people said."""
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "it is not UTF-8 text"
