from __future__ import annotations

from django.db import models

from crossroads.base.models.people import Organisation
from crossroads.base.scope import OrganisationScoped


class StoredFile(OrganisationScoped):
    """A file of the private store. The same bytes are kept once; each organisation has its own row."""

    PERSONAL = frozenset({"name"})
    PLAIN = frozenset({"id", "public_id", "organisation", "sha256", "content_type", "size", "added_at"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "sha256"], name="stored_file_once")]
