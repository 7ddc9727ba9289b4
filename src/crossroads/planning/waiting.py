"""What waits in the plan: answers to decide on, campaigns that end, plans without a forecast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.base.waiting import Waiting, tells
from crossroads.planning import policies
from crossroads.planning.models import Campaign, FitAssessment

ENDS_WITHIN = timedelta(days=7)
AT_MOST = 50


@tells
def waiting(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """In two queries."""
    if actor.holds(*policies.MAY_DECIDE_FIT):
        yield from _undecided(actor)
    if actor.holds(*policies.MAY_PLAN):
        yield from _ending(actor, at)


def _undecided(actor: Actor) -> Iterator[Waiting]:
    """Answers to the fit question on which nobody has decided, the newest of each study."""
    seen: set[int] = set()
    for row in FitAssessment.visible_to(actor).select_related("study").order_by("-asked_at", "-id")[:200]:
        if row.study_id in seen:
            continue
        seen.add(row.study_id)
        if row.decided_at is None and len(seen) <= AT_MOST:
            yield Waiting(
                step="plan",
                verb=_("Decide"),
                title=_("should this trial use social media? The answer is: %(answer)s")
                % {"answer": row.recommendation},
                url=reverse(
                    "planning:fit", kwargs={"org": actor.organisation.slug, "study": row.study.public_id}
                ),
                study=row.study.brief_title,
            )


def _ending(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Running campaigns whose last day is near or past."""
    last = (at + ENDS_WITHIN).date()
    rows = Campaign.visible_to(actor).filter(state="running", end_date__lte=last).select_related("study")
    for row in rows[:AT_MOST]:
        over = datetime.combine(row.end_date + timedelta(days=1), time(0), tzinfo=clock.zone(row.time_zone))
        yield Waiting(
            step="plan",
            verb=_("Close"),
            title=_("%(name)s ends on %(day)s") % {"name": row.name, "day": f"{row.end_date:%-d %b %Y}"},
            url=reverse(
                "planning:campaign", kwargs={"org": actor.organisation.slug, "campaign": row.public_id}
            ),
            study=row.study.brief_title,
            due_at=over,
        )
