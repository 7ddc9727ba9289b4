"""Chapter 1: the record comes from the registry, is amended, and gets the facts that people ask for.

What people make of its criteria stands in ``criteria``.
"""

from __future__ import annotations

from io import BytesIO

from crossroads.app.demo import criteria
from crossroads.app.demo.story import Story, material
from crossroads.engines import registry
from crossroads.engines.terms import Role
from crossroads.studies import services
from crossroads.studies.models import Study


def first_version(story: Story) -> None:
    """The record as it first came, the facts, the roster, and a screener from the record's own fields."""
    lead = story.by(Role.OUTREACH_LEAD)
    story.studies["lumen"] = lumen = _import(story, "lumen_first.json", day=-30)
    _facts(story, lumen, day=-29)
    services.read_roster(study=lumen, csv=material("lumen_roster.csv"), by=lead, at=story.day(-29, "15:00"))
    _put_to_use(story, lumen, day=-29)


def amended_version(story: Story) -> None:
    """Criteria are read; the record gets more sites, older people, another wording; and Rotterdam is full."""
    lead = story.by(Role.OUTREACH_LEAD)
    criteria.read(story, story.studies["lumen"], day=-13)
    story.studies["lumen"] = lumen = _import(story, "lumen_amended.json", day=-12)
    story.studies["steps"] = _import(story, "steps.json", day=-10)
    rotterdam = lumen.sites.get(city="Rotterdam")
    services.set_full_until(site=rotterdam, full_until=story.day(9).date(), by=lead, at=story.day(-8))
    criteria.read_again(story, lumen, day=-11)
    _put_to_use(story, lumen, day=-11)


def _import(story: Story, name: str, *, day: int) -> Study:
    raw = list(registry.read_records(BytesIO(material(name)), name=name))
    report = services.import_records(raw=raw, by=story.by(Role.OUTREACH_LEAD), at=story.day(day, "09:30"))
    study: Study = (report.new + report.changed)[0]
    return study


def _facts(story: Story, study: Study, *, day: int) -> None:
    sheet = material("lumen_facts.toml")
    for key, (value, page) in sheet["facts"].items():
        services.set_fact(
            study=study,
            key=key,
            value=value,
            document=sheet["document"],
            document_version=sheet["document_version"],
            page=page,
            by=story.by(Role.REGULATORY_COORDINATOR),
            at=story.day(day, "11:00"),
        )


def _put_to_use(story: Story, study: Study, *, day: int) -> None:
    """The lead makes it, the reviewer reads it, the coordinator holds it against the protocol."""
    screener = services.make_screener(
        study=study, by=story.by(Role.OUTREACH_LEAD), at=story.day(day, "16:00")
    )
    services.review_screener(screener=screener, by=story.by(Role.REVIEWER), at=story.day(day, "17:00"))
    services.confirm_screener(
        screener=screener,
        protocol="LUMEN protocol 2.0 of 12 Nov 2026 (invented)",
        by=story.by(Role.REGULATORY_COORDINATOR),
        at=story.day(day, "17:30"),
    )
