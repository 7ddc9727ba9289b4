"""Taking a post down with one click: removed through its channel, looked for, and proved absent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from crossroads.base.actor import Actor
from crossroads.channels import policies
from crossroads.channels.models import TakedownTask
from crossroads.channels.protocol import Absent, Channels, Found
from crossroads.channels.publisher.settling import request_to_look_for
from crossroads.channels.services.takedowns import prove_takedown
from crossroads.engines.errors import ActionDenied, Conflict
from crossroads.engines.terms import Network

PROOF = "Removed through the channel, then looked for: the network's complete listing does not have it."


def take_down_now(*, task: TakedownTask, channels: Channels, by: Actor, at: datetime) -> TakedownTask:
    """Remove the post of a task and prove it.

    raises  ActionDenied "channels.no_channel", Conflict "channels.still_there" where the network does not
            confirm that it is gone: then a person looks, and writes what they saw as proof
    """
    policies.check_can_take_down(task, by)
    publication = task.publication
    channel = channels.get(Network(publication.account.network))
    if channel is None:
        raise ActionDenied("channels.no_channel")
    with transaction.atomic(durable=True):
        request = request_to_look_for(publication)
    found = channel.look_for(request)
    network_id = found.network_id if isinstance(found, Found) else publication.network_id
    looked = channel.remove(request, network_id, at) if network_id else found
    if looked != Absent(authoritative=True):
        raise Conflict("channels.still_there")
    return prove_takedown(task=task, proof=PROOF, by=by, at=at)


def can_be_clicked(task: TakedownTask, channels: Channels) -> bool:
    """Whether the network can be spoken to at all."""
    return Network(task.publication.account.network) in channels
