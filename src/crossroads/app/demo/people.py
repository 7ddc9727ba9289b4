"""Two invented organisations, and somebody for every role in each."""

from __future__ import annotations

from datetime import datetime

from crossroads.app.demo.story import PASSWORD, Story, material
from crossroads.base.actor import Actor
from crossroads.base.models import Organisation, RoleAssignment
from crossroads.base.services import NewMember, add_member, found_organisation, grant_role, revoke_role
from crossroads.engines.terms import Role


def tell(now: datetime) -> Story:
    """Found the organisations and give everybody their role."""
    cast = material("people.toml")
    ours, theirs = (
        found_organisation(at=now, invented=True, **organisation) for organisation in cast["organisations"]
    )
    story = Story(now, ours, theirs)
    for organisation in (ours, theirs):
        for role, name in cast["people"][organisation.slug].items():
            _join(story, organisation, Role(role), name)
    _somebody_changes_their_work(story)
    return story


def _join(story: Story, organisation: Organisation, role: Role, name: str) -> None:
    worker = Actor.worker(organisation)
    email = f"{name.split()[0].lower()}@{organisation.slug}.example"
    at = story.day(-35, "09:00")
    user = add_member(organisation=organisation, member=NewMember(email, name, PASSWORD), by=worker, at=at)
    grant_role(user=user, role=role, by=worker, at=at)
    story.people[organisation.slug, role] = user


def _somebody_changes_their_work(story: Story) -> None:
    """The analyst stood in for the outreach lead, and gave the role back."""
    admin, at = story.by(Role.ADMIN), story.day(-33, "09:00")
    analyst = story.people[story.ours.slug, Role.ANALYST]
    stand_in: RoleAssignment = grant_role(user=analyst, role=Role.OUTREACH_LEAD, by=admin, at=at)
    revoke_role(assignment=stand_in, by=admin, at=story.day(-31, "09:00"))
