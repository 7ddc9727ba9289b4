"""The people of the tests, by name: Alice leads, Bob reviews, and Charlie belongs to another organisation.

``World`` founds two organisations and gives every role a person, so that each rule can be tested by name. What a
room needs on top of it (a study, an approved message) is made by that room's services or by the small makers below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from crossroads.base.actor import Actor
from crossroads.base.models import Organisation, User
from crossroads.base.queries import actor_for
from crossroads.base.services import NewMember, add_member, found_organisation, grant_role
from crossroads.engines.terms import Role

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "a long enough password"


@dataclass
class World:
    """Two organisations, ``ours`` and ``theirs``, each with one person per role."""

    ours: Organisation
    theirs: Organisation
    people: dict[tuple[str, Role], User] = field(default_factory=dict)

    def actor(self, *roles: Role, at: str = "ours") -> Actor:
        """The person who holds the (first) role, as an actor with exactly what they were granted."""
        organisation = self.ours if at == "ours" else self.theirs
        return actor_for(self.people[organisation.slug, roles[0]], organisation.slug)

    @property
    def alice(self) -> Actor:
        """Outreach lead: plans, writes, schedules."""
        return self.actor(Role.OUTREACH_LEAD)

    @property
    def bob(self) -> Actor:
        """Reviewer: decides."""
        return self.actor(Role.REVIEWER)

    @property
    def regina(self) -> Actor:
        """Regulatory coordinator: records what boards determined."""
        return self.actor(Role.REGULATORY_COORDINATOR)

    @property
    def carol(self) -> Actor:
        """Community manager: answers."""
        return self.actor(Role.COMMUNITY_MANAGER)

    @property
    def samir(self) -> Actor:
        """Safety officer."""
        return self.actor(Role.SAFETY_OFFICER)

    @property
    def dora(self) -> Actor:
        """Site coordinator."""
        return self.actor(Role.SITE_COORDINATOR)

    @property
    def anna(self) -> Actor:
        """Analyst: numbers, never names."""
        return self.actor(Role.ANALYST)

    @property
    def ada(self) -> Actor:
        """Admin."""
        return self.actor(Role.ADMIN)

    @property
    def charlie(self) -> Actor:
        """A stranger: outreach lead of the other organisation."""
        return self.actor(Role.OUTREACH_LEAD, at="theirs")


def make_world() -> World:
    """Found both organisations and their people. Needs a database."""
    ours = found_organisation(
        name="Harbour Trials", slug="harbour", time_zone="Europe/Amsterdam", at=NOW, invented=True
    )
    theirs = found_organisation(
        name="Other House", slug="other", time_zone="America/New_York", at=NOW, invented=True
    )
    world = World(ours, theirs)
    for organisation in (ours, theirs):
        worker = Actor.worker(organisation)
        for role in Role:
            member = NewMember(
                f"{role.value}@{organisation.slug}.example", _name(role, organisation), PASSWORD
            )
            user = add_member(organisation=organisation, member=member, by=worker, at=NOW)
            grant_role(user=user, role=role, by=worker, at=NOW)
            world.people[organisation.slug, role] = user
    return world


def _name(role: Role, organisation: Organisation) -> str:
    return f"{role.value.replace('_', ' ').title()} of {organisation.name}"
