"""What campaigns taught, and closing one with its lesson."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import ANYONE, StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.engines.errors import CrossroadsError
from crossroads.evaluation.pages import total_lines
from crossroads.evaluation.queries import rows_of
from crossroads.evaluation.tables import protected
from crossroads.planning import queries as planning
from crossroads.playbook import policies
from crossroads.playbook.comparison import comparison, kept_totals, was_it_right
from crossroads.playbook.forms import LessonForm
from crossroads.playbook.models import Lesson
from crossroads.playbook.practices import practices_by_id
from crossroads.playbook.queries import lessons, roundtables, to_close
from crossroads.playbook.services import close_with_lesson

LESSONS_A_PAGE = 20


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    """Campaigns to close, what was learnt, and the tables at which people talk."""
    focus(request, step="lesson")
    today = clock.now().astimezone(clock.zone(request.actor.organisation.time_zone)).date()
    context = {
        "to_close": to_close(request.actor, today),
        "page": Paginator(lessons(request.actor), LESSONS_A_PAGE).get_page(request.GET.get("page")),
        "roundtables": roundtables(request.actor)[:5],
        "why_not_close": policies.why_not_hold(request.actor, policies.MAY_CLOSE),
        "why_not_lead": policies.why_not_lead(request.actor),
    }
    return render(request, "playbook/home.html", context)


@staff_view()
def lesson_page(request: StaffRequest, lesson: UUID) -> HttpResponse:
    """One lesson with the numbers it rests on."""
    found = Lesson.get_for(request.actor, lesson)
    campaign = found.campaign
    focus(request, study=campaign.study.public_id, campaign=campaign.public_id, step="lesson")
    stages = comparison(found)
    context = {
        "lesson": found,
        "campaign": campaign,
        "stages": stages,
        "figure": was_it_right(stages),
        "totals": kept_totals(found),
        "practices": practices_by_id(found.practices),
    }
    return render(request, "playbook/lesson.html", context)


@staff_view(read=ANYONE, write=policies.MAY_CLOSE)
def close(request: StaffRequest, campaign: UUID) -> HttpResponse:
    """Close a campaign: the numbers that will be kept, and the words for them."""
    found = planning.campaign_for(request.actor, campaign)
    focus(request, study=found.study.public_id, campaign=found.public_id, step="lesson")
    form = LessonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            lesson = close_with_lesson(
                campaign=found,
                title=given["title"],
                text=given["text"],
                practices=given["practices"],
                by=request.actor,
                at=clock.now(),
            )
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(request, _("The campaign is closed, and its lesson is kept."))
            return redirect("playbook:lesson", org=request.actor.organisation.slug, lesson=lesson.public_id)
    context = {
        "campaign": found,
        "form": form,
        "totals": total_lines(protected(rows_of(found))),
        "forecast": planning.latest_forecast(found),
        "why_not": policies.why_not_close(request.actor, found),
        "lesson": lessons(request.actor).filter(campaign=found).first(),
    }
    return render(request, "playbook/close.html", context, status=422 if form.errors else 200)
