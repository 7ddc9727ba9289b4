"""What a lesson keeps: the funnel as it was shown, and the forecast beside what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from crossroads.base.charts import OUTCOME, PLAN
from crossroads.engines.forecast import Estimate
from crossroads.engines.measurement import Hidden
from crossroads.engines.terms import Stage
from crossroads.evaluation.charts import Figure, figure
from crossroads.evaluation.exports import COLUMNS, flat_rows
from crossroads.evaluation.pages import in_words
from crossroads.evaluation.queries import Rows
from crossroads.evaluation.tables import protected
from crossroads.evaluation.words import stage_words
from crossroads.planning import queries as planning
from crossroads.planning.models import Forecast
from crossroads.playbook.models import Lesson

FORMAT = 1


def frozen(rows: Rows, forecast: Forecast | None) -> dict[str, Any]:
    """The numbers of this moment, as JSON: small counts are hidden in it for good."""
    tables = protected(rows)
    shown = {total.stage: total.count for total in tables.totals}
    return {
        "format": FORMAT,
        "spend": {"amount": str(tables.spend.amount), "currency": tables.spend.currency}
        if tables.spend
        else None,
        "rows": [{column: row.get(column) for column in COLUMNS} for row in flat_rows(tables)],
        "notes": list(tables.notes),
        "comparison": _compared(forecast, shown) if forecast else [],
    }


def _compared(forecast: Forecast, shown: dict[Stage, int | str]) -> list[dict[str, Any]]:
    return [
        {
            "stage": found.stage.value,
            "median": found.count.median,
            "low50": found.count.low50,
            "high50": found.count.high50,
            "low80": found.count.low80,
            "high80": found.count.high80,
            "actual": shown.get(found.stage),
        }
        for found in planning.result_of(forecast).stages
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """One stage of a closed campaign: what was forecast, what came.

    actual  a number, the words in its place, or None where nobody reported the stage
    """

    stage: Stage
    forecast: Estimate
    actual: int | str | None

    @property
    def words(self) -> str:
        return stage_words(self.stage)

    @property
    def words_of_actual(self) -> str:
        return "" if self.actual is None else in_words(self.actual)

    @property
    def verdict(self) -> str:
        """Inside or outside the 80 % interval, in words; "" where it cannot be said."""
        reach = self.reach
        if reach is None:
            return ""
        inside = {self.forecast.inside80(value) for value in reach}
        if inside == {True}:
            return _("inside")
        if inside == {False}:
            low = self.forecast.low80
            return _("fewer than forecast") if low is not None and reach[0] < low else _("more than forecast")
        return ""

    @property
    def reach(self) -> tuple[int, int] | None:
        """The least and the most that the shown count can be."""
        if isinstance(self.actual, int):
            return self.actual, self.actual
        return (1, 4) if self.actual == Hidden.UNDER_5.value else None


def comparison(lesson: Lesson) -> tuple[Compared, ...]:
    """The kept comparison, stage by stage; empty where there was no forecast."""
    return tuple(
        Compared(
            Stage(row["stage"]),
            Estimate(**{name: row[name] for name in ("median", "low50", "high50", "low80", "high80")}),
            row["actual"],
        )
        for row in lesson.numbers.get("comparison", [])
    )


def kept_totals(lesson: Lesson) -> list[dict[str, Any]]:
    """The totals that the lesson keeps, with their stages in words."""
    rows = [row for row in lesson.numbers.get("rows", []) if row["table"] == "total"]
    return [{**row, "words": stage_words(row["stage"]), "shown": in_words(row["count"])} for row in rows]


def was_it_right(stages: Sequence[Compared]) -> Figure | None:
    """Per stage the 80 % interval and the median of the forecast, and what came. None without a forecast."""
    drawable = [one for one in stages if one.reach is not None and one.forecast.high80]
    if not drawable:
        return None
    rows = [_row(one) for one in drawable]
    x = {
        "type": "quantitative",
        "scale": {"type": "log", "domainMin": 0.5, "nice": False},
        "axis": {"format": "~s", "values": [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]},
    }
    title = _("People or events, tenfold steps; 0 is drawn at 0.5")
    y = {
        "field": "stage",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"domain": False, "ticks": False, "labelPadding": 8, "labelLimit": 240, "minExtent": 180},
    }
    spec = {
        "width": 420,
        "height": {"step": 40},
        "data": {"values": rows},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "rule", **PLAN},
                "encoding": {"x": {**x, "field": "low", "title": title}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "tick", "color": PLAN["color"], "thickness": 2, "size": 18},
                "encoding": {"x": {**x, "field": "median"}},
            },
            {
                "mark": {
                    "type": "point",
                    "shape": "diamond",
                    "filled": True,
                    "size": 130,
                    "opacity": 1,
                    "color": OUTCOME["color"],
                },
                "encoding": {"x": {**x, "field": "actual"}},
            },
            {
                "mark": {"type": "text", "dy": -13},
                "encoding": {"x": {**x, "field": "actual"}, "text": {"field": "says"}},
            },
        ],
    }
    return figure(_("Was the forecast right?"), _answer(stages), spec)


def _row(one: Compared) -> dict[str, Any]:
    """Zero has no place on a scale of tenfold steps: it stands at a half."""
    assert one.reach is not None
    return {
        "stage": one.words,
        "low": max(one.forecast.low80 or 0, 0.5),
        "median": max(one.forecast.median or 0, 0.5),
        "high": max(one.forecast.high80 or 0, 0.5),
        "actual": max(sum(one.reach) / 2, 0.5),
        "says": one.words_of_actual,
    }


def _answer(stages: Sequence[Compared]) -> str:
    judged = [one for one in stages if one.verdict]
    inside = [one for one in judged if one.verdict == _("inside")]
    if not judged:
        return _("Nothing was reported that the forecast could be held against.")
    return _(
        "%(inside)s of %(all)s stages came out inside the 80 %% interval; four of five would be expected."
    ) % {"inside": len(inside), "all": len(judged)}
