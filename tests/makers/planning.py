"""Invented campaigns for tests, made through the product's own services."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.planning import services
from crossroads.planning.models import Campaign, FitAssessment
from crossroads.planning.queries import fit_facts
from crossroads.studies.models import Study
from world import NOW, World


def make_fit(world: World, study: Study, *, go_on: bool | None = True, at: datetime = NOW) -> FitAssessment:
    """The fit question asked by Alice and, unless ``go_on`` is None, decided by her."""
    facts = fit_facts(study, at.date(), budget=9000.0, weeks=8)
    assessment = services.ask_fit(study=study, facts=facts, by=world.alice, at=at)
    if go_on is None:
        return assessment
    return services.decide_fit(
        assessment=assessment, go_on=go_on, reason="An invented reason.", by=world.alice, at=at
    )


def make_campaign(
    world: World, study: Study, *, name: str = "Winter", running: bool = False, at: datetime = NOW
) -> Campaign:
    """Eight weeks, 9,000 USD, two lines; with ``running``, after a decision to go on."""
    campaign = services.make_campaign(
        study=study,
        name=name,
        purpose=Purpose.RECRUIT,
        budget=Decimal(9000),
        currency="USD",
        start_date=date(2026, 11, 23),
        end_date=date(2027, 1, 17),
        time_zone="Europe/Amsterdam",
        target_enrollment=20,
        by=world.alice,
        at=at,
    )
    lines = [
        services.ChannelLine(Network.LOCAL, Placement.ORGANIC, Decimal(0), "The feed of this installation."),
        services.ChannelLine(Network.FACEBOOK, Placement.PAID, Decimal(6300), "Studied best."),
    ]
    services.set_channels(campaign=campaign, lines=lines, by=world.alice, at=at)
    if running:
        if not study.fit_assessments.filter(go_on=True).exists():
            make_fit(world, study, at=at)
        services.start_campaign(campaign=campaign, by=world.alice, at=at)
    return campaign
