"""Planning a publication, and what a person decides about it later."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from crossroads.base import audit, clock
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.channels import policies
from crossroads.channels.models import ChannelAccount, Publication
from crossroads.channels.protocol import Found
from crossroads.channels.publisher.outcomes import UNCLAIMED, settle_found
from crossroads.channels.queries import stop_that_covers
from crossroads.content.hashing import TOKEN_LENGTH
from crossroads.content.models import ApprovedContent, Variant
from crossroads.content.queries import approved_content
from crossroads.engines.errors import Conflict, InputProblem, Problems, Where
from crossroads.engines.terms import Placement
from crossroads.planning.models import Campaign

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""No 0, 1, l or o: a link is sometimes typed from a leaflet."""
PUBLISHED_HERE = (Placement.ORGANIC.value, Placement.BOOSTED.value)
"""What goes out by schedule; paid goes to the buyer, replies into conversations, pages to the portal."""
JUST_PASSED = timedelta(minutes=10)
"""A form takes its while to fill in: a time so shortly gone means "now"."""


@service("channels.publication.schedule")
def schedule(
    *,
    variant: Variant,
    account: ChannelAccount,
    campaign: Campaign,
    wall_time: datetime,
    time_zone: str,
    by: Actor,
    at: datetime,
) -> Publication:
    """Let an approved variant go out on an account at a wall time (naive) in an IANA zone.

    raises  InputProblem or ManyProblems, each at its field: "channels.not_approved",
            "channels.approval_lapses", "channels.placement_not_published", "channels.other_study",
            "channels.other_network", "channels.account_not_active", "channels.time_passed",
            "channels.scheduled_twice", "channels.stopped", "time.unknown_zone", "time.skipped",
            "time.repeated"
    """
    policies.check_can_schedule(campaign, by)
    scheduled_for = _at_wall_time(wall_time, time_zone)
    _check(variant, account, campaign, scheduled_for, at)
    publication = Publication(
        campaign=campaign,
        variant=variant,
        account=account,
        token=new_token(),
        scheduled_for=scheduled_for,
        wall_time=wall_time.replace(tzinfo=UTC),
        time_zone=time_zone,
        scheduled_by=by.user,
        made_at=at,
    )
    if stop_that_covers(publication) is not None:
        raise Conflict("channels.stopped")
    publication.save()
    audit.record(
        "channels.publication.scheduled",
        target=publication,
        by=by,
        at=at,
        scheduled_for=scheduled_for.isoformat(),
        account=str(account.public_id),
        variant=str(variant.public_id),
        token=publication.token,
    )
    return publication


def new_token() -> str:
    """A token that nobody guesses: 12 signs of 32, 60 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))


def _at_wall_time(wall_time: datetime, time_zone: str) -> datetime:
    try:
        return clock.from_wall_time(wall_time, time_zone)
    except InputProblem as error:
        error.where = Where(field="time_zone" if error.code == "time.unknown_zone" else "wall_time")
        raise


def _check(
    variant: Variant, account: ChannelAccount, campaign: Campaign, scheduled_for: datetime, at: datetime
) -> None:
    """Everything that is wrong with a plan, in one pass."""
    problems = Problems()
    if variant.message.study_id != campaign.study_id or variant.message.campaign_id not in (
        None,
        campaign.pk,
    ):
        problems.add("channels.other_study", where=Where(field="variant"))
    if variant.placement not in PUBLISHED_HERE:
        problems.add(
            "channels.placement_not_published", where=Where(field="variant"), placement=variant.placement
        )
    _check_approval(approved_content(variant, at), scheduled_for, problems)
    if account.network != variant.network:
        problems.add("channels.other_network", where=Where(field="account"), network=variant.network)
    if account.state != "active":
        problems.add("channels.account_not_active", where=Where(field="account"))
    if scheduled_for < at - JUST_PASSED:
        problems.add("channels.time_passed", where=Where(field="wall_time"))
    planned = Publication.objects.filter(variant=variant, account=account, scheduled_for=scheduled_for)
    if planned.exclude(state__in=("cancelled", "failed")).exists():
        problems.add("channels.scheduled_twice", where=Where(field="wall_time"))
    problems.raise_any()


def _check_approval(approved: ApprovedContent | None, scheduled_for: datetime, problems: Problems) -> None:
    if approved is None:
        problems.add("channels.not_approved", where=Where(field="variant"))
    elif approved.expires_at is not None and approved.expires_at <= scheduled_for:
        problems.add(
            "channels.approval_lapses",
            where=Where(field="wall_time"),
            until=approved.expires_at.strftime("%-d %b %Y"),
        )


@service("channels.publication.cancel")
def cancel(*, publication: Publication, by: Actor, at: datetime, reason: str = "") -> Publication:
    """Take a scheduled or held publication back for good. Raises Conflict where it is on its way or out."""
    policies.check_can_cancel(publication, by)
    publication.move("cancelled", held_code="channels.cancelled_by_person", retry_at=None)
    audit.record("channels.publication.cancelled", target=publication, by=by, at=at, reason=reason)
    return publication


@service("channels.publication.release")
def release_held(*, publication: Publication, by: Actor, at: datetime, reason: str = "") -> Publication:
    """Let a held publication go out after all, at its time or, where that has passed, now.

    raises  ActionDenied with the code of whatever would hold it again
    """
    policies.check_can_release(publication, by, at)
    changes: dict[str, datetime] = {}
    if publication.scheduled_for < at:
        local = at.astimezone(clock.zone(publication.time_zone))
        changes = {"scheduled_for": at, "wall_time": local.replace(tzinfo=UTC)}
    publication.move("scheduled", held_code="", retry_at=None, **UNCLAIMED, **changes)
    audit.record("channels.publication.released", target=publication, by=by, at=at, reason=reason)
    return publication


@service("channels.publication.say_found")
def say_found(
    *, publication: Publication, network_id: str, network_url: str, by: Actor, at: datetime
) -> Publication:
    """A person has seen the post on the network: it is published, and nothing is sent again.

    raises  ActionDenied "channels.nothing_to_find", InputProblem "channels.post_known"
    """
    policies.check_can_say_found(publication, by)
    if Publication.objects.filter(account=publication.account, network_id=network_id).exists():
        raise InputProblem("channels.post_known", where=Where(field="network_id"))
    settle_found(publication, Found(network_id, network_url), at, by=by)
    return publication
