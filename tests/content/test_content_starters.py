"""The starter templates keep our own rules: nothing is found on any network, and all of them read easily."""

from __future__ import annotations

import pytest

from crossroads.content import pages
from crossroads.content.plain_words import ages, chance, condition, sex
from crossroads.content.starters import PAGE, STARTERS, Starter
from crossroads.engines.compliance import Audience, InterventionKind, Jurisdiction, MessageInContext, check
from crossroads.engines.compliance.limits import count
from crossroads.engines.compliance.readability import readability
from crossroads.engines.terms import Network, Placement, Purpose

FACTS = {
    "condition": condition("Asthma"),
    "ages": ages("18 Years", "65 Years"),
    "sex": sex("All", "18 Years"),
    "city": "Utrecht",
    "visits": "6 visits in 24 weeks",
    "duration": "24 weeks",
    "travel": "your way to the clinic is paid",
    "compensation": "what is paid stands in the consent form",
    "placebo_chance": chance("5 of 10"),
    "contact": "+31 10 555 0100",
    "sponsor": "Invented University Hospital",
    "link": "(link)",
}
EVERYWHERE = [(n, p) for n in Network for p in Placement if p is not Placement.PAGE]


def filled(starter: Starter) -> str:
    return starter.body.format(**FACTS)


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.name)
def test_a_filled_starter_yields_no_finding_anywhere(starter: Starter) -> None:
    for network, placement in EVERYWHERE:
        message = MessageInContext(
            text=filled(starter),
            network=network,
            placement=placement,
            purpose=starter.purpose,
            audience=Audience.PATIENT,
            jurisdictions=frozenset(Jurisdiction),
            intervention_kinds=frozenset({InterventionKind.DRUG, InterventionKind.DEVICE}),
            product_names=("Inventomab",),
            conditions=("Asthma",),
        )
        assert check(message) == (), f"{network}, {placement}"


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.name)
def test_a_filled_starter_reads_at_grade_8_or_lower(starter: Starter) -> None:
    grade = readability(filled(starter).replace("(link)", "")).grade
    assert grade is not None
    assert grade <= 8, grade


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.name)
def test_a_filled_starter_leaves_room_on_mastodon(starter: Starter) -> None:
    text = filled(starter).replace("(link)", "https://studies.example.org/go/xxxxxxxxxxxx/")
    assert count(text, Network.MASTODON).fits


def test_every_purpose_has_a_starter() -> None:
    assert {starter.purpose for starter in STARTERS} == set(Purpose)


def test_names_are_told_apart() -> None:
    assert len({starter.name for starter in STARTERS}) == len(STARTERS)


def test_the_starter_page_has_every_section() -> None:
    assert set(PAGE) == set(pages.KEYS)
