"""What is measured: names as texts write them, and what is known of each concept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that a criterion sets a bound for.

    unit          UCUM code of the unit meant where none is written; "" for a score or a count
    loinc         LOINC code; "" where none is plainly meant
    molar_mass    g/mol, where mass and amount of substance are both in use
    least, most   what can be, in ``unit``
    """

    name: str
    unit: str = ""
    loinc: str = ""
    molar_mass: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    is_score: bool = False


@cache
def _all() -> dict[str, Concept]:
    measured = rules.load("eligibility/concepts")
    scores = rules.load("eligibility/scores")
    read = {name: _concept(name, row, is_score=False) for name, row in measured.items()}
    return read | {name: _concept(name, row, is_score=True) for name, row in scores.items()}


def _concept(name: str, row: dict[str, Any], *, is_score: bool) -> Concept:
    def number(key: str) -> Decimal | None:
        return Decimal(str(row[key])) if key in row else None

    return Concept(
        name,
        row.get("unit", ""),
        row.get("loinc", ""),
        number("molar_mass"),
        number("least"),
        number("most"),
        is_score,
    )


def concept_named(name: str) -> Concept | None:
    """The concept that a fact names, such as "hemoglobin"."""
    return _all().get(name)


@cache
def concept_phrases() -> Phrases[Concept]:
    """Every name of every concept."""
    tables = (*rules.load("eligibility/concepts").items(), *rules.load("eligibility/scores").items())
    return Phrases((alias, _all()[name]) for name, row in tables for alias in row["names"])
