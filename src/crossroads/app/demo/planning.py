"""Chapter 2: should this study use social media at all? Then a pilot, and from what it taught, November."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crossroads.app.demo.story import Story, material
from crossroads.engines.forecast import FitFacts
from crossroads.engines.terms import Network, Placement, Purpose, Role
from crossroads.planning import services
from crossroads.planning.models import Campaign


def ask_the_fit_question(story: Story) -> None:
    """The engine answers for and against; the team decides and says why."""
    lead, study = story.by(Role.OUTREACH_LEAD), story.studies["lumen"]
    facts = FitFacts(
        conditions=("Migraine",),
        open_sites=3,
        countries=("US", "NL", "GB"),
        minimum_age_years=18,
        maximum_age_years=65,
        phase="PHASE2",
        target_enrollment=240,
        budget=6000,
        weeks=3,
        visits=6,
        acute_or_inpatient=False,
        healthy_volunteers=False,
    )
    assessment = services.ask_fit(study=study, facts=facts, by=lead, at=story.day(-28, "10:00"))
    services.decide_fit(
        assessment=assessment,
        go_on=True,
        reason="As one channel beside the clinics' own letters. Two weeks first, to learn what it costs here.",
        by=story.by(Role.REGULATORY_COORDINATOR),
        at=story.day(-28, "15:00"),
    )


def plan(story: Story, key: str) -> Campaign:
    """A campaign with its lines and forecasts, started."""
    entry = material("campaigns.toml")[key]
    lead, day = story.by(Role.OUTREACH_LEAD), entry["first_day"]
    campaign = services.make_campaign(
        study=story.studies["lumen"],
        name=entry["name"],
        purpose=Purpose.RECRUIT,
        budget=Decimal(entry["budget"]),
        currency="USD",
        start_date=story.day(day).date(),
        end_date=story.day(entry["last_day"]).date(),
        time_zone=story.ours.time_zone,
        target_enrollment=entry["target"],
        by=lead,
        at=story.day(day - 1, "09:00"),
    )
    services.set_audience(campaign=campaign, added=entry["audience"], by=lead, at=story.day(day - 1, "09:20"))
    services.set_channels(
        campaign=campaign,
        lines=[_line(line) for line in entry["lines"]],
        by=lead,
        at=story.day(day - 1, "09:40"),
    )
    services.make_forecast(campaign=campaign, by=lead, at=story.day(day - 1, "10:00"), seed=2026)
    services.start_campaign(campaign=campaign, by=lead, at=story.day(day, "07:00"))
    story.campaigns[key] = campaign
    return campaign


def rest(story: Story, *, day: int) -> None:
    """November rests while nobody is there to answer."""
    campaign = story.campaigns["november"]
    services.pause_campaign(campaign=campaign, by=story.by(Role.OUTREACH_LEAD), at=story.day(day, "18:00"))


def go_on(story: Story, *, day: int) -> None:
    campaign = story.campaigns["november"]
    services.start_campaign(campaign=campaign, by=story.by(Role.OUTREACH_LEAD), at=story.day(day, "08:00"))


def another_study(story: Story) -> None:
    """The walking study has a campaign too; it is stopped before anything went out."""
    lead, study = story.by(Role.OUTREACH_LEAD), story.studies["steps"]
    facts = FitFacts(
        conditions=("Knee Osteoarthritis",), open_sites=1, countries=("NL",), minimum_age_years=45,
        target_enrollment=80, budget=300, weeks=4, visits=12, healthy_volunteers=False,
    )  # fmt: skip
    services.ask_fit(study=study, facts=facts, by=lead, at=story.day(-5, "10:00"))
    services.make_campaign(
        study=study, name="Neighbourhood", purpose=Purpose.RECRUIT, budget=Decimal(300), currency="USD",
        start_date=story.day(3).date(), end_date=story.day(30).date(), time_zone=story.ours.time_zone,
        target_enrollment=10, by=lead, at=story.day(-5, "11:00"),
    )  # fmt: skip


def _line(line: dict[str, Any]) -> services.ChannelLine:
    return services.ChannelLine(
        Network(line["network"]), Placement(line["placement"]), Decimal(line["amount"]), line["reason"]
    )
