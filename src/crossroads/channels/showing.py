"""Publications as pages show them: by day, with their path, and why they stand where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from crossroads.base import clock
from crossroads.base.lives import words
from crossroads.channels.models import Publication
from crossroads.engines import rules

TONES = {
    "scheduled": "neutral",
    "sending": "neutral",
    "unknown": "waiting",
    "held": "waiting",
    "published": "good",
    "failed": "danger",
    "cancelled": "neutral",
    "removed": "neutral",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A publication in a list, with the colour of its state and its local time."""

    publication: Publication
    tone: str
    time: str


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of the path from scheduled to published: "done", "now", "open" or "failed"."""

    label: str
    state: str


def by_day(rows: Iterable[Publication], zone: str) -> list[Day]:
    """Publications, which come in the order of their time, by their day in a zone."""
    where = clock.zone(zone)
    shown = [(row.scheduled_for.astimezone(where), row) for row in rows]
    return [
        Day(day, [Row(row, TONES[row.state], when.strftime("%H:%M %Z")) for when, row in group])
        for day, group in groupby(shown, key=lambda pair: pair[0].date())
    ]


def strip(row: Publication) -> list[Mark]:
    """The path of a publication. Detours (unknown, held) stand where they lead away from it."""
    path = {
        "scheduled": ["scheduled"],
        "held": ["scheduled", "held"],
        "cancelled": ["scheduled", "cancelled"],
        "sending": ["scheduled", "sending"],
        "unknown": ["scheduled", "sending", "unknown"],
        "failed": ["scheduled", "sending", "failed"],
        "published": ["scheduled", "sending", "published"],
        "removed": ["scheduled", "sending", "published", "removed"],
    }[row.state]
    ahead = {
        "scheduled": ["sending", "published"],
        "sending": ["published"],
        "unknown": ["published"],
        "held": ["published"],
    }
    last = len(path) - 1
    marks = [Mark(words(state), "now" if place == last else "done") for place, state in enumerate(path)]
    return [*marks, *(Mark(words(state), "open") for state in ahead.get(row.state, []))]


def why(row: Publication) -> tuple[str, str]:
    """The sentence and the advice behind a state that needs a reason; empty for the others."""
    if not row.held_code:
        return "", ""
    return rules.problem_sentence(row.held_code, {}), rules.problem_advice(row.held_code, {})
