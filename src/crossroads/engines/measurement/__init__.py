"""Measurement: counts and spending in, honest rates and costs out; small cells kept from analysts.

Plain Python over rows. An engine for large tables has to agree with this one.
"""

from crossroads.engines.measurement.disclosure import Hidden, Protected, protect
from crossroads.engines.measurement.events import read_events
from crossroads.engines.measurement.funnel import Funnel, GroupFunnel, StageLine, funnel
from crossroads.engines.measurement.metrics import Metric, load_metrics
from crossroads.engines.measurement.quality import NoteCode, QualityNote
from crossroads.engines.measurement.rates import Rate, step_rate, wilson_interval
from crossroads.engines.measurement.tables import to_rows
from crossroads.engines.measurement.values import CountRow, Money, SpendRow

__all__ = [
    "CountRow",
    "Funnel",
    "GroupFunnel",
    "Hidden",
    "Metric",
    "Money",
    "NoteCode",
    "Protected",
    "QualityNote",
    "Rate",
    "SpendRow",
    "StageLine",
    "funnel",
    "load_metrics",
    "protect",
    "read_events",
    "step_rate",
    "to_rows",
    "wilson_interval",
]
