"""Criteria: pick a sentence, word it, have it reviewed. Screener: make it, look at it, take it into use."""

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
from crossroads.engines import eligibility
from crossroads.engines.errors import CrossroadsError, InputProblem, NotFound, Where
from crossroads.studies import picking, policies, queries, services
from crossroads.studies.forms import CriterionForm, ProtocolForm
from crossroads.studies.models import Criterion, Screener, Study
from crossroads.studies.views.page import open_study, study_context


@staff_view(write=policies.MAY_WORD)
def criteria(request: StaffRequest, study: UUID) -> HttpResponse:
    """The eligibility text to pick from, ``?start=`` opens one sentence; beside it, what is worded."""
    found = open_study(request, study, step="prescreening")
    text = queries.parsed(found).eligibility_criteria
    lines = picking.lines(text)
    form: CriterionForm | None = None
    if request.method == "POST":
        form = CriterionForm(request.POST)
        if form.is_valid() and _proposed(request, found, form, lines):
            return redirect("studies:criteria", org=request.actor.organisation.slug, study=found.public_id)
    picked = _picked(lines, request.POST.get("start") or request.GET.get("start", ""))
    if form is None and picked is not None:
        form = CriterionForm(initial={"start": picked.start, "category": picked.category, "holds": "yes"})
    rows = (
        Criterion.visible_to(request.actor)
        .filter(study=found)
        .select_related("proposed_by", "reviewed_by", "study")
    )
    worded = [{**_row(request, one), "gone": one.verbatim not in text} for one in rows]
    used = {row["criterion"].verbatim for row in worded if row["criterion"].state != "retired"}
    more = {
        "lines": [{"line": line, "used": line.text in used} for line in lines],
        "picked": picked,
        "form": form,
        "worded": [row for row in worded if row["criterion"].state != "retired"],
        "retired": [row for row in worded if row["criterion"].state == "retired"],
        "why_not": why_not(policies.check_can_word, request.actor, found),
    }
    context = study_context(request, found, "criteria", **more)
    return render(
        request, "studies/criteria.html", context, status=422 if form is not None and form.errors else 200
    )


def _picked(lines: tuple[picking.Line, ...], start: str) -> picking.Line | None:
    return next((line for line in lines if str(line.start) == start and not line.heading), None)


def _proposed(
    request: StaffRequest, study: Study, form: CriterionForm, lines: tuple[picking.Line, ...]
) -> Criterion | None:
    line = _picked(lines, str(form.cleaned_data["start"]))
    try:
        if line is None:
            raise InputProblem("studies.not_verbatim", where=Where(field="start"))
        worded = form.worded(line)
        made = services.propose_criterion(
            study=study, rule=worded.rule, question=worded.question, by=request.actor, at=clock.now()
        )
    except CrossroadsError as error:
        form.tell(error)
        return None
    messages.success(request, _("%(code)s is proposed. Another person reviews it.") % {"code": made.code})
    return made


def _row(request: StaffRequest, criterion: Criterion) -> dict[str, Any]:
    material = queries.material_of(criterion)
    return {
        "criterion": criterion,
        "question": material.questions[0] if material.questions else None,
        "rule": rule_in_words(material),
        "why_not_review": why_not(policies.check_can_review_criterion, request.actor, criterion),
        "why_not_retire": why_not(policies.check_can_word, request.actor, criterion.study),
    }


def rule_in_words(material: eligibility.Screener) -> str:
    """When the sentence holds for a person, for staff: "holds when the answer is yes"."""
    rule = material.rules[0]
    match rule.condition:
        case None:
            return _("No question: the site looks at it.")
        case eligibility.Compare(_key, _operator, bool() as value):
            return _("Holds when the answer is yes.") if value else _("Holds when the answer is no.")
        case eligibility.Compare(key, operator, value):
            question = material.question(key)
            unit = question.unit if question else ""
            said = {
                "<": _("less than"),
                "<=": _("at most"),
                ">": _("more than"),
                ">=": _("at least"),
                "=": "",
            }
            given = {"how": said[operator.value], "value": value, "unit": unit}
            return " ".join((_("Holds when the answer is %(how)s %(value)s %(unit)s") % given).split()) + "."
        case _:
            return _("Holds by a rule of several answers.")


@staff_view(read=frozenset(), write=policies.MAY_REVIEW)
def review_criterion(request: StaffRequest, study: UUID, criterion: UUID) -> HttpResponse:
    found = _criterion(request, study, criterion)
    services.review_criterion(criterion=found, by=request.actor, at=clock.now())
    messages.success(request, _("%(code)s is reviewed; the next screener asks it.") % {"code": found.code})
    return redirect("studies:criteria", org=request.actor.organisation.slug, study=study)


@staff_view(read=frozenset(), write=policies.MAY_WORD)
def retire_criterion(request: StaffRequest, study: UUID, criterion: UUID) -> HttpResponse:
    found = _criterion(request, study, criterion)
    services.retire_criterion(criterion=found, by=request.actor, at=clock.now())
    messages.success(
        request, _("%(code)s is retired; the next screener leaves it out.") % {"code": found.code}
    )
    return redirect("studies:criteria", org=request.actor.organisation.slug, study=study)


def _criterion(request: StaffRequest, study: UUID, criterion: UUID) -> Criterion:
    rows = Criterion.visible_to(request.actor).select_related("study__current_version", "study__organisation")
    found = rows.filter(study__public_id=study, public_id=criterion).first()
    if found is None:
        raise NotFound("thing.not_found", thing="criterion")
    return found


@staff_view(write=policies.MAY_WORD)
def screeners(request: StaffRequest, study: UUID) -> HttpResponse:
    """The screener in use, the one that waits for review, and earlier ones; POST makes a new one."""
    found = open_study(request, study, step="prescreening")
    if request.method == "POST":
        made = services.make_screener(study=found, by=request.actor, at=clock.now())
        messages.success(
            request, _("Screener %(number)s is made. Another person reviews it.") % {"number": made.number}
        )
        return redirect(
            "studies:screener",
            org=request.actor.organisation.slug,
            study=found.public_id,
            screener=made.public_id,
        )
    rows = list(
        Screener.visible_to(request.actor)
        .filter(study=found)
        .select_related("made_by", "reviewed_by", "study")
    )
    newest = next((row for row in rows if row.state != "retired"), None)
    whole = queries.screener_content(found)
    more = {
        "rows": rows,
        "in_use": next((row for row in rows if row.state == "reviewed"), None),
        "waiting": next((row for row in rows if row.state == "proposed"), None),
        "up_to_date": newest is not None and queries.hash_of_content(whole) == newest.content_hash,
        "question_count": len(whole["questions"]),
        "rule_count": len(whole["rules"]),
        "why_not": why_not(policies.check_can_word, request.actor, found),
    }
    return render(request, "studies/screeners.html", study_context(request, found, "screeners", **more))


@staff_view()
def screener(request: StaffRequest, study: UUID, screener: UUID) -> HttpResponse:
    """One screener as people will be asked, with what to do next."""
    found = open_study(request, study, step="prescreening")
    return _screener_page(request, found, _screener(request, found, screener), ProtocolForm())


def _screener_page(
    request: StaffRequest, study: Study, row: Screener, form: ProtocolForm, status: int = 200
) -> HttpResponse:
    material = queries.questions_of(row)
    asked = [
        {
            "question": question,
            "rules": [rule for rule in material.rules if question.key in rule.question_keys],
        }
        for question in material.questions
    ]
    more = {
        "screener": row,
        "asked": asked,
        "left": [rule for rule in material.rules if not rule.question_keys],
        "results": row.content.get("results", {}),
        "up_to_date": queries.is_up_to_date(row),
        "form": form,
        "why_not_review": why_not(policies.check_can_review_screener, request.actor, row),
        "why_not_confirm": why_not(policies.check_can_confirm_screener, request.actor, row),
    }
    return render(
        request, "studies/screener.html", study_context(request, study, "screeners", **more), status=status
    )


@staff_view(read=frozenset(), write=policies.MAY_REVIEW)
def review_screener(request: StaffRequest, study: UUID, screener: UUID) -> HttpResponse:
    found = queries.study_for(request.actor, study)
    row = _screener(request, found, screener)
    services.review_screener(screener=row, by=request.actor, at=clock.now())
    messages.success(request, _("Screener %(number)s is in use.") % {"number": row.number})
    return redirect("studies:screener", org=request.actor.organisation.slug, study=study, screener=screener)


@staff_view(read=frozenset(), write=policies.MAY_CONFIRM)
def confirm_screener(request: StaffRequest, study: UUID, screener: UUID) -> HttpResponse:
    """Held against the protocol: it is no longer "registry only"."""
    found = open_study(request, study, step="prescreening")
    row = _screener(request, found, screener)
    form = ProtocolForm(request.POST)
    if not form.is_valid():
        return _screener_page(request, found, row, form, status=422)
    services.confirm_screener(screener=row, by=request.actor, at=clock.now(), **form.cleaned_data)
    messages.success(
        request, _("Screener %(number)s is confirmed against the protocol.") % {"number": row.number}
    )
    return redirect("studies:screener", org=request.actor.organisation.slug, study=study, screener=screener)


def _screener(request: StaffRequest, study: Study, screener: UUID) -> Screener:
    rows = Screener.visible_to(request.actor).select_related(
        "study__current_version", "made_by", "reviewed_by"
    )
    found = rows.filter(study=study, public_id=screener).first()
    if found is None:
        raise NotFound("thing.not_found", thing="screener")
    return found
