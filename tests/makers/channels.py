"""Accounts and publications for tests, made through the product's own services. All of it is invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crossroads.channels import publisher, services
from crossroads.channels.models import ChannelAccount, Publication
from crossroads.channels.networks import installed
from crossroads.channels.protocol import Channels
from crossroads.content.models import Variant
from crossroads.engines.terms import Network
from crossroads.planning.models import Campaign
from makers.content import make_approved_message, only_variant
from makers.planning import make_campaign
from makers.studies import make_study
from world import NOW, World


def make_account(
    world: World,
    *,
    handle: str = "harbour-trials",
    network: Network = Network.LOCAL,
    credentials: str = "",
    at: datetime = NOW,
) -> ChannelAccount:
    """An active account of our organisation, added by Ada."""
    return services.add_account(
        network=network, handle=handle, name="Harbour Trials", credentials=credentials, by=world.ada, at=at
    )


def make_variant(
    world: World, campaign: Campaign | None = None, *, at: datetime = NOW, **message: object
) -> Variant:
    """An approved variant for the local network, in a running campaign of the invented study."""
    campaign = campaign or make_campaign(world, make_study(world, at=at), running=True, at=at)
    return only_variant(make_approved_message(world, campaign.study, campaign, at=at, **message))  # type: ignore[arg-type]


def make_publication(
    world: World,
    variant: Variant | None = None,
    account: ChannelAccount | None = None,
    *,
    after: timedelta = timedelta(hours=1),
    at: datetime = NOW,
) -> Publication:
    """Alice schedules an approved message for some time after ``at``; what it needs is made where it is
    missing.
    """
    variant = variant or make_variant(world, at=at)
    campaign = variant.message.campaign
    assert campaign is not None
    account = (
        account or ChannelAccount.objects.filter(organisation=world.ours, network=variant.network).first()
    )
    return services.schedule(
        variant=variant,
        account=account or make_account(world, at=at),
        campaign=campaign,
        wall_time=(at + after).astimezone(UTC).replace(tzinfo=None),
        time_zone="UTC",
        by=world.alice,
        at=at,
    )


def make_published(
    world: World, variant: Variant | None = None, *, at: datetime = NOW, channels: Channels | None = None
) -> Publication:
    """A publication that went out on the local network at ``at``."""
    publication = make_publication(world, variant, after=timedelta(0), at=at)
    publisher.publish_due(at, channels=channels or installed())
    publication.refresh_from_db()
    return publication
