"""The core of every screener, from the registry's own fields: age, sex, healthy volunteers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from crossroads.engines import rules
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator
from crossroads.engines.eligibility.screener import CriterionRule, Intimacy, Question, QuestionKind, Screener
from crossroads.engines.errors import InputProblem, Problems, Where
from crossroads.engines.terms import CriterionCategory, Sex

_AGE = re.compile(r"(\d{1,5}) (year|month|week|day|hour|minute)s?", re.IGNORECASE)
_MONTHS_A_YEAR = 12

CORE_CODES = 10
"""INCL01 to INCL10 are the core's; criteria of the text are numbered behind them."""


@dataclass(frozen=True, slots=True)
class _Age:
    """A bound as the registry words it: a count of years, months, weeks, days, hours or minutes."""

    count: int
    unit: str
    worded: str


@dataclass
class _Draft:
    """A screener being put together; criteria are numbered as they come."""

    questions: list[Question] = field(default_factory=list)
    rules: list[CriterionRule] = field(default_factory=list)

    def ask(self, key: str, kind: QuestionKind, intimacy: Intimacy, unit: str = "") -> None:
        words = rules.load("eligibility")["core"][key]
        self.questions.append(
            Question(
                key=key,
                text=words["text"].format(unit=unit),
                kind=kind,
                help=words["help"].format(unit=unit),
                why_we_ask=words["why_we_ask"],
                unit=unit,
                intimacy=intimacy,
            )
        )

    def include(self, text: str, condition: Condition | None) -> None:
        code = f"INCL{len(self.rules) + 1:02}"
        self.rules.append(CriterionRule(code, CriterionCategory.INCLUSION, text, condition))


def build_core(
    *,
    minimum_age: str | None,
    maximum_age: str | None,
    sex: Sex,
    healthy_volunteers: bool | None,
) -> Screener:
    """Make questions and rules from ``eligibilityModule`` of a ClinicalTrials.gov record.

    minimum_age, maximum_age   as the registry words them ("18 Years", "6 Months"), None where there is none;
                               both inclusive: somebody of 65 meets a maximum of 65 until turning 66
    healthy_volunteers         False asks whether the person has the condition; None means that it is not said
    returns                    a screener of the core alone; a bound in weeks or less is left to the site,
                               since a person answers in years or months
    raises                     InputProblem or ManyProblems: "eligibility.age_bound", "eligibility.age_order"
    """
    lowest, highest = _read_bounds(minimum_age, maximum_age)
    draft = _Draft()
    _add_age(draft, lowest, highest)
    if sex is not Sex.ALL:
        draft.ask("sex", QuestionKind.SEX, Intimacy.EVERYDAY)
        draft.include(f"Sex: {sex.value.title()}", Compare("sex", Operator.EQUAL, sex.value))
    if healthy_volunteers is False:
        draft.ask("has_condition", QuestionKind.YES_NO, Intimacy.HEALTH)
        draft.include("Accepts Healthy Volunteers: No", Compare("has_condition", Operator.EQUAL, True))
    return Screener(tuple(draft.questions), tuple(draft.rules))


def _read_bounds(minimum_age: str | None, maximum_age: str | None) -> tuple[_Age | None, _Age | None]:
    problems, bounds = Problems(), list[_Age | None]()
    for name, worded in (("minimum_age", minimum_age), ("maximum_age", maximum_age)):
        try:
            bounds.append(_read_age(worded, name))
        except InputProblem as problem:
            problems.found.append(problem)
    problems.raise_any()
    lowest, highest = bounds
    if lowest and highest and lowest.unit == highest.unit and lowest.count > highest.count:
        raise InputProblem("eligibility.age_order", lowest=lowest.worded, highest=highest.worded)
    return lowest, highest


def _read_age(worded: str | None, name: str) -> _Age | None:
    if worded is None or not worded.strip():
        return None
    match = _AGE.fullmatch(worded.strip())
    if match is None:
        raise InputProblem("eligibility.age_bound", where=Where(field=name), given=worded)
    return _Age(int(match.group(1)), match.group(2).lower(), worded.strip())


def _add_age(draft: _Draft, lowest: _Age | None, highest: _Age | None) -> None:
    bounds = [bound for bound in (lowest, highest) if bound]
    unit = "months" if any(bound.unit == "month" for bound in bounds) else "years"
    if any(bound.unit in ("year", "month") for bound in bounds):
        draft.ask("age", QuestionKind.AGE, Intimacy.EVERYDAY, unit)
    if lowest:
        draft.include(f"Minimum Age: {lowest.worded}", _at_least(lowest, unit))
    if highest:
        draft.include(f"Maximum Age: {highest.worded}", _at_most(highest, unit))


def _at_least(bound: _Age, unit: str) -> Condition | None:
    if bound.unit not in ("year", "month"):
        return None
    factor = _MONTHS_A_YEAR if (bound.unit, unit) == ("year", "months") else 1
    return Compare("age", Operator.AT_LEAST, Decimal(bound.count * factor))


def _at_most(bound: _Age, unit: str) -> Condition | None:
    """Completed years include the months after the last birthday: 17 years are up to 215 months."""
    if bound.unit not in ("year", "month"):
        return None
    if (bound.unit, unit) == ("year", "months"):
        return Compare("age", Operator.AT_MOST, Decimal((bound.count + 1) * _MONTHS_A_YEAR - 1))
    return Compare("age", Operator.AT_MOST, Decimal(bound.count))
