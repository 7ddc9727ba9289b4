"""One hash chain per organisation over the trail, and its verification.

Entries are sealed after they were committed, by one worker, in the order in which it finds them: a number in the
chain then has no gap, whatever order transactions ended in. What is not yet sealed is reported as the tail.
Each hash is SHA-256 over canonical JSON of the entry and the hash before it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from crossroads.base.duties import Duty
from crossroads.base.models import AuditEntry, AuditSeal, Organisation

BATCH = 500


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What verification found: how many entries hold, where the chain breaks, how many are unsealed yet."""

    organisation: str
    sealed: int
    unsealed: int
    breaks: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.breaks


def entry_hash(entry: AuditEntry, previous: str) -> str:
    """The hash of an entry in its place. Personal values enter as ciphertext, so erasure does not break it."""
    content = {
        "previous": previous,
        "id": str(entry.public_id),
        "organisation": entry.organisation_id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": entry.by_id,
        "actor": entry.actor_name,
        "action": entry.action,
        "target": [entry.target_kind, str(entry.target_ref)],
        "data": entry.data,
        "reason": entry.reason,
        "personal": [entry.person_id, entry.personal],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def seal_committed(at: datetime) -> int:
    """Seal every committed entry that has no seal yet; returns how many."""
    return sum(_seal_organisation(organisation) for organisation in Organisation.objects.all())


@transaction.atomic
def _seal_organisation(organisation: Organisation) -> int:
    last = AuditSeal.objects.filter(organisation=organisation).order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, "")
    waiting = AuditEntry.objects.filter(organisation=organisation, seal__isnull=True).order_by("id")[:BATCH]
    seals = []
    for entry in waiting:
        number += 1
        sealed = entry_hash(entry, previous)
        seals.append(
            AuditSeal(
                organisation=organisation, number=number, entry=entry, previous_hash=previous, hash=sealed
            )
        )
        previous = sealed
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def verify(organisation: Organisation) -> ChainReport:
    """Walk the whole chain and say where it breaks: an entry changed, missing, or put elsewhere."""
    breaks: list[str] = []
    previous, expected = "", 1
    seals = AuditSeal.objects.filter(organisation=organisation).select_related("entry").order_by("number")
    for seal in seals.iterator(chunk_size=BATCH):
        if seal.number != expected:
            breaks.append(f"seal {expected} is missing")
        if seal.previous_hash != previous:
            breaks.append(f"seal {seal.number} does not follow the one before it")
        if entry_hash(seal.entry, seal.previous_hash) != seal.hash:
            breaks.append(f"entry {seal.entry.public_id} (seal {seal.number}) was changed")
        previous, expected = seal.hash, seal.number + 1
    unsealed = AuditEntry.objects.filter(organisation=organisation, seal__isnull=True).count()
    return ChainReport(organisation.slug, expected - 1, unsealed, tuple(breaks))


seal_duty = Duty(name="audit.seal", every=timedelta(seconds=10), run=seal_committed)
