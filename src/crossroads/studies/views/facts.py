"""The fact sheet: what is said, what is missing, and the form for one line."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.policies import why_not
from crossroads.engines.errors import CrossroadsError
from crossroads.studies import policies, queries, services
from crossroads.studies.facts import BY_KEY, FACT_KINDS
from crossroads.studies.forms import FactForm
from crossroads.studies.models import Fact, Study
from crossroads.studies.views.page import open_study, study_context
from crossroads.studies.views.records import sheet_lines


@staff_view(write=policies.MAY_KEEP_FACTS)
def facts(request: StaffRequest, study: UUID) -> HttpResponse:
    """The whole sheet; ``?key=`` opens the form of one line. Each saving is a new version."""
    found = open_study(request, study)
    key = request.POST.get("key") or request.GET.get("key", "")
    kind = BY_KEY.get(key)
    form = FactForm(request.POST, kind=kind) if request.method == "POST" else _opened(found, key)
    if request.method == "POST" and form is not None and form.is_valid() and _saved(request, found, form):
        following = _next_missing(found)
        address = f"?key={following}" if following else ""
        response = redirect("studies:facts", org=request.actor.organisation.slug, study=found.public_id)
        response["Location"] += address
        return response
    lines = sheet_lines(request, found)
    more = {
        "form": form,
        "kind": kind,
        "lines": lines,
        "done": sum(line.fact is not None for line in lines),
        "earlier": list(
            Fact.visible_to(request.actor)
            .filter(study=found, key=key)
            .select_related("entered_by")
            .order_by("-version")
        ),
        "why_not": why_not(policies.check_can_set_fact, request.actor, found),
    }
    status = 422 if form is not None and form.errors else 200
    return render(
        request, "studies/facts.html", study_context(request, found, "facts", **more), status=status
    )


def _opened(study: Study, key: str) -> FactForm | None:
    """The form of one line with what it says now; document and version of the newest fact save typing."""
    if key not in BY_KEY:
        return None
    said = queries.study_facts(study)
    known = said.get(key) or max(said.values(), key=lambda fact: fact.entered_at, default=None)
    initial = {"key": key}
    if known is not None:
        initial |= {"document": known.document, "document_version": known.document_version}
    if key in said:
        initial |= {"value": said[key].value, "page": said[key].page}
    return FactForm(initial=initial, kind=BY_KEY[key])


def _saved(request: StaffRequest, study: Study, form: FactForm) -> bool:
    try:
        fact = services.set_fact(study=study, by=request.actor, at=clock.now(), **form.cleaned_data)
    except CrossroadsError as error:
        form.tell(error)
        return False
    messages.success(request, _("%(fact)s is kept, version %(number)s.") % {
        "fact": BY_KEY[fact.key].label, "number": fact.version,
    })  # fmt: skip
    return True


def _next_missing(study: Study) -> str:
    said = queries.study_facts(study)
    return next((kind.key for kind in FACT_KINDS if kind.needed and kind.key not in said), "")
