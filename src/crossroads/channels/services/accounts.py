"""Where we speak: accounts on networks."""

from __future__ import annotations

from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.channels import policies
from crossroads.channels.models import ChannelAccount
from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.terms import Network


@service("channels.account.add")
def add_account(
    *, network: Network, handle: str, name: str, by: Actor, at: datetime, credentials: str = ""
) -> ChannelAccount:
    """Add an account on a network. ``credentials`` are kept encrypted and shown to nobody.

    raises  InputProblem "channels.account_taken": one account of a network belongs to one organisation
    """
    policies.check_can_keep_accounts(by)
    if ChannelAccount.objects.filter(network=network.value, handle=handle).exists():
        raise InputProblem(
            "channels.account_taken", where=Where(field="handle"), handle=handle, network=network.value
        )
    account = ChannelAccount(
        organisation=by.organisation,
        network=network.value,
        handle=handle,
        name=name,
        credentials=credentials,
        added_at=at,
    )
    account.save()
    audit.record("channels.account.added", target=account, by=by, at=at, network=network.value, handle=handle)
    return account


@service("channels.account.change")
def change_account(
    *, account: ChannelAccount, to: str, by: Actor, at: datetime, reason: str = ""
) -> ChannelAccount:
    """Pause, resume or close an account: "paused", "active" or "closed". What is due meanwhile is held."""
    policies.check_can_keep_accounts(by)
    account.move(to)
    audit.record(f"channels.account.{to}", target=account, by=by, at=at, reason=reason)
    return account
