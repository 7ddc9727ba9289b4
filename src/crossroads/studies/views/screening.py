"""Screeners: make one, look at it, try it, take it into use, hold it against the protocol."""

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
from crossroads.engines.errors import NotFound
from crossroads.studies import policies, queries, services, wording
from crossroads.studies.forms import ProtocolForm
from crossroads.studies.models import Screener, Study
from crossroads.studies.views.criterion_lines import source_words
from crossroads.studies.views.page import open_study, study_context


@staff_view(write=policies.MAY_WORD)
def screeners(request: StaffRequest, study: UUID) -> HttpResponse:
    """The screener in use, the one that waits for review, and earlier ones; POST makes a new one."""
    from crossroads.engines.eligibility import asking

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
    now = queries.assembled(found).screener
    more = {
        "rows": rows,
        "in_use": next((row for row in rows if row.state == "reviewed"), None),
        "waiting": next((row for row in rows if row.state == "proposed"), None),
        "up_to_date": newest is not None and queries.hash_of_content(whole) == newest.content_hash,
        "asked": _asked(found, now),
        "left": _left(found, now),
        "rule_count": len(now.rules),
        "most": asking.MOST_QUESTIONS,
        "why_not": why_not(policies.check_can_word, request.actor, found),
    }
    return render(request, "studies/screeners.html", study_context(request, found, "screeners", **more))


@staff_view()
def screener(request: StaffRequest, study: UUID, screener: UUID) -> HttpResponse:
    """One screener as people will be asked, with what to do next."""
    found = open_study(request, study, step="prescreening")
    return _screener_page(request, found, find_screener(request, found, screener), ProtocolForm())


def _asked(study: Study, material: eligibility.Screener) -> list[dict[str, Any]]:
    """Questions in the order in which people meet them, each with the criteria that it settles and their sources."""
    sources = {row.code: source_words(row) for row in study.criteria.select_related("source_version")}
    return [
        {
            "question": question,
            "answers": wording.answer_kinds(question),
            "rules": [
                {"rule": rule, "source": sources.get(rule.code, _("Registry, a field of its own"))}
                for rule in material.rules
                if question.key in rule.question_keys
            ],
        }
        for question in material.questions
    ]


def _left(study: Study, material: eligibility.Screener) -> list[dict[str, Any]]:
    """What is not asked, why, and where it stands."""
    return [
        {"one": one, "source": source_words(one.row) if one.row else _("Registry, a field of its own")}
        for one in queries.left_out(study, material)
    ]


def _screener_page(
    request: StaffRequest, study: Study, row: Screener, form: ProtocolForm, status: int = 200
) -> HttpResponse:
    material = queries.questions_of(row)
    more = {
        "screener": row,
        "asked": _asked(study, material),
        "left": _left(study, material),
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
    row = find_screener(request, found, screener)
    services.review_screener(screener=row, by=request.actor, at=clock.now())
    messages.success(request, _("Screener %(number)s is in use.") % {"number": row.number})
    return redirect("studies:screener", org=request.actor.organisation.slug, study=study, screener=screener)


@staff_view(read=frozenset(), write=policies.MAY_CONFIRM)
def confirm_screener(request: StaffRequest, study: UUID, screener: UUID) -> HttpResponse:
    """Held against the protocol: it is no longer "registry only"."""
    found = open_study(request, study, step="prescreening")
    row = find_screener(request, found, screener)
    form = ProtocolForm(request.POST)
    if not form.is_valid():
        return _screener_page(request, found, row, form, status=422)
    services.confirm_screener(screener=row, by=request.actor, at=clock.now(), **form.cleaned_data)
    messages.success(
        request, _("Screener %(number)s is confirmed against the protocol.") % {"number": row.number}
    )
    return redirect("studies:screener", org=request.actor.organisation.slug, study=study, screener=screener)


def find_screener(request: StaffRequest, study: Study, screener: UUID) -> Screener:
    """One screener of a study. Raises NotFound."""
    rows = Screener.visible_to(request.actor).select_related(
        "study__current_version", "made_by", "reviewed_by"
    )
    found = rows.filter(study=study, public_id=screener).first()
    if found is None:
        raise NotFound("thing.not_found", thing="screener")
    return found
