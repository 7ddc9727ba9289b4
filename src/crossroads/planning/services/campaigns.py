"""Campaigns: made, planned, started, paused, stopped, closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crossroads.base import audit, clock
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines.errors import Conflict, Problems, Where
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.planning import policies
from crossroads.planning.models import Audience, Campaign, PlannedChannel
from crossroads.planning.queries import audience, audience_from_record
from crossroads.studies.models import StopOrder, Study
from crossroads.studies.queries import is_stopped
from crossroads.studies.services import stop

PLANNED_PLACEMENTS = (Placement.ORGANIC, Placement.BOOSTED, Placement.PAID)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One line of the budget: money for one placement on one network, in the campaign's currency, and why."""

    network: Network
    placement: Placement
    amount: Decimal
    reason: str = ""


@service("planning.campaign.make")
def make_campaign(
    *,
    study: Study,
    name: str,
    purpose: Purpose,
    budget: Decimal,
    currency: str,
    start_date: date,
    end_date: date,
    time_zone: str,
    by: Actor,
    at: datetime,
    target_enrollment: int | None = None,
) -> Campaign:
    """Make a campaign with its audience from the record.

    raises  InputProblem or ManyProblems: "input.required", "planning.dates", "planning.budget",
            "planning.currency", "planning.target", "time.unknown_zone"; Conflict "planning.name_taken"
    """
    policies.check_can_plan(by, study)
    clock.zone(time_zone)
    _check(
        name=name, budget=budget, currency=currency, dates=(start_date, end_date), target=target_enrollment
    )
    if Campaign.objects.filter(study=study, name=name.strip()).exists():
        raise Conflict("planning.name_taken", name=name.strip())
    campaign = Campaign.objects.create(
        study=study,
        name=name.strip(),
        purpose=Purpose(purpose).value,
        budget=budget,
        currency=currency,
        start_date=start_date,
        end_date=end_date,
        time_zone=time_zone,
        target_enrollment=target_enrollment,
        made_by=by.user,
        made_at=at,
    )
    Audience.objects.create(
        campaign=campaign, name="From the record", from_record=audience_from_record(study)
    )
    audit.record(
        "planning.campaign.made",
        target=campaign,
        by=by,
        at=at,
        name=campaign.name,
        budget=str(budget),
        currency=currency,
    )
    return campaign


def _check(
    *, name: str, budget: Decimal, currency: str, dates: tuple[date, date], target: int | None
) -> None:
    problems = Problems()
    if not name.strip():
        problems.add("input.required", where=Where(field="name"), field="The name")
    if not (budget.is_finite() and 0 <= budget < 10**9):
        problems.add("planning.budget", where=Where(field="budget"))
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        problems.add("planning.currency", where=Where(field="currency"))
    if dates[1] < dates[0]:
        problems.add("planning.dates", where=Where(field="end_date"))
    if target is not None and target < 1:
        problems.add("planning.target", where=Where(field="target_enrollment"))
    problems.raise_any()


@service("planning.audience.set")
def set_audience(*, campaign: Campaign, added: str, by: Actor, at: datetime) -> Audience:
    """What the team adds to whom the record looks for; what the record says is read anew."""
    policies.check_can_plan(by, campaign.study)
    found = audience(campaign) or Audience(campaign=campaign, name="From the record")
    found.from_record = audience_from_record(campaign.study)
    found.added = added.strip()
    found.save()
    audit.record("planning.audience.set", target=campaign, by=by, at=at)
    return found


@service("planning.channels.set")
def set_channels(
    *, campaign: Campaign, lines: Sequence[ChannelLine], by: Actor, at: datetime
) -> list[PlannedChannel]:
    """Replace the budget lines of a campaign.

    raises  InputProblem or ManyProblems: "planning.over_budget", "planning.channel_twice",
            "planning.amount", "planning.organic_costs_nothing"; Conflict "planning.campaign_over"
    """
    policies.check_can_plan(by, campaign.study)
    _check_not_over(campaign)
    _check_lines(campaign, lines)
    PlannedChannel.objects.filter(campaign=campaign).delete()
    rows = [
        PlannedChannel(
            campaign=campaign,
            network=line.network.value,
            placement=line.placement.value,
            amount=line.amount,
            reason=line.reason.strip(),
        )
        for line in lines
    ]
    PlannedChannel.objects.bulk_create(rows)
    amounts = {f"{line.network}/{line.placement}": str(line.amount) for line in lines}
    audit.record("planning.channels.set", target=campaign, by=by, at=at, amounts=amounts)
    return rows


def _check_lines(campaign: Campaign, lines: Sequence[ChannelLine]) -> None:
    problems = Problems()
    seen: set[tuple[Network, Placement]] = set()
    for number, line in enumerate(lines, start=1):
        where = Where(line=number)
        if (line.network, line.placement) in seen:
            problems.add("planning.channel_twice", where=where, network=line.network.value)
        seen.add((line.network, line.placement))
        if not (line.amount.is_finite() and line.amount >= 0):
            problems.add("planning.amount", where=where)
        elif line.placement is Placement.ORGANIC and line.amount:
            problems.add("planning.organic_costs_nothing", where=where, network=line.network.value)
    total = sum((line.amount for line in lines if line.amount.is_finite()), Decimal(0))
    if total > campaign.budget:
        problems.add(
            "planning.over_budget",
            total=f"{total:,}",
            budget=f"{campaign.budget:,}",
            currency=campaign.currency,
        )
    problems.raise_any()


def _check_not_over(campaign: Campaign) -> None:
    if campaign.state == "closed":
        raise Conflict("planning.campaign_over", name=campaign.name)


@service("planning.campaign.start")
def start_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Let it run. raises ActionDenied "planning.fit_undecided", "planning.fit_decided_against",
    "planning.stop_in_force"
    """
    policies.check_can_start(by, campaign)
    return _moved(campaign, "running", by=by, at=at)


@service("planning.campaign.pause")
def pause_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Pause it; after a stop was lifted, this is the way back. raises Conflict "planning.stop_in_force" """
    policies.check_can_plan(by, campaign.study)
    if campaign.state == "stopped" and is_stopped(campaign.study, campaign_ref=campaign.public_id):
        raise Conflict("planning.stop_in_force")
    return _moved(campaign, "paused", by=by, at=at)


@service("planning.campaign.close")
def close_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """End it for good."""
    policies.check_can_plan(by, campaign.study)
    campaign.move("closed", closed_at=at)
    audit.record("planning.campaign.closed", target=campaign, by=by, at=at, name=campaign.name)
    return campaign


def stop_campaign(*, campaign: Campaign, reason: str, by: Actor, at: datetime) -> StopOrder:
    """Stop recruiting for this campaign alone: an order like any other, which the publisher knows too."""
    return stop(study=campaign.study, campaign_ref=campaign.public_id, reason=reason, by=by, at=at)


@service("planning.campaign.halt")
def halt_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Carry out a stop on one campaign; one that is stopped already stays so."""
    policies.check_can_halt(by, campaign)
    if campaign.state == "stopped":
        audit.nothing_changed()
        return campaign
    return _moved(campaign, "stopped", by=by, at=at)


def _moved(campaign: Campaign, to: str, *, by: Actor, at: datetime) -> Campaign:
    before = campaign.state
    campaign.move(to)
    audit.record(f"planning.campaign.{to}", target=campaign, by=by, at=at, name=campaign.name, before=before)
    return campaign
