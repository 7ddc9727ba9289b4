"""The practices as data, and the roundtable to begin with; both from ``rules/<lang>/``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crossroads.engines import rules

GRADES: dict[str, str] = {
    "A": "Randomised comparisons, or reviews of comparisons",
    "B": "A comparison or an experiment within one study",
    "C": "A description of what happened",
    "D": "Advice of experts or regulators",
}
AUDIENCES = ("sponsor", "patient", "clinician")


@dataclass(frozen=True, slots=True)
class Practice:
    """One piece of advice.

    grade    a key of GRADES
    because  what was found
    limit    what it does not show; "" where nothing needs saying
    url      where it can be read; "" where it rests on the product's own evidence
    """

    id: str
    title: str
    audience: tuple[str, ...]
    grade: str
    because: str
    source: str
    url: str
    limit: str


@cache
def practices() -> tuple[Practice, ...]:
    """All practices, in the order of their ids."""
    return tuple(
        Practice(**{"limit": "", **row, "audience": tuple(row["audience"])})
        for row in rules.load("practices")["practice"]
    )


def practices_by_id(ids: list[str]) -> tuple[Practice, ...]:
    """Those of the ids that there are, in the order of all practices."""
    return tuple(practice for practice in practices() if practice.id in ids)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a poll.

    right  index of the right choice, from 0
    """

    text: str
    choices: tuple[str, ...]
    right: int
    because: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Starter:
    """Everything that a roundtable needs, and where its idea comes from."""

    title: str
    purpose: str
    topics: tuple[str, ...]
    questions: tuple[Question, ...]
    source: str
    url: str


@cache
def starter() -> Starter:
    data = rules.load("roundtable")
    return Starter(
        title=data["title"],
        purpose=data["purpose"],
        topics=tuple(data["topics"]),
        questions=tuple(Question(**{**row, "choices": tuple(row["choices"])}) for row in data["question"]),
        source=data["source"],
        url=data["url"],
    )
