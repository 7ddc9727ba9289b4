"""A person who was passed on to a site, for tests. Nobody in it exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from crossroads.base.actor import Actor
from crossroads.portal.models import Referral
from crossroads.portal.services import Person, move_referral, new_code, submit_referral
from crossroads.portal.wording import contact_wording
from crossroads.studies.models import Site, Study
from crossroads.studies.queries import open_sites
from world import NOW, World

PERSON = Person(
    name="Wilhelmina Erfunden",
    phone="+31 20 555 0100",
    email="wilhelmina@invented.example",
    called_for="self",
    best_time="evening",
    language="Dutch",
    interpreter=True,
)
ANSWERS: Mapping[str, str] = {"age": "41", "has_condition": "yes"}


def make_referral(
    world: World,
    study: Study,
    *,
    site: Site | None = None,
    person: Person = PERSON,
    answers: Mapping[str, str] = ANSWERS,
    token: str = "",
    code: str = "",
    at: datetime = NOW,
) -> Referral:
    """A person who answered, agreed, and chose a site. The study needs a reviewed screener."""
    return submit_referral(
        study=study,
        site=site or open_sites(study, at.date())[0],
        person=person,
        answers=answers,
        wording=contact_wording(study),
        code=code or new_code(),
        token=token,
        by=Actor.worker(study.organisation),
        at=at,
    )


def another(number: int, *, name: str = "") -> Person:
    """Somebody else, with a phone number of their own."""
    return Person(name=name or f"Invented Person {number}", phone=f"+31 20 555 {number:04}")


def make_enrolled(world: World, study: Study, **referral: object) -> Referral:
    """A referral that Dora brought all the way."""
    made = make_referral(world, study, **referral)  # type: ignore[arg-type]
    for state in ("in_contact", "screening", "eligible", "enrolled"):
        move_referral(referral=made, to=state, by=world.dora, at=made.changed_at)
    return made
