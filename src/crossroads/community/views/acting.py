"""A page with several forms: which of them was sent, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.http import HttpRequest

from crossroads.base import clock
from crossroads.base.access import StaffRequest
from crossroads.base.forms import Form
from crossroads.community.forms import NothingForm
from crossroads.engines.errors import CrossroadsError, InputProblem

T = TypeVar("T")
Do = Callable[[StaffRequest, T, dict[str, Any], datetime], str]


@dataclass(frozen=True, slots=True)
class Action(Generic[T]):
    """One thing that a page can do.

    do      calls a service with the cleaned form and returns what to tell the person
    form    makes the form, from the data if any, and an ``auto_id`` that keeps the ids of a page apart
    leaves  whether the page has done its work then, so that its list follows
    """

    do: Do[T]
    form: Callable[..., Form] = NothingForm
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a POST: done, or forms to show again with their problems and an HTTP status."""

    is_done: bool
    leaves: bool = False
    forms: Mapping[str, Form] | None = None
    problem: CrossroadsError | None = None
    status: int = 200


def empty_forms(
    actions: Mapping[str, Action[T]], initial: Mapping[str, dict[str, Any]] | None = None
) -> dict[str, Form]:
    """Every form of the page, ready to be filled in."""
    start = initial or {}
    return {
        name: action.form(auto_id=f"{name}_%s", initial=start.get(name, {}))
        for name, action in actions.items()
    }


def act(request: StaffRequest, actions: Mapping[str, Action[T]], thing: T) -> Sent:
    """Run the action that the request names. Problems are told in its form, or at the top of the page."""
    name = request.POST.get("action", "")
    if name not in actions:
        missing = InputProblem("community.action_missing")
        return Sent(False, problem=missing, status=missing.http_status)
    action = actions[name]
    form = action.form(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return Sent(False, forms={name: form}, status=422)
    try:
        told = action.do(request, thing, form.cleaned_data, clock.now())
    except CrossroadsError as error:
        form.tell(error)
        return Sent(False, forms={name: form}, problem=error, status=error.http_status)
    _tell(request, told)
    return Sent(True, leaves=action.leaves)


def _tell(request: HttpRequest, told: str) -> None:
    if told:
        messages.success(request, told)
