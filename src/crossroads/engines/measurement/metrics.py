"""The metrics that reports may show, each with its formula and its source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from crossroads.engines import rules


class Confidence(StrEnum):
    """How the definition is known: read at its source, read where another cites it, or proposed by us."""

    READ = "read"
    READ_SECONDARY = "read in secondary"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    numerator, denominator   what is divided; both "" where the metric is no ratio, and ``formula`` tells all
    source                   URL or citation; "" where the metric is our proposal
    """

    id: str
    family: str
    definition: str
    formula: str
    numerator: str
    denominator: str
    source: str
    confidence: Confidence


@cache
def load_metrics() -> dict[str, Metric]:
    """All metrics by id, in the order of ``rules/en/metrics.toml``."""
    metrics = {}
    for row in rules.load("metrics")["metric"]:
        numerator, denominator = row.get("numerator", ""), row.get("denominator", "")
        metrics[row["id"]] = Metric(
            id=row["id"],
            family=row["family"],
            definition=row["definition"],
            formula=row.get("formula") or f"{numerator} / {denominator}",
            numerator=numerator,
            denominator=denominator,
            source=row.get("source", ""),
            confidence=Confidence(row["confidence"]),
        )
    return metrics
