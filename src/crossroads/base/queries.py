"""Reading people and their roles."""

from __future__ import annotations

from crossroads.base.actor import Actor, Grant
from crossroads.base.models import Organisation, RoleAssignment, User
from crossroads.engines.errors import NotFound
from crossroads.engines.terms import Role


def actor_for(user: User, slug: str) -> Actor:
    """The person as a member of an organisation. Whoever holds nothing there is told that it does not exist."""
    assignments = list(
        RoleAssignment.objects.filter(user=user, organisation__slug=slug).select_related("organisation")
    )
    if not assignments:
        raise NotFound("thing.not_found", thing="organisation")
    grants = tuple(Grant(Role(a.role), a.study_ref, a.site_ref) for a in assignments)
    return Actor(organisation=assignments[0].organisation, user=user, grants=grants)


def organisations_of(user: User) -> list[Organisation]:
    """The organisations in which a person holds a role, by name."""
    return list(Organisation.objects.filter(assignments__user=user).distinct().order_by("name"))


def members(actor: Actor, *roles: Role) -> list[User]:
    """People of the actor's organisation who hold any of the roles, by name."""
    held = RoleAssignment.visible_to(actor).filter(role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name"))


def public_all_invented() -> bool:
    """Whether everything here is a demonstration: then every page says so, whoever opens it."""
    kinds = set(Organisation.objects.values_list("invented", flat=True).distinct())
    return kinds == {True}
