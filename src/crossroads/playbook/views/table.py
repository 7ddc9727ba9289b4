"""The table itself, for everybody with the link: no account, one cookie that stays at this table.

The cookie holds a participant's key, signed, out of reach of scripts and sent to this table's address
alone. It is also why these forms need no CSRF token, which would bring a second cookie along: another
site's form arrives without the cookie (SameSite=Lax), and joining does nothing that a stranger could gain
from.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from crossroads.base import clock
from crossroads.base.access import public_view
from crossroads.base.actor import Actor
from crossroads.base.forms import Form
from crossroads.engines.errors import ActionDenied, CrossroadsError, NotFound
from crossroads.playbook import policies, services
from crossroads.playbook.forms import ContributionForm, JoinForm, PollForm
from crossroads.playbook.models import Contribution, Participant, Roundtable, Topic
from crossroads.playbook.queries import (
    answered,
    public_participant,
    public_perspectives,
    public_table,
    topics,
    understanding,
)
from crossroads.playbook.synthesis import understanding_figure

COOKIE = "table"
COOKIE_DAYS = 60
SALT = "crossroads.table"

Shown = Callable[[HttpRequest, Roundtable, "Participant | None"], HttpResponse]


def _at_table(view: Shown) -> Callable[..., HttpResponseBase]:
    """Find the table and who sits there; keep the page out of caches and its address out of referrers."""

    @wraps(view)
    def run(request: HttpRequest, join_token: str) -> HttpResponse:
        found = public_table(join_token)
        if found is None:
            raise NotFound("playbook.no_table")
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
            raise ActionDenied("form.expired")
        key = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_DAYS * 86400)
        response = view(request, found, public_participant(found, str(key)))
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(public_view(run))


@_at_table
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, found: Roundtable, me: Participant | None) -> HttpResponse:
    """Take a seat, answer, talk, and read what came of it: whatever this table is at."""
    if request.method != "POST":
        return _show(request, found, me)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _show(request, found, me, join=form)
    try:
        seat = services.join_table(
            roundtable=found, by=Actor.worker(found.organisation), at=clock.now(), **form.cleaned_data
        )
    except CrossroadsError as error:
        form.tell(error)
        return _show(request, found, me, join=form)
    response = _back(found)
    response.set_signed_cookie(
        COOKIE,
        seat.key,
        salt=SALT,
        max_age=COOKIE_DAYS * 86400,
        path=_address(found),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@_at_table
@require_POST
def poll(request: HttpRequest, found: Roundtable, me: Participant | None) -> HttpResponse:
    """Answer the poll of this state of the table."""
    me = _seated(me)
    phase = policies.PHASE_OF_STATE.get(found.state, "")
    form = PollForm(list(found.poll_questions.all()), request.POST)
    if not form.is_valid():
        return _show(request, found, me, poll=form)
    try:
        services.answer_poll(
            participant=me,
            phase=phase,
            choices=form.choices(),
            by=Actor.worker(found.organisation),
            at=clock.now(),
        )
    except CrossroadsError as error:
        form.tell(error)
        return _show(request, found, me, poll=form)
    return _back(found, "#topics")


@_at_table
@require_POST
def contribute(request: HttpRequest, found: Roundtable, me: Participant | None) -> HttpResponse:
    """Say something on one topic."""
    me = _seated(me)
    by = Actor.worker(found.organisation)
    topic = Topic.get_for(by, _id(request, "topic"))
    form = ContributionForm(request.POST, auto_id=f"topic_{topic.pk}_%s")
    if form.is_valid():
        try:
            services.contribute(
                participant=me, topic=topic, text=form.cleaned_data["text"], by=by, at=clock.now()
            )
        except CrossroadsError as error:
            form.tell(error)
    if form.errors:
        return _show(request, found, me, said={topic.pk: form})
    return _back(found, f"#topic-{topic.pk}")


@_at_table
@require_POST
def vote(request: HttpRequest, found: Roundtable, me: Participant | None) -> HttpResponse:
    """Support one contribution."""
    me = _seated(me)
    by = Actor.worker(found.organisation)
    contribution = Contribution.get_for(by, _id(request, "contribution"))
    services.vote(participant=me, contribution=contribution, by=by, at=clock.now())
    return _back(found, f"#said-{contribution.pk}")


def _seated(me: Participant | None) -> Participant:
    if me is None:
        raise ActionDenied("playbook.no_seat")
    return me


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotFound("thing.not_found", thing=name) from None


def _address(found: Roundtable) -> str:
    return reverse("playbook:table", kwargs={"join_token": found.join_token})


def _back(found: Roundtable, to: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(_address(found) + to)


def _show(
    request: HttpRequest,
    found: Roundtable,
    me: Participant | None,
    *,
    join: JoinForm | None = None,
    poll: PollForm | None = None,
    said: dict[int, ContributionForm] | None = None,
) -> HttpResponse:
    """The page of the table's state; with a form that holds what was wrong, status 422."""
    context: dict[str, Any] = {
        "roundtable": found,
        "organisation": found.organisation,
        "invented": found.organisation.invented,
        "me": me,
        "csrf_token": "NOTPROVIDED",  # no token, and so no cookie for it
        **(
            _closed(found) if found.state == "closed" else _living(request, found, me, join, poll, said or {})
        ),
    }
    wrong: list[Form] = [form for form in (join, poll, *(said or {}).values()) if form is not None]
    return render(request, "playbook/table/page.html", context, status=422 if wrong else 200)


def _living(
    request: HttpRequest,
    found: Roundtable,
    me: Participant | None,
    join: JoinForm | None,
    poll: PollForm | None,
    said: dict[int, ContributionForm],
) -> dict[str, Any]:
    if me is None:
        return {"join": join or JoinForm(), "topic_titles": [topic.title for topic in found.topics.all()]}
    phase = policies.PHASE_OF_STATE[found.state]
    questions = list(found.poll_questions.all())
    asks = bool(questions) and not answered(me, phase) and "later" not in request.GET
    return {
        "phase": phase,
        "poll": (poll or PollForm(questions)) if asks or poll else None,
        "topics": [
            (page, said.get(page.id) or ContributionForm(auto_id=f"topic_{page.id}_%s"), ids)
            for page, ids in zip(
                topics(found, me=me), [topic.public_id for topic in found.topics.all()], strict=True
            )
        ],
    }


def _closed(found: Roundtable) -> dict[str, Any]:
    answers = understanding(found)
    return {
        "understanding": answers,
        "figure": understanding_figure(answers),
        "topics": topics(found),
        "perspectives": public_perspectives(found),
    }
