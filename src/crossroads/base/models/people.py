"""Organisations, the people who work in them, and what each may do."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from crossroads.base.scope import Installation, OrganisationScoped
from crossroads.engines.terms import Role


class Organisation(Installation):
    """A team with walls around it: a sponsor, a hospital, a research group."""

    PLAIN = frozenset({"id", "public_id", "name", "slug", "time_zone", "invented"})

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", help_text="IANA name; times are shown in it")
    invented = models.BooleanField(default=False, help_text="Marked on every page: nothing here is real")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users are found by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Installation):
    """A member of staff. Patients and the public have no account."""

    PERSONAL = frozenset({"email", "name", "password", "last_login"})
    PLAIN = frozenset({"id", "public_id", "is_active"})

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name


class RoleAssignment(OrganisationScoped):
    """One role of one person: in the whole organisation, in one study, or at one site.

    Study and site are later rooms, so they are named by their public ids and not by a foreign key.
    """

    PERSONAL = frozenset({"user"})
    PLAIN = frozenset({"id", "public_id", "organisation", "role", "study_ref", "site_ref"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=30, choices=[(role.value, role.name) for role in Role])
    study_ref = models.UUIDField(null=True, blank=True)
    site_ref = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "role", "study_ref", "site_ref"],
                name="role_assignment_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="role_assignment_known_role"
            ),
        ]
