"""One comment: what it answers, what decided its class, and what to do with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import audit, clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.policies import why_not
from crossroads.base.queries import members
from crossroads.base.shell import focus
from crossroads.community import forms, house_rules, policies, queries, services, showing
from crossroads.community.models import Comment
from crossroads.community.views.acting import Action, Sent, act, empty_forms
from crossroads.content.models import Variant
from crossroads.engines.terms import Role
from crossroads.studies.models import Study

Data = dict[str, Any]


def _answer(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    variant = Variant.get_for(request.actor, data["variant"])
    reply = services.answer(comment=comment, variant=variant, by=request.actor, at=at)
    if reply.network_id:
        return _("Answered. The reply stands under the comment.")
    return _("Recorded. Now post the reply by hand: its words are on the page of the comment.")


def _hide(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    services.hide(comment=comment, reason=data["reason"], by=request.actor, at=at)
    return _("Hidden. Take it out of sight on the network too.")


def _no_action(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    services.no_action(comment=comment, by=request.actor, at=at)
    return _("Read. Nothing more is needed.")


def _snooze(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    services.snooze(comment=comment, until=at + timedelta(hours=data["hours"]), by=request.actor, at=at)
    return _("It comes back by itself.")


def _escalate(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    services.escalate(comment=comment, to=data["to"], reason=data["reason"], by=request.actor, at=at)
    return _("Escalated. It waits for them now.")


def _reopen(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    services.reopen(comment=comment, reason=data["reason"], by=request.actor, at=at)
    return _("Back in the queue.")


def _reclassify(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    services.reclassify(
        comment=comment, classes=data["classes"], urgency=data["urgency"], by=request.actor, at=at
    )
    return _("Noted. Your word stands above the engine's.")


def _study(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    study = Study.get_for(request.actor, data["study"])
    services.set_study(comment=comment, study=study, by=request.actor, at=at)
    return _("Noted. Approved replies of this study are listed now.")


def _read(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    services.mark_read(comment=comment, by=request.actor, at=at)
    return _("Read. It stays in the queue.")


def _raise(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    services.raise_safety_report(comment=comment, by=request.actor, at=at)
    return _("A safety report is open. Hand it off first, complete or not.")


def _read_again(missed: bool) -> Any:
    def do(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
        services.read_again(comment=comment, was_missed=missed, by=request.actor, at=at)
        if missed:
            return _("Counted as missed. A safety report is open.")
        return _("Counted. Nothing was missed here.")

    return do


def _reveal(request: StaffRequest, comment: Comment, data: Data, at: datetime) -> str:
    request.revealed = services.reveal_author(  # type: ignore[attr-defined]
        comment=comment, reason=data["reason"], by=request.actor, at=at
    )
    return ""


def _actions(request: StaffRequest) -> dict[str, Action[Comment]]:
    def study_form(*args: Any, **kwargs: Any) -> forms.StudyForm:
        return forms.StudyForm(*args, actor=request.actor, **kwargs)

    return {
        "answer": Action(_answer, forms.AnswerForm, leaves=True),
        "hide": Action(_hide, forms.NeedsReason, leaves=True),
        "no_action": Action(_no_action, leaves=True),
        "snooze": Action(_snooze, forms.SnoozeForm, leaves=True),
        "escalate": Action(_escalate, forms.EscalateForm, leaves=True),
        "reopen": Action(_reopen, forms.NeedsReason),
        "mark_read": Action(_read),
        "reclassify": Action(_reclassify, forms.ReclassifyForm),
        "study": Action(_study, study_form),
        "raise": Action(_raise),
        "read_again": Action(_read_again(False)),
        "missed": Action(_read_again(True)),
        "reveal": Action(_reveal, forms.NeedsReason),
    }


@staff_view(read=policies.READERS, write=policies.WRITERS)
def comment(request: StaffRequest, comment: UUID) -> HttpResponse:
    """The page of one comment. Every action is a POST to it, named by ``action``."""
    found = queries.comment_for_page(request.actor, Comment.get_for(request.actor, comment))
    focus(request, study=found.study.public_id if found.study else None, step="conversation")
    actions = _actions(request)
    if request.method != "POST":
        return _page(request, found, actions, Sent(False))
    sent = act(request, actions, found)
    handle = getattr(request, "revealed", None)
    if sent.is_done and handle is None:
        return redirect(_next(request, found, sent))
    # A handle is shown once, on the answer to the question, and never stands in an address or a session.
    fresh = queries.comment_for_page(request.actor, found)
    return _page(request, fresh, actions, sent, handle=handle)


def _next(request: StaffRequest, comment: Comment, sent: Sent) -> str:
    org = request.actor.organisation.slug
    if request.POST["action"] == "raise":
        report = policies.report_of(comment)
        assert report is not None
        return reverse("community:report", kwargs={"org": org, "safety_report": report.public_id})
    if request.POST["action"] in ("read_again", "missed"):
        return reverse("community:again", kwargs={"org": org})
    if sent.leaves:
        return reverse("community:home", kwargs={"org": org})
    return reverse("community:comment", kwargs={"org": org, "comment": comment.public_id})


def _page(
    request: StaffRequest,
    comment: Comment,
    actions: dict[str, Action[Comment]],
    sent: Sent,
    handle: str | None = None,
) -> HttpResponse:
    at, actor = clock.now(), request.actor
    triages = list(comment.triages.select_related("by"))
    engine = next((triage for triage in triages if triage.engine), None)
    count, others = queries.by_same_author(actor, comment)
    initial = {"reclassify": {"classes": comment.classes, "urgency": comment.urgency}}
    publication = comment.item.publication
    context = {
        "at": at,
        "comment": comment,
        "row": showing.row(comment),
        "parts": showing.marked(comment.item.text, engine.spans if engine else []),
        "triages": [(triage, showing.reasons(triage)) for triage in triages],
        "publication": publication,
        "post_words": queries.post_words(publication) if publication else "",
        "replies": [(reply, queries.reply_words(reply.variant, comment)) for reply in _given(comment)],
        "choices": [
            (variant, queries.reply_words(variant, comment))
            for variant in (queries.ranked_replies(actor, comment, at) if comment.state == "waiting" else [])
        ],
        "others_count": count,
        "others": [showing.row(other) for other in others],
        "report": policies.report_of(comment),
        "is_crisis": showing.is_crisis(comment),
        "helplines": house_rules.helplines() if showing.is_crisis(comment) else (),
        "officers": members(actor, Role.SAFETY_OFFICER) if showing.is_crisis(comment) else [],
        "forms": {**empty_forms(actions, initial), **(sent.forms or {})},
        "sent_action": request.POST.get("action", ""),
        "problem": sent.problem if not sent.forms else None,
        "why_not": _why_not(comment, request),
        "history": audit.history(comment, actor)[:30],
        "handle": handle,
    }
    response = render(request, "community/comment.html", context, status=sent.status)
    if handle is not None:
        response["Cache-Control"] = "no-store"
    return response


def _given(comment: Comment) -> Any:
    return comment.replies.select_related("variant__message", "variant__media", "by")


def _why_not(comment: Comment, request: StaffRequest) -> dict[str, str]:
    """For each action the sentence that hinders it; empty where nothing does."""
    checks = {
        "answer": policies.check_can_answer,
        "hide": policies.check_can_hide,
        "no_action": policies.check_can_put_aside,
        "snooze": policies.check_can_snooze,
        "escalate": policies.check_can_escalate,
        "reopen": policies.check_can_reopen,
        "handle": policies.check_can_handle,
        "raise": policies.check_can_raise,
        "read_again": policies.check_can_read_again,
        "reveal": policies.check_can_reveal,
    }
    return {name: why_not(check, comment, request.actor) for name, check in checks.items()}
