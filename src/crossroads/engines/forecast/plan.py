"""What a team hands in for a forecast, and what is assumed where nothing is published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crossroads.engines import rules
from crossroads.engines.errors import Problems, Where
from crossroads.engines.forecast.evidence import Design
from crossroads.engines.forecast.steps import EVIDENCE_CURRENCY

MAX_BUDGET = 1e9
MAX_WEEKS = 260


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that the evidence does not give. ``source`` tells whose it is: a DOI, ours, or the team's."""

    code: str
    value: float
    source: str

    @property
    def sentence(self) -> str:
        """The assumption in words, in English."""
        return str(_table()[self.code]["sentence"]).format(value=self.value)


TEAM = "the team"


@dataclass(frozen=True, slots=True)
class PlanInput:
    """A paid campaign to forecast.

    budget             money for the campaign, in ``currency``, > 0
    weeks              how long the budget is spent, evenly, from ``start_date``
    network            the planned network, such as "facebook"; empty for any
    target_enrollment  people the campaign should bring, or None
    overrides          assumption code -> value, where the team knows better; codes in ``assumption_codes()``
    raises             InputProblem or ManyProblems, on creation
    """

    design: Design
    budget: float
    weeks: int
    start_date: date
    currency: str = EVIDENCE_CURRENCY
    network: str = ""
    target_enrollment: int | None = None
    overrides: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = Problems()
        if not 0 < self.budget < MAX_BUDGET:
            problems.add("forecast.budget", where=Where(field="budget"), budget=self.budget)
        if not 1 <= self.weeks <= MAX_WEEKS:
            problems.add("forecast.weeks", where=Where(field="weeks"), weeks=self.weeks)
        if self.target_enrollment is not None and self.target_enrollment < 1:
            problems.add(
                "forecast.target", where=Where(field="target_enrollment"), target=self.target_enrollment
            )
        self._check_currency(problems)
        for code, value in self.overrides.items():
            _check_override(code, value, problems)
        problems.raise_any()

    def _check_currency(self, problems: Problems) -> None:
        where = Where(field="currency")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            problems.add("forecast.currency", where=where, currency=self.currency)
        elif self.currency != EVIDENCE_CURRENCY and "usd_per_unit" not in self.overrides:
            problems.add("forecast.no_rate", where=where, currency=self.currency)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Every assumption in force, in the order of the rules; those of the team say so."""
        return tuple(self._assumption(code) for code in assumption_codes())

    def _assumption(self, code: str) -> Assumption:
        if code in self.overrides:
            return Assumption(code, float(self.overrides[code]), TEAM)
        entry = _table()[code]
        return Assumption(code, float(entry["by_design"][self.design.value]), str(entry["source"]))

    def assumed(self, code: str) -> float:
        """The value in force for one assumption."""
        return self._assumption(code).value


def assumption_codes() -> tuple[str, ...]:
    """The assumptions that a plan may override."""
    return tuple(_table())


def _table() -> dict[str, Any]:
    table: dict[str, Any] = rules.load("forecast")["assumptions"]
    return table


def _check_override(code: str, value: float, problems: Problems) -> None:
    where = Where(field=f"overrides.{code}")
    entry = _table().get(code)
    if entry is None:
        problems.add(
            "forecast.unknown_assumption", where=where, assumption=code, known=", ".join(assumption_codes())
        )
    elif not (math.isfinite(value) and entry["minimum"] <= value <= entry["maximum"]):
        problems.add(
            "forecast.assumption_range",
            where=where,
            assumption=code,
            value=value,
            minimum=entry["minimum"],
            maximum=entry["maximum"],
        )
