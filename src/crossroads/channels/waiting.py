"""What waits in this room: posts that must come down, publications that only a person can decide about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base.actor import Actor
from crossroads.base.waiting import Waiting, tells
from crossroads.channels import policies, queries
from crossroads.channels.models import Publication

FAILED_SHOWN = timedelta(days=7)
"""A refusal is final: it is shown for a while, and then stands in the list alone."""


@tells
def tell(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Two queries, and none for a role that can do nothing here."""
    if actor.holds(*policies.MAY_TAKE_DOWN):
        yield from _takedowns(actor)
    if actor.holds(*policies.MAY_SCHEDULE):
        yield from _publications(actor, at)


def _takedowns(actor: Actor) -> Iterator[Waiting]:
    org = actor.organisation.slug
    for task in queries.takedowns(actor).filter(state="open"):
        publication = task.publication
        yield Waiting(
            step="publication",
            verb=_("Take down"),
            title=publication.variant.message.title,
            url=reverse("channels:takedown", kwargs={"org": org, "takedown_task": task.public_id}),
            study=publication.campaign.study.brief_title,
            due_at=task.due_at,
        )


def _publications(actor: Actor, at: datetime) -> Iterator[Waiting]:
    org = actor.organisation.slug
    for publication in queries.for_a_person(actor, failed_since=at - FAILED_SHOWN):
        yield Waiting(
            step="publication",
            verb=_verb(publication),
            title=publication.variant.message.title,
            url=reverse("channels:publication", kwargs={"org": org, "publication": publication.public_id}),
            study=publication.campaign.study.brief_title,
            due_at=publication.scheduled_for if publication.state == "held" else None,
        )


def _verb(publication: Publication) -> str:
    if publication.state == "failed":
        return _("Read why it failed")
    return _("Look on the network") if policies.may_be_out(publication) else _("Release or cancel")
