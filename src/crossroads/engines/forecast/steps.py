"""The steps of the published funnel: what each measures, and which rows speak for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from crossroads.engines.forecast.evidence import Channel, Design, Evidence, EvidenceRow

EVIDENCE_CURRENCY = "USD"
"""Prices of other currencies and years would need rates that the papers do not give, so they are left out."""

THIN_BELOW = 8
"""A step with fewer studies in the plan's own design group than this is called thin evidence."""

NETWORK_FAMILIES = {"facebook": "meta", "instagram": "meta", "meta": "meta"}
"""Networks bought through one advertising system count as one."""

MIN_NETWORK_STUDIES = 8
"""With fewer studies on the planned network, all paid networks are pooled, and the forecast says so."""


class Step(StrEnum):
    """A ratio between two places of the funnel."""

    COST_PER_CLICK = "cost_per_click"
    CLICK_PER_IMPRESSION = "click_per_impression"
    LANDING_PER_CLICK = "landing_per_click"
    PRESCREEN_PER_CLICK = "prescreen_per_click"
    FIT_PER_PRESCREEN = "fit_per_prescreen"
    ENROLLED_PER_PRESCREEN = "enrolled_per_prescreen"
    ENROLLED_PER_CLICK = "enrolled_per_click"

    @property
    def is_share(self) -> bool:
        """A share lies between 0 and 1; a price has no upper bound."""
        return self is not Step.COST_PER_CLICK


def _share(part: int | None, whole: int | None) -> float | None:
    """The share, or None where it was not reported. "None" and "all" count as half a person off."""
    if part is None or not whole:
        return None
    return min(max(part, 0.5), whole - 0.5) / whole


def _cost_per_click(row: EvidenceRow) -> float | None:
    """Dollars: spend over clicks, else as reported, else worked back from the cost of those who joined."""
    if row.currency != EVIDENCE_CURRENCY:
        return None
    if row.spend and row.clicks:
        return row.spend / row.clicks
    if row.cost_per_click:
        return row.cost_per_click
    if row.clicks and row.final and row.cost_per_unit and row.cost_per in {"enrolled", "randomised"}:
        return row.cost_per_unit * row.final / row.clicks
    return None


MEASURES: dict[Step, Callable[[EvidenceRow], float | None]] = {
    Step.COST_PER_CLICK: _cost_per_click,
    Step.CLICK_PER_IMPRESSION: lambda row: _share(row.clicks, row.impressions),
    Step.LANDING_PER_CLICK: lambda row: _share(row.landing_visits, row.clicks),
    Step.PRESCREEN_PER_CLICK: lambda row: _share(row.interested, row.clicks),
    Step.FIT_PER_PRESCREEN: lambda row: _share(row.eligible_by_site, row.interested),
    Step.ENROLLED_PER_PRESCREEN: lambda row: _share(row.final, row.interested),
    Step.ENROLLED_PER_CLICK: lambda row: _share(row.final, row.clicks),
}


@dataclass(frozen=True, slots=True)
class StudyValues:
    """What one study says of one step: a value per row, as a logarithm or as log odds."""

    study: str
    design: Design
    row_ids: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StepEvidence:
    """The studies behind one step. ``networks_pooled`` when the planned network alone had too few."""

    step: Step
    studies: tuple[StudyValues, ...]
    networks_pooled: bool

    @property
    def row_ids(self) -> tuple[str, ...]:
        return tuple(row_id for study in self.studies for row_id in study.row_ids)

    def own(self, design: Design) -> int:
        """How many studies are of this design."""
        return sum(study.design is design for study in self.studies)


def gather(evidence: Evidence, step: Step, network: str = "") -> StepEvidence:
    """The paid social rows that measure a step, by study: on the planned network, else on all networks."""
    measured = [
        (row, value)
        for row in evidence.rows
        if row.channel is Channel.PAID_SOCIAL and (value := MEASURES[step](row)) is not None
    ]
    own = [(row, value) for row, value in measured if network and _family(row.network) == _family(network)]
    if len({row.study for row, _ in own}) >= MIN_NETWORK_STUDIES:
        return StepEvidence(step, _by_study(own, step), networks_pooled=False)
    return StepEvidence(step, _by_study(measured, step), networks_pooled=bool(network))


def to_scale(step: Step, value: float) -> float:
    """A price to its logarithm, a share to its log odds, so that no draw leaves the possible range."""
    return math.log(value / (1 - value)) if step.is_share else math.log(value)


def _family(network: str) -> str:
    return NETWORK_FAMILIES.get(network, network)


def _by_study(measured: list[tuple[EvidenceRow, float]], step: Step) -> tuple[StudyValues, ...]:
    grouped: dict[tuple[str, Design], list[tuple[str, float]]] = {}
    for row, value in measured:
        grouped.setdefault((row.study, row.design), []).append((row.id, to_scale(step, value)))
    return tuple(
        StudyValues(study, design, tuple(i for i, _ in found), tuple(v for _, v in found))
        for (study, design), found in grouped.items()
    )
