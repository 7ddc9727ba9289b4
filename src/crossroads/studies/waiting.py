"""What waits in the studies: reviews, sites whose "full until" is over, gaps in the fact sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.base.waiting import Waiting, tells
from crossroads.engines.terms import OverallStatus
from crossroads.studies import policies
from crossroads.studies.facts import NEEDED
from crossroads.studies.models import Criterion, Screener, Site, Study

AT_MOST = 50
"""Of one kind; a page that lists a thousand gaps helps nobody."""


@tells
def waiting(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """In at most five queries."""
    if actor.holds(*policies.MAY_REVIEW):
        yield from _reviews(actor)
    if actor.holds(*policies.MAY_SET_FULL):
        yield from _sites_no_longer_full(actor, at)
    if actor.holds(*policies.MAY_KEEP_FACTS):
        yield from _gaps(actor)


def _reviews(actor: Actor) -> Iterator[Waiting]:
    for verb, title, counted in (
        (_("Review"), _("criteria: %(count)s"), Q(flag="")),
        (_("Look again"), _("criteria that the record words otherwise: %(count)s"), ~Q(flag="")),
    ):
        waiting = Q(criteria__in=_criteria_for(actor).filter(counted))
        studies = Study.visible_to(actor).annotate(waiting=Count("criteria", filter=waiting, distinct=True))
        for study in studies.filter(waiting__gt=0).order_by("pk")[:AT_MOST]:
            yield Waiting(
                step="prescreening",
                verb=verb,
                title=title % {"count": study.waiting},
                url=f"{_url(actor, study, 'criteria')}?show=look",
                study=study.brief_title,
            )
    screeners = (
        Screener.visible_to(actor)
        .filter(state="proposed")
        .exclude(made_by=actor.user)
        .select_related("study")
    )
    for screener in screeners[:AT_MOST]:
        yield Waiting(
            step="prescreening",
            verb=_("Review"),
            title=_("screener %(number)s") % {"number": screener.number},
            url=reverse(
                "studies:screener",
                kwargs={
                    "org": actor.organisation.slug,
                    "study": screener.study.public_id,
                    "screener": screener.public_id,
                },
            ),
            study=screener.study.brief_title,
        )


def _criteria_for(actor: Actor) -> QuerySet[Criterion]:
    """Criteria that wait for this person's eyes: somebody else's, or Crossroads' own, and not hidden."""
    rows = Criterion.visible_to(actor).filter(state="proposed", hidden_at=None)
    return rows.filter(Q(proposed_by=None) | ~Q(proposed_by=actor.user))


def _sites_no_longer_full(actor: Actor, at: datetime) -> Iterator[Waiting]:
    zone = clock.zone(actor.organisation.time_zone)
    today = at.astimezone(zone).date()
    sites = Site.visible_to(actor).filter(full_until__lt=today, in_record=True).select_related("study")
    if actor.sites is not None:
        sites = sites.filter(public_id__in=actor.sites)
    for site in sites[:AT_MOST]:
        assert site.full_until is not None
        over = datetime.combine(site.full_until + timedelta(days=1), time(0), tzinfo=zone)
        yield Waiting(
            step="record",
            verb=_("Check"),
            title=_("%(site)s was full until %(day)s")
            % {"site": site.facility or site.city, "day": f"{site.full_until:%-d %b %Y}"},
            url=_url(actor, site.study, "sites"),
            study=site.study.brief_title,
            due_at=over + timedelta(days=1),
        )


def _gaps(actor: Actor) -> Iterator[Waiting]:
    """Recruiting studies on whose fact sheet something is said, and something needed is not.

    A study that was imported and never taken up waits for nobody.
    """
    said = Count("facts__key", filter=Q(facts__key__in=NEEDED), distinct=True)
    begun = (
        Study.visible_to(actor)
        .filter(
            Q(facts__isnull=False) | Q(criteria__isnull=False), overall_status=OverallStatus.RECRUITING.value
        )
        .annotate(said=said)
        .filter(said__lt=len(NEEDED))
        .order_by("pk")
    )
    for study in begun[:AT_MOST]:
        missing = len(NEEDED) - study.said
        yield Waiting(
            step="record",
            verb=_("Complete"),
            title=_("the fact sheet, %(count)s lines are missing") % {"count": missing},
            url=_url(actor, study, "facts"),
            study=study.brief_title,
        )


def _url(actor: Actor, study: Study, name: str) -> str:
    return reverse(f"studies:{name}", kwargs={"org": actor.organisation.slug, "study": study.public_id})
