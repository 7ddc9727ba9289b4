"""From rows to a funnel: counts, step rates and costs per stage and group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from crossroads.engines.errors import Problems
from crossroads.engines.measurement.quality import NoteCode, QualityNote, impossible_steps, steps
from crossroads.engines.measurement.rates import Rate, step_rate
from crossroads.engines.measurement.values import CountRow, Money, SpendRow
from crossroads.engines.terms import Stage

By = tuple[Literal["channel", "message"], ...]
Key = tuple[str, ...]
_CENT = Decimal("0.01")
_ORDER = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage of one group.

    count    people or events, suspected fraud left out
    suspect  suspected fraud, reported beside
    step     rate from the nearest earlier stage reported; None where there is none or it is impossible
    cost     the group's spending divided by ``count``; None without spending or with a count of 0
    """

    stage: Stage
    count: int
    suspect: int
    step: Rate | None
    cost: Money | None


@dataclass(frozen=True, slots=True)
class GroupFunnel:
    """The stages that a group reported, in order; a stage that nobody reported is absent, not 0."""

    key: Key
    lines: tuple[StageLine, ...]
    spend: Money | None

    def line(self, stage: Stage) -> StageLine | None:
        return next((line for line in self.lines if line.stage is stage), None)


@dataclass(frozen=True, slots=True)
class Funnel:
    """Groups in the order of their names, and what is doubtful about the numbers."""

    by: By
    groups: tuple[GroupFunnel, ...]
    notes: tuple[QualityNote, ...]


def funnel(counts: Iterable[CountRow], spends: Iterable[SpendRow] = (), *, by: By = ()) -> Funnel:
    """Add up rows by channel, by message, by both, or altogether.

    counts   rows of any days; rows marked suspect are kept apart
    spends   rows of the same days; one currency per group
    by       () gives one group whose key is ()
    returns  per group and stage: count, step rate with a Wilson 95 % interval, cost; and quality notes
    raises   InputProblem or ManyProblems "measurement.mixed_currencies", one for each group that mixes them
    """
    rows = list(counts)
    clean, suspect = _sums(rows, by, suspect=False), _sums(rows, by, suspect=True)
    money = _spending(spends, by)
    keys = sorted({*clean, *suspect, *money} or ({()} if not by else set()))
    groups = tuple(_group(key, clean[key], suspect[key], money.get(key)) for key in keys)
    return Funnel(by, groups, _notes(rows, groups))


def _key(row: CountRow | SpendRow, by: By) -> Key:
    return tuple(row.channel if name == "channel" else row.message for name in by)


def _sums(rows: Iterable[CountRow], by: By, *, suspect: bool) -> defaultdict[Key, dict[Stage, int]]:
    """Counts by group and stage of the rows that are, or are not, suspect."""
    sums: defaultdict[Key, dict[Stage, int]] = defaultdict(dict)
    for row in rows:
        if row.suspect is suspect:
            stages = sums[_key(row, by)]
            stages[row.stage] = stages.get(row.stage, 0) + row.count
    return sums


def _spending(spends: Iterable[SpendRow], by: By) -> dict[Key, Money]:
    amounts: defaultdict[Key, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in spends:
        amounts[_key(row, by)][row.currency] += row.amount
    problems = Problems()
    for key, currencies in sorted(amounts.items()):
        if len(currencies) > 1:
            names = ", ".join(sorted(currencies))
            problems.add("measurement.mixed_currencies", group=group_name(key), currencies=names)
    problems.raise_any()
    return {
        key: Money(amount, currency)
        for key, currencies in amounts.items()
        for currency, amount in currencies.items()
    }


def _group(key: Key, clean: dict[Stage, int], suspect: dict[Stage, int], spend: Money | None) -> GroupFunnel:
    counts = {stage: clean.get(stage, 0) for stage in sorted({*clean, *suspect}, key=_ORDER.__getitem__)}
    rates = {
        later: step_rate(later, counts[later], earlier, counts[earlier]) for earlier, later in steps(counts)
    }
    lines = tuple(
        StageLine(stage, count, suspect.get(stage, 0), rates.get(stage), _cost(spend, count))
        for stage, count in counts.items()
    )
    return GroupFunnel(key, lines, spend)


def _cost(spend: Money | None, count: int) -> Money | None:
    if spend is None or count == 0:
        return None
    return Money((spend.amount / count).quantize(_CENT, ROUND_HALF_EVEN), spend.currency)


def _notes(rows: list[CountRow], groups: Iterable[GroupFunnel]) -> tuple[QualityNote, ...]:
    """Doubts about each source and each group; a sum of sources can hide what one of them got wrong."""
    notes: list[QualityNote] = []
    for key, counts in sorted(_sums(rows, ("channel", "message"), suspect=False).items()):
        notes += impossible_steps(group_name(key), counts)
    for group in groups:
        name = group_name(group.key)
        notes += impossible_steps(name, {line.stage: line.count for line in group.lines})
        if left_out := sum(line.suspect for line in group.lines):
            notes.append(QualityNote(NoteCode.SUSPECT_LEFT_OUT, name, (("count", str(left_out)),)))
        if group.spend and not group.lines:
            notes.append(QualityNote(NoteCode.SPEND_WITHOUT_COUNTS, name, (("spend", str(group.spend)),)))
    return tuple(dict.fromkeys(notes))


def group_name(key: Key) -> str:
    """A group as people read it."""
    return " / ".join(key) if key else "all"
