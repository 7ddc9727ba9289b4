"""The networks that this installation can speak to: one folder each, one line each here."""

from __future__ import annotations

from crossroads.channels.local.publish import LocalChannel
from crossroads.channels.protocol import Channels
from crossroads.engines.terms import Network


def installed() -> Channels:
    """The channels by network, ready to be called. A publication on any other network is held."""
    return {Network.LOCAL: LocalChannel()}
