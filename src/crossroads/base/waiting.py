"""What waits for me: each room tells what waits in its step of the journey, for whom, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from crossroads.base.actor import Actor

Teller = Callable[[Actor, datetime], "Iterable[Waiting]"]

_tellers: list[Teller] = []


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the actor.

    step    the key of the journey's step, see ``journey``
    verb    what to do, as the button says it: "Decide", "Answer", "Hand off"
    due_at  None where nothing is promised
    """

    step: str
    verb: str
    title: str
    url: str
    study: str = ""
    due_at: datetime | None = None
    safety: bool = False

    def is_overdue(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at


def tells(teller: Teller) -> Teller:
    """Register a room's teller; it must answer in few queries, since every staff page asks it."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Everything that waits for the actor: safety first, then by due time, things without one last."""
    items = [item for teller in _tellers for item in teller(actor, at)]
    return sorted(items, key=lambda w: (not w.safety, w.due_at is None, w.due_at or at, w.title))
