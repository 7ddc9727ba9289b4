"""A funnel as flat rows, for CSV, JSON and tables; for analysts with small cells hidden."""

from __future__ import annotations

from collections.abc import Mapping

from crossroads.engines.measurement.disclosure import Hidden, Protected, Shown, protect, protect_single
from crossroads.engines.measurement.funnel import Funnel, GroupFunnel, StageLine
from crossroads.engines.measurement.rates import Rate
from crossroads.engines.terms import Stage

Cell = str | int | float | None
TOTAL = "all"


def to_rows(funnel: Funnel, *, hide_small: bool) -> list[dict[str, Cell]]:
    """One row per group and stage, in order, with the same columns in every row.

    hide_small  True for analysts: counts from 1 to 4 are hidden, with partners where a total could give them away;
                rates and costs that contain a hidden count are empty, since they would give it back. Grouped funnels
                then end with a total row per stage.
    """
    if not hide_small:
        return [_row(funnel, group, line, line.count, line.suspect) for group, line in _lines(funnel)]
    if not funnel.by:
        return [
            _row(funnel, group, line, protect_single(line.count), protect_single(line.suspect), shown)
            for group, line in _lines(funnel)
            for shown in [{one.stage: protect_single(one.count) for one in group.lines}]
        ]
    return _protected_rows(funnel)


def _lines(funnel: Funnel) -> list[tuple[GroupFunnel, StageLine]]:
    return [(group, line) for group in funnel.groups for line in group.lines]


def _protected_rows(funnel: Funnel) -> list[dict[str, Cell]]:
    by_stage = {stage: _protect_stage(funnel, stage) for stage in Stage}
    shown: dict[GroupFunnel, dict[Stage, Shown]] = {group: {} for group in funnel.groups}
    for stage, (groups, table) in by_stage.items():
        for group, cell in zip(groups, table.cells, strict=True):
            shown[group][stage] = cell
    rows = [
        _row(funnel, group, line, shown[group][line.stage], protect_single(line.suspect), shown[group])
        for group, line in _lines(funnel)
    ]
    return rows + [
        _total_row(funnel, stage, table.total) for stage, (groups, table) in by_stage.items() if groups
    ]


def _protect_stage(funnel: Funnel, stage: Stage) -> tuple[list[GroupFunnel], Protected]:
    """The groups that reported a stage, and their counts protected together: they add up to one total."""
    reported = [(group, line.count) for group in funnel.groups if (line := group.line(stage))]
    return [group for group, _ in reported], protect([count for _, count in reported])


def _row(
    funnel: Funnel,
    group: GroupFunnel,
    line: StageLine,
    count: Shown,
    suspect: Shown,
    shown: Mapping[Stage, Shown] | None = None,
) -> dict[str, Cell]:
    rate, cost = line.step, line.cost
    if shown is not None and rate is not None and _hidden(shown, rate.numerator, rate.denominator):
        rate = None
    if isinstance(count, Hidden):
        cost = None
    return {
        **dict(zip(funnel.by, group.key, strict=True)),
        "stage": line.stage.value,
        "count": _cell(count),
        "suspect": _cell(suspect),
        **_rate_cells(rate),
        "cost": None if cost is None else str(cost.amount),
        "currency": None if cost is None else cost.currency,
    }


def _hidden(shown: Mapping[Stage, Shown], *stages: Stage) -> bool:
    return any(isinstance(shown.get(stage), Hidden) for stage in stages)


def _rate_cells(rate: Rate | None) -> dict[str, Cell]:
    return {
        "rate_from": None if rate is None else rate.denominator.value,
        "rate": None if rate is None else rate.value,
        "rate_low": None if rate is None else rate.low,
        "rate_high": None if rate is None else rate.high,
    }


def _total_row(funnel: Funnel, stage: Stage, total: Shown) -> dict[str, Cell]:
    return {
        **dict.fromkeys(funnel.by, TOTAL),
        "stage": stage.value,
        "count": _cell(total),
        "suspect": None,
        **_rate_cells(None),
        "cost": None,
        "currency": None,
    }


def _cell(value: Shown) -> Cell:
    return value.value if isinstance(value, Hidden) else value
