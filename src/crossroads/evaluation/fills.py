"""What evaluation adds to earlier pages: how campaigns stand on the home page, and counts beside a plan."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from crossroads.base import clock, slots
from crossroads.base.actor import Actor
from crossroads.engines.terms import Stage
from crossroads.evaluation import series, tables
from crossroads.evaluation.portfolio import portfolio
from crossroads.evaluation.queries import rows_of
from crossroads.planning import queries as planning
from crossroads.planning.models import Campaign

ON_HOME = 10


@dataclass(frozen=True, slots=True)
class Actuals:
    """What happened, to be drawn beside a plan.

    enrolled  a number, or the words in its place; None before any site reported
    weeks     enrolled by the end of each week, rounded down to fives
    """

    enrolled: int | str | None
    weeks: tuple[series.Point, ...]


def campaign_actuals(*, campaign: Campaign) -> Actuals:
    """For the slot "campaign.actuals" of the plan."""
    rows = rows_of(campaign)
    total = tables.protected(rows).total(Stage.ENROLLED)
    today = clock.now().astimezone(clock.zone(campaign.study.organisation.time_zone)).date()
    weeks = series.enrolled_by_week(
        rows.counts, start=campaign.start_date, today=min(today, campaign.end_date)
    )
    return Actuals(total.count if total else None, weeks)


def home_portfolio(*, actor: Actor) -> str | None:
    """The newest campaigns under the queue; nothing where there is none."""
    campaigns = planning.campaigns(actor)
    lines = portfolio(actor, clock.now(), only=campaigns[:ON_HOME])
    if not lines:
        return None
    context = {"lines": lines, "count": campaigns.count(), "shell": {"organisation": actor.organisation}}
    return render_to_string("evaluation/portfolio_section.html", context)


def fill() -> None:
    slots.fill("campaign.actuals", campaign_actuals)
    slots.fill("home.portfolio", home_portfolio)
