"""Should this trial use social media at all? Reasons for and against, the other ways beside, and an answer.

The rules, their points and sentences stand in ``rules/en/forecast.toml``. The answer may be no.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from crossroads.engines import rules
from crossroads.engines.errors import Problems, Where
from crossroads.engines.forecast.evidence import Channel, Design, Evidence, EvidenceRow
from crossroads.engines.forecast.plan import PlanInput
from crossroads.engines.forecast.prediction import quick_range
from crossroads.engines.forecast.steps import EVIDENCE_CURRENCY

ASSUMPTION = "assumption of ours"

ANY_DATE = date(2000, 1, 1)
"""The fit question has no calendar: how many people, not when."""


class Recommendation(StrEnum):
    """The answer to the fit question."""

    RECOMMENDED = "recommended"
    WITH_OTHER_CHANNELS = "with other channels"
    NOT_RECOMMENDED = "not recommended"


class Side(StrEnum):
    """Which way an argument points."""

    FOR = "for"
    AGAINST = "against"


class Rarity(StrEnum):
    """How common the condition is, as the team guesses; rare as in fewer than 1 in 2,000."""

    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FitFacts:
    """What is known of a trial. None means "not known", and a rule that asks for it stays silent.

    minimum_age_years, maximum_age_years  in years, such as 0.083 for one month
    budget, weeks      for the paid campaign; ``usd_per_unit`` is needed where ``currency`` is not USD
    visits, procedures how many the protocol asks for
    countries          ISO 3166-1 alpha-2, such as "GB"; empty for not known
    design             None: online where no visit is needed, else with a clinic, the cautious reading
    raises             InputProblem or ManyProblems "forecast.fit_facts", on creation
    """

    conditions: tuple[str, ...]
    open_sites: int
    countries: tuple[str, ...] = ()
    rarity: Rarity = Rarity.UNKNOWN
    minimum_age_years: float | None = None
    maximum_age_years: float | None = None
    phase: str = ""
    target_enrollment: int | None = None
    budget: float | None = None
    currency: str = EVIDENCE_CURRENCY
    usd_per_unit: float | None = None
    weeks: int | None = None
    visits: int | None = None
    procedures: int | None = None
    acute_or_inpatient: bool | None = None
    healthy_volunteers: bool | None = None
    sensitive_condition: bool | None = None
    design: Design | None = None

    def __post_init__(self) -> None:
        problems = Problems()
        for name in ("open_sites", "minimum_age_years", "maximum_age_years", "visits", "procedures"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                _refuse(problems, name, value)
        for name in ("target_enrollment", "weeks"):
            value = getattr(self, name)
            if value is not None and not value >= 1:
                _refuse(problems, name, value)
        for country in self.countries:
            if not (len(country) == 2 and country.isascii() and country.isupper()):
                _refuse(problems, "countries", country)
        low, high = self.minimum_age_years, self.maximum_age_years
        if low is not None and high is not None and low > high:
            _refuse(problems, "minimum_age_years", f"{low:g}, above the maximum of {high:g}")
        problems.raise_any()

    @property
    def burden(self) -> int | None:
        """Visits and procedures together, as far as they are known."""
        known = [count for count in (self.visits, self.procedures) if count is not None]
        return sum(known) if known else None

    @property
    def assumed_design(self) -> Design:
        if self.design is not None:
            return self.design
        return Design.ONLINE_TRIAL if self.visits == 0 else Design.CLINIC_TRIAL


def _refuse(problems: Problems, name: str, value: object) -> None:
    problems.add("forecast.fit_facts", where=Where(field=name), field=name, value=value)


@dataclass(frozen=True, slots=True)
class Argument:
    """One reason. ``source`` is a DOI, "assumption of ours", or the evidence by its version."""

    side: Side
    code: str
    points: int
    stop: bool
    params: Mapping[str, Any]
    source: str

    @property
    def sentence(self) -> str:
        """The reason in words, in English."""
        return str(_entry("rules", self.code)["sentence"]).format(**self.params)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to recruit; ``n_studies`` tells how many studies of the evidence used it."""

    channel: Channel
    code: str
    n_studies: int
    source: str

    @property
    def sentence(self) -> str:
        return str(_entry("alternatives", self.code)["sentence"])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Published comparisons of social media with other channels: how often it was best, not best, equal."""

    best: int
    not_best: int
    equal: int
    of: int
    source: str


@dataclass(frozen=True, slots=True)
class FitAnswer:
    """The answer, every argument that spoke, the other ways beside, and the published comparison.

    similar_rows  ids of the evidence rows of paid campaigns for a similar condition, to read before deciding
    """

    recommendation: Recommendation
    arguments: tuple[Argument, ...]
    alternatives: tuple[Alternative, ...]
    comparison: Comparison
    similar_rows: tuple[str, ...]
    evidence_version: str

    def side(self, side: Side) -> tuple[Argument, ...]:
        """The arguments of one side, weightiest first."""
        found = [argument for argument in self.arguments if argument.side is side]
        return tuple(sorted(found, key=lambda argument: (not argument.stop, -argument.points)))


def assess_fit(facts: FitFacts, evidence: Evidence) -> FitAnswer:
    """Answer the fit question. The same facts and evidence always give the same answer.

    raises  InputProblem where the budget cannot be forecast, such as "forecast.no_rate"
    """
    known = _known(facts, evidence)
    arguments = tuple(
        _argument(rule, known, evidence) for rule in _fit()["rules"] if holds(rule["when"], known)
    )
    return FitAnswer(
        recommendation=_decide(arguments),
        arguments=arguments,
        alternatives=_alternatives(known, evidence),
        comparison=published_comparison(evidence),
        similar_rows=tuple(row.id for row in _similar(facts, evidence)),
        evidence_version=evidence.version,
    )


def published_comparison(evidence: Evidence) -> Comparison:
    """Topolovec-Vranic & Natarajan 2016: how often social media was best of several channels."""
    best, not_best, equal = (evidence.review(f"social_{how}") for how in ("best", "not_best", "equal"))
    return Comparison(best.count or 0, not_best.count or 0, equal.count or 0, best.of or 0, best.source)


def holds(conditions: Sequence[Mapping[str, Any]], known: Mapping[str, Any]) -> bool:
    """Whether every condition holds; one about something unknown does not."""
    return all(_holds(condition, known[condition["fact"]]) for condition in conditions)


CHECKS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": operator.eq,
    "below": operator.lt,
    "at_most": operator.le,
    "at_least": operator.ge,
}
"""How a rule may ask for a fact: the word in the rule, and the comparison of fact and limit."""


def _holds(condition: Mapping[str, Any], value: Any) -> bool:
    if value is None:
        return False
    return all(CHECKS[word](value, limit) for word, limit in condition.items() if word != "fact")


def _known(facts: FitFacts, evidence: Evidence) -> dict[str, Any]:
    """Everything that a rule may ask for, by name; what the budget may bring is worked out here."""
    known: dict[str, Any] = {entry.name: getattr(facts, entry.name) for entry in fields(facts)}
    known |= {"burden": facts.burden, "design": facts.assumed_design}
    known |= {"similar_studies": len({row.study for row in _similar(facts, evidence)})}
    known |= {"same_country_studies": _studies_in_countries(facts, evidence)}
    known |= {"enrolled_low": None, "enrolled_median": None, "enrolled_high": None, "share_of_target": None}
    if facts.budget is not None:
        expected = quick_range(_plan(facts, facts.budget), evidence)
        known |= {"enrolled_low": expected.low, "enrolled_median": expected.median}
        known |= {"enrolled_high": expected.high}
        if facts.target_enrollment is not None:
            known["share_of_target"] = expected.median / facts.target_enrollment
    return known


def _paid(evidence: Evidence) -> list[EvidenceRow]:
    return [row for row in evidence.rows if row.channel is Channel.PAID_SOCIAL]


def _similar(facts: FitFacts, evidence: Evidence) -> list[EvidenceRow]:
    """Paid campaigns whose condition shares a telling word with one of the trial's."""
    asked = {word for condition in facts.conditions for word in _telling_words(condition)}
    return [row for row in _paid(evidence) if asked & _telling_words(row.condition)]


def _telling_words(condition: str) -> set[str]:
    words = re.findall(r"[^\W\d_]{3,}", condition.casefold())
    return set(words) - set(_fit()["generic_words"])


def _studies_in_countries(facts: FitFacts, evidence: Evidence) -> int | None:
    """Studies with a paid campaign in one of the trial's countries; None where these are not known."""
    if not facts.countries:
        return None
    return len({row.study for row in _paid(evidence) if set(row.country.split("/")) & set(facts.countries)})


def _plan(facts: FitFacts, budget: float) -> PlanInput:
    overrides = {} if facts.usd_per_unit is None else {"usd_per_unit": facts.usd_per_unit}
    return PlanInput(
        design=facts.assumed_design,
        budget=budget,
        weeks=facts.weeks or 1,
        start_date=ANY_DATE,
        currency=facts.currency,
        overrides=overrides,
    )


def _argument(rule: Mapping[str, Any], known: Mapping[str, Any], evidence: Evidence) -> Argument:
    source = f"evidence {evidence.version}" if rule["source"] == "evidence" else rule["source"]
    return Argument(
        side=Side(rule["side"]),
        code=rule["code"],
        points=rule.get("points", 0),
        stop=rule.get("stop", False),
        params={name: value for name, value in known.items() if f"{{{name}" in rule["sentence"]},
        source=source,
    )


def _decide(arguments: Sequence[Argument]) -> Recommendation:
    balance = sum(a.points if a.side is Side.FOR else -a.points for a in arguments)
    if any(a.stop for a in arguments) or balance <= _fit()["not_recommended_to"]:
        return Recommendation.NOT_RECOMMENDED
    if balance >= _fit()["recommended_from"]:
        return Recommendation.RECOMMENDED
    return Recommendation.WITH_OTHER_CHANNELS


def _alternatives(known: Mapping[str, Any], evidence: Evidence) -> tuple[Alternative, ...]:
    """All of them, those that suit this trial best first."""
    entries = _fit()["alternatives"]
    ordered = sorted(entries, key=lambda e: not ("first_when" in e and holds(e["first_when"], known)))
    return tuple(
        Alternative(
            channel=(channel := Channel(entry["channel"])),
            code=entry["code"],
            n_studies=len({row.study for row in evidence.rows if row.channel is channel}),
            source=entry["source"],
        )
        for entry in ordered
    )


def _fit() -> dict[str, Any]:
    table: dict[str, Any] = rules.load("forecast")["fit"]
    return table


def _entry(kind: str, code: str) -> Mapping[str, Any]:
    return next(entry for entry in _fit()[kind] if entry["code"] == code)
