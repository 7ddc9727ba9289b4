"""Reading the desk and the counters. What the public may see stands in ``public``."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet, Sum

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.content.models import ApprovedContent, Variant
from crossroads.engines.terms import Placement, Stage
from crossroads.portal.fhir import STAGE_OF
from crossroads.portal.models import LandingCount, Referral, ReferralStep
from crossroads.portal.policies import MAY_SEE_CONTACT
from crossroads.studies.models import Fact, Screener, Site, StopOrder, Study

OPEN_STATES = ("candidate", "in_contact", "screening", "eligible")


@dataclass(frozen=True, slots=True)
class CountRow:
    """How often a stage was reached on a day of the organisation, by the post's token; "" for none."""

    day: date
    token: str
    stage: Stage
    count: int


@dataclass(frozen=True, slots=True)
class NotMet:
    """How many completed prescreenings a criterion spoke against."""

    criterion: str
    count: int


# --- numbers without persons


def counts(
    study: Study, *, since: date | None = None, until: date | None = None, tokens: Iterable[str] | None = None
) -> list[CountRow]:
    """Clicks up to ``referred``, from the counters. What sites did after that is in ``referral_steps``.

    since, until  first and last day, both included; None for no bound
    tokens        only these posts; None for all, including what came without a post
    """
    rows = _within(study.landing_counts.filter(criterion=""), "day", since, until, tokens)
    return [
        CountRow(row["day"], row["token"], Stage(row["stage"]), row["total"])
        for row in rows.values("day", "token", "stage")
        .annotate(total=Sum("count"))
        .order_by("day", "token", "stage")
    ]


def not_met(study: Study, *, since: date | None = None, until: date | None = None) -> list[NotMet]:
    """Which criteria spoke against taking part, most frequent first."""
    rows = _within(study.landing_counts.exclude(criterion=""), "day", since, until, None)
    totals = rows.values("criterion").annotate(total=Sum("count")).order_by("-total", "criterion")
    return [NotMet(row["criterion"], row["total"]) for row in totals]


def referral_steps(
    study: Study, *, since: date | None = None, until: date | None = None, tokens: Iterable[str] | None = None
) -> list[CountRow]:
    """Contacted, screened, informed_consented, enrolled, screen_failed and withdrawn, by day and token.

    A referral counts once a stage, on the day when it first came there; its life skips none that
    leads forward. ``referred`` is in ``counts`` and not here.
    """
    firsts = (
        ReferralStep.objects.filter(referral__candidate__study=study, to_state__in=_COUNTED)
        .values("referral_id", "referral__token", "to_state")
        .annotate(first=Min("at"))
    )
    zone = clock.zone(study.organisation.time_zone)
    chosen = None if tokens is None else set(tokens)
    cells: Counter[tuple[date, str, Stage]] = Counter()
    for row in firsts:
        day, token = row["first"].astimezone(zone).date(), row["referral__token"]
        inside = (since is None or day >= since) and (until is None or day <= until)
        if inside and (chosen is None or token in chosen):
            cells[day, token, STAGE_OF[row["to_state"]]] += 1
    return [CountRow(*cell, count=number) for cell, number in sorted(cells.items())]


_COUNTED = tuple(state for state in STAGE_OF if state != "candidate")


def _within(
    rows: QuerySet[LandingCount],
    field: str,
    since: date | None,
    until: date | None,
    tokens: Iterable[str] | None,
) -> QuerySet[LandingCount]:
    if since is not None:
        rows = rows.filter(**{f"{field}__gte": since})
    if until is not None:
        rows = rows.filter(**{f"{field}__lte": until})
    return rows if tokens is None else rows.filter(token__in=list(tokens))


@dataclass(frozen=True, slots=True)
class SiteCounts:
    """Referrals of one site by state, for those who may know numbers and no names."""

    study: str
    place: str
    by_state: dict[str, int]


def counts_by_site(actor: Actor) -> list[SiteCounts]:
    """Referrals by site and state, without any person."""
    rows = (
        Referral.visible_to(actor)
        .values("site_id", "site__study__brief_title", "site__facility", "site__city", "state")
        .annotate(total=Count("id"))
        .order_by("site__study__brief_title", "site__city", "site_id")
    )
    sites: dict[int, SiteCounts] = {}
    for row in rows:
        place = ", ".join(part for part in (row["site__facility"], row["site__city"]) if part)
        site = sites.setdefault(row["site_id"], SiteCounts(row["site__study__brief_title"], place, {}))
        site.by_state[row["state"]] = row["total"]
    return list(sites.values())


def open_referrals(study: Study, site: Site | None = None) -> int:
    """How many people still wait for a site's word."""
    waiting = Referral.objects.filter(candidate__study=study, state__in=OPEN_STATES)
    return (waiting if site is None else waiting.filter(site=site)).count()


# --- the desk


def desk(actor: Actor) -> QuerySet[Referral]:
    """The referrals of the sites that the actor coordinates, in order of the promised time.

    A grant without a study or site counts for all of the organisation. Holding another role widens nothing.
    """
    reach = Q(pk__in=[])
    for grant in actor.grants:
        if grant.role in MAY_SEE_CONTACT:
            reach |= _reach(grant.study, grant.site)
    return (
        Referral.visible_to(actor)
        .filter(reach)
        .select_related("candidate__person", "candidate__study__organisation", "site__study", "screener")
        .order_by("due_at", "id")
    )


def _reach(study: object, site: object) -> Q:
    where = Q(pk__isnull=False)
    if study is not None:
        where &= Q(site__study__public_id=study)
    if site is not None:
        where &= Q(site__public_id=site)
    return where


def to_call(actor: Actor) -> QuerySet[Referral]:
    return desk(actor).filter(state="candidate")


def public_referral(code: str) -> Referral | None:
    """The referral behind a person's own private link; None for any other code, or once it was erased."""
    if not code:
        return None
    return (
        Referral.objects.select_related(
            "candidate__person", "candidate__study__organisation", "site__study", "screener"
        )
        .filter(withdrawal_code_hash=hash_of_code(code))
        .first()
    )


_OF_CONTENT = ("network", "text", "page", "with_link", "media__sha256", "alt_text", "targeting")


def public_findable(studies: Iterable[Study], at: datetime) -> list[object]:
    """Everything that decides which of these studies the finder may show at a moment, and how, but for the day.

    Six queries, however many studies there are; no person stands in any of them.
    """
    ids = [study.pk for study in studies]
    of_message = {"message__study__in": ids, "message__variants__placement": Placement.PAGE}
    return [
        list(StopOrder.objects.filter(study__in=ids, lifted_at=None).order_by("pk").values_list("pk")),
        list(Fact.objects.filter(study__in=ids).order_by("pk").values_list("pk", flat=True)),
        list(
            Screener.objects.filter(study__in=ids, state="reviewed")
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
        list(
            Site.objects.filter(study__in=ids)
            .order_by("pk")
            .values_list(
                "pk", "status", "in_record", "full_until", "capacity", "latitude", "longitude", "city"
            )
        ),
        list(
            ApprovedContent.objects.filter(
                Q(expires_at=None) | Q(expires_at__gt=at), **of_message, ended_at=None
            )
            .order_by("pk")
            .values_list("pk", "content_hash")
            .distinct()
        ),
        list(
            Variant.objects.filter(message__study__in=ids, placement=Placement.PAGE)
            .order_by("pk")
            .values_list("pk", "message__state", "message__language", *_OF_CONTENT)
        ),
    ]


def hash_of_code(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
