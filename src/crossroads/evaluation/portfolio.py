"""How each campaign stands: what was counted, and beside it what was forecast, never mixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.engines.forecast import Estimate
from crossroads.engines.measurement import Money
from crossroads.engines.measurement.disclosure import is_small
from crossroads.engines.terms import Stage
from crossroads.evaluation import series, tables
from crossroads.evaluation.queries import rows_of
from crossroads.planning import queries as planning
from crossroads.planning.models import Campaign


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign.

    referred, enrolled   counted so far: a number, or the words in its place; None where nothing was reported
    planned_now          forecast of people enrolled by the last week that is over; None where there is none
    planned_end          forecast for the whole campaign
    points, trend        the sparkline of links followed by day, and what it shows in words
    """

    campaign: Campaign
    spend: Money | None
    referred: int | str | None
    enrolled: int | str | None
    planned_now: Estimate | None
    planned_end: Estimate | None
    points: str
    trend: str

    @property
    def against_plan(self) -> str:
        """How the count stands to the 80 % interval of the forecast by now; "" where that cannot be said."""
        if self.planned_now is None or not isinstance(self.enrolled, int):
            return ""
        if self.planned_now.inside80(self.enrolled):
            return _("within the forecast")
        low = self.planned_now.low80
        return _("below the forecast") if low is not None and self.enrolled < low else _("above the forecast")


def portfolio(actor: Actor, at: datetime, *, only: Iterable[Campaign] | None = None) -> list[Line]:
    """A line per campaign that the actor may know of, or of those in ``only``, newest first."""
    today = at.astimezone(clock.zone(actor.organisation.time_zone)).date()
    return [line_of(campaign, today) for campaign in (planning.campaigns(actor) if only is None else only)]


def line_of(campaign: Campaign, today: date) -> Line:
    rows = rows_of(campaign)
    shown = tables.protected(rows)
    clicks = series.clicks_by_day(rows.counts, start=campaign.start_date, today=min(today, campaign.end_date))
    kept = planning.latest_forecast(campaign)
    forecast = planning.result_of(kept) if kept else None
    ended = [week for week in forecast.weeks if week.ends_on < today] if forecast else []
    return Line(
        campaign=campaign,
        spend=shown.spend,
        referred=_shown(shown, Stage.REFERRED),
        enrolled=_shown(shown, Stage.ENROLLED),
        planned_now=ended[-1].enrolled if ended else None,
        planned_end=forecast.stage(Stage.ENROLLED).count if forecast else None,
        points=series.sparkline(clicks),
        trend=_trend(clicks),
    )


def _shown(shown: tables.Tables, stage: Stage) -> int | str | None:
    total = shown.total(stage)
    return total.count if total else None


def _trend(clicks: list[int]) -> str:
    if len(clicks) < 2:
        return ""
    first, last = ("under 5" if is_small(count) else str(count) for count in (clicks[0], clicks[-1]))
    return _("Links followed by day, from %(first)s to %(last)s") % {"first": first, "last": last}
