"""Approval: the queue, one material at a time, and what outside boards determined."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.forms import ReasonForm
from crossroads.base.models import RoleAssignment
from crossroads.base.shell import focus
from crossroads.base.store import keep_file
from crossroads.content import names, policies, queries, services, showing
from crossroads.content.forms import DecisionForm, DeterminationForm
from crossroads.content.models import BoardDetermination, Review, Variant
from crossroads.engines.errors import CrossroadsError, each_problem
from crossroads.engines.terms import Role

REVIEWERS = policies.roles(policies.REVIEWERS)
RECORDERS = policies.roles(policies.RECORDERS)
CONFIRMERS = policies.roles(policies.CONFIRMERS)
HOLDS_FOR = timedelta(days=365)
"""What the page suggests for an approval; boards commonly review yearly. The reviewer may say otherwise."""
RECENT = 50


@staff_view()
def queue(request: StaffRequest) -> HttpResponse:
    """What waits for a decision, by due time; or with ``?view=decided`` what was decided last."""
    focus(request, step="approval")
    if request.GET.get("view") == "decided":
        rows = Review.visible_to(request.actor).filter(state="decided")
        decided = rows.select_related("message__study", "decision__decided_by").order_by(
            "-decision__decided_at"
        )
        context = {"decided": decided[:RECENT], "outcomes": names.OUTCOMES}
        return render(request, "content/decided.html", context)
    reviews = queries.waiting_reviews(request.actor).prefetch_related("determinations")
    rows_shown = [
        {
            "review": review,
            "forms": [names.form_name(e["network"], e["placement"]) for e in review.manifest],
            "mine": policies.is_own_work(review, request.actor),
            "entered": next((d for d in review.determinations.all() if d.state == "entered"), None),
        }
        for review in reviews
    ]
    return render(request, "content/approval.html", {"rows": rows_shown})


@staff_view(write=REVIEWERS)
def review(request: StaffRequest, review: UUID) -> HttpResponse:
    """One material as the public will see it, and the decision about it."""
    found = _review(request, review)
    problems: tuple[CrossroadsError, ...] = ()
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide(
                review=found,
                outcome=form.cleaned_data["decision"],
                reason=form.cleaned_data["reason"],
                expires_at=_end_of(form.cleaned_data["expires_date"], request),
                by=request.actor,
                at=clock.now(),
            )
        except CrossroadsError as error:
            problems = each_problem(error)
        else:
            return _to_next(request)
    return _review_page(request, found, form, problems)


@staff_view(read=RECORDERS, write=RECORDERS)
def enter_determination(request: StaffRequest, review: UUID) -> HttpResponse:
    """Enter what an outside board determined about this review."""
    found = _review(request, review)
    form = DeterminationForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            _enter(request, found, form)
        except CrossroadsError as error:
            form.tell(error)
        else:
            notices.success(request, _("Entered. It takes effect when a second person confirms it."))
            return redirect("content:review", org=request.actor.organisation.slug, review=found.public_id)
    context = {
        "review": found,
        "form": form,
        "why_not": policies.why_not_enter_determination(found, request.actor),
    }
    return render(request, "content/enter_determination.html", context, status=422 if form.errors else 200)


@staff_view(write=CONFIRMERS)
def determination(request: StaffRequest, board_determination: UUID) -> HttpResponse:
    """The second person reads the letter, and confirms or refuses the entry."""
    found = BoardDetermination.get_for(request.actor, board_determination)
    focus(request, study=found.review.message.study.public_id, step="approval")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    problems: tuple[CrossroadsError, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            _confirm_or_refuse(request, found, form.cleaned_data["reason"])
        except CrossroadsError as error:
            problems = each_problem(error)
        else:
            return redirect(
                "content:review", org=request.actor.organisation.slug, review=found.review.public_id
            )
    context = {
        "determination": found,
        "outcome": names.OUTCOMES[found.outcome],
        "problems": problems,
        "why_not": policies.why_not_confirm_determination(found, request.actor)
        if found.state == "entered"
        else _("This entry is closed."),
    }
    return render(request, "content/determination.html", context, status=422 if problems else 200)


def _review(request: StaffRequest, public_id: UUID) -> Review:
    found = Review.get_for(request.actor, public_id)
    focus(request, study=found.message.study.public_id, step="approval")
    return found


def _review_page(
    request: StaffRequest, review: Review, form: DecisionForm, problems: tuple[CrossroadsError, ...]
) -> HttpResponse:
    actor, message = request.actor, review.message
    variants = list(
        message.variants.select_related("media", "captions", "message__study").prefetch_related("findings")
    )
    asked = [v for v in variants if str(v.public_id) == request.GET.get("form")]
    chosen = next(iter([*asked, *variants]), None)
    context = {
        "review": review,
        "message": message,
        "shown": showing.show_variant(chosen, actor) if chosen else None,
        "redline": showing.redline(chosen) if chosen else [],
        "tabs": [_tab(review, v, chosen) for v in variants],
        "manifest": [
            {**entry, "name": names.form_name(entry["network"], entry["placement"])}
            for entry in review.manifest
        ],
        "decision": getattr(review, "decision", None),
        "outcomes": names.OUTCOMES,
        "determinations": review.determinations.select_related("entered_by"),
        "others": _who_decides(request, review),
        "why_not": policies.why_not_decide(review, actor),
        "why_not_enter": policies.why_not_enter_determination(review, actor),
        "suggested": (clock.now() + HOLDS_FOR).date(),
        "reason": form.data.get("reason", ""),
        "form": form,
        "problems": problems,
        "history": showing.history(message, actor),
    }
    wrong = problems or form.errors
    return render(request, "content/review.html", context, status=422 if wrong else 200)


def _tab(review: Review, variant: Variant, chosen: Variant | None) -> dict[str, object]:
    asked = {entry["variant"]: entry["content_hash"] for entry in review.manifest}
    return {
        "name": names.form_name(variant.network, variant.placement),
        "ref": variant.public_id,
        "current": chosen is not None and variant.pk == chosen.pk,
        "moved": asked.get(str(variant.public_id)) != queries.hash_of(variant),
    }


def _who_decides(request: StaffRequest, review: Review) -> list[str]:
    """Names of those who may decide it."""
    study = review.message.study.public_id
    rows = RoleAssignment.visible_to(request.actor).filter(role=Role.REVIEWER).select_related("user")
    own = {review.submitted_by_id, review.message.author_id}
    return [
        row.user.name
        for row in rows
        if row.study_ref in (None, study)
        and row.user_id not in own
        and str(row.user.public_id) not in review.message.editors
    ]


def _enter(request: StaffRequest, review: Review, form: DeterminationForm) -> None:
    data, at = dict(form.cleaned_data), clock.now()
    upload = data.pop("letter")
    letter = keep_file(content=upload.read(), name=upload.name, by=request.actor, at=at) if upload else None
    services.enter_determination(review=review, letter=letter, by=request.actor, at=at, **data)


def _confirm_or_refuse(request: StaffRequest, determination: BoardDetermination, reason: str) -> None:
    at = clock.now()
    if request.POST.get("decision") == "confirm":
        services.confirm_determination(determination=determination, by=request.actor, at=at)
        notices.success(request, _("Confirmed. The review is decided as the board determined."))
    else:
        services.refuse_determination(determination=determination, reason=reason, by=request.actor, at=at)
        notices.success(request, _("Refused. It may be entered again."))


def _to_next(request: StaffRequest) -> HttpResponse:
    """The next in the queue follows at once."""
    notices.success(request, _("Decided."))
    org = request.actor.organisation.slug
    for review in queries.waiting_reviews(request.actor):
        if not policies.why_not_decide(review, request.actor):
            return redirect("content:review", org=org, review=review.public_id)
    return redirect("content:approval", org=org)


def _end_of(day: date | None, request: StaffRequest) -> datetime | None:
    if day is None:
        return None
    zone = clock.zone(request.actor.organisation.time_zone)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
