"""The units that staff choose from when they word a rule, and what a number in one of them is to the engine.

The engine's wording is imported when it is first asked: most pages and commands need none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext_lazy as _

from crossroads.engines import rules
from crossroads.engines.eligibility import PERIOD_NAMES, PeriodUnit, Question, QuestionKind

COUNT = "count"
YEARS, MONTHS = "age|years", "age|months"
BODY_MASS = "body mass index|kg/m2"
TIMES = {unit.value: unit for unit in PeriodUnit}
"""Units of a length of time, by their UCUM code."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A value that the engine knows, in one of its units.

    concept  as ``questions/values.toml`` names it
    """

    concept: str
    code: str

    @property
    def question(self) -> Question:
        """As the engine asks it, with all units and what each is worth."""
        from crossroads.engines.eligibility.asking.wording import value_question

        found = value_question(self.concept)
        assert found is not None  # the choices are made from the same table
        return found

    def in_own_unit(self, number: Decimal) -> Decimal:
        """The number in the unit that rules compare in."""
        from crossroads.engines.eligibility.asking.wording import in_own_unit

        converted = in_own_unit(self.concept, number, self.code)
        assert converted is not None
        return converted


def choices() -> list[tuple[str, object]]:
    """For a select: a count, then times, ages, and every value that the engine knows with each of its units."""
    measured = [(f"{concept}|{code}", words) for concept, code, words in _measured()]
    return [
        (COUNT, _("a count: how many")),
        (_("Time"), [(unit.value, PERIOD_NAMES[unit]) for unit in PeriodUnit]),  # type: ignore[list-item]
        (_("Age"), [(YEARS, _("age in full years")), (MONTHS, _("age in full months"))]),  # type: ignore[list-item]
        (_("Measured values"), [*measured, (BODY_MASS, _("body mass index: kg/m²"))]),  # type: ignore[list-item]
    ]


def measure(chosen: str) -> Measure | None:
    """The value behind a choice; None for a count, a time, an age and the body mass index."""
    concept, bar, code = chosen.partition("|")
    return Measure(concept, code) if bar and concept in rules.load("questions/values") else None


def chosen_for(question: Question) -> tuple[str, str]:
    """The choice that stands for a question's unit, and the unit in its own words where no choice does."""
    from crossroads.engines.eligibility.asking.wording import value_question

    if question.kind is QuestionKind.AGE:
        return (MONTHS if question.unit == "months" else YEARS), ""
    own = next((unit for unit in question.units if unit.is_own), None)
    for concept, code, _words in _measured():
        engine = value_question(concept)
        if own is not None and engine is not None and engine.units == question.units and code == own.code:
            return f"{concept}|{code}", ""
    times = {PERIOD_NAMES[unit]: unit.value for unit in PeriodUnit}
    if question.unit in times:
        return times[question.unit], ""
    return COUNT, question.unit


@cache
def _measured() -> tuple[tuple[str, str, str], ...]:
    return tuple(_rows())


def _rows() -> Iterator[tuple[str, str, str]]:
    for concept, table in rules.load("questions/values").items():
        for unit in table["units"]:
            yield concept, unit["code"], f"{concept}: {unit['text']}"
