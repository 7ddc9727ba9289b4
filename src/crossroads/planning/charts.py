"""The fan of a forecast: people enrolled by week, with the 50 % and 80 % bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crossroads.base import charts
from crossroads.engines.forecast import Forecast

_TICKS = 12


class Counted(Protocol):
    """What a later room counted by the end of a week: at least so many people."""

    @property
    def week(self) -> int: ...
    @property
    def at_least(self) -> int: ...


def fan(forecast: Forecast, sentence: str, actual: Sequence[Counted] = ()) -> SafeString:
    """Weeks across, people enrolled up; both bands and the middle are named at their right ends.

    actual  what was counted so far, drawn over the fan
    """
    rows: list[dict[str, Any]] = [{"week": 0, "low80": 0, "low50": 0, "median": 0, "high50": 0, "high80": 0}]
    for week in forecast.weeks:
        at = week.enrolled
        rows.append(
            {
                "week": week.week,
                "low80": at.low80,
                "low50": at.low50,
                "median": at.median,
                "high50": at.high50,
                "high80": at.high80,
            }
        )
    last = rows[-1]
    names = [
        {"week": last["week"], "people": last["high80"], "words": _("80 in 100")},
        {"week": last["week"], "people": last["high50"], "words": _("50 in 100")},
        {"week": last["week"], "people": last["median"], "words": _("the middle")},
    ]
    chart = {
        "width": 620,
        "height": 260,
        "padding": {"left": 5, "top": 10, "right": 90, "bottom": 5},
        "data": {"values": rows},
        "encoding": {"x": _axis("week", _("Week"), len(rows) - 1)},
        "layer": [
            _band("low80", "high80", charts.BAND_WIDE),
            _band("low50", "high50", charts.BAND),
            {
                "mark": {"type": "line", **charts.PLAN},
                "encoding": {"y": {"field": "median", "type": "quantitative"}},
            },
            *_target(forecast, last["week"]),
            *_actual(actual),
            {
                "data": {"values": _apart(names, last["high80"])},
                "mark": {"type": "text", "align": "left", "dx": 6, "clip": False},
                "encoding": {
                    "x": {"field": "week", "type": "quantitative"},
                    "y": {"field": "people", "type": "quantitative"},
                    "text": {"field": "words"},
                },
            },
        ],
    }
    return charts.svg(chart, title=_("People enrolled by week"), description=sentence)


def _axis(field: str, title: str, last: int) -> dict[str, Any]:
    """Whole weeks alone, and never more than can be read."""
    step = -(-last // _TICKS) or 1
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, last], "nice": False},
        "axis": {"title": title, "grid": False, "format": "d", "values": list(range(0, last + 1, step))},
    }


def _band(low: str, high: str, color: str) -> dict[str, Any]:
    return {
        "mark": {"type": "area", "color": color, "opacity": 1},
        "encoding": {
            "y": {
                "field": low,
                "type": "quantitative",
                "axis": {"title": _("People enrolled"), "tickMinStep": 1},
            },
            "y2": {"field": high},
        },
    }


def _target(forecast: Forecast, last: int) -> list[dict[str, Any]]:
    """The number that the plan wants, as a thin line with its word."""
    if forecast.plan.target_enrollment is None:
        return []
    data = {"values": [{"people": forecast.plan.target_enrollment, "week": 0, "end": last}]}
    height = {"field": "people", "type": "quantitative"}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": charts.INK, "strokeWidth": 1},
            "encoding": {"y": height, "x": {"field": "week", "type": "quantitative"}, "x2": {"field": "end"}},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 4, "dy": -8},
            "encoding": {
                "y": height,
                "x": {"field": "week", "type": "quantitative"},
                "text": {"value": _("wanted")},
            },
        },
    ]


def _actual(counted: Sequence[Counted]) -> list[dict[str, Any]]:
    """The line of what came, named at its end."""
    if not counted:
        return []
    points = [{"week": 0, "people": 0}, *({"week": one.week, "people": one.at_least} for one in counted)]
    where = {"x": {"field": "week", "type": "quantitative"}, "y": {"field": "people", "type": "quantitative"}}
    word = {"type": "text", "align": "left", "dx": 4, "dy": -8, "fontWeight": "bold"}
    return [
        {"data": {"values": points}, "mark": {"type": "line", **charts.ACTUAL}, "encoding": where},
        {
            "data": {"values": points[-1:]},
            "mark": word,
            "encoding": {**where, "text": {"value": _("so far")}},
        },
    ]


def _apart(names: list[dict[str, Any]], top: float) -> list[dict[str, Any]]:
    """Names that would lie on each other are moved apart, from the top down."""
    gap = max(top, 1) * 0.07
    below = float("inf")
    placed = []
    for name in names:
        at = min(name["people"], below - gap)
        placed.append({**name, "people": max(at, 0)})
        below = at
    return placed
