"""The publisher: from scheduled to published, exactly once.

    claim   asked again and claimed by one conditional UPDATE        committed
    start   the attempt with its ``request_started_at``               committed
    call    the channel, outside any transaction
    record  what the network answered                                 committed

Whoever dies between two of these leaves a row that tells how far it got. A claim that lapses becomes
*unknown*; ``settle_unknown`` looks at the network, and only what is surely not there is sent again. See
docs/explanation/publishing.md.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from crossroads.channels import queries
from crossroads.channels.models import Publication
from crossroads.channels.protocol import (
    CannotTell,
    Channel,
    Channels,
    Found,
    Looked,
    Outcome,
    PublishRequest,
    Unknown,
)
from crossroads.channels.publisher import settling, steps
from crossroads.channels.publisher.steps import Claim
from crossroads.engines.terms import Network

__all__ = ["BATCH", "SETTLE_STEPS", "STEPS", "publish_due", "reclaim_stale", "release_due", "settle_unknown"]

logger = logging.getLogger(__name__)

OnStep = Callable[[str], None]

STEPS = ("due", "claiming", "claimed", "starting", "started", "answered", "recording", "recorded")
"""The steps of one publication, in order; ``-ing`` stands inside a transaction that is not committed yet."""
SETTLE_STEPS = ("looking", "looked", "settling", "settled", "releasing", "released")

BATCH = 50
RUN_TIME = timedelta(minutes=5)
"""A run takes nothing new after so long: the claims count from its ``at``, which grows old."""
LOOK_AGAIN = timedelta(seconds=30)


def _silent(step: str) -> None:
    """Nobody watches."""


def publish_due(
    at: datetime,
    *,
    channels: Channels,
    on_step: OnStep = _silent,
    seconds: Callable[[], float] = time.monotonic,
) -> int:
    """Publish what is due. Returns how many publications were settled: published, refused, held or cancelled.

    channels  the networks that can be spoken to; a publication on another is held
    on_step   called at each of ``STEPS``, for tests that stop the world there
    seconds   a clock that only runs forward
    """
    began, done = seconds(), 0
    for pk in queries.due(at, BATCH):
        if seconds() - began > RUN_TIME.total_seconds():
            break
        done += _publish(pk, at, channels, on_step)
    return done


def _publish(pk: int, at: datetime, channels: Channels, on_step: OnStep) -> int:
    on_step("due")
    claim = steps.claim(pk, at, channels, on_step)
    if not isinstance(claim, Claim):
        return claim
    on_step("claimed")
    channel = channels[claim.network]
    if claim.tried_before and (found := _found_before_sending_again(claim, channel, at)):
        return found
    if not steps.start(claim, at, on_step):
        return 0
    on_step("started")
    outcome = _call(channel, claim.request)
    on_step("answered")
    steps.record(claim, outcome, at, on_step)
    on_step("recorded")
    return 1


def _found_before_sending_again(claim: Claim, channel: Channel, at: datetime) -> int:
    """A second try looks first, even where somebody was sure: 1 where that settled it."""
    match _look(channel, claim.request):
        case Found() as found:
            steps.record_found(claim.pk, found, at)
            return 1
        case CannotTell(code):
            steps.record(claim, Unknown(code), at)
            return 1
    return 0


def _call(channel: Channel, request: PublishRequest) -> Outcome:
    """One call. Whatever goes wrong in it, the post may exist."""
    try:
        return channel.publish(request)
    except Exception as failure:  # noqa: BLE001 - a channel that breaks must not take the others with it
        logger.error("publishing %s broke: %s", request.publication, type(failure).__name__)
        return Unknown("channels.channel_broke")


def _look(channel: Channel, request: PublishRequest) -> Looked:
    try:
        return channel.look_for(request)
    except Exception as failure:  # noqa: BLE001 - as above: not to know is an answer
        logger.error("looking for %s broke: %s", request.publication, type(failure).__name__)
        return CannotTell("channels.channel_broke")


def reclaim_stale(at: datetime) -> int:
    """Claims that lapsed: whoever held them is gone, and what they did is unknown. Returns how many."""
    return sum(steps.lapse(pk, at) for pk in queries.lapsed_claims(at))


def settle_unknown(at: datetime, *, channels: Channels, on_step: OnStep = _silent) -> int:
    """Look at the networks for what is unknown. Returns how many are unknown no longer."""
    return sum(settle_one(pk, at, channels, on_step) for pk in queries.unsettled(at - LOOK_AGAIN))


def settle_one(pk: int, at: datetime, channels: Channels, on_step: OnStep = _silent) -> int:
    """Look for one publication; see ``settling`` for what follows from the answer."""
    publication = queries.whole(pk)
    on_step("looking")
    looked = _look_at(publication, channels, at)
    on_step("looked")
    settled = settling.settle(publication, looked, at, on_step)
    on_step("settled")
    return int(settled)


def _look_at(publication: Publication, channels: Channels, at: datetime) -> Looked:
    if (known := settling.known_without_looking(publication)) is not None:
        return known
    channel = channels.get(Network(publication.account.network))
    if channel is None:
        return CannotTell("channels.no_channel")
    return _look(channel, settling.request_to_look_for(publication))


def release_due(at: datetime, *, on_step: OnStep = _silent) -> int:
    """Schedule again what was held for a while only. Returns how many."""
    done = 0
    for pk in queries.to_release(at):
        done += settling.release(pk, at, on_step)
        on_step("released")
    return done
