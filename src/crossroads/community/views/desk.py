"""The queue: what must be looked at, by safety, urgency and time."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.community import policies, queries, showing
from crossroads.community.forms import DeskFilter
from crossroads.engines.terms import CommentClass

PAGE = 25


@staff_view(read=policies.READERS)
def home(request: StaffRequest) -> HttpResponse:
    """The desk."""
    focus(request, step="conversation")
    chosen = DeskFilter(request.GET)
    chosen.is_valid()
    view = chosen.cleaned_data.get("view") or "waiting"
    comment_class = chosen.cleaned_data.get("comment_class", "")
    rows = queries.comments(request.actor).filter(state__in=queries.VIEWS[view])
    if comment_class:
        rows = queries.of_class(rows, CommentClass(comment_class))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    at = clock.now()
    context = {
        "at": at,
        "view": view,
        "filter": chosen,
        "is_filtered": bool(comment_class),
        "counts": (counts := queries.counts(request.actor)),
        "queue_words": showing.queue_sentence(counts.waiting, counts.first_due_at, at),
        "page": page,
        "rows": [showing.row(comment) for comment in page.object_list],
        "several_studies": len({comment.study_id for comment in page.object_list}) > 1,
        "to_hand_off": [
            (report, showing.report_sentence(report, at)) for report in queries.not_handed_off(request.actor)
        ]
        if request.actor.holds(*policies.REPORT_READERS)
        else [],
        "second": (second := queries.second_readings(request.actor)),
        "missed": showing.missed_sentence(second),
        **showing.context_for_rules(),
    }
    return render(request, "community/desk.html", context)


@staff_view(read=set(policies.HANDLERS))
def again(request: StaffRequest) -> HttpResponse:
    """Comments that were drawn to be read by a second person. What the engine thought is not shown."""
    focus(request, step="conversation")
    page = Paginator(queries.to_read_again(request.actor), PAGE).get_page(request.GET.get("page"))
    second = queries.second_readings(request.actor)
    context = {
        "page": page,
        "rows": [showing.row(comment) for comment in page.object_list],
        "second": second,
        "missed": showing.missed_sentence(second),
        **showing.context_for_rules(),
    }
    return render(request, "community/again.html", context)
