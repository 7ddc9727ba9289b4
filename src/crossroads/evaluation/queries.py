"""From what earlier rooms count to a funnel. Only here do we know whose token a link carried.

What becomes what:
  impression             the network's numbers of a day (Snapshot)
  click                  who followed our link, as we counted it; the network's number where we counted none
  landing visit on       the portal's counters by token, which hold no person
  contacted on           the steps that sites reported, added up by day and token

What came without one of our links belongs to no campaign and is left out. No source marks suspected fraud
yet; a row that is marked goes beside the funnel, never into it (``CountRow.suspect``). All spending of a
campaign is in its one currency: ``channels`` lets no other in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crossroads.channels.models import Publication, Snapshot
from crossroads.channels.queries import publications_of
from crossroads.engines.measurement import CountRow, Funnel, Money, SpendRow, funnel
from crossroads.engines.measurement.funnel import By
from crossroads.engines.terms import Stage
from crossroads.planning.models import Campaign
from crossroads.portal import queries as portal

CHANNEL: By = ("channel",)
MESSAGE: By = ("message",)


@dataclass(frozen=True, slots=True)
class Rows:
    """All that was counted and spent for one campaign, by day, channel and message."""

    counts: tuple[CountRow, ...]
    spends: tuple[SpendRow, ...]

    def funnel(self, by: By) -> Funnel:
        """raises  InputProblem or ManyProblems "measurement.mixed_currencies" """
        return funnel(self.counts, self.spends, by=by)

    def totals(self) -> dict[Stage, int]:
        """Per stage over all channels, suspected fraud left out; exact, and so never for a page."""
        found: dict[Stage, int] = {}
        for row in self.counts:
            if not row.suspect:
                found[row.stage] = found.get(row.stage, 0) + row.count
        return {stage: found[stage] for stage in Stage if stage in found}

    @property
    def spend(self) -> Money | None:
        """What was spent in all; None without spending."""
        groups = funnel((), self.spends).groups
        return groups[0].spend if groups else None


def funnel_for(campaign: Campaign, by: By = CHANNEL) -> Funnel:
    """The funnel of one campaign by channel or by message, exact; pages show ``tables.protected`` of it.

    raises  InputProblem or ManyProblems "measurement.mixed_currencies"
    """
    return rows_of(campaign).funnel(by)


def rows_of(campaign: Campaign) -> Rows:
    """Everything that was counted for a campaign's publications, in four queries."""
    sources = sources_of(publications_of(campaign))
    by_token = {source.token: source for source in sources.values()}
    counted = [
        *portal.counts(campaign.study, tokens=by_token),
        *portal.referral_steps(campaign.study, tokens=by_token),
    ]
    snapshots = list(
        Snapshot.objects.filter(publication__campaign=campaign).order_by("day", "publication_id")
    )
    clicked = {row.token for row in counted if row.stage is Stage.CLICK}
    return Rows(
        (*_from_networks(snapshots, sources, clicked), *_from_portal(counted, by_token)),
        tuple(_spends(snapshots, sources)),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """One publication as the funnel names it."""

    token: str
    channel: str
    message: str


def sources_of(publications: Iterable[Publication]) -> dict[int, Source]:
    """By primary key of the publication. Two messages of one title are told apart by a number."""
    rows = list(publications)
    titles: defaultdict[str, list[int]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.variant.message_id):
        if row.variant.message_id not in titles[row.variant.message.title]:
            titles[row.variant.message.title].append(row.variant.message_id)
    return {
        row.pk: Source(
            row.token,
            f"{row.account.network} {row.variant.placement}",
            _numbered(row.variant.message.title, row.variant.message_id, titles),
        )
        for row in rows
    }


def _numbered(title: str, message: int, titles: dict[str, list[int]]) -> str:
    same = titles[title]
    return title if len(same) == 1 else f"{title} ({same.index(message) + 1})"


def _from_networks(
    snapshots: Iterable[Snapshot], sources: dict[int, Source], clicked: set[str]
) -> Iterable[CountRow]:
    for snapshot in snapshots:
        source = sources[snapshot.publication_id]
        if snapshot.impressions is not None:
            yield _row(snapshot.day, source, Stage.IMPRESSION, snapshot.impressions)
        if snapshot.clicks is not None and source.token not in clicked:
            yield _row(snapshot.day, source, Stage.CLICK, snapshot.clicks)


def _from_portal(counted: Iterable[portal.CountRow], by_token: dict[str, Source]) -> Iterable[CountRow]:
    for row in counted:
        yield _row(row.day, by_token[row.token], row.stage, row.count)


def _row(day: date, source: Source, stage: Stage, count: int) -> CountRow:
    return CountRow(day, source.channel, source.message, stage, count)


def _spends(snapshots: Iterable[Snapshot], sources: dict[int, Source]) -> Iterable[SpendRow]:
    for snapshot in snapshots:
        if snapshot.spend is not None:
            source = sources[snapshot.publication_id]
            yield SpendRow(snapshot.day, source.channel, source.message, snapshot.spend, snapshot.currency)
