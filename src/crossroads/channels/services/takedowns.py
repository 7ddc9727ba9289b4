"""Getting posts off the networks, with proof, and what a stop does to publications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.models import StoredFile
from crossroads.base.service import service
from crossroads.channels import policies, queries
from crossroads.channels.models import Publication, TakedownTask
from crossroads.channels.publisher.outcomes import open_for
from crossroads.engines.errors import Conflict, InputProblem, Where
from crossroads.studies.models import StopOrder

DOWN: dict[str, tuple[str, ...]] = {
    "published": ("removed",),
    "unknown": ("held", "cancelled"),
    "held": ("cancelled",),
}
"""Once a post is surely not there: the steps of its publication, by the state in which it is."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a stop did: publications cancelled, posts that must come down."""

    cancelled: int
    takedowns: int


@service("channels.takedown.open")
def open_takedown(*, publication: Publication, reason: str, by: Actor, at: datetime) -> TakedownTask:
    """Ask for a post to be taken down. Where somebody has asked already, their task is returned.

    raises  ActionDenied "channels.not_live" for a publication that cannot be on the network
    """
    policies.check_can_open_takedown(publication, by)
    task = open_for(publication, reason, at, by=by)
    if task is None:
        audit.nothing_changed()
        return publication.takedowns.get(state="open")
    return task


@service("channels.takedown.prove")
def prove_takedown(
    *, task: TakedownTask, proof: str, by: Actor, at: datetime, proof_file: StoredFile | None = None
) -> TakedownTask:
    """Say how one knows that the post is down: in words, with a picture where there is one.

    raises  InputProblem "channels.proof_missing"
    """
    policies.check_can_take_down(task, by)
    if not proof.strip():
        raise InputProblem("channels.proof_missing", where=Where(field="proof"))
    task.move("done", proof=proof.strip(), proof_file=proof_file, done_by=by.user, done_at=at)
    publication = queries.whole(task.publication_id)
    for step in DOWN.get(publication.state, ()):
        publication.move(
            step, **({"removed_at": at} if step == "removed" else {"held_code": "channels.taken_down"})
        )
    audit.record(
        "channels.takedown.proved",
        target=task,
        by=by,
        at=at,
        publication=str(publication.public_id),
        proof=proof.strip(),
        sha256=proof_file.sha256 if proof_file else "",
    )
    return task


@service("channels.publication.stop")
def stop_publications(*, order: StopOrder, by: Actor, at: datetime) -> Stopped:
    """Cancel what has not gone out, and ask for what has to be taken down, for all that a stop order covers.

    What is being sent this moment cannot be called back: should it come out, its task is opened then.
    """
    cancelled = takedowns = 0
    for publication in queries.covered_by(order):
        if publication.state == "published" or policies.may_be_out(publication):
            takedowns += open_for(publication, order.reason, at, by=by) is not None
        elif publication.state in ("scheduled", "held"):
            cancelled += _cancel(publication, order, by, at)
    audit.record(
        "channels.publication.stopped", target=order, by=by, at=at, cancelled=cancelled, takedowns=takedowns
    )
    return Stopped(cancelled, takedowns)


def _cancel(publication: Publication, order: StopOrder, by: Actor, at: datetime) -> bool:
    try:
        publication.move("cancelled", held_code="channels.stopped", retry_at=None)
    except Conflict:
        return False  # the publisher was faster, and asks again before it sends and after
    audit.record("channels.publication.cancelled", target=publication, by=by, at=at, reason=order.reason)
    return True
