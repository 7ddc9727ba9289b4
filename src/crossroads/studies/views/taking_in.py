"""Taking in a questionnaire of another program: the file, what was read in it, and the choice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.engines.errors import CrossroadsError, InputProblem, Where
from crossroads.studies import policies, services, uploads
from crossroads.studies.forms import QuestionnaireForm
from crossroads.studies.models import Study
from crossroads.studies.taking_in import Preview, Proposal, preview
from crossroads.studies.views.criterion_lines import material_shown
from crossroads.studies.views.page import open_study, study_context

SALT = "crossroads.studies.taking_in"
MAX_AGE = timedelta(hours=12)
"""A preview may wait for an answer from a colleague; nothing of it is kept on our side until then."""


@staff_view(read=policies.MAY_WORD, write=policies.MAY_WORD)
def take_in(request: StaffRequest, study: UUID) -> HttpResponse:
    """POST ``questionnaire`` (a file) shows what was read; POST ``read`` and ``item`` several times keeps it."""
    found = open_study(request, study, step="prescreening")
    if request.method != "POST":
        return _page(request, found, QuestionnaireForm())
    if "read" in request.POST:
        return _keep(request, found)
    form = QuestionnaireForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        data = uploads.resource(form.cleaned_data["questionnaire"], "questionnaire")
        shown = preview(found, data)
    except CrossroadsError as problem:
        form.tell(problem)
        return _page(request, found, form, status=422)
    return _preview_page(request, found, data, shown, chosen=[one.ref for one in shown.proposals])


def _keep(request: StaffRequest, study: Study) -> HttpResponse:
    """What was read travels signed in the page: the file itself is nowhere."""
    chosen = request.POST.getlist("item")
    try:
        data = signing.loads(request.POST["read"], salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        form = QuestionnaireForm(request.POST)
        form.tell(InputProblem("studies.questionnaire_lost", where=Where(field="questionnaire")))
        return _page(request, study, form, status=422)
    try:
        made = services.take_in_questionnaire(
            study=study, data=data, chosen=chosen, by=request.actor, at=clock.now()
        )
    except InputProblem as problem:
        shown = preview(study, data)
        return _preview_page(request, study, data, shown, chosen=chosen, problem=problem)
    said = ngettext(
        "%(count)s question is taken in. Say which answer fits; then another person reviews it.",
        "%(count)s questions are taken in. Say of each which answer fits; then another person reviews it.",
        len(made),
    )
    messages.success(request, said % {"count": len(made)})
    url = reverse("studies:criteria", args=[request.actor.organisation.slug, study.public_id])
    return redirect(f"{url}?show=look#k-{made[0].code}")


def _page(request: StaffRequest, study: Study, form: QuestionnaireForm, *, status: int = 200) -> HttpResponse:
    context = study_context(request, study, "criteria", form=form)
    return render(request, "studies/take_in.html", context, status=status)


def _preview_page(
    request: StaffRequest,
    study: Study,
    data: object,
    shown: Preview,
    *,
    chosen: list[str],
    problem: CrossroadsError | None = None,
) -> HttpResponse:
    more = {
        "preview": shown,
        "rows": [_row(one, one.ref in chosen) for one in shown.proposals],
        "read": signing.dumps(data, salt=SALT, compress=True),
        "problem": problem,
    }
    context = study_context(request, study, "criteria", **more)
    return render(request, "studies/take_in_preview.html", context, status=422 if problem else 200)


def _row(one: Proposal, chosen: bool) -> dict[str, Any]:
    return {"one": one, "asked": material_shown(one.material, ""), "chosen": chosen}
