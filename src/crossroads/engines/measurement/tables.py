"""A funnel as flat rows, for CSV, JSON and tables; for analysts with small cells hidden."""

from __future__ import annotations

from collections.abc import Mapping

from crossroads.engines.measurement.disclosure import Hidden, Shown, protect, protect_single
from crossroads.engines.measurement.funnel import Funnel, GroupFunnel, Key, StageLine
from crossroads.engines.measurement.rates import Rate
from crossroads.engines.terms import Stage

Cell = str | int | float | None
TOTAL = "all"


def to_rows(funnel: Funnel, *, hide_small: bool) -> list[dict[str, Cell]]:
    """One row per group and stage, in order, with the same columns in every row.

    hide_small  True for analysts: counts from 1 to 4 are hidden, with partners where a total could give them
                away; rates and costs that contain a hidden count are empty, since they would give it back.
                Grouped funnels then end with a total row per stage.
    """
    if not hide_small:
        return [
            _row(funnel, group, line, {one.stage: one.count for one in group.lines}, line.suspect)
            for group, line in _lines(funnel)
        ]
    tables = {stage: _protect_stage(funnel, stage) for stage in Stage}
    return [
        _row(funnel, group, line, _shown(funnel, group, tables), protect_single(line.suspect))
        for group, line in _lines(funnel)
    ] + [_total_row(funnel, stage, total) for stage, (cells, total) in tables.items() if funnel.by and cells]


def _lines(funnel: Funnel) -> list[tuple[GroupFunnel, StageLine]]:
    return [(group, line) for group in funnel.groups for line in group.lines]


def _protect_stage(funnel: Funnel, stage: Stage) -> tuple[dict[Key, Shown], Shown]:
    """The groups that reported a stage, their counts protected together, since they add up to one total."""
    reported = {group.key: line.count for group in funnel.groups if (line := group.line(stage))}
    table = protect(list(reported.values()))
    return dict(zip(reported, table.cells, strict=True)), table.total


def _shown(
    funnel: Funnel, group: GroupFunnel, tables: Mapping[Stage, tuple[dict[Key, Shown], Shown]]
) -> dict[Stage, Shown]:
    """A group's counts as an analyst may see them; without groups there is no total to work back from."""
    if not funnel.by:
        return {line.stage: protect_single(line.count) for line in group.lines}
    return {line.stage: tables[line.stage][0][group.key] for line in group.lines}


def _row(
    funnel: Funnel, group: GroupFunnel, line: StageLine, shown: Mapping[Stage, Shown], suspect: Shown
) -> dict[str, Cell]:
    """A row in which nothing hidden can be worked out from a rate or a cost."""
    rate, cost, count = line.step, line.cost, shown[line.stage]
    if rate is not None and _hidden(shown, rate.numerator, rate.denominator):
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
