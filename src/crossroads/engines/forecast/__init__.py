"""Evidence and a plan in; funnel, cost and enrollment with intervals out. Also: should this trial use
social media at all, how to split a budget, and how good the forecasts were.

Read in this order: ``evidence`` (the published results), ``steps`` (the ratios they give), ``spread``
(what a new study may show), ``plan`` (what a team hands in and what is assumed), ``prediction`` (the
forecast), ``results`` (its kept form), ``scoring`` (how it held), ``fit`` and ``allocation``.
"""

from crossroads.engines.forecast.allocation import AllocationLine, allocate
from crossroads.engines.forecast.evidence import (
    Channel,
    Design,
    Evidence,
    EvidenceRow,
    Review,
    load_evidence,
    parse_evidence,
)
from crossroads.engines.forecast.fit import (
    Alternative,
    Argument,
    Comparison,
    FitAnswer,
    FitFacts,
    Rarity,
    Recommendation,
    Side,
    assess_fit,
)
from crossroads.engines.forecast.plan import Assumption, PlanInput, assumption_codes
from crossroads.engines.forecast.prediction import forecast
from crossroads.engines.forecast.results import Estimate, Forecast, StageForecast, StepUsed, WeekForecast
from crossroads.engines.forecast.scoring import Coverage, StageScore, coverage, overall, score
from crossroads.engines.forecast.steps import Step

__all__ = [
    "AllocationLine",
    "Alternative",
    "Argument",
    "Assumption",
    "Channel",
    "Comparison",
    "Coverage",
    "Design",
    "Estimate",
    "Evidence",
    "EvidenceRow",
    "FitAnswer",
    "FitFacts",
    "Forecast",
    "PlanInput",
    "Rarity",
    "Recommendation",
    "Review",
    "Side",
    "StageForecast",
    "StageScore",
    "Step",
    "StepUsed",
    "WeekForecast",
    "allocate",
    "assess_fit",
    "assumption_codes",
    "coverage",
    "forecast",
    "load_evidence",
    "overall",
    "parse_evidence",
    "score",
]
