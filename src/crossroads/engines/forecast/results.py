"""A kept forecast: what was predicted, from which rows, under which assumptions. It is never overwritten."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.engines import rules
from crossroads.engines.errors import InputProblem
from crossroads.engines.forecast.evidence import Design
from crossroads.engines.forecast.plan import Assumption, PlanInput
from crossroads.engines.forecast.steps import Step
from crossroads.engines.terms import Stage

FORMAT = 1
"""Version of the kept form; a later reader knows what it holds."""

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A median with the 50 % and 80 % intervals about it. None stands for "without limit", as for a cost per
    enrolled person where nobody may enroll."""

    median: float | None
    low50: float | None
    high50: float | None
    low80: float | None
    high80: float | None

    def inside80(self, value: float) -> bool:
        return _inside(self.low80, value, self.high80)

    def inside50(self, value: float) -> bool:
        return _inside(self.low50, value, self.high50)


def _inside(low: float | None, value: float, high: float | None) -> bool:
    return low is not None and low <= value and (high is None or value <= high)


def estimates(draws: NDArray[Any]) -> tuple[Estimate, ...]:
    """The estimate of each row.

    draws  (n, draws) values, which may be infinite; the quantiles are values that were drawn, so that a count
           stays a whole number and infinity never meets an average
    """
    ranks = [math.ceil(q * draws.shape[-1]) - 1 for q in QUANTILES]
    ordered = np.partition(draws, ranks, axis=-1)[..., ranks]
    return tuple(_estimate(row) for row in np.atleast_2d(ordered))


def _estimate(row: NDArray[Any]) -> Estimate:
    low80, low50, median, high50, high80 = (float(v) if math.isfinite(v) else None for v in row)
    return Estimate(median=median, low50=low50, high50=high50, low80=low80, high80=high80)


@dataclass(frozen=True, slots=True)
class StageForecast:
    """People or events at one stage over the whole campaign.

    n_studies    studies of the plan's own design behind the weakest step that leads here
    thin         whether that is too few for the interval to be trusted as it stands
    assumptions  codes of the assumptions that this stage rests on beside the evidence
    """

    stage: Stage
    count: Estimate
    n_studies: int
    thin: bool
    assumptions: tuple[str, ...]

    @property
    def note(self) -> str:
        """ "Thin evidence: n", or nothing."""
        return sentence("forecast.thin", n_studies=self.n_studies) if self.thin else ""


@dataclass(frozen=True, slots=True)
class WeekForecast:
    """People enrolled from the start to the end of one week, counted from 1."""

    week: int
    ends_on: date
    enrolled: Estimate


@dataclass(frozen=True, slots=True)
class StepUsed:
    """The evidence behind one step.

    n_studies       studies of the plan's own design; ``n_all`` of every design, which lend their spread
    share_of_width  part of the width of the enrollment interval that comes from here, 0 to 1; all add up to 1
    """

    step: Step
    n_studies: int
    n_all: int
    row_ids: tuple[str, ...]
    networks_pooled: bool
    share_of_width: float


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """Median enrollment by the two ways of reading the evidence; far apart means that they disagree."""

    step_by_step: float
    direct: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Everything needed to show a forecast, to repeat it and to score it later.

    late_share   share of those enrolled who are expected after the last week of spending
    target_chance  share of draws that reach the plan's target, or None where there is none
    cost_per_enrolled  in the plan's currency, over the whole budget
    caveats      codes whose sentences stand in the rules
    seed_note    how the random numbers were made, as the caller words it
    """

    plan: PlanInput
    evidence_version: str
    draws: int
    seed_note: str
    stages: tuple[StageForecast, ...]
    cost_per_enrolled: Estimate
    weeks: tuple[WeekForecast, ...]
    late_share: float
    target_chance: float | None
    direct: bool
    cross_check: CrossCheck
    steps: tuple[StepUsed, ...]
    assumptions: tuple[Assumption, ...]
    caveats: tuple[str, ...]

    def stage(self, stage: Stage) -> StageForecast:
        """The forecast of one stage. raises InputProblem "forecast.unknown_stage"."""
        for found in self.stages:
            if found.stage is stage:
                return found
        raise InputProblem("forecast.unknown_stage", stage=str(stage))

    @property
    def caveat_sentences(self) -> tuple[str, ...]:
        """The caveats in words, in English."""
        return tuple(sentence(code, network=self.plan.network) for code in self.caveats)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: only dicts, lists, text, numbers, true, false and null."""
        kept: dict[str, Any] = _plain(asdict(self))
        return {"format": FORMAT, **kept}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Forecast:
        """Read what ``to_dict`` wrote. raises InputProblem "forecast.not_a_forecast" """
        if kept.get("format") != FORMAT:
            raise InputProblem("forecast.not_a_forecast", reason=f"its format is {kept.get('format')!r}")
        try:
            return _read_forecast(kept)
        except (KeyError, TypeError, ValueError) as error:
            raise InputProblem("forecast.not_a_forecast", reason=f"{error}") from error


def sentence(code: str, **params: Any) -> str:
    """The English sentence of a code in the rules."""
    return str(rules.load("forecast")["sentences"][code]).format(**params)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _read_forecast(kept: Mapping[str, Any]) -> Forecast:
    plan = {**kept["plan"], "design": Design(kept["plan"]["design"])}
    plan["start_date"] = date.fromisoformat(plan["start_date"])
    return Forecast(
        plan=PlanInput(**plan),
        evidence_version=kept["evidence_version"],
        draws=kept["draws"],
        seed_note=kept["seed_note"],
        stages=tuple(_read_stage(item) for item in kept["stages"]),
        cost_per_enrolled=Estimate(**kept["cost_per_enrolled"]),
        weeks=tuple(_read_week(item) for item in kept["weeks"]),
        late_share=kept["late_share"],
        target_chance=kept["target_chance"],
        direct=kept["direct"],
        cross_check=CrossCheck(**kept["cross_check"]),
        steps=tuple(_read_step(item) for item in kept["steps"]),
        assumptions=tuple(Assumption(**item) for item in kept["assumptions"]),
        caveats=tuple(kept["caveats"]),
    )


def _read_stage(item: Mapping[str, Any]) -> StageForecast:
    changed = {
        "stage": Stage(item["stage"]),
        "count": Estimate(**item["count"]),
        "assumptions": tuple(item["assumptions"]),
    }
    return StageForecast(**{**item, **changed})


def _read_week(item: Mapping[str, Any]) -> WeekForecast:
    return WeekForecast(item["week"], date.fromisoformat(item["ends_on"]), Estimate(**item["enrolled"]))


def _read_step(item: Mapping[str, Any]) -> StepUsed:
    return StepUsed(**{**item, "step": Step(item["step"]), "row_ids": tuple(item["row_ids"])})
