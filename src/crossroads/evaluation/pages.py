"""The shown tables as the templates read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crossroads.engines.measurement import Rate
from crossroads.engines.measurement.tables import Cell
from crossroads.engines.terms import Stage
from crossroads.evaluation.tables import ALL, Row, Tables
from crossroads.evaluation.words import COST_METRIC, RATE_METRIC, stage_words


@dataclass(frozen=True, slots=True)
class Line:
    """One stage of one group, in words.

    group                      "" for all together
    share                      "12 of 80"; "" where there is no rate to show
    rate                       "15.0 % (8.8 to 24.4)"
    rate_metric, cost_metric   the id of the metric that defines it, or ""
    """

    group: str
    stage: str
    count: str
    suspect: str
    since: str
    share: str
    rate: str
    cost: str
    rate_metric: str
    cost_metric: str


def total_lines(tables: Tables) -> list[Line]:
    return [
        Line(
            group="",
            stage=stage_words(total.stage),
            count=in_words(total.count),
            suspect="",
            since=stage_words(total.step.denominator) if total.step else "",
            share=_share(total.step.numerator_count, total.step.denominator_count) if total.step else "",
            rate=_rate(total.step.value, total.step.low, total.step.high) if total.step else "",
            cost=str(total.cost or ""),
            rate_metric=_metric(total.stage, total.step),
            cost_metric=COST_METRIC.get(total.stage, "") if total.cost else "",
        )
        for total in tables.totals
    ]


def _metric(stage: Stage, rate: Rate | None) -> str:
    return RATE_METRIC.get(stage, "") if rate else ""


def group_lines(rows: Sequence[Row], by: str) -> list[Line]:
    """Every row of a table by channel or by message, the totals left out."""
    counts = {(row[by], row["stage"]): row["count"] for row in rows}
    return [_group_line(row, by, counts) for row in rows if row[by] != ALL]


def _group_line(row: Row, by: str, counts: dict[tuple[Cell, Cell], Cell]) -> Line:
    stage = Stage(str(row["stage"]))
    told = row["rate"] is not None
    whole = counts.get((row[by], row["rate_from"]))
    return Line(
        group=str(row[by]),
        stage=stage_words(stage),
        count=in_words(row["count"]),
        suspect=in_words(row["suspect"]),
        since=stage_words(str(row["rate_from"])) if told else "",
        share=_share(row["count"], whole) if told else "",
        rate=_rate(row["rate"], row["rate_low"], row["rate_high"]) if told else "",
        cost=f"{row['cost']} {row['currency']}" if row["cost"] is not None else "",
        rate_metric=RATE_METRIC.get(stage, "") if told else "",
        cost_metric=COST_METRIC.get(stage, "") if row["cost"] is not None else "",
    )


@dataclass(frozen=True, slots=True)
class Matrix:
    """Stages down, groups across; the last count of a row is the total."""

    groups: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def matrix(rows: Sequence[Row], by: str) -> Matrix:
    stages = [stage for stage in Stage if any(row["stage"] == stage.value for row in rows)]
    counts = {(row[by], row["stage"]): in_words(row["count"]) for row in rows}
    groups = tuple(dict.fromkeys(str(row[by]) for row in rows if row[by] != ALL))
    columns = (*groups, ALL)
    return Matrix(
        groups,
        tuple(
            (stage_words(stage), tuple(counts.get((column, stage.value), "–") for column in columns))
            for stage in stages
        ),
    )


def in_words(count: Cell) -> str:
    """A count with its thousands, or the words that stand for a hidden one."""
    if count is None:
        return ""
    if isinstance(count, int):
        return f"{count:,}"
    return {"under 5": _("under 5"), "not shown": _("not shown")}.get(str(count), str(count))


def _share(part: Cell, whole: Cell) -> str:
    return _("%(part)s of %(whole)s") % {"part": in_words(part), "whole": in_words(whole)}


def _rate(value: Cell, low: Cell, high: Cell) -> str:
    numbers = [100 * float(number or 0) for number in (value, low, high)]
    digits = 2 if numbers[0] < 1 else 1
    share, start, end = (f"{number:.{digits}f}" for number in numbers)
    return _("%(share)s %% (%(low)s to %(high)s)") % {"share": share, "low": start, "high": end}
