"""Eligibility: questions, rules and answers in; a verdict per criterion and a fit that never decides out.

``build_core`` makes a screener from registry facts, ``parse_answers`` reads what a person said, ``evaluate``
judges it criterion by criterion, ``next_question`` says what to ask next. ``asking`` words questions from
criteria, ``fhir`` writes and reads both as FHIR R4B.
"""

from crossroads.engines.eligibility.amounts import Unit
from crossroads.engines.eligibility.answers import NOT_SURE, Answer, Answers, NotSure, parse_answers
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator
from crossroads.engines.eligibility.core import build_core
from crossroads.engines.eligibility.elapsed import NEVER, PERIOD_NAMES, Elapsed, Never, Period, PeriodUnit
from crossroads.engines.eligibility.evaluation import Assessment, CriterionResult, evaluate
from crossroads.engines.eligibility.logic import All, AnyOf, Not
from crossroads.engines.eligibility.order import next_question
from crossroads.engines.eligibility.reasons import ReasonCode
from crossroads.engines.eligibility.screener import (
    Choice,
    CriterionRule,
    Effort,
    Intimacy,
    Question,
    QuestionKind,
    Screener,
)
from crossroads.engines.eligibility.storage import screener_from_json, screener_to_json

__all__ = [
    "NEVER",
    "NOT_SURE",
    "PERIOD_NAMES",
    "All",
    "Answer",
    "Answers",
    "AnyOf",
    "Assessment",
    "Choice",
    "Compare",
    "Condition",
    "CriterionResult",
    "CriterionRule",
    "Effort",
    "Elapsed",
    "Intimacy",
    "Never",
    "Not",
    "NotSure",
    "Operator",
    "Period",
    "PeriodUnit",
    "Question",
    "QuestionKind",
    "ReasonCode",
    "Screener",
    "Unit",
    "build_core",
    "evaluate",
    "next_question",
    "parse_answers",
    "screener_from_json",
    "screener_to_json",
]
