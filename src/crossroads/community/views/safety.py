"""Safety reports: the list, one report as a checklist, and the document that is handed off."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import audit, clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.policies import why_not
from crossroads.base.shell import focus
from crossroads.community import forms, handing_off, house_rules, policies, queries, services, showing
from crossroads.community.models import OVER, SafetyReport
from crossroads.community.views.acting import Action, Sent, act, empty_forms
from crossroads.engines.terms import Role

PAGE = 25
Data = dict[str, Any]


def _complete(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.complete_report(report=report, elements=services.Elements(**data), by=request.actor, at=at)
    return _("Kept.")


def _hand_off(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.hand_off(report=report, by=request.actor, at=at, **data)
    return _("Recorded as handed off. Send the document now, if you have not.")


def _acknowledge(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.acknowledge(report=report, reference=data["reference"], by=request.actor, at=at)
    return _("Acknowledged.")


def _follow_up(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.follow_up(report=report, text=data["text"], by=request.actor, at=at)
    return _("Kept with the report.")


def _close(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.close_report(report=report, reason=data["reason"], by=request.actor, at=at)
    return _("Closed by safety.")


def _propose(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.propose_dismissal(report=report, reason=data["reason"], by=request.actor, at=at)
    return _("Proposed. Another person must confirm it; the clock goes on.")


def _confirm(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.confirm_dismissal(report=report, by=request.actor, at=at)
    return _("Dismissed by two people.")


def _refuse(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.refuse_dismissal(report=report, reason=data["reason"], by=request.actor, at=at)
    return _("Not dismissed. Hand it off.")


def _suspend(request: StaffRequest, report: SafetyReport, data: Data, at: datetime) -> str:
    services.suspend_message(report=report, reason=data["reason"], by=request.actor, at=at)
    return _("The message is suspended. Nothing more of it goes out until it is approved anew.")


ACTIONS: dict[str, Action[SafetyReport]] = {
    "complete": Action(_complete, forms.ElementsForm),
    "hand_off": Action(_hand_off, forms.HandOffForm),
    "acknowledge": Action(_acknowledge, forms.AcknowledgeForm),
    "follow_up": Action(_follow_up, forms.FollowUpForm),
    "close": Action(_close, forms.NeedsReason),
    "propose": Action(_propose, forms.NeedsReason),
    "confirm": Action(_confirm),
    "refuse": Action(_refuse, forms.NeedsReason),
    "suspend": Action(_suspend, forms.NeedsReason),
}


@staff_view(read=policies.REPORT_READERS)
def reports(request: StaffRequest) -> HttpResponse:
    """The reports that are open, or with ``?view=over`` those that are over."""
    focus(request, step="conversation")
    over = request.GET.get("view") == "over"
    rows = (
        queries.reports(request.actor).filter(state__in=OVER) if over else queries.open_reports(request.actor)
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    at = clock.now()
    context = {
        "at": at,
        "over": over,
        "page": page,
        "rows": [
            (one, showing.report_sentence(one, at), showing.report_due_at(one), showing.report_tone(one))
            for one in page.object_list
        ],
    }
    return render(request, "community/reports.html", context)


@staff_view(read=policies.REPORT_READERS, write=frozenset(policies.PROPOSERS))
def report(request: StaffRequest, safety_report: UUID) -> HttpResponse:
    """One report. Every action is a POST to it, named by ``action``."""
    found = queries.reports(request.actor).get(pk=SafetyReport.get_for(request.actor, safety_report).pk)
    study = found.comment.study
    focus(request, study=study.public_id if study else None, step="conversation")
    if request.method != "POST":
        return _page(request, found, Sent(False))
    sent = act(request, ACTIONS, found)
    if sent.is_done:
        return redirect(
            "community:report", org=request.actor.organisation.slug, safety_report=found.public_id
        )
    return _page(request, queries.reports(request.actor).get(pk=found.pk), sent)


@staff_view(read={Role.SAFETY_OFFICER})
def document(request: StaffRequest, safety_report: UUID) -> HttpResponse:
    """Exactly what is, or was, handed off, as a file."""
    found = queries.reports(request.actor).get(pk=SafetyReport.get_for(request.actor, safety_report).pk)
    text = found.handed_off_document or handing_off.as_text(found)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="safety-report-{found.public_id}.json"'
    response["Cache-Control"] = "no-store"
    return response


def _page(request: StaffRequest, report: SafetyReport, sent: Sent) -> HttpResponse:
    at, actor = clock.now(), request.actor
    is_safety = actor.holds(*policies.SAFETY, study=policies.study_ref(report.comment))
    text = handing_off.as_text(report) if is_safety else ""
    names = ("patient", "reporter", "product", "event", "seriousness")
    initial = {
        "complete": {name: getattr(report, name) for name in names} if is_safety else {},
        "hand_off": {"preview": handing_off.fingerprint(text)},
    }
    context = {
        "at": at,
        "report": report,
        "comment": report.comment,
        "author": showing.author(report.comment),
        "sentence": showing.report_sentence(report, at),
        "due_at": showing.report_due_at(report),
        "tone": showing.report_tone(report),
        "term": house_rules.term_named(report.rule_id),
        "elements": handing_off.elements(report),
        "missing": handing_off.missing(report),
        "seriousness": [one for one in house_rules.seriousness_criteria() if one.code in report.seriousness],
        "is_safety": is_safety,
        "preview": text,
        "sent_text": report.handed_off_document if is_safety else "",
        "changed_since": is_safety
        and bool(report.handed_off_document)
        and report.handed_off_document != text,
        "notes": report.notes.select_related("by") if is_safety else [],
        "forms": {**empty_forms(ACTIONS, initial), **(sent.forms or {})},
        "sent_action": request.POST.get("action", ""),
        "problem": sent.problem if not sent.forms else None,
        "why_not": _why_not(report, request),
        "history": audit.history(report, actor)[:30],
    }
    return render(request, "community/report.html", context, status=sent.status)


def _why_not(report: SafetyReport, request: StaffRequest) -> dict[str, str]:
    checks = {
        "complete": policies.check_can_complete,
        "hand_off": policies.check_can_hand_off,
        "acknowledge": policies.check_can_acknowledge,
        "follow_up": policies.check_can_follow_up,
        "close": policies.check_can_close,
        "propose": policies.check_can_propose_dismissal,
        "confirm": policies.check_can_confirm_dismissal,
        "refuse": policies.check_can_refuse_dismissal,
        "suspend": policies.check_can_suspend,
    }
    return {name: why_not(check, report, request.actor) for name, check in checks.items()}
