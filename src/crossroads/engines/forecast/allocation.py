"""A first split of a budget over channels: simple enough to argue with, every line with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from crossroads.engines.errors import Problems, Where
from crossroads.engines.forecast.evidence import Channel, Evidence
from crossroads.engines.forecast.fit import published_comparison
from crossroads.engines.forecast.plan import MAX_BUDGET
from crossroads.engines.forecast.results import sentence
from crossroads.engines.terms import Network

RESERVE_SHARE = Decimal("0.30")
"""Kept for other channels. The size is an assumption of ours; the comparisons speak for keeping some."""

RESERVE = "reserve"
"""The line for what is kept while no other channel is chosen."""

OTHER_CHANNELS = (Channel.MAIL, Channel.CLINIC, Channel.REGISTRY, Channel.COMMUNITY, Channel.TRADITIONAL)

WELL_STUDIED_FROM = 8
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """Money for one channel, in the budget's currency and to the cent. ``source`` as in an argument."""

    channel: str
    amount: Decimal
    code: str
    params: Mapping[str, Any]
    source: str

    @property
    def reason(self) -> str:
        """Why this much, in English."""
        return sentence(self.code, **self.params)


def allocate(budget: Decimal, channels: Sequence[str], evidence: Evidence) -> tuple[AllocationLine, ...]:
    """Split a budget over social networks and other channels; the lines add up to the budget exactly.

    Networks share what is not reserved by weight: full, half or a quarter, as paid campaigns on them were
    studied well, little or not at all. Not by published cost per person: too few studies compare networks
    side by side.

    channels  networks (``terms.Network``) and other channels (``OTHER_CHANNELS``), by value
    raises    InputProblem or ManyProblems: "forecast.budget", "forecast.channels_missing",
              "forecast.channel_unknown", "forecast.channel_repeated"
    """
    _check(budget, channels)
    networks = [channel for channel in channels if channel in set(Network)]
    others = [channel for channel in channels if channel not in networks]
    reserve = (budget * RESERVE_SHARE).quantize(CENT, ROUND_FLOOR) if networks else budget
    weights = {network: _weight(network, evidence) for network in networks}
    lines = [
        _network_line(network, amount, evidence)
        for network, amount in zip(networks, _split(budget - reserve, list(weights.values())), strict=True)
    ]
    if not others:
        return (*lines, _reserve_line(RESERVE, reserve, "allocate.unassigned", evidence))
    first, *rest = _split(reserve, [Decimal(1)] * len(others))
    code = "allocate.reserve" if networks else "allocate.other_channel"
    lines.append(_reserve_line(others[0], first, code, evidence))
    for channel, amount in zip(others[1:], rest, strict=True):
        lines.append(_reserve_line(channel, amount, "allocate.other_channel", evidence))
    return tuple(lines)


def _check(budget: Decimal, channels: Sequence[str]) -> None:
    problems = Problems()
    if not (budget.is_finite() and 0 < budget < Decimal(MAX_BUDGET)) or budget != budget.quantize(CENT):
        problems.add("forecast.budget", where=Where(field="budget"), budget=budget)
    if not channels:
        problems.add("forecast.channels_missing", where=Where(field="channels"))
    known = [network.value for network in Network] + [channel.value for channel in OTHER_CHANNELS]
    for place, channel in enumerate(channels):
        where = Where(field=f"channels[{place}]")
        if channel not in known:
            problems.add("forecast.channel_unknown", where=where, channel=channel, known=", ".join(known))
        elif channel in channels[:place]:
            problems.add("forecast.channel_repeated", where=where, channel=channel)
    problems.raise_any()


def _split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Parts by weight, to the cent; the cents that rounding leaves go to the first parts."""
    if not weights:
        return []
    parts = [(amount * weight / sum(weights)).quantize(CENT, ROUND_FLOOR) for weight in weights]
    left = int((amount - sum(parts)) / CENT)
    return [part + (CENT if place < left else 0) for place, part in enumerate(parts)]


def _studies(network: str, evidence: Evidence) -> int:
    return len(
        {
            row.study
            for row in evidence.rows
            if row.channel is Channel.PAID_SOCIAL
            and (row.network == network or (row.network == "meta" and network in {"facebook", "instagram"}))
        }
    )


def _weight(network: str, evidence: Evidence) -> Decimal:
    return {
        "allocate.well_studied": Decimal(1),
        "allocate.little_studied": Decimal("0.5"),
        "allocate.unstudied": Decimal("0.25"),
    }[_code(_studies(network, evidence))]


def _code(n_studies: int) -> str:
    if n_studies >= WELL_STUDIED_FROM:
        return "allocate.well_studied"
    return "allocate.little_studied" if n_studies else "allocate.unstudied"


def _network_line(network: str, amount: Decimal, evidence: Evidence) -> AllocationLine:
    n_studies = _studies(network, evidence)
    source = f"evidence {evidence.version}"
    return AllocationLine(network, amount, _code(n_studies), {"n_studies": n_studies}, source)


def _reserve_line(channel: str, amount: Decimal, code: str, evidence: Evidence) -> AllocationLine:
    comparison = published_comparison(evidence)
    params: dict[str, Any] = {}
    if code == "allocate.reserve":
        params = {
            "best": comparison.best,
            "not_best": comparison.not_best,
            "of": comparison.of,
            "share": float(RESERVE_SHARE),
        }
    return AllocationLine(channel, amount, code, params, comparison.source)
