"""The fit question: for and against side by side, the other ways, and what the team decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.policies import why_not
from crossroads.base.shell import focus
from crossroads.engines.errors import CrossroadsError, NotFound
from crossroads.planning import policies, presenting, queries, services
from crossroads.planning.forms import DecideFitForm, FitForm
from crossroads.planning.models import FitAssessment
from crossroads.studies import queries as studies_queries
from crossroads.studies.models import Study

TONES = {"recommended": "good", "with other channels": "waiting", "not recommended": "danger"}


@staff_view(write=policies.MAY_PLAN)
def fit(request: StaffRequest, study: UUID) -> HttpResponse:
    """The newest answer with its decision; below it the form that asks anew."""
    found = studies_queries.study_for(request.actor, study)
    focus(request, study=found.public_id, step="plan")
    form = FitForm(request.POST) if request.method == "POST" else FitForm(initial=_known(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            facts = queries.fit_facts(found, _today(request), **form.known())
            services.ask_fit(study=found, facts=facts, by=request.actor, at=clock.now())
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(request, _("Here is the answer. The team decides."))
            return redirect("planning:fit", org=request.actor.organisation.slug, study=found.public_id)
    return _page(request, found, form, DecideFitForm(), status=422 if form.errors else 200)


@staff_view(read=frozenset(), write=policies.MAY_DECIDE_FIT)
def decide(request: StaffRequest, study: UUID, fit_assessment: UUID) -> HttpResponse:
    """Go on or not, with a reason; the decision stands beside the answer it was made on."""
    found = studies_queries.study_for(request.actor, study)
    focus(request, study=found.public_id, step="plan")
    row = FitAssessment.visible_to(request.actor).filter(study=found, public_id=fit_assessment).first()
    if row is None:
        raise NotFound("thing.not_found", thing="answer to the fit question")
    form = DecideFitForm(request.POST)
    if form.is_valid():
        try:
            services.decide_fit(
                assessment=row,
                go_on=form.cleaned_data["go_on"] == "yes",
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=clock.now(),
            )
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(request, _("The decision is kept."))
            return redirect("planning:home", org=request.actor.organisation.slug)
    return _page(request, found, FitForm(initial=_known(request, found)), form, status=422)


def _page(
    request: StaffRequest, study: Study, form: FitForm, deciding: DecideFitForm, *, status: int
) -> HttpResponse:
    rows = list(
        FitAssessment.visible_to(request.actor).filter(study=study).select_related("decided_by", "study")
    )
    newest = rows[0] if rows else None
    context = {
        "study": study,
        "newest": newest,
        "told": answer_of(newest) if newest else None,
        "earlier": rows[1:],
        "form": form,
        "deciding": deciding,
        "why_not": why_not(policies.check_can_plan, request.actor, study),
        "why_not_decide": why_not(policies.check_can_decide_fit, request.actor, newest) if newest else "",
    }
    return render(request, "planning/fit.html", context, status=status)


def answer_of(row: FitAssessment) -> dict[str, Any]:
    """A kept answer as the page shows it: both sides, the other ways, the published comparison."""
    arguments = [{**one, "url": presenting.source_url(one["source"])} for one in row.answer["arguments"]]
    ways = [{**one, "url": presenting.source_url(one["source"])} for one in row.answer["alternatives"]]
    return {
        "tone": TONES.get(row.recommendation, "neutral"),
        "for": [one for one in arguments if one["side"] == "for"],
        "against": [one for one in arguments if one["side"] == "against"],
        "alternatives": [{**one, "channel": one["channel"].replace("_", " ").capitalize()} for one in ways],
        "comparison": row.answer["comparison"],
        "similar": len(row.answer["similar_rows"]),
        "evidence": row.answer["evidence_version"],
    }


def _today(request: StaffRequest) -> Any:
    return clock.now().astimezone(clock.zone(request.actor.organisation.time_zone)).date()


def _known(request: StaffRequest, study: Study) -> dict[str, Any]:
    """What the last asking, else record and fact sheet, say already."""
    newest = queries.latest_fit(study)
    if newest is not None:
        words = {True: "yes", False: "no", None: ""}
        kept = dict(newest.facts)
        for name in ("acute_or_inpatient", "sensitive_condition"):
            kept[name] = words[kept[name]]
        return kept
    facts = queries.fit_facts(study, _today(request))
    return {
        "visits": facts.visits,
        "target_enrollment": facts.target_enrollment,
        "design": facts.assumed_design.value,
    }
