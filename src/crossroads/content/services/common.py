"""Steps that several services share."""

from __future__ import annotations

from datetime import datetime

from crossroads.content.models import Message
from crossroads.engines.errors import Problems, Where

AUDIENCES = ("patient", "caregiver", "clinician")


def lock(message: Message) -> None:
    """Hold the message's row until the transaction ends, and see its state as it is now.

    Editing and deciding exclude each other: a decision is about the words that are there when it falls.
    """
    now = Message.objects.select_for_update().get(pk=message.pk)
    message.state, message.editors, message.changed_at = now.state, now.editors, now.changed_at


def end_approvals(message: Message, *, reason: str, at: datetime) -> int:
    """End whatever is approved of a message; returns how many hashes no longer may go out."""
    return message.approved_contents.filter(ended_at__isnull=True).update(ended_at=at, end_reason=reason)


def need(problems: Problems, **fields: str) -> None:
    for field, words in fields.items():
        if not words.strip():
            problems.add("content.needed", where=Where(field=field), field=field)


def check_audience(problems: Problems, audience: str) -> None:
    if audience not in AUDIENCES:
        problems.add("content.audience", where=Where(field="audience"), audience=audience)
