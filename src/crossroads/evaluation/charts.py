"""The charts of a campaign. Each is drawn from what the table beside it shows, and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from crossroads.base.charts import ACTUAL, BAND_WIDE, OUTCOME, PLAN, svg
from crossroads.engines.forecast import Forecast
from crossroads.engines.terms import Stage
from crossroads.evaluation.series import Point
from crossroads.evaluation.tables import Tables, Total
from crossroads.evaluation.words import stage_words

WIDTH, ROW = 420, 34
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, the question that it answers, and the answer in a sentence."""

    question: str
    answer: str
    drawing: str


def figure(question: str, answer: str, spec: Spec) -> Figure:
    """Draw it; question and answer are told to those who meet the drawing alone."""
    return Figure(question, answer, svg(spec, title=question, description=answer))


def where_people_leave(tables: Tables) -> Figure | None:
    """The share that went on at each step, with its interval. None before there is a step to draw."""
    steps = [total for total in tables.totals if total.step]
    if not steps:
        return None
    rows = [
        {
            "stage": stage_words(total.stage),
            "share": 100 * total.step.value,
            "low": 100 * total.step.low,
            "high": 100 * total.step.high,
            "says": _("%(part)s of %(whole)s")
            % {"part": f"{total.step.numerator_count:,}", "whole": f"{total.step.denominator_count:,}"},
        }
        for total in steps
        if total.step
    ]
    x = {"type": "quantitative", "scale": {"domain": [0, 100]}}
    spec = _rows_chart(
        rows,
        [
            {
                "mark": {"type": "rule", **ACTUAL},
                "encoding": {
                    "x": {**x, "field": "low", "title": _("Went on, in percent of the stage before")},
                    "x2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90, "color": ACTUAL["color"], "opacity": 1},
                "encoding": {"x": {**x, "field": "share"}},
            },
            _label(x | {"field": "high"}, "says", room_at=70),
        ],
    )
    return figure(_("Where do people leave?"), _most_left(steps), spec)


def _most_left(steps: Sequence[Total]) -> str:
    """The steepest loss after the link was followed: before it, nearly everybody scrolls on."""
    later = [total for total in steps if total.step and total.step.denominator is not Stage.IMPRESSION]
    forward = [total for total in later if total.stage not in (Stage.SCREEN_FAILED, Stage.WITHDRAWN)]
    if not forward:
        return _("So far only the first step can be told.")
    worst = min(forward, key=lambda total: total.step.value if total.step else 1.0)
    assert worst.step is not None
    return _("After the link, most leave before “%(stage)s”: %(part)s of %(whole)s went on.") % {
        "stage": stage_words(worst.stage),
        "part": f"{worst.step.numerator_count:,}",
        "whole": f"{worst.step.denominator_count:,}",
    }


def what_each_stage_costs(tables: Tables) -> Figure | None:
    """All spending divided by the people of each stage, on a scale of tenfold steps."""
    costs = [total for total in tables.totals if total.cost and total.cost.amount > 0]
    if not costs:
        return None
    rows: list[dict[str, Any]] = [
        {"stage": stage_words(total.stage), "cost": float(total.cost.amount), "says": str(total.cost)}
        for total in costs
        if total.cost
    ]
    currency = costs[0].cost.currency if costs[0].cost else ""
    title = _("%(currency)s for one, tenfold from line to line") % {"currency": currency}
    top = max(row["cost"] for row in rows)
    x = {
        "type": "quantitative",
        "field": "cost",
        "title": title,
        "scale": {"type": "log", "domain": [min(min(row["cost"] for row in rows), 1), top * 30]},
        "axis": {"values": [10**power for power in range(-3, 8)], "format": "~g"},
    }
    spec = _rows_chart(
        rows,
        [
            {
                "mark": {"type": "point", "filled": True, "size": 90, "color": ACTUAL["color"], "opacity": 1},
                "encoding": {"x": x},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 10},
                "encoding": {"x": x, "text": {"field": "says"}},
            },
        ],
    )
    last = costs[-1]
    answer = _("%(cost)s for each person at “%(stage)s”.") % {
        "cost": last.cost,
        "stage": stage_words(last.stage),
    }
    return figure(_("What does each stage cost?"), answer, spec)


def is_it_on_plan(forecast: Forecast, points: Sequence[Point], outcome: int | str | None) -> Figure:
    """People enrolled by week: the forecast dashed with its 80 % interval, the count solid, the outcome
    dotted.

    outcome  the total when the campaign was closed; None while it runs
    """
    plan = [
        {
            "day": week.ends_on.isoformat(),
            "median": week.enrolled.median,
            "low": week.enrolled.low80,
            "high": week.enrolled.high80,
        }
        for week in forecast.weeks
    ]
    actual = [{"day": point.ends_on.isoformat(), "count": point.at_least} for point in points]
    day = {"field": "day", "type": "temporal", "title": None, "axis": {"format": "%-d %b", "tickCount": 5}}
    layers = [
        _layer(
            plan,
            {"type": "area", "color": BAND_WIDE},
            x=day,
            y={"field": "low", "type": "quantitative", "title": _("People enrolled")},
            y2={"field": "high"},
        ),
        _layer(plan, {"type": "line", **PLAN}, x=day, y={"field": "median", "type": "quantitative"}),
        _end(plan, "median", _("forecast"), day),
    ]
    if actual:
        layers += [
            _layer(
                actual,
                {"type": "line", **ACTUAL, "point": {"color": ACTUAL["color"], "size": 50}},
                x=day,
                y={"field": "count", "type": "quantitative"},
            ),
            _end(actual, "count", _("counted, at least"), day, dy=-10),
        ]
    if isinstance(outcome, int):
        layers += [
            _layer(
                [{"count": outcome}],
                {"type": "rule", **OUTCOME},
                y={"field": "count", "type": "quantitative"},
            ),
            _layer(
                [{"count": outcome, "says": _("outcome: %(n)s") % {"n": outcome}}],
                {"type": "text", "align": "left", "dy": -10, "x": 4},
                y={"field": "count", "type": "quantitative"},
                text={"field": "says"},
            ),
        ]
    spec = {"width": WIDTH + 60, "height": 240, "layer": layers}
    return figure(_("Do people enroll as forecast?"), _on_plan(forecast, points, outcome), spec)


def _on_plan(forecast: Forecast, points: Sequence[Point], outcome: int | str | None) -> str:
    whole = forecast.stage(Stage.ENROLLED).count
    says = {"low": _count(whole.low80), "high": _count(whole.high80), "median": _count(whole.median)}
    if outcome is not None:
        return _("Forecast were %(low)s to %(high)s; %(outcome)s enrolled.") % {**says, "outcome": outcome}
    if not points:
        return _("Forecast are %(low)s to %(high)s in all. The campaign has not begun.") % says
    return _("Counted are at least %(n)s so far; forecast are %(low)s to %(high)s in all.") % {
        **says,
        "n": points[-1].at_least,
    }


def _count(value: float | None) -> str:
    return _("no limit") if value is None else f"{value:,.0f}"


def _rows_chart(rows: list[dict[str, Any]], layers: list[Spec]) -> Spec:
    """One row per stage in the order given."""
    y = {
        "field": "stage",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"domain": False, "ticks": False, "labelPadding": 8, "minExtent": 180, "labelLimit": 240},
    }
    return {
        "width": WIDTH,
        "height": {"step": ROW},
        "data": {"values": rows},
        "encoding": {"y": y},
        "layer": layers,
    }


def _label(x: Spec, text: str, *, room_at: int) -> Spec:
    """Words right of the interval, or left of it where the frame ends."""
    late = f"datum.high > {room_at}"
    return {
        "layer": [
            {
                "transform": [{"filter": f"!({late})"}],
                "mark": {"type": "text", "align": "left", "dx": 8},
                "encoding": {"x": x, "text": {"field": text}},
            },
            {
                "transform": [{"filter": late}],
                "mark": {"type": "text", "align": "right", "dx": -8},
                "encoding": {"x": {**x, "field": "low"}, "text": {"field": text}},
            },
        ]
    }


def _layer(rows: list[dict[str, Any]], mark: Spec, **encoding: Spec) -> Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _end(rows: list[dict[str, Any]], field: str, says: str, day: Spec, dy: int = 0) -> Spec:
    """The name of a line, at its end."""
    mark = {"type": "text", "align": "left", "dx": 6, "dy": dy}
    return _layer(
        [{**rows[-1], "says": says}] if rows else [],
        mark,
        x=day,
        y={"field": field, "type": "quantitative"},
        text={"field": "says"},
    )
