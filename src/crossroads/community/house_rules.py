"""The rules of conversation and safety as typed values, read from ``rules/en/community.toml``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from crossroads.engines import rules
from crossroads.engines.terms import Authority, CommentClass, Urgency
from crossroads.engines.triage import Reason


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may take, by which rule, and on whose authority."""

    rule_id: str
    within: timedelta
    authority: Authority
    words: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number to call; ``number`` is empty where only the caller knows it."""

    number: str
    name: str
    where: str
    how: str
    source: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the things that make an event serious."""

    code: str
    words: str
    source: str


@cache
def _table() -> dict[str, Any]:
    return rules.load("community")


def _term(row: dict[str, Any]) -> Term:
    within = timedelta(hours=row["hours"])
    return Term(row["id"], within, Authority(row["authority"]), row.get("words", ""), row.get("why", ""))


def look_within(urgency: str) -> timedelta:
    """How soon a person must look at a comment of this urgency."""
    return _term(_table()["look"][Urgency(urgency).value]).within


def hand_off_term(seriousness: list[str]) -> Term:
    """How soon safety must hear, by whether anything hints at something serious."""
    return _term(_table()["hand_off"]["serious" if seriousness else "any"])


def term_named(rule_id: str) -> Term | None:
    """The hand-off term that once set a report's due time."""
    terms = (_term(row) for row in _table()["hand_off"].values())
    return next((term for term in terms if term.rule_id == rule_id), None)


def acknowledge_within() -> timedelta:
    return _term(_table()["acknowledge"]).within


def longest_snooze() -> timedelta:
    return timedelta(hours=_table()["snooze"]["hours_at_most"])


def second_reading_share() -> float:
    """Share of the not flagged that is drawn to be read again, 0 to 1."""
    return float(_table()["second_reading"]["share"])


def is_drawn(item: UUID) -> bool:
    """Whether an item is in the sample: by its random id, so that nobody chooses and a repeat draws alike."""
    digest = hashlib.sha256(b"second reading:" + item.bytes).digest()
    return int.from_bytes(digest[:8]) / 2**64 < second_reading_share()


def seriousness_criteria() -> tuple[Criterion, ...]:
    return tuple(
        Criterion(code, row["words"], row["source"]) for code, row in _table()["seriousness"].items()
    )


def helplines() -> tuple[Helpline, ...]:
    return tuple(Helpline(**row) for row in _table()["helplines"])


def reason_sentence(code: str) -> str:
    """Why a class was given, in words: the engine's sentence or one of ours."""
    ours = _table()["reasons"].get(code)
    return str(ours) if ours else Reason(code).sentence


_WEIGHT = {
    CommentClass.CRISIS: Urgency.NOW,
    CommentClass.ADVERSE_EVENT: Urgency.TODAY,
    CommentClass.PERSONAL_DATA: Urgency.TODAY,
    CommentClass.ABUSE: Urgency.TODAY,
}


def least_urgency(classes: list[str]) -> Urgency:
    """The slowest urgency that a person may give these classes; an event never waits for a quiet day."""
    held = [_WEIGHT.get(CommentClass(one), Urgency.ROUTINE) for one in classes]
    return min(held, key=list(Urgency).index, default=Urgency.ROUTINE)
