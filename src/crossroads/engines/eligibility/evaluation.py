"""From answers to a verdict per criterion and a fit. The screener never decides: a site does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crossroads.engines import rules
from crossroads.engines.eligibility.answers import Answers
from crossroads.engines.eligibility.conditions import open_questions, truth
from crossroads.engines.eligibility.reasons import ReasonCode, reason_against
from crossroads.engines.eligibility.screener import CriterionRule, Screener
from crossroads.engines.terms import CriterionCategory, Fit, Verdict


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What the answers say about one criterion, and its verbatim text.

    verdict  of the criterion as worded: an exclusion that is MET speaks against joining
    params   values for the reason's sentence
    """

    code: str
    category: CriterionCategory
    text: str
    verdict: Verdict
    reason: ReasonCode
    params: dict[str, str] = field(default_factory=dict)

    @property
    def is_cause(self) -> bool:
        """Whether it speaks against joining."""
        against = Verdict.NOT_MET if self.category is CriterionCategory.INCLUSION else Verdict.MET
        return self.verdict is against

    @property
    def sentence(self) -> str:
        """The reason in plain words."""
        return str(rules.load("eligibility")["reasons"][self.reason.value]).format_map(self.params)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict per criterion in the screener's order, and the whole answer."""

    fit: Fit
    results: tuple[CriterionResult, ...]

    @property
    def causes(self) -> tuple[CriterionResult, ...]:
        """The criteria that speak against joining; never empty when the fit is MAY_NOT_FIT."""
        return tuple(result for result in self.results if result.is_cause)

    @property
    def sentence(self) -> str:
        return str(rules.load("eligibility")["fit"][self.fit.name.lower()])

    def to_dict(self) -> dict[str, Any]:
        """The assessment as plain JSON values, with its sentences."""
        return {
            "fit": self.fit.value,
            "sentence": self.sentence,
            "causes": [result.code for result in self.causes],
            "criteria": [
                {
                    "code": result.code,
                    "category": result.category.value,
                    "text": result.text,
                    "verdict": result.verdict.value,
                    "reason": result.reason.value,
                    "params": result.params,
                    "sentence": result.sentence,
                }
                for result in self.results
            ],
        }


def evaluate(screener: Screener, answers: Answers) -> Assessment:
    """Judge answers criterion by criterion.

    The fit, by the first line that holds:
      MAY_NOT_FIT         some exclusion is met or some inclusion is not met; the causes are named
      PERSON_MUST_LOOK    some criterion with a question is unknown ("not sure", or not answered),
                          or no criterion has a question at all
      MAY_FIT             every criterion with a question speaks for joining; the rest is left to the site

    answers  from ``parse_answers``; keys of other screeners are ignored
    """
    results = tuple(_judge(screener, rule, answers) for rule in screener.rules)
    return Assessment(_fit(results), results)


def _fit(results: tuple[CriterionResult, ...]) -> Fit:
    if any(result.is_cause for result in results):
        return Fit.MAY_NOT_FIT
    asked = [result for result in results if result.reason is not ReasonCode.LEFT_TO_SITE]
    if not asked or any(result.verdict is Verdict.UNKNOWN for result in asked):
        return Fit.PERSON_MUST_LOOK
    return Fit.MAY_FIT


def _judge(screener: Screener, rule: CriterionRule, answers: Answers) -> CriterionResult:
    if rule.condition is None:
        return _result(rule, Verdict.UNKNOWN, ReasonCode.LEFT_TO_SITE, {})
    holds = truth(rule.condition, answers)
    if holds is None:
        unanswered = next(open_questions(rule.condition, answers), None) is not None
        reason = ReasonCode.NOT_ANSWERED if unanswered else ReasonCode.NOT_SURE
        return _result(rule, Verdict.UNKNOWN, reason, {})
    verdict = Verdict.MET if holds else Verdict.NOT_MET
    if holds is (rule.category is CriterionCategory.INCLUSION):
        return _result(rule, verdict, ReasonCode.FITS, {})
    return _result(rule, verdict, *reason_against(screener, rule, answers))


def _result(
    rule: CriterionRule, verdict: Verdict, reason: ReasonCode, params: dict[str, str]
) -> CriterionResult:
    return CriterionResult(
        rule.code, rule.category, rule.text, verdict, reason, {"text": rule.text, **params}
    )
