"""The trail: who did what, when, why. Append-only in the database itself, and chained."""

from __future__ import annotations

from django.db import models

from crossroads.base.guards import only_grows
from crossroads.base.models.people import Organisation, User
from crossroads.base.scope import Installation, OrganisationScoped


class PersonKey(Installation):
    """The key under which one person's values lie in the trail.

    Erasing the person destroys the key: the trail still verifies, and what it held of them is gone.
    """

    PERSONAL = frozenset({"sealed_key"})
    PLAIN = frozenset({"id", "public_id", "destroyed_at"})

    sealed_key = models.TextField(blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) ^ models.Q(sealed_key=""),
                name="person_key_destroyed_or_kept",
            )
        ]


class AuditEntry(OrganisationScoped):
    """One change, written in the change's own transaction. ``data`` holds names and hashes, never contact data."""

    PERSONAL = frozenset({"actor_name", "by", "person", "personal"})
    PLAIN = frozenset(
        {"id", "public_id", "organisation", "at", "action", "target_kind", "target_ref", "data", "reason"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=120)
    action = models.CharField(max_length=80)
    target_kind = models.CharField(max_length=60)
    target_ref = models.UUIDField()
    data = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    person = models.ForeignKey(PersonKey, null=True, on_delete=models.PROTECT, related_name="+")
    personal = models.TextField(blank=True, help_text="Sealed under the person's key")

    class Meta:
        indexes = [models.Index(fields=["target_ref", "id"], name="audit_by_target")]
        ordering = ["id"]


class AuditSeal(OrganisationScoped):
    """The place of one entry in its organisation's chain: each hash covers the entry and the hash before it."""

    PLAIN = frozenset({"id", "public_id", "organisation", "number", "entry", "previous_hash", "hash"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="audit_seal_number")]
        ordering = ["number"]


only_grows(AuditEntry, AuditSeal)
