"""Who waits for a call from the sites that I coordinate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base.actor import Actor
from crossroads.base.waiting import Waiting, tells
from crossroads.engines.terms import Role
from crossroads.portal.queries import to_call


@tells
def calls(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """One line a person, without a name: every staff page shows this. One query."""
    if Role.SITE_COORDINATOR not in actor.roles:
        return
    for referral in to_call(actor):
        yield Waiting(
            step="referral",
            verb=_("Call"),
            title=_("a person who asked for it (%(reference)s)") % {"reference": referral.reference},
            url=reverse(
                "portal:referral", kwargs={"org": actor.organisation.slug, "referral": referral.public_id}
            ),
            study=referral.site.study.brief_title,
            due_at=referral.due_at,
        )
