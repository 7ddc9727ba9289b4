"""Writing the trail. ``record`` stands beside each change, in the change's own transaction."""

from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from crossroads.base.actor import Actor
from crossroads.base.crypto import KEY_BYTES, open_with, seal_with
from crossroads.base.keys import keyring
from crossroads.base.models import AuditEntry, PersonKey
from crossroads.base.scope import Thing
from crossroads.engines.errors import Conflict

written: ContextVar[int] = ContextVar("audit_entries_written", default=0)
"""How many entries this context has written, or services said that nothing changed. See ``services``."""


@dataclass(frozen=True, slots=True, repr=False)
class About:
    """Personal values for the trail, and whose they are."""

    person: PersonKey
    values: dict[str, str]


def record(
    action: str,
    *,
    target: Thing,
    by: Actor,
    at: datetime,
    reason: str = "",
    about: About | None = None,
    **data: Any,
) -> AuditEntry:
    """Write one entry. ``data`` holds names, states, counts and hashes; personal values go through ``about``.

    raises  RuntimeError outside a transaction: the trail and the change stand or fall together
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{action} was recorded outside a transaction")
    written.set(written.get() + 1)
    return AuditEntry.objects.create(
        organisation=by.organisation,
        at=at,
        by=by.user,
        actor_name=by.label,
        action=action,
        target_kind=str(target._meta.model_name),
        target_ref=target.public_id,
        data=data,
        reason=reason,
        person=about.person if about else None,
        personal=_seal(about) if about else "",
    )


def nothing_changed() -> None:
    """A service says that this call changed nothing, and so leaves no entry."""
    written.set(written.get() + 1)


def history(target: Thing, actor: Actor) -> models.QuerySet[AuditEntry]:
    """The entries about one thing, newest first, with who wrote them."""
    return AuditEntry.visible_to(actor).filter(target_ref=target.public_id).order_by("-id")


def new_person() -> PersonKey:
    """A key for one person's values, sealed under the installation's own."""
    import os

    person = PersonKey()
    person.sealed_key = keyring().seal(os.urandom(KEY_BYTES), place=_key_place(person))
    person.save()
    return person


def destroy_person(person: PersonKey, *, at: datetime) -> None:
    """Forget a person's key for good: whatever the trail holds of them stays sealed forever."""
    changed = PersonKey.objects.filter(pk=person.pk, destroyed_at__isnull=True).update(
        sealed_key="", destroyed_at=at
    )
    if not changed:
        raise Conflict("person.erased")


def personal_values(entry: AuditEntry) -> dict[str, str]:
    """The personal values of an entry. Raises Conflict "person.erased" once the key is destroyed."""
    if entry.person is None or not entry.personal:
        return {}
    values: dict[str, str] = json.loads(
        open_with(_person_key(entry.person), entry.personal, place=_value_place(entry.person))
    )
    return values


def _seal(about: About) -> str:
    text = json.dumps(about.values, sort_keys=True).encode()
    return seal_with(_person_key(about.person), text, place=_value_place(about.person))


def _person_key(person: PersonKey) -> bytes:
    if not person.sealed_key:
        raise Conflict("person.erased")
    return keyring().open(person.sealed_key, place=_key_place(person))


def _key_place(person: PersonKey) -> str:
    return f"base_personkey:{person.public_id}:sealed_key"


def _value_place(person: PersonKey) -> str:
    return f"base_auditentry:{person.public_id}:personal"
