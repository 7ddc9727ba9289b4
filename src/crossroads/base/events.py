"""Typed events, handled in the same transaction.

An earlier room announces what happened; later rooms subscribe when the app starts. A handler that fails undoes
the change that announced it. Safety and approval never rest on an event: the publisher asks again at fire time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events: plain ids and values, never model instances of a later room."""


E = TypeVar("E", bound=Event)

_handlers: dict[type[Event], list[Callable[[Event], None]]] = defaultdict(list)


def subscribe(kind: type[E], handler: Callable[[E], None]) -> None:
    """Call ``handler`` for every event of exactly this kind. The same handler twice is heard once."""
    handlers = _handlers[kind]
    if handler not in handlers:
        handlers.append(handler)  # type: ignore[arg-type]


def announce(event: Event) -> None:
    """Tell all subscribers, in the order in which they subscribed, inside the running transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was announced outside a transaction")
    for handler in _handlers[type(event)]:
        handler(event)
