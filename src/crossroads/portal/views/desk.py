"""The site's desk: whom to call, in the order in which it was promised, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import audit, clock
from crossroads.base.access import ANYONE, StaffRequest, staff_view
from crossroads.base.actor import Actor
from crossroads.base.shell import focus
from crossroads.engines.errors import CrossroadsError, NotFound
from crossroads.engines.terms import Role
from crossroads.portal import forms, outcomes, policies, queries, services, small
from crossroads.portal.fhir import STATES, research_subject_status
from crossroads.portal.models import Referral, ReferralStep
from crossroads.portal.services import Person

COORDINATOR = frozenset({Role.SITE_COORDINATOR})
VIEWS = {
    "call": ("candidate",),
    "contact": ("in_contact", "screening", "eligible"),
    "ended": ("ineligible", "enrolled", "screen_failed", "withdrawn", "lost"),
}
PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One referral in a list; ``name`` is empty unless somebody asked for the names."""

    referral: Referral
    words: Any
    tone: str
    name: str


@staff_view(read=ANYONE)
def desk(request: StaffRequest) -> HttpResponse:
    """For coordinators their calls; for everybody else how many, and no names."""
    focus(request, step="referral")
    if Role.SITE_COORDINATOR not in request.actor.roles:
        return render(request, "portal/desk_counts.html", _counts(request.actor))
    shown = request.GET.get("show", "call")
    states = VIEWS.get(shown, VIEWS["call"])
    mine, at = queries.desk(request.actor), clock.now()
    rows = mine.filter(state__in=states)
    rows = rows if shown == "call" else rows.order_by("-changed_at", "-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    first = page.object_list[0] if shown == "call" and page.number == 1 and page.object_list else None
    with_names = request.GET.get("names") == "1"
    context = {
        "tabs": _tabs(mine, shown),
        "shown": shown,
        "page": page,
        "rows": [_row(one, request.actor, at, with_names) for one in page.object_list if one != first],
        "with_names": with_names,
        "card": _card(first, request.actor, at) if first else None,
        "overdue": mine.filter(state="candidate", due_at__lt=at).count(),
        "at": at,
    }
    return render(request, "portal/desk.html", context)


@staff_view(read=COORDINATOR, write=COORDINATOR)
def referral(request: StaffRequest, referral: UUID) -> HttpResponse:
    """One person: how to reach them, what they answered, what was done. Only the chosen site gets here."""
    found = _find(request.actor, referral)
    focus(request, study=found.site.study.public_id, step="referral")
    if request.method == "POST":
        return _say_outcome(request, found)
    return _referral_page(request, found, forms.OutcomeForm())


def _find(actor: Actor, public_id: UUID) -> Referral:
    found = queries.desk(actor).filter(public_id=public_id).first()
    if found is None:
        Referral.get_for(actor, public_id)  # another organisation's is told like none
        raise NotFound("thing.not_found", thing="referral")
    return found


def _say_outcome(request: StaffRequest, found: Referral) -> HttpResponse:
    form, at = forms.OutcomeForm(request.POST), clock.now()
    form.is_valid()
    try:
        to, reason, criterion = form.outcome()
        if to == outcomes.TRIED:
            services.note_try(referral=found, by=request.actor, at=at)
        else:
            services.move_referral(
                referral=found, to=to, reason_code=reason, criterion=criterion, by=request.actor, at=at
            )
    except CrossroadsError as problem:
        form.tell(problem)
        return _referral_page(request, found, form, status=422)
    said = outcomes.words(outcomes.TRIED) if to == outcomes.TRIED else STATES[to].words
    messages.success(request, _("%(reference)s: %(said)s.") % {"reference": found.reference, "said": said})
    org = request.actor.organisation.slug
    if request.POST.get("next") == "desk":
        return HttpResponseRedirect(reverse("portal:desk", kwargs={"org": org}))
    return HttpResponseRedirect(reverse("portal:referral", kwargs={"org": org, "referral": found.public_id}))


def _referral_page(
    request: StaffRequest, found: Referral, form: forms.OutcomeForm, *, status: int = 200
) -> HttpResponse:
    at = clock.now()
    context = _card(found, request.actor, at) | {
        "form": form,
        "at": at,
        "steps": [_step_row(step) for step in found.steps.select_related("by").order_by("-id")],
        "consent": found.candidate.consents.get(),
        "history": audit.history(found, request.actor).select_related("by")[:20],
    }
    return render(request, "portal/referral.html", context, status=status)


def _card(found: Referral, actor: Actor, at: datetime) -> dict[str, Any]:
    """What a coordinator needs for one call. Opening it is on the record."""
    why_not = policies.why_not_see_contact(found, actor)
    person = None if why_not else services.view_contact(referral=found, by=actor, at=at)
    row = STATES[found.state]
    kept = json.loads(found.answers or "{}")
    return {
        "referral": found,
        "study": found.site.study,
        "person": person,
        "for_whom": forms.FOR_WHOM_AT_THE_DESK.get(person.called_for, "") if person else "",
        "best_time": _best_time(person) if person else "",
        "why_not": why_not,
        "words": row.words,
        "tone": row.tone,
        "fhir": research_subject_status(found.state, after_enrollment=_was_enrolled(found)),
        "open_points": [c for c in kept.get("criteria", ()) if c["verdict"] == "unknown"],
        "against": [c for c in kept.get("criteria", ()) if c["against"]],
        "fitting": [c for c in kept.get("criteria", ()) if c["verdict"] != "unknown" and not c["against"]],
        "quick": [(to, STATES[to].verb) for to in policies.next_states(found) if to not in outcomes.REASONS],
        "ends": [
            {"to": to, "verb": STATES[to].verb, "reasons": forms.reason_choices(to)}
            for to in policies.next_states(found)
            if to in outcomes.REASONS
        ],
        "can_try": found.state == "candidate",
        "criteria": forms.criterion_choices(found),
    }


def _best_time(person: Person) -> Any:
    return dict(forms.BEST_TIMES).get(person.best_time, person.best_time)


def _was_enrolled(found: Referral) -> bool:
    return found.state == "withdrawn" and found.steps.filter(to_state="enrolled").exists()


def _row(found: Referral, actor: Actor, at: datetime, with_names: bool) -> Row:
    name = ""
    if with_names and not policies.why_not_see_contact(found, actor):
        name = services.view_contact(referral=found, by=actor, at=at).name
    return Row(found, STATES[found.state].words, STATES[found.state].tone, name)


def _step_row(step: ReferralStep) -> dict[str, Any]:
    tried = step.reason_code == outcomes.TRIED
    return {
        "step": step,
        "words": outcomes.words(outcomes.TRIED) if tried else STATES[step.to_state].words,
        "tone": STATES[step.to_state].tone,
        "reason": "" if tried or not step.reason_code else outcomes.words(step.reason_code),
        "who": step.by.name if step.by else _("The person themselves"),
    }


def _tabs(mine: Any, shown: str) -> list[dict[str, Any]]:
    labels = {"call": _("To call"), "contact": _("On their way"), "ended": _("Ended")}
    return [
        {
            "label": label,
            "url": f"?show={key}",
            "count": mine.filter(state__in=VIEWS[key]).count(),
            "current": key == shown,
        }
        for key, label in labels.items()
    ]


def _counts(actor: Actor) -> dict[str, Any]:
    hides = small.hides_small(actor)
    sites = [
        {
            "place": site.place,
            "study": site.study,
            "cells": [small.cell(site.by_state.get(state, 0), hides) for state in STATES],
        }
        for site in queries.counts_by_site(actor)
    ]
    return {"sites": sites, "heads": [row.words for row in STATES.values()], "hides_small": hides}
