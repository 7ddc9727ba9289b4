"""From answers to a verdict per criterion and a fit. The screener never decides: a site does."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from crossroads.engines import rules
from crossroads.engines.eligibility.answers import Answers
from crossroads.engines.eligibility.conditions import Compare, Operator, open_questions, truth
from crossroads.engines.eligibility.screener import CriterionRule, QuestionKind, Screener
from crossroads.engines.terms import CriterionCategory, Fit, Verdict


class ReasonCode(StrEnum):
    """Why a criterion has its verdict. The sentence stands in ``rules/<lang>/eligibility.toml``."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    AGE_TOO_LOW = "age_too_low"
    AGE_TOO_HIGH = "age_too_high"
    SEX_NOT_INCLUDED = "sex_not_included"
    NOT_SURE = "not_sure"
    NOT_ANSWERED = "not_answered"
    LEFT_TO_SITE = "left_to_site"


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
    return _result(rule, verdict, *_reason_against(screener, rule))


def _reason_against(screener: Screener, rule: CriterionRule) -> tuple[ReasonCode, dict[str, str]]:
    """The plainest reason: age and sex have sentences of their own, other criteria show their text."""
    condition = rule.condition
    question = screener.question(condition.question) if isinstance(condition, Compare) else None
    if isinstance(condition, Compare) and question and rule.category is CriterionCategory.INCLUSION:
        if question.kind is QuestionKind.SEX:
            return ReasonCode.SEX_NOT_INCLUDED, {"sex": str(condition.value).lower()}
        if question.kind is QuestionKind.AGE and isinstance(condition.value, Decimal):
            params = {"age": f"{condition.value:f}", "unit": question.unit}
            if condition.operator is Operator.AT_LEAST:
                return ReasonCode.AGE_TOO_LOW, params
            if condition.operator is Operator.AT_MOST:
                return ReasonCode.AGE_TOO_HIGH, params
    return ReasonCode.DOES_NOT_FIT, {}


def _result(
    rule: CriterionRule, verdict: Verdict, reason: ReasonCode, params: dict[str, str]
) -> CriterionResult:
    return CriterionResult(
        rule.code, rule.category, rule.text, verdict, reason, {"text": rule.text, **params}
    )
