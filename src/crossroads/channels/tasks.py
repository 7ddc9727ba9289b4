"""The worker's part: publish what is due, find out what is unknown, ask for what must come down."""

from __future__ import annotations

from datetime import datetime, timedelta

from crossroads.base.actor import Actor
from crossroads.base.duties import Duty
from crossroads.channels import publisher, queries
from crossroads.channels.networks import installed
from crossroads.channels.services.takedowns import open_takedown

LAPSED = "The approval under which it was published holds no longer."


def _publish(at: datetime) -> int:
    return publisher.publish_due(at, channels=installed())


def _settle(at: datetime) -> int:
    """Looks first and releases after, so that what is surely absent is scheduled again in the same run."""
    return publisher.settle_unknown(at, channels=installed()) + publisher.release_due(at)


def take_down_lapsed(at: datetime) -> int:
    """Open a take-down task for each live post whose approval lapsed or was withdrawn. Returns how many."""
    found = queries.live_without_approval(at)
    for publication in found:
        worker = Actor.worker(publication.campaign.study.organisation)
        open_takedown(publication=publication, reason=LAPSED, by=worker, at=at)
    return len(found)


DUTIES = (
    Duty(name="channels.publish", every=timedelta(seconds=5), run=_publish),
    Duty(name="channels.reclaim", every=timedelta(minutes=1), run=publisher.reclaim_stale),
    Duty(name="channels.settle", every=timedelta(seconds=30), run=_settle),
    Duty(name="channels.take_down_lapsed", every=timedelta(minutes=5), run=take_down_lapsed),
)
