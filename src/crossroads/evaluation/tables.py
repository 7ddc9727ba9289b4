"""What may be shown of a campaign's counts: the same tables for the page, the charts, the CSV and the JSON.

Everybody sees the same, whatever their role: who coordinates a site knows its people anyway and needs no
table for it, and a table that depends on the reader ends up in the wrong slide. Small counts are hidden by
the measurement engine (``disclosure``), with a partner, so that the total does not give them back.

Two things are added to that:

- Where every group of a stage is small there is no partner. Then all groups are hidden, those with nobody
  too, and the total is told ("under 5" where it is small itself): any way to share it out would give the
  same table.
- Two tables of the same people could give back what each of them hides: a channel is the sum of its
  messages. So at a stage where any channel or message is small, the table by message says only what the
  table by channel says in its total. It then adds nothing from which something could be worked out.

Tables of two different days are two releases: whoever keeps yesterday's can subtract it from today's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from crossroads.engines.measurement import (
    Hidden,
    Money,
    NoteCode,
    QualityNote,
    Rate,
    step_rate,
    to_rows,
)
from crossroads.engines.measurement.disclosure import THRESHOLD, is_small
from crossroads.engines.measurement.funnel import Funnel
from crossroads.engines.measurement.quality import steps
from crossroads.engines.measurement.tables import TOTAL, Cell
from crossroads.engines.terms import Stage
from crossroads.evaluation.queries import CHANNEL, MESSAGE, Rows
from crossroads.evaluation.words import stage_words

Row = dict[str, Cell]
ALL = TOTAL
_NO_RATE: Row = {"rate_from": None, "rate": None, "rate_low": None, "rate_high": None}


@dataclass(frozen=True, slots=True)
class Total:
    """One stage over all channels.

    count  a number, or the words that stand in its place
    step   from the nearest earlier stage shown as a number; None where one of the two is hidden
    cost   the whole spending divided by ``count``
    """

    stage: Stage
    count: int | str
    step: Rate | None
    cost: Money | None

    @property
    def number(self) -> int | None:
        return self.count if isinstance(self.count, int) else None


@dataclass(frozen=True, slots=True)
class Tables:
    """rows have the columns of ``measurement.to_rows``; those of all groups together are named "all"."""

    by_channel: tuple[Row, ...]
    by_message: tuple[Row, ...]
    totals: tuple[Total, ...]
    spend: Money | None
    notes: tuple[str, ...]

    def total(self, stage: Stage) -> Total | None:
        return next((total for total in self.totals if total.stage is stage), None)


def protected(rows: Rows) -> Tables:
    """Everything that anybody may see of these rows. raises InputProblem "measurement.mixed_currencies" """
    by_channel, by_message = rows.funnel(CHANNEL), rows.funnel(MESSAGE)
    channel_rows = _by_channel(by_channel)
    shown = {_stage(row): row["count"] for row in channel_rows if row["channel"] == TOTAL}
    spend = rows.spend
    return Tables(
        by_channel=tuple(channel_rows),
        by_message=tuple(_by_message(by_message, by_channel, shown)),
        totals=_totals(shown, spend),
        spend=spend,
        notes=tuple(dict.fromkeys(map(_in_words, filter(_is_doubt, (*by_channel.notes, *by_message.notes))))),
    )


def _is_doubt(note: QualityNote) -> bool:
    """Who may not fit can still ask to be contacted, so more of these are no mistake."""
    return note.code is not NoteCode.LATER_STAGE_LARGER or ("earlier", Stage.MAY_FIT.value) not in note.params


def _in_words(note: QualityNote) -> str:
    """The doubt without counts, its stages as the pages name them."""
    told = note.sentence_without_counts.removeprefix(note.about)
    stages = "|".join(sorted((stage.value for stage in Stage), key=len, reverse=True))
    return note.about + re.sub(rf"\b({stages})\b", lambda found: f"“{stage_words(found[0])}”", told)


def _by_channel(funnel: Funnel) -> list[Row]:
    """The engine's table, in which a stage without a partner tells its total and none of its groups."""
    alone = _without_partner(funnel)
    hidden = Hidden.UNDER_5 if len(funnel.groups) == 1 else Hidden.NOT_SHOWN
    rows = [
        _total_told(row, alone[stage]) if row["channel"] == TOTAL and (stage := _stage(row)) in alone else row
        for row in to_rows(funnel, hide_small=True)
    ]
    return _with_stages_hidden(funnel, rows, set(alone), hidden)


def _total_told(row: Row, total: int) -> Row:
    return {**row, "count": Hidden.UNDER_5.value if is_small(total) else total}


def _stage(row: Row) -> Stage:
    return Stage(str(row["stage"]))


def _with_stages_hidden(funnel: Funnel, rows: list[Row], stages: set[Stage], hidden: Hidden) -> list[Row]:
    """Rows in which no group tells anything of these stages, not even whether anybody reached them.

    A group that reported nothing gets a row as well: five hidden groups and a total of five would otherwise
    be five times one.
    """
    (by,) = funnel.by
    closed = {"count": hidden.value, "cost": None, "currency": None, **_NO_RATE}
    known = {(row[by], row["stage"]): row for row in rows}
    kept: list[Row] = []
    for group in (*(group.key[0] for group in funnel.groups), TOTAL):
        for stage in Stage:
            row = known.get((group, stage.value))
            if stage in stages and group != TOTAL:
                row = {**(row or {by: group, "stage": stage.value, "suspect": 0}), **closed}
            elif row is not None and row["rate_from"] and Stage(str(row["rate_from"])) in stages:
                row = {**row, **_NO_RATE}
            if row is not None:
                kept.append(row)
    return kept


def _without_partner(funnel: Funnel) -> dict[Stage, int]:
    """Stages at which somebody was counted and no group reached five, with their totals."""
    counts = {
        stage: [line.count for group in funnel.groups if (line := group.line(stage))] for stage in Stage
    }
    return {stage: sum(found) for stage, found in counts.items() if found and 0 < max(found) < THRESHOLD}


def _delicate(what: str, *funnels: Funnel) -> set[Stage]:
    """Stages at which the "count" or the "suspect" of some group is small."""
    return {
        line.stage
        for funnel in funnels
        for group in funnel.groups
        for line in group.lines
        if is_small(getattr(line, what))
    }


def _by_message(funnel: Funnel, by_channel: Funnel, shown: dict[Stage, Cell]) -> list[Row]:
    """The rows by message, in which a delicate stage says no more than its total by channel does."""
    suspect = _delicate("suspect", funnel, by_channel)
    rows = [_closed(row, suspect, shown) for row in to_rows(funnel, hide_small=True)]
    return _with_stages_hidden(funnel, rows, _delicate("count", funnel, by_channel), Hidden.NOT_SHOWN)


def _closed(row: Row, suspect: set[Stage], shown: dict[Stage, Cell]) -> Row:
    if row["message"] == TOTAL:
        return {**row, "count": shown[_stage(row)]}
    return {**row, "suspect": Hidden.NOT_SHOWN.value} if _stage(row) in suspect else row


def _totals(shown: dict[Stage, Cell], spend: Money | None) -> tuple[Total, ...]:
    """Rates and costs of the totals, from nothing but what is shown."""
    numbers = {stage: count for stage, count in shown.items() if isinstance(count, int)}
    came_from = {later: earlier for earlier, later in steps(shown)}
    return tuple(
        Total(
            stage,
            count if isinstance(count, int) else str(count),
            _step(stage, came_from, numbers),
            _cost(spend, count),
        )
        for stage, count in sorted(shown.items(), key=lambda item: list(Stage).index(item[0]))
    )


def _step(stage: Stage, came_from: dict[Stage, Stage], numbers: dict[Stage, int]) -> Rate | None:
    earlier = came_from.get(stage)
    if earlier is None or stage not in numbers or earlier not in numbers:
        return None
    return step_rate(stage, numbers[stage], earlier, numbers[earlier])


def _cost(spend: Money | None, count: Cell) -> Money | None:
    if spend is None or not isinstance(count, int) or count == 0:
        return None
    return Money((spend.amount / count).quantize(Decimal("0.01"), ROUND_HALF_EVEN), spend.currency)
