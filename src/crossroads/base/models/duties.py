from __future__ import annotations

from django.db import models

from crossroads.base.scope import Installation


class DutyRow(Installation):
    """When a recurring work ran, and who holds it now. Claim and completion are apart."""

    PLAIN = frozenset(
        {"id", "public_id", "name", "due_at", "claimed_until", "finished_at", "done_count", "last_error"}
    )

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
