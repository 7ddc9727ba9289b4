"""What goes out and when: the list by day, the form that schedules, the page of one publication."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import audit, clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.cells import harmless
from crossroads.base.shell import focus, focused
from crossroads.channels import policies, publisher, queries, services, showing
from crossroads.channels.forms import FilterForm, FoundForm, ScheduleForm
from crossroads.channels.models import PUBLICATION_LIFE, ChannelAccount, Publication
from crossroads.channels.networks import installed
from crossroads.channels.services.publications import PUBLISHED_HERE
from crossroads.content.models import Variant
from crossroads.content.queries import approved_content, hash_of, text_to_send
from crossroads.engines.errors import Conflict, CrossroadsError
from crossroads.engines.terms import Network
from crossroads.planning.models import Campaign

ROWS = 50
LOOK_BACK = timedelta(days=7)


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    """By day, a week back and everything ahead; ``?state=``, ``?network=`` and ``?since=`` narrow."""
    focus(request, step="publication")
    zone = request.actor.organisation.time_zone
    rows, form, since = _filtered(request, zone)
    if "export" in request.GET:
        return _exported(rows, zone)
    page: Page[Publication] = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "days": showing.by_day(page.object_list, zone),
        "form": form,
        "since": since,
        "states": PUBLICATION_LIFE.choices,
        "networks": [network.value for network in Network],
        "anything": page.paginator.count or queries.publications(request.actor).exists(),
        "why_not": policies.why_not_schedule_at_all(request.actor),
        "open_takedowns": queries.takedowns(request.actor).filter(state="open").count(),
    }
    return render(request, "channels/home.html", context)


def _filtered(request: StaffRequest, zone: str) -> tuple[QuerySet[Publication], FilterForm, datetime]:
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    start = asked.get("since") or (clock.now().astimezone(clock.zone(zone)) - LOOK_BACK).date()
    since = datetime.combine(start, datetime.min.time(), tzinfo=clock.zone(zone))
    rows = queries.publications(request.actor).filter(scheduled_for__gte=since)
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("network"):
        rows = rows.filter(account__network=asked["network"])
    if (study := focused(request, "study")) is not None and not request.GET.get("all"):
        rows = rows.filter(campaign__study__public_id=study)
    return rows, form, since


def _exported(rows: QuerySet[Publication], zone: str) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="publications.csv"'
    table = csv.writer(response)
    table.writerow(["time", "state", "network", "account", "message", "campaign", "token", "address"])
    for row in rows:
        when = clock.moment(row.scheduled_for, zone)
        cells = [when, row.state, row.account.network, row.account.handle, row.variant.message.title]
        table.writerow([harmless(cell) for cell in [*cells, row.campaign.name, row.token, row.network_url]])
    return response


@staff_view(read=policies.MAY_SCHEDULE, write=policies.MAY_SCHEDULE)
def new(request: StaffRequest) -> HttpResponse:
    """Schedule an approved message."""
    focus(request, step="publication")
    at = clock.now()
    form = _schedule_form(request, at)
    if request.method == "POST" and form.is_valid():
        try:
            made = _schedule(request, form, at)
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(
                request,
                _("Scheduled for %(time)s.") % {"time": clock.moment(made.scheduled_for, made.time_zone)},
            )
            return _to(request, made)
    context = {"form": form, "nothing": not form.variants or not form.accounts or not form.campaigns}
    return render(request, "channels/new.html", context, status=422 if form.is_bound and form.errors else 200)


def _schedule_form(request: StaffRequest, at: datetime) -> ScheduleForm:
    actor = request.actor
    campaigns = Campaign.visible_to(actor).exclude(state__in=("closed", "stopped")).select_related("study")
    variants = Variant.visible_to(actor).filter(
        message__state__in=("approved", "in_review"), placement__in=PUBLISHED_HERE
    )
    if (study := focused(request, "study")) is not None:
        campaigns, variants = (
            campaigns.filter(study__public_id=study),
            variants.filter(message__study__public_id=study),
        )
    held = [row for row in variants.select_related("message__study", "media") if approved_content(row, at)]
    accounts = ChannelAccount.visible_to(actor).filter(state="active")
    zone = actor.organisation.time_zone
    soon = (at.astimezone(clock.zone(zone)) + timedelta(hours=1)).replace(minute=0)
    initial = {
        "time_zone": zone,
        "wall_time": soon.replace(tzinfo=None),
        "variant": request.GET.get("variant", ""),
    }
    return ScheduleForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        variants=held,
        campaigns=campaigns,
        accounts=accounts,
    )


def _schedule(request: StaffRequest, form: ScheduleForm, at: datetime) -> Publication:
    chosen = form.cleaned_data
    return services.schedule(
        variant=form.variants[chosen["variant"]],
        campaign=form.campaigns[chosen["campaign"]],
        account=form.accounts[chosen["account"]],
        wall_time=chosen["wall_time"].replace(tzinfo=None),
        time_zone=chosen["time_zone"],
        by=request.actor,
        at=at,
    )


@staff_view()
def publication(request: StaffRequest, publication: UUID) -> HttpResponse:
    """One publication: where it stands, what was sent under which approval, and the one next thing to do."""
    return _page(request, Publication.get_for(request.actor, publication))


def _page(request: StaffRequest, found: Publication, form: FoundForm | None = None) -> HttpResponse:
    row, actor, at = queries.whole(found.pk), request.actor, clock.now()
    focus(request, study=row.campaign.study.public_id, campaign=row.campaign.public_id, step="publication")
    context: dict[str, Any] = {
        "row": row,
        "strip": showing.strip(row),
        "tone": showing.TONES[row.state],
        "why": showing.why(row),
        "unsure": policies.may_be_out(row),
        "attempts": queries.attempts(row),
        "snapshots": queries.snapshots(row),
        "takedown": row.takedowns.order_by("-pk").first(),
        "text": text_to_send(row.variant, row.token, settings.CROSSROADS.public_url),
        "now_hash": hash_of(row.variant),
        "media_url": _media_url(row),
        "history": audit.history(row, actor),
        "found_form": form or FoundForm(),
        "can_look": Network(row.account.network) in installed(),
        "why_not_cancel": policies.why_not_cancel(row, actor),
        "why_not_release": policies.why_not_release(row, actor, at) if row.state == "held" else "",
        "why_not_found": policies.why_not_say_found(row, actor),
        "why_not_take_down": policies.why_not_open_takedown(row, actor),
    }
    return render(request, "channels/publication.html", context, status=422 if form is not None else 200)


def _media_url(row: Publication) -> str:
    if row.variant.media is None:
        return ""
    org = row.campaign.study.organisation.slug
    return reverse("file", kwargs={"org": org, "stored_file": row.variant.media.public_id})


@staff_view(read=frozenset(), write=policies.MAY_CANCEL)
def cancel(request: StaffRequest, publication: UUID) -> HttpResponse:
    row = Publication.get_for(request.actor, publication)
    services.cancel(publication=row, by=request.actor, at=clock.now(), reason=request.POST.get("reason", ""))
    messages.success(request, _("It is cancelled and will not go out."))
    return _to(request, row)


@staff_view(read=frozenset(), write=policies.MAY_SCHEDULE)
def release(request: StaffRequest, publication: UUID) -> HttpResponse:
    row = Publication.get_for(request.actor, publication)
    services.release_held(
        publication=row, by=request.actor, at=clock.now(), reason=request.POST.get("reason", "")
    )
    messages.success(
        request, _("It is scheduled again. The network is asked for the post before anything is sent.")
    )
    return _to(request, row)


@staff_view(read=frozenset(), write=policies.MAY_TAKE_DOWN)
def look(request: StaffRequest, publication: UUID) -> HttpResponse:
    """Look at the network now, instead of waiting for the worker."""
    row = Publication.get_for(request.actor, publication)
    if row.state != "unknown":
        raise Conflict("channels.nothing_to_find")
    settled = publisher.settle_one(row.pk, clock.now(), installed())
    if settled:
        messages.success(request, _("The network has answered."))
    else:
        messages.info(request, _("The network cannot tell yet. We look again by ourselves."))
    return _to(request, row)


@staff_view(read=frozenset(), write=policies.MAY_TAKE_DOWN)
def found(request: StaffRequest, publication: UUID) -> HttpResponse:
    """A person has seen the post."""
    row = Publication.get_for(request.actor, publication)
    form = FoundForm(request.POST)
    if form.is_valid():
        try:
            services.say_found(publication=row, by=request.actor, at=clock.now(), **form.cleaned_data)
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(request, _("Noted: the post is out, and nothing is sent again."))
            return _to(request, row)
    return _page(request, row, form)


@staff_view(read=frozenset(), write=policies.MAY_TAKE_DOWN)
def take_down(request: StaffRequest, publication: UUID) -> HttpResponse:
    """Ask for a live post to be taken down."""
    row = Publication.get_for(request.actor, publication)
    reason = request.POST.get("reason", "").strip() or _("Somebody on the team asked for it.")
    task = services.open_takedown(publication=row, reason=reason, by=request.actor, at=clock.now())
    return redirect("channels:takedown", org=request.actor.organisation.slug, takedown_task=task.public_id)


def _to(request: StaffRequest, row: Publication) -> HttpResponse:
    return redirect("channels:publication", org=request.actor.organisation.slug, publication=row.public_id)
