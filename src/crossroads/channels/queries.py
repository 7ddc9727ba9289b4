"""Reading what goes out and what comes in; what has no actor is the worker's own question, or ``public_``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from crossroads.base.actor import Actor
from crossroads.channels.models import (
    Attempt,
    ChannelAccount,
    InboxItem,
    LocalPost,
    Publication,
    Snapshot,
    TakedownTask,
)
from crossroads.content.models import ApprovedContent
from crossroads.content.slots import site_of
from crossroads.engines.terms import Network
from crossroads.planning.models import Campaign
from crossroads.studies.models import StopOrder, Study
from crossroads.studies.queries import is_stopped

UNSURE = ("channels.absent_unsure", "channels.cannot_tell")
"""Codes of held publications that may nevertheless stand on the network."""

_ALL_OF_IT = (
    "campaign__study__organisation",
    "variant__message",
    "variant__media",
    "account__organisation",
    "approved__decision",
)


# --- what staff read


def publications(actor: Actor) -> QuerySet[Publication]:
    """All publications that the actor may know of, by their time, with all that a list shows."""
    return Publication.visible_to(actor).select_related(*_ALL_OF_IT, "scheduled_by")


def for_a_person(actor: Actor, *, failed_since: datetime) -> QuerySet[Publication]:
    """Held without an end of its own, or refused lately: what only a person can take further."""
    rows = Publication.visible_to(actor).select_related("campaign__study", "variant__message")
    held = Q(state="held", retry_at__isnull=True)
    return rows.filter(held | Q(state="failed", scheduled_for__gte=failed_since))


def accounts(actor: Actor) -> QuerySet[ChannelAccount]:
    return ChannelAccount.visible_to(actor)


def takedowns(actor: Actor) -> QuerySet[TakedownTask]:
    """Take-down tasks, those that are due first at the top."""
    rows = TakedownTask.visible_to(actor).select_related(
        "publication__campaign__study", "publication__account", "publication__variant__message", "done_by"
    )
    return rows.order_by("-state", "due_at")


def attempts(publication: Publication) -> QuerySet[Attempt]:
    return publication.attempts.all()


def snapshots(publication: Publication) -> QuerySet[Snapshot]:
    return publication.snapshots.all()


# --- what other rooms ask


def publication_by_token(token: str) -> Publication | None:
    """The publication whose link was followed; None for a token that nobody gave out."""
    return Publication.objects.select_related("campaign__study").filter(token=token).first()


def study_for_token(token: str) -> Study | None:
    """Where a tracked link leads."""
    publication = publication_by_token(token)
    return publication.campaign.study if publication else None


def inbox_after(cursor: int, limit: int = 100) -> Sequence[InboxItem]:
    """What arrived after the item with this primary key; the last one's is the next cursor."""
    rows = InboxItem.objects.filter(pk__gt=cursor).order_by("pk")
    return list(rows.select_related("account__organisation", "publication__campaign__study")[:limit])


def live_publications(where: Study | Campaign) -> QuerySet[Publication]:
    """What stands on a network now, as far as we know, for a study or a campaign."""
    rows = _of(where).filter(state="published")
    return rows.select_related("account", "variant__message")


def publications_of(where: Study | Campaign) -> QuerySet[Publication]:
    """All publications of a study or campaign, whatever became of them."""
    return _of(where).select_related("account", "variant__message")


def _of(where: Study | Campaign) -> QuerySet[Publication]:
    if isinstance(where, Campaign):
        return Publication.objects.filter(campaign=where)
    return Publication.objects.filter(campaign__study=where)


# --- what stops and publishers ask


def stop_that_covers(publication: Publication) -> StopOrder | None:
    """The stop in force for it: of its study, its campaign, or the site that its message names."""
    study = publication.campaign.study
    ref = site_of(publication.variant.slots)
    site = study.sites.filter(public_id=ref).first() if ref else None
    return is_stopped(study, site=site, campaign_ref=publication.campaign.public_id)


def covered_by(order: StopOrder) -> list[Publication]:
    """The publications that a stop order is about, those that have come to an end excepted."""
    rows = Publication.objects.filter(campaign__study=order.study).exclude(
        state__in=("cancelled", "failed", "removed")
    )
    if order.campaign_ref is not None:
        rows = rows.filter(campaign__public_id=order.campaign_ref)
    found = list(rows.select_related(*_ALL_OF_IT))
    if order.site is None:
        return found
    return [row for row in found if site_of(row.variant.slots) == order.site.public_id]


def whole(pk: int) -> Publication:
    """One publication as it stands in the database now, with all that the publisher needs to know of it."""
    return Publication.objects.select_related(*_ALL_OF_IT).get(pk=pk)


def due(at: datetime, limit: int) -> list[int]:
    """Primary keys of scheduled publications whose time has come, oldest first."""
    rows = Publication.objects.filter(state="scheduled", scheduled_for__lte=at)
    return list(rows.order_by("scheduled_for", "pk").values_list("pk", flat=True)[:limit])


def lapsed_claims(at: datetime) -> list[int]:
    """Publications that somebody began to send and never finished."""
    return list(
        Publication.objects.filter(state="sending", claimed_until__lt=at).values_list("pk", flat=True)
    )


def unsettled(not_looked_since: datetime) -> list[int]:
    """Publications of which nobody knows whether they are out, and that have not been looked for lately."""
    rows = Publication.objects.filter(state="unknown")
    rows = rows.filter(Q(looked_at__isnull=True) | Q(looked_at__lte=not_looked_since))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def to_release(at: datetime) -> list[int]:
    """Held for a while only, and the while is over."""
    return list(Publication.objects.filter(state="held", retry_at__lte=at).values_list("pk", flat=True))


def live_without_approval(at: datetime) -> list[Publication]:
    """Live posts whose approval lapsed, was withdrawn or lost its facts, and that nobody was asked to take
    down.

    A renewed approval of the same words holds for them too. An edit of the message does not count: what
    stands there was approved, and still is what was approved.
    """
    lapsed = Q(approved__expires_at__lte=at) | (
        Q(approved__ended_at__lte=at) & ~Q(approved__end_reason="edited")
    )
    renewed = ApprovedContent.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=at),
        variant_ref=OuterRef("variant__public_id"),
        content_hash=OuterRef("sent_hash"),
        ended_at__isnull=True,
    )
    rows = Publication.objects.filter(lapsed, ~Exists(renewed), state="published", takedowns__isnull=True)
    return list(rows.select_related(*_ALL_OF_IT))


# --- the public feed of the local network


def public_local_account(handle: str) -> ChannelAccount | None:
    rows = ChannelAccount.objects.filter(network=Network.LOCAL.value, handle=handle)
    return rows.exclude(state="closed").select_related("organisation").first()


def public_local_posts(account: ChannelAccount) -> QuerySet[LocalPost]:
    """What stands on the feed, newest first; replies stand under what they answer."""
    return account.local_posts.filter(removed_at__isnull=True, parent="").select_related("media")


def public_local_post(account: ChannelAccount, public_id: UUID) -> LocalPost | None:
    return (
        account.local_posts.filter(removed_at__isnull=True, public_id=public_id)
        .select_related("media")
        .first()
    )


def public_local_replies(account: ChannelAccount) -> QuerySet[LocalPost]:
    return account.local_posts.filter(removed_at__isnull=True).exclude(parent="").order_by("posted_at", "pk")


def public_comment_places(account: ChannelAccount) -> list[tuple[str, str]]:
    """For each comment its own network id and its post's; nothing that people said."""
    rows = account.inbox.filter(publication__isnull=False)
    return list(rows.values_list("network_id", "publication__network_id"))
