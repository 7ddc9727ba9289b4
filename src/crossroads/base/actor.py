"""Who acts, in which organisation, and what they hold there. Made at an edge, handed to every service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from crossroads.engines.errors import ActionDenied
from crossroads.engines.terms import Role

if TYPE_CHECKING:
    from crossroads.base.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Grant:
    """One role, for the whole organisation or for one study or one site of it."""

    role: Role
    study: UUID | None = None
    site: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the worker) inside one organisation. An actor never reaches another organisation's data."""

    organisation: Organisation
    user: User | None
    grants: tuple[Grant, ...] = ()
    seen_as: frozenset[Role] = frozenset(Role)
    """The roles whose grants count for what is seen: a page narrows them to those that may open it, so that an
    analyst of all studies who answers comments in one reads the comments of that one."""

    @classmethod
    def worker(cls, organisation: Organisation) -> Actor:
        """The installation's own worker, acting for an organisation. It holds no role and decides nothing."""
        return cls(organisation=organisation, user=None)

    @property
    def is_worker(self) -> bool:
        return self.user is None

    @property
    def label(self) -> str:
        return self.user.name if self.user else "Crossroads"

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def holds(self, *roles: Role, study: UUID | None = None, site: UUID | None = None) -> bool:
        """Whether the actor has any of the roles here. A grant for a study or site counts only there."""
        return any(
            grant.role in roles
            and (grant.study is None or study is None or grant.study == study)
            and (grant.site is None or site is None or grant.site == site)
            for grant in self.grants
        )

    def require(self, *roles: Role, study: UUID | None = None, site: UUID | None = None) -> None:
        """Raises ActionDenied "role.missing" naming who may."""
        if not self.holds(*roles, study=study, site=site):
            raise ActionDenied("role.missing", roles=role_words(roles))

    @property
    def studies(self) -> frozenset[UUID] | None:
        """The studies that the actor is confined to; None where a grant covers the whole organisation."""
        return self._confined("study")

    @property
    def sites(self) -> frozenset[UUID] | None:
        """The sites that the actor is confined to; None where some grant is not bound to a site."""
        return self._confined("site")

    def _confined(self, to: str) -> frozenset[UUID] | None:
        if self.is_worker:
            return None
        bounds = [getattr(grant, to) for grant in self.grants if grant.role in self.seen_as]
        return None if None in bounds else frozenset(bounds)


def role_words(roles: tuple[Role, ...] | frozenset[Role]) -> str:
    """Roles as a sentence names them: "outreach lead or admin"."""
    names = [role.value.replace("_", " ") for role in Role if role in roles]
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "nobody"
