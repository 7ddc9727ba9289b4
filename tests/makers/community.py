"""Comments for tests: invented people write under an invented post on the local network."""

from __future__ import annotations

from datetime import datetime, timedelta

from crossroads.base.actor import Actor
from crossroads.channels import services as channels
from crossroads.channels.local.publish import LocalChannel
from crossroads.channels.models import ChannelAccount, InboxItem, Publication
from crossroads.channels.publisher import publish_due
from crossroads.community import services
from crossroads.community.models import Comment, SafetyReport
from crossroads.engines.terms import Network
from crossroads.studies.models import Study
from makers.content import make_approved_message, only_variant
from makers.planning import make_campaign
from world import NOW, World

EVENT = "I took the invented tablet and since then I have a terrible rash."
SERIOUS = "My mother was hospitalized after the second dose of the invented tablet."
QUESTION = "How long does it take to get to the clinic?"
CRISIS = "I want to kill myself."
KIND = "Thank you all for doing this."


def make_account(
    world: World, *, network: Network = Network.LOCAL, handle: str = "harbour", at: datetime = NOW
) -> ChannelAccount:
    """Alice's account on the local network, made once."""
    found = ChannelAccount.objects.filter(network=network.value, handle=handle).first()
    return found or channels.add_account(
        network=network, handle=handle, name="Harbour", by=world.alice, at=at
    )


def make_post(world: World, study: Study, *, at: datetime = NOW) -> Publication:
    """A message that is approved, scheduled and published on the local network, an hour before ``at``."""
    before = at - timedelta(hours=1)
    campaign = make_campaign(world, study, running=True, at=before)
    variant = only_variant(make_approved_message(world, study, campaign, at=before))
    post = channels.schedule(
        variant=variant,
        account=make_account(world, at=before),
        campaign=campaign,
        wall_time=before.replace(tzinfo=None),
        time_zone="UTC",
        by=world.alice,
        at=before,
    )
    publish_due(at, channels={Network.LOCAL: LocalChannel()})
    post.refresh_from_db()
    return post


def make_item(
    world: World,
    text: str,
    *,
    post: Publication | None = None,
    account: ChannelAccount | None = None,
    author: str = "kim_invented",
    at: datetime = NOW,
    posted_at: datetime | None = None,
) -> InboxItem:
    """Something that somebody wrote, as it arrived; nobody has taken it in yet."""
    account = account or (post.account if post else make_account(world))
    arrived = channels.Arrived(
        network_id=f"comment-{account.inbox.count() + 1}",
        text=text,
        posted_at=posted_at or at - timedelta(minutes=5),
        author=author,
        post=post.network_id if post else "",
    )
    received = channels.receive_items(
        account=account, items=[arrived], by=Actor.worker(account.organisation), at=at
    )
    return received.new[0]


def make_comment(
    world: World,
    text: str = QUESTION,
    *,
    taken_in_at: datetime | None = None,
    at: datetime = NOW,
    **item: object,
) -> Comment:
    """A comment that the duty has taken in."""
    arrived = make_item(world, text, at=at, **item)  # type: ignore[arg-type]
    services.take_in(taken_in_at or at)
    return Comment.objects.select_related("item__account__organisation").get(item=arrived)


def make_report(world: World, text: str = EVENT, **comment: object) -> SafetyReport:
    """A comment that the engine flagged, by its report."""
    return make_comment(world, text, **comment).safety_report  # type: ignore[arg-type]
