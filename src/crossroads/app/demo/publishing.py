"""Chapter 4: what was approved goes out, once; the platforms' numbers come in; what is live comes down with proof."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from crossroads.app.demo.story import Story, material
from crossroads.channels import services
from crossroads.channels.local.client import posts_marked
from crossroads.channels.local.publish import LocalChannel
from crossroads.channels.models import Publication
from crossroads.channels.networks import installed
from crossroads.channels.protocol import CannotTell, Looked, Outcome, PublishRequest, Unknown
from crossroads.channels.publisher import publish_due, settle_unknown
from crossroads.channels.takingdown import take_down_now
from crossroads.engines.terms import Network, Placement, Role

FEED, BOOSTED, COMMUNITY = "feed", "boosted", "community"
"""Our own page, the same page paid to reach further, and the page of a patient community."""

ACCOUNTS = {FEED: "lighthouse", BOOSTED: "lighthouse", COMMUNITY: "headache-corner"}


class CutLine(LocalChannel):
    """A network whose line breaks after the post was made, and stays broken: nobody here can know."""

    def publish(self, request: PublishRequest) -> Outcome:
        super().publish(request)
        return Unknown("channels.no_answer")

    def look_for(self, request: PublishRequest) -> Looked:
        return CannotTell("channels.no_answer")


def open_accounts(story: Story) -> None:
    """Where we speak. The community's account rested for a night while its password was changed."""
    admin = story.by(Role.ADMIN)
    for handle, name in (
        ("lighthouse", "Lighthouse Clinical Research"),
        ("headache-corner", "Headache Corner, a patient community"),
    ):
        story.accounts[handle] = services.add_account(
            network=Network.LOCAL, handle=handle, name=name, by=admin, at=story.day(-34, "10:00")
        )
    account = story.accounts["headache-corner"]
    for to, day in (("paused", -20), ("active", -19)):
        services.change_account(
            account=account, to=to, reason="New password", by=admin, at=story.day(day, "20:00")
        )


def publish(story: Story, message: str, channel: str, campaign: str, *, day: int, clock: str) -> None:
    """Schedule half an hour before, and let the worker do its work at the time."""
    publication = _schedule(story, message, channel, campaign, when=story.day(day, clock))
    publish_due(story.day(day, clock), channels=installed())
    publication.refresh_from_db()
    story.publications[f"{message}, {channel}"] = publication


def publish_over_a_broken_line(
    story: Story, message: str, channel: str, campaign: str, *, day: int, clock: str
) -> None:
    """The answer was lost. Nothing is sent again blindly: it is held, and a person looks and says that it is there."""
    at, line = story.day(day, clock), {Network.LOCAL: CutLine()}
    publication = _schedule(story, message, channel, campaign, when=at)
    publish_due(at, channels=line)
    for hours in range(1, 30):
        settle_unknown(at + timedelta(hours=hours), channels=line)
    post = posts_marked(ACCOUNTS[channel], publication.token)[0]
    publication.refresh_from_db()
    services.say_found(
        publication=publication, network_id=post.id, network_url=post.url, by=story.by(Role.OUTREACH_LEAD),
        at=at + timedelta(hours=30),
    )  # fmt: skip
    story.publications[f"{message}, {channel}"] = publication


def hold_one(story: Story) -> None:
    """One was due while the campaign rested: it is held, not lost."""
    held = _schedule(story, "november placebo", FEED, "november", when=story.day(-5, "09:00"))
    publish_due(story.day(-5, "09:00"), channels=installed())
    story.publications["november placebo, feed"] = held


def let_it_go(story: Story) -> None:
    held = story.publications["november placebo, feed"]
    held.refresh_from_db()
    at = story.day(-4, "09:00")
    services.release_held(
        publication=held, reason="The weekend is over.", by=story.by(Role.OUTREACH_LEAD), at=at
    )
    publish_due(at + timedelta(minutes=1), channels=installed())
    held.refresh_from_db()


def plan_ahead(story: Story) -> None:
    """Two posts were to wait for their hour; one of them was cancelled."""
    _schedule(story, "diary", FEED, "november", when=story.day(2, "18:00"))
    cancelled = _schedule(story, "november placebo", FEED, "november", when=story.day(3, "18:00"))
    services.cancel(
        publication=cancelled,
        reason="Two posts a week are enough.",
        by=story.by(Role.OUTREACH_LEAD),
        at=story.now,
    )


def take_the_pilot_down(story: Story) -> None:
    """The pilot's paid post is taken down when the pilot ends, with proof; its last organic one still waits."""
    lead = story.by(Role.OUTREACH_LEAD)
    paid = story.publications["pilot invitation, boosted"]
    task = services.open_takedown(
        publication=paid, reason="The pilot is over.", by=lead, at=story.day(-14, "08:00")
    )
    take_down_now(task=task, channels=installed(), by=lead, at=story.day(-14, "08:30"))
    services.open_takedown(
        publication=story.publications["pilot invitation, feed"],
        reason="It states the age limit of before the amendment.",
        by=lead,
        at=story.day(-1, "17:00"),
    )


def count_by_hand(story: Story) -> None:
    """The pilot's daily numbers, entered day by day."""
    lead = story.by(Role.OUTREACH_LEAD)
    for name, numbers in material("numbers.toml")["entered"].items():
        publication = story.publications[name]
        for day, impressions, clicks, spend in numbers:
            services.record_snapshot(
                publication=publication, day=story.day(day).date(), impressions=impressions,
                reach=impressions * 8 // 10, clicks=clicks, spend=Decimal(spend) if spend else None,
                currency="USD" if spend else "", by=lead, at=max(story.day(day + 1, "08:00"), story.day(day, "23:00")),
            )  # fmt: skip


def count_by_report(story: Story) -> None:
    """November's numbers come as the platform's own file."""
    lead = story.by(Role.OUTREACH_LEAD)
    services.import_report(csv=_report(story), name="november.csv", by=lead, at=story.now)


def _schedule(story: Story, message: str, channel: str, campaign: str, *, when: datetime) -> Publication:
    placement = Placement.BOOSTED if channel == BOOSTED else Placement.ORGANIC
    zone = story.ours.time_zone
    return services.schedule(
        variant=story.messages[message].variants.get(network=Network.LOCAL, placement=placement),
        account=story.accounts[ACCOUNTS[channel]],
        campaign=story.campaigns[campaign],
        wall_time=when.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        time_zone=zone,
        by=story.by(Role.OUTREACH_LEAD),
        at=min(story.now, when - timedelta(minutes=30)),
    )


def _report(story: Story) -> bytes:
    lines = ["token,day,impressions,reach,clicks,spend,currency"]
    for name, numbers in material("numbers.toml")["reported"].items():
        token = story.publications[name].token
        for day, impressions, clicks, spend in numbers:
            date = story.day(day).date().isoformat()
            lines.append(
                f"{token},{date},{impressions},{impressions * 8 // 10},{clicks},{spend},{'USD' if spend else ''}"
            )
    return "\n".join(lines).encode()
