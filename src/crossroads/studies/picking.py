"""The eligibility text cut into sentences to pick, each with its place in the text, verbatim."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crossroads.engines.terms import CriterionCategory

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"\s*(?:[*•\-–]+|\(?(?:\d{1,2}|[a-zA-Z])[.)])?\s*")
_HEADING = re.compile(r"\b(inclusion|exclusion)\b.*:\s*$", re.IGNORECASE)

MAX_KEY = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the eligibility text.

    start, end  [start, end) in the text, without bullet or number
    category    of the heading above it; None where the text has given none yet
    heading     whether it only says what follows
    """

    start: int
    end: int
    text: str
    category: CriterionCategory | None
    heading: bool


def lines(text: str) -> tuple[Line, ...]:
    """All lines that say something, in order."""
    found: list[Line] = []
    category: CriterionCategory | None = None
    for match in _LINE.finditer(text):
        mark = _MARK.match(match[0])
        start = match.start() + (mark.end() if mark else 0)
        end = match.start() + len(match[0].rstrip())
        if start >= end:
            continue
        said = text[start:end]
        headed = _HEADING.search(said)
        if headed:
            category = CriterionCategory(headed[1].upper())
        found.append(Line(start, end, said, category, heading=headed is not None))
    return tuple(found)


def question_key(text: str) -> str:
    """A name for a question, from its own words: "Do you smoke now?" is do_you_smoke_now."""
    key = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    key = key if key[:1].isalpha() else f"q_{key}"
    return key[:MAX_KEY].rstrip("_")
