"""Roundtables as the team leads them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import ANYONE, StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.engines.errors import CrossroadsError
from crossroads.playbook import policies, services
from crossroads.playbook.forms import RoundtableForm, SynthesisForm
from crossroads.playbook.models import Contribution, Roundtable
from crossroads.playbook.poll_text import read_questions, write_questions
from crossroads.playbook.practices import starter
from crossroads.playbook.queries import perspectives, roundtables, topics, understanding
from crossroads.playbook.synthesis import as_markdown, understanding_figure

TABLES_A_PAGE = 25


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    focus(request, step="lesson")
    page = Paginator(roundtables(request.actor), TABLES_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "why_not": policies.why_not_lead(request.actor)}
    return render(request, "playbook/roundtables.html", context)


@staff_view(read=policies.MAY_LEAD, write=policies.MAY_LEAD)
def make(request: StaffRequest) -> HttpResponse:
    """Prepare a table, from nothing or (``?starter=1``) from the one to begin with."""
    focus(request, step="lesson")
    form = RoundtableForm(request.POST if request.method == "POST" else None, initial=_starter(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.make_roundtable(
                title=given["title"],
                purpose=given["purpose"],
                topics=given["topics"].splitlines(),
                questions=read_questions(given["questions"]),
                by=request.actor,
                at=clock.now(),
            )
        except CrossroadsError as error:
            form.tell(error)
        else:
            messages.success(request, _("The roundtable is prepared. Open it when you are ready."))
            return _to(request, made)
    context = {"form": form, "starter": starter(), "from_starter": "starter" in request.GET}
    return render(request, "playbook/roundtable_new.html", context, status=422 if form.errors else 200)


def _starter(request: StaffRequest) -> dict[str, str]:
    if "starter" not in request.GET:
        return {}
    ready = starter()
    return {
        "title": ready.title,
        "purpose": ready.purpose,
        "topics": "\n".join(ready.topics),
        "questions": write_questions(ready.questions),
    }


@staff_view()
def page(request: StaffRequest, roundtable: UUID) -> HttpResponse:
    """The table as its moderator sees it: who sits there, what was said, what changed."""
    focus(request, step="lesson")
    return _page(request, Roundtable.get_for(request.actor, roundtable))


def _page(request: StaffRequest, found: Roundtable, form: SynthesisForm | None = None) -> HttpResponse:
    pages = topics(found, with_hidden=True)
    answers = understanding(found)
    context = {
        "roundtable": found,
        "join_url": settings.CROSSROADS.public_url
        + reverse("playbook:table", kwargs={"join_token": found.join_token}),
        "topics": pages,
        "unread": sum(one.contribution.read_at is None for topic in pages for one in topic.said),
        "perspectives": perspectives(found),
        "understanding": answers,
        "figure": understanding_figure(answers),
        "form": form or SynthesisForm(initial={"synthesis": found.synthesis}),
        "why_not": policies.why_not_lead(request.actor),
        "next": policies.NEXT_STATE.get(found.state, ""),
        "why_not_next": policies.why_not_move(request.actor, found, policies.NEXT_STATE.get(found.state, "")),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "playbook/roundtable.html", context, status=status)


@staff_view(read=frozenset(), write=policies.MAY_LEAD)
def move(request: StaffRequest, roundtable: UUID) -> HttpResponse:
    found = Roundtable.get_for(request.actor, roundtable)
    services.move_roundtable(
        roundtable=found, to=request.POST.get("to", ""), by=request.actor, at=clock.now()
    )
    return _to(request, found)


@staff_view(read=frozenset(), write=policies.MAY_LEAD)
def synthesise(request: StaffRequest, roundtable: UUID) -> HttpResponse:
    found = Roundtable.get_for(request.actor, roundtable)
    form = SynthesisForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    services.write_synthesis(
        roundtable=found, text=form.cleaned_data["synthesis"], by=request.actor, at=clock.now()
    )
    messages.success(request, _("Kept."))
    return _to(request, found)


@staff_view(read=frozenset(), write=policies.MAY_LEAD)
def read(request: StaffRequest, roundtable: UUID) -> HttpResponse:
    found = Roundtable.get_for(request.actor, roundtable)
    services.mark_read(roundtable=found, by=request.actor, at=clock.now())
    return _to(request, found)


@staff_view(read=frozenset(), write=policies.MAY_LEAD)
def hide(request: StaffRequest, contribution: UUID) -> HttpResponse:
    found = Contribution.get_for(request.actor, contribution)
    services.hide_contribution(
        contribution=found, reason=request.POST.get("reason", ""), by=request.actor, at=clock.now()
    )
    messages.success(request, _("Hidden. It is kept, with your reason."))
    return _to(request, found.topic.roundtable)


@staff_view(read=ANYONE)
def export(request: StaffRequest, roundtable: UUID) -> HttpResponse:
    """The synthesis as Markdown, without names."""
    found = Roundtable.get_for(request.actor, roundtable)
    name = slugify(found.title)[:60] or "roundtable"
    headers = {"Content-Disposition": f'attachment; filename="{name}.md"'}
    return HttpResponse(as_markdown(found), content_type="text/markdown; charset=utf-8", headers=headers)


def _to(request: StaffRequest, roundtable: Roundtable) -> HttpResponse:
    return redirect(
        "playbook:roundtable", org=request.actor.organisation.slug, roundtable=roundtable.public_id
    )
