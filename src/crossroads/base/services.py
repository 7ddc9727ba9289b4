"""Changing people and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.models import Organisation, RoleAssignment, User
from crossroads.base.service import service
from crossroads.engines.terms import Role


@dataclass(frozen=True, slots=True)
class NewMember:
    """Someone who joins an organisation."""

    email: str
    name: str
    password: str


@service("base.member.add")
def add_member(*, organisation: Organisation, member: NewMember, by: Actor, at: datetime) -> User:
    """Give a person an account, or take the one they have. They hold no role yet."""
    if not by.is_worker:
        by.require(Role.ADMIN)
    user = User.objects.filter(email__iexact=member.email).first()
    if user is None:
        user = User(email=member.email.lower(), name=member.name)
        user.set_password(member.password)
        user.save()
    audit.record("base.member.added", target=user, by=by, at=at)
    return user


@service("base.role.grant")
def grant_role(
    *, user: User, role: Role, by: Actor, at: datetime, study: UUID | None = None, site: UUID | None = None
) -> RoleAssignment:
    """Let a person hold a role: everywhere in the organisation, in one study, or at one site.

    study, site  public ids (UUID) or None
    """
    if not by.is_worker:
        by.require(Role.ADMIN)
    assignment, made = RoleAssignment.objects.get_or_create(
        organisation=by.organisation, user=user, role=role, study_ref=study, site_ref=site
    )
    if made:
        audit.record("base.role.granted", target=assignment, by=by, at=at, role=role.value)
    else:
        audit.nothing_changed()
    return assignment


@service("base.role.revoke")
def revoke_role(*, assignment: RoleAssignment, by: Actor, at: datetime) -> None:
    """Take a role away again. Raises NotFound for one of another organisation."""
    by.require(Role.ADMIN)
    RoleAssignment.get_for(by, assignment.public_id)
    audit.record("base.role.revoked", target=assignment, by=by, at=at, role=assignment.role)
    assignment.delete()


def found_organisation(
    *, name: str, slug: str, time_zone: str, at: datetime, invented: bool = False
) -> Organisation:
    """Set up a new organisation, on the operator's command line: nobody inside could ask for it yet."""
    with transaction.atomic():
        organisation = Organisation.objects.create(
            name=name, slug=slug, time_zone=time_zone, invented=invented
        )
        audit.record("base.organisation.founded", target=organisation, by=Actor.worker(organisation), at=at)
    return organisation
