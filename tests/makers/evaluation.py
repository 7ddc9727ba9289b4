"""One campaign counted by hand: two messages on two accounts, ten days, every number known.

invitation, boosted      1,000 impressions  50.00 USD   our links followed 40   study page 38
reminder, organic          500 impressions       -      the network says 9      study page  8

the site: 7 referred through the invitation, of whom 6 were enrolled; 6 through the reminder, 1 enrolled
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crossroads.channels import services as channels
from crossroads.channels.models import Publication
from crossroads.engines.terms import Placement, Stage
from crossroads.planning.models import Campaign
from crossroads.planning.services import make_forecast
from crossroads.portal.counting import count
from crossroads.studies.models import Study
from makers.channels import make_account, make_published
from makers.content import make_approved_message, make_approved_page, only_variant
from makers.planning import make_campaign
from makers.portal import another, make_enrolled, make_referral
from makers.studies import make_screener, make_study
from world import NOW, World

DAY = date(2026, 11, 24)


@dataclass
class Example:
    study: Study
    campaign: Campaign
    invitation: Publication
    reminder: Publication


def make_example(world: World) -> Example:
    study = make_study(world, facts=True)
    make_screener(world, study)
    make_approved_page(world, study)
    campaign = make_campaign(world, study, running=True)
    make_forecast(campaign=campaign, by=world.alice, at=NOW, seed=7)
    make_account(world)
    invitation = _publish(world, study, campaign, "Invitation", Placement.BOOSTED)
    reminder = _publish(world, study, campaign, "Reminder", Placement.ORGANIC)
    example = Example(study, campaign, invitation, reminder)
    _count(world, example)
    return example


def _publish(world: World, study: Study, campaign: Campaign, title: str, placement: Placement) -> Publication:
    message = make_approved_message(world, study, campaign, title=title, placement=placement)
    return make_published(world, only_variant(message))


def _count(world: World, example: Example) -> None:
    channels.record_snapshot(
        publication=example.invitation, day=DAY, impressions=1000, clicks=44, spend=Decimal("50.00"),
        currency="USD", by=world.alice, at=NOW,
    )  # fmt: skip
    channels.record_snapshot(
        publication=example.reminder, day=DAY, impressions=500, clicks=9, by=world.alice, at=NOW
    )
    for publication, stage, times in (
        (example.invitation, Stage.CLICK, 40),
        (example.invitation, Stage.LANDING_VISIT, 38),
        (example.reminder, Stage.LANDING_VISIT, 8),
    ):
        count(study=example.study, stage=stage, at=NOW, token=publication.token, times=times)
    count(study=example.study, stage=Stage.LANDING_VISIT, at=NOW, times=99)  # without a link of ours
    for number in range(13):
        token = (example.invitation if number < 7 else example.reminder).token
        make = make_enrolled if number < 6 or number == 7 else make_referral
        make(world, example.study, person=another(number), token=token, at=NOW + timedelta(minutes=number))
