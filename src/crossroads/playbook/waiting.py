"""What waits in the last step: campaigns to close with a lesson, and contributions that nobody has read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.base.waiting import Waiting, tells
from crossroads.playbook.policies import MAY_CLOSE, MAY_LEAD
from crossroads.playbook.queries import roundtables_to_read, to_close

AFTER_THE_END = timedelta(days=30)
"""So long the numbers of the last days may still come in; then a lesson is due."""


@tells
def lessons_to_write(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not actor.holds(*MAY_CLOSE):
        return
    org = actor.organisation
    today = at.astimezone(clock.zone(org.time_zone)).date()
    for campaign in to_close(actor, today):
        if actor.holds(*MAY_CLOSE, study=campaign.study.public_id):
            yield Waiting(
                step="lesson",
                verb=_("Close with a lesson"),
                title=campaign.name,
                url=reverse("playbook:close", kwargs={"org": org.slug, "campaign": campaign.public_id}),
                study=campaign.study.brief_title,
                due_at=datetime.combine(campaign.end_date, time(12), UTC) + AFTER_THE_END,
            )


@tells
def contributions_to_read(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not actor.holds(*MAY_LEAD):
        return
    org = actor.organisation.slug
    for table, unread in roundtables_to_read(actor):
        yield Waiting(
            step="lesson",
            verb=_("Read %(n)s contributions") % {"n": unread} if unread > 1 else _("Read a contribution"),
            title=table.title,
            url=reverse("playbook:roundtable", kwargs={"org": org, "roundtable": table.public_id}),
        )  # fmt: skip
