"""An invented roundtable for tests, made through the product's services."""

from __future__ import annotations

from datetime import datetime

from crossroads.base.actor import Actor
from crossroads.playbook import services
from crossroads.playbook.models import Participant, Roundtable
from crossroads.playbook.practices import starter
from world import NOW, World


def make_table(world: World, *, state: str = "open", at: datetime = NOW) -> Roundtable:
    """The roundtable to begin with, led by Alice, in one of its states."""
    ready = starter()
    table = services.make_roundtable(
        title=ready.title,
        purpose=ready.purpose,
        topics=ready.topics,
        questions=ready.questions,
        by=world.alice,
        at=at,
    )
    for to in ("open", "closing", "closed"):
        if table.state == state:
            return table
        if to == "closed":
            services.write_synthesis(
                roundtable=table, text="We would ask patients first.", by=world.alice, at=at
            )
        services.move_roundtable(roundtable=table, to=to, by=world.alice, at=at)
    return table


def take_seat(
    table: Roundtable, name: str = "Guest", perspective: str = "patient", at: datetime = NOW
) -> Participant:
    return services.join_table(
        roundtable=table, shown_name=name, perspective=perspective, by=Actor.worker(table.organisation), at=at
    ).participant
