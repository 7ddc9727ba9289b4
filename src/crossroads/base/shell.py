"""What stands around every staff page: where I am, what waits for me, how to stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from crossroads.base import clock, slots
from crossroads.base.actor import Actor, role_words
from crossroads.base.journey import STEPS
from crossroads.base.models import Organisation
from crossroads.base.queries import organisations_of, public_all_invented
from crossroads.base.waiting import Waiting, waiting_for
from crossroads.engines.terms import Role

MAY_STOP = frozenset({Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR, Role.SAFETY_OFFICER, Role.ADMIN})
"""Whoever sees that something is wrong must be able to stop it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One choice of the switcher above the navigation."""

    title: str
    ref: UUID
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShellStep:
    key: str
    label: str
    url: str
    waiting: int
    late: int
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    organisation: Organisation
    organisations: Sequence[Organisation]
    studies: Sequence[Entry]
    study: Entry | None
    campaigns: Sequence[Entry]
    campaign: Entry | None
    steps: Sequence[ShellStep]
    queue: Sequence[Waiting]
    overdue_count: int
    can_stop: bool
    stop_url: str
    role_label: str
    user_name: str
    home_url: str
    search_url: str
    invented: bool
    queue_url: str = ""
    queue_count: int = field(default=0)


def focus(
    request: HttpRequest, *, study: UUID | None = None, campaign: UUID | None = None, step: str = ""
) -> None:
    """Say where a page stands: its step of the journey, and the study and campaign it belongs to."""
    if step:
        request.step = step  # type: ignore[attr-defined]
    if study is not None and request.session.get("study") != str(study):
        request.session["study"] = str(study)
        request.session.pop("campaign", None)
    if campaign is not None:
        request.session["campaign"] = str(campaign)


def focused(request: HttpRequest, what: str) -> UUID | None:
    """The study or campaign that the person last chose, as a public id."""
    value = request.session.get(what)
    return UUID(value) if value else None


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` on staff pages, nothing elsewhere."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user is None:
        return {}
    # what stands around a page is the same on every page, whichever roles open this one
    return {"shell": _build(request, replace(actor, seen_as=frozenset(Role)))}


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``invented`` where all that is here is. A view that knows better says so itself."""
    return {"invented": SimpleLazyObject(public_all_invented)}


def _build(request: HttpRequest, actor: Actor) -> Shell:
    at = clock.now()
    org = actor.organisation.slug
    queue = waiting_for(actor, at)
    studies = slots.first("shell.studies", actor=actor, chosen=focused(request, "study")) or []
    study = next((entry for entry in studies if entry.current), None)
    campaigns = (
        slots.first("shell.campaigns", actor=actor, study=study.ref, chosen=focused(request, "campaign"))
        if study
        else []
    ) or []
    home = reverse("home", kwargs={"org": org})
    user = actor.user
    assert user is not None
    return Shell(
        organisation=actor.organisation,
        organisations=organisations_of(user),
        studies=studies,
        study=study,
        campaigns=campaigns,
        campaign=next((entry for entry in campaigns if entry.current), None),
        steps=_steps(org, getattr(request, "step", ""), queue, at),
        queue=queue,
        queue_count=len(queue),
        queue_url=home,
        overdue_count=sum(item.is_overdue(at) for item in queue),
        can_stop=bool(actor.roles & MAY_STOP),
        stop_url=reverse("studies:stop", kwargs={"org": org}),
        role_label=role_words(actor.roles).replace(" or ", ", "),
        user_name=user.name,
        home_url=home,
        search_url=reverse("search", kwargs={"org": org}),
        invented=actor.organisation.invented,
    )


def _steps(org: str, current: str, queue: Sequence[Waiting], at: Any) -> list[ShellStep]:
    return [
        ShellStep(
            key=step.key,
            label=step.label,
            url=reverse(step.url_name, kwargs={"org": org}),
            waiting=sum(item.step == step.key for item in queue),
            late=sum(item.step == step.key and item.is_overdue(at) for item in queue),
            current=step.key == current,
        )
        for step in STEPS
    ]
