"""The review of criteria: record and reading side by side; approve, correct, add, hide, retire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.policies import why_not
from crossroads.engines import eligibility
from crossroads.engines.errors import Conflict, CrossroadsError, NotFound
from crossroads.studies import policies, queries, services
from crossroads.studies.criterion_forms import HideForm, NewCriterionForm, WordingForm, initial_of
from crossroads.studies.models import Criterion, Source, Study
from crossroads.studies.readings import Reading
from crossroads.studies.review import FILTERS, TO_LOOK_AT, Line, Sheet
from crossroads.studies.views.criterion_lines import shown_sections
from crossroads.studies.views.page import open_study, study_context

PER_PAGE = 100
"""Criteria on one page; a record of 200 kB has thousands."""


@staff_view()
def criteria(request: StaffRequest, study: UUID) -> HttpResponse:
    """The review sheet; ``?show=`` one of ``review.FILTERS``."""
    found = open_study(request, study, step="prescreening")
    sheet = queries.review_sheet(found)
    show = request.GET.get("show", "all")
    show = show if show in FILTERS else "all"
    page = Paginator(sheet.shown(show), PER_PAGE).get_page(request.GET.get("page"))
    more = {
        "sheet": sheet,
        "page": page,
        "show": show,
        "sections": shown_sections(request.actor, found, sheet, page.object_list),
        "filters": _filters(sheet, show),
        "simple_count": len(queries.simple_readings(found, sheet)),
        "may_word": not why_not(policies.check_can_word, request.actor, found),
        "may_approve": not why_not(policies.check_can_approve, request.actor, found),
        "why_not_approve": why_not(policies.check_can_approve, request.actor, found),
        "retired": Criterion.visible_to(request.actor).filter(study=found, state="retired"),
    }
    return render(request, "studies/criteria.html", study_context(request, found, "criteria", **more))


def _filters(sheet: Sheet, show: str) -> list[dict[str, Any]]:
    """The tabs with their counts; gold is for what waits for somebody."""
    named = {
        "all": _("All"),
        "look": _("To look at"),
        "asked": _("Asked"),
        "left": _("Left or hidden"),
        "changed": _("Changed"),
    }
    tabs = []
    for name, label in named.items():
        count, waits = len(sheet.shown(name)), name in ("look", "changed")
        tabs.append(
            {
                "url": f"?show={name}",
                "label": label if waits else f"{label} ({count})",
                "count": count if waits else None,
                "current": name == show,
            }
        )
    return tabs


# --- approving


@staff_view(read=frozenset(), write=policies.MAY_REVIEW)
def approve_reading(request: StaffRequest, study: UUID) -> HttpResponse:
    """POST ``reading``: approve one criterion as it was read."""
    found = queries.study_for(request.actor, study)
    reading = _reading(found, request.POST.get("reading", ""))
    made = services.approve_reading(study=found, reading=reading, by=request.actor, at=clock.now())
    messages.success(request, _("%(code)s is approved; the next screener has it.") % {"code": made.code})
    return _back(request, found, after=made)


@staff_view(read=policies.MAY_REVIEW, write=policies.MAY_REVIEW)
def approve_simple(request: StaffRequest, study: UUID) -> HttpResponse:
    """What would be approved together, each with a box to tick; POST ``reading`` several times approves them."""
    found = open_study(request, study, step="prescreening")
    sheet = queries.review_sheet(found)
    problem: CrossroadsError | None = None
    if request.method == "POST":
        try:
            chosen = [_reading(found, ref) for ref in request.POST.getlist("reading")]
            made = services.approve_simple(study=found, readings=chosen, by=request.actor, at=clock.now())
        except CrossroadsError as error:
            problem = error
        else:
            messages.success(request, _("%(count)s criteria are approved.") % {"count": len(made)})
            return _back(request, found)
    simple = set(queries.simple_readings(found, sheet))
    lines = [line for line in sheet.lines if line.reading in simple][:PER_PAGE]
    asked = [line for line in lines if line.reading and line.reading.questions]
    left = [line for line in lines if line not in asked]
    more = {
        "asked": shown_sections(request.actor, found, sheet, asked),
        "left": shown_sections(request.actor, found, sheet, left),
        "problem": problem,
    }
    context = study_context(request, found, "criteria", **more)
    return render(request, "studies/approve_simple.html", context, status=422 if problem else 200)


@staff_view(read=frozenset(), write=policies.MAY_REVIEW)
def review_criterion(request: StaffRequest, study: UUID, criterion: UUID) -> HttpResponse:
    found = _criterion(request, study, criterion)
    services.review_criterion(criterion=found, by=request.actor, at=clock.now())
    messages.success(request, _("%(code)s is reviewed; the next screener has it.") % {"code": found.code})
    return _back(request, found.study, after=found)


@staff_view(read=frozenset(), write=policies.MAY_REVIEW)
def reapprove_criterion(request: StaffRequest, study: UUID, criterion: UUID) -> HttpResponse:
    """ "Still right": question and rule hold for the new words."""
    found = _criterion(request, study, criterion)
    services.reapprove_criterion(criterion=found, by=request.actor, at=clock.now())
    messages.success(request, _("%(code)s is still right, in the new words.") % {"code": found.code})
    return _back(request, found.study, after=found)


# --- wording


@staff_view(read=policies.MAY_WORD, write=policies.MAY_WORD)
def correct_reading(request: StaffRequest, study: UUID) -> HttpResponse:
    """``?reading=`` of the sheet, worded otherwise; without one, back to the sheet to choose it."""
    found = open_study(request, study, step="prescreening")
    ref = request.GET.get("reading", "")
    return _correct(request, found, _reading(found, ref)) if ref else _back(request, found)


@staff_view(read=policies.MAY_WORD, write=policies.MAY_WORD)
def correct_criterion(request: StaffRequest, study: UUID, criterion: UUID) -> HttpResponse:
    """A kept criterion, worded otherwise."""
    open_study(request, study, step="prescreening")
    found = _criterion(request, study, criterion)
    return _correct(request, found.study, found)


def _correct(request: StaffRequest, study: Study, of: Reading | Criterion) -> HttpResponse:
    sheet = queries.review_sheet(study)
    line = sheet.line_of(of)
    if line is None:
        raise Conflict("studies.reading_changed")
    material, left = _material(line)
    form = WordingForm(request.POST or None, material=material, initial=initial_of(material, left))
    if request.method == "POST":
        form = WordingForm(request.POST, material=material)
        if form.is_valid():
            try:
                made = services.correct_criterion(
                    study=study, of=of, wording=form.wording(), by=request.actor, at=clock.now()
                )
            except CrossroadsError as error:
                form.tell(error)
            else:
                messages.success(
                    request, _("%(code)s is corrected. Another person reviews it.") % {"code": made.code}
                )
                return _back(request, study, after=made)
    (shown,) = shown_sections(request.actor, study, sheet, [line])
    more = {"form": form, "section": shown}
    context = study_context(request, study, "criteria", **more)
    return render(request, "studies/correct_criterion.html", context, status=422 if form.errors else 200)


def _material(line: Line) -> tuple[eligibility.Screener, str]:
    """What the form begins with: the kept wording, else the reading."""
    if line.kept is not None:
        return queries.material_of(line.kept), line.kept.left_reason
    assert line.reading is not None
    return line.reading.material, line.reading.left


@staff_view(read=policies.MAY_WORD, write=policies.MAY_WORD)
def add_criterion(request: StaffRequest, study: UUID) -> HttpResponse:
    """A criterion from the protocol, or words of the record picked by hand."""
    found = open_study(request, study, step="prescreening")
    form = NewCriterionForm(initial={"holds": "yes", "source": "protocol"})
    if request.method == "POST":
        form = NewCriterionForm(request.POST)
        if form.is_valid():
            try:
                made = _add(request, found, form)
            except CrossroadsError as error:
                form.tell(error)
            else:
                messages.success(
                    request, _("%(code)s is proposed. Another person reviews it.") % {"code": made.code}
                )
                return _back(request, found, after=made)
    more = {"form": form, "text": queries.record_text(found)}
    context = study_context(request, found, "criteria", **more)
    return render(request, "studies/add_criterion.html", context, status=422 if form.errors else 200)


def _add(request: StaffRequest, study: Study, form: NewCriterionForm) -> Criterion:
    wording, given = form.wording(), form.cleaned_data
    said: dict[str, Any] = {
        "study": study,
        "rule": wording.rule(given["words"].strip(), None),
        "question": wording.questions[0] if wording.questions else None,
        "left": wording.left,
        "by": request.actor,
        "at": clock.now(),
    }
    if given["source"] == Source.REGISTRY:
        return services.propose_criterion(**said)
    place = {name: given[name] for name in ("document", "document_version", "section")}
    return services.add_protocol_criterion(**said, **place)


# --- hiding and retiring


@staff_view(read=frozenset(), write=policies.MAY_WORD)
def hide_reading(request: StaffRequest, study: UUID) -> HttpResponse:
    """POST ``reading`` and ``reason``."""
    found = queries.study_for(request.actor, study)
    return _hide(request, found, _reading(found, request.POST.get("reading", "")))


@staff_view(read=frozenset(), write=policies.MAY_WORD)
def hide_criterion(request: StaffRequest, study: UUID, criterion: UUID) -> HttpResponse:
    found = _criterion(request, study, criterion)
    return _hide(request, found.study, found)


def _hide(request: StaffRequest, study: Study, of: Reading | Criterion) -> HttpResponse:
    form = HideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    made = services.hide_criterion(study=study, of=of, reason=reason, by=request.actor, at=clock.now())
    messages.success(request, _("%(code)s is hidden: no screener asks it.") % {"code": made.code})
    return _back(request, study, after=made)


@staff_view(read=frozenset(), write=policies.MAY_WORD)
def show_criterion(request: StaffRequest, study: UUID, criterion: UUID) -> HttpResponse:
    found = _criterion(request, study, criterion)
    services.show_criterion(criterion=found, by=request.actor, at=clock.now())
    messages.success(request, _("%(code)s is back.") % {"code": found.code})
    return _back(request, found.study, after=found)


@staff_view(read=frozenset(), write=policies.MAY_WORD)
def retire_criterion(request: StaffRequest, study: UUID, criterion: UUID) -> HttpResponse:
    found = _criterion(request, study, criterion)
    services.retire_criterion(criterion=found, by=request.actor, at=clock.now())
    messages.success(
        request, _("%(code)s is retired; the next screener leaves it out.") % {"code": found.code}
    )
    return _back(request, found.study)


# --- finding things, and the way back


def _reading(study: Study, ref: str) -> Reading:
    """The reading that the page showed.

    raises  NotFound where none was named, Conflict where it is another by now
    """
    if not ref:
        raise NotFound("thing.not_found", thing="criterion")
    reading = next((one for one in queries.readings(study) if one.ref == ref), None)
    if reading is None:
        raise Conflict("studies.reading_changed")
    return reading


def _criterion(request: StaffRequest, study: UUID, criterion: UUID) -> Criterion:
    rows = Criterion.visible_to(request.actor).select_related("study__current_version", "study__organisation")
    found = rows.filter(study__public_id=study, public_id=criterion).first()
    if found is None:
        raise NotFound("thing.not_found", thing="criterion")
    return found


def _back(request: StaffRequest, study: Study, *, after: Criterion | None = None) -> HttpResponse:
    """The sheet again, at the next criterion that waits for somebody to look at it."""
    url = reverse("studies:criteria", args=[request.actor.organisation.slug, study.public_id])
    show = request.POST.get("show", "all")
    lines = queries.review_sheet(study).shown(show if show in FILTERS else "all")
    place = _next_place(lines, after)
    query = {
        name: value for name, value in {"show": show if show in FILTERS else ""}.items() if value != "all"
    }
    if place >= PER_PAGE:
        query["page"] = str(place // PER_PAGE + 1)
    anchor = f"#{lines[place].anchor}" if lines and after is not None else ""
    return redirect(f"{url}{'?' if any(query.values()) else ''}{urlencode(query)}{anchor}")


def _next_place(lines: Sequence[Line], after: Criterion | None) -> int:
    """Of the next line to look at after this one; of the line itself where none follows."""
    here = next((place for place, line in enumerate(lines) if after and line.kept == after), 0)
    following = (place for place in range(here + 1, len(lines)) if lines[place].state in TO_LOOK_AT)
    return next(following, here)
