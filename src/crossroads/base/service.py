"""What makes a function a service: one transaction, an entry in the trail, and a name that tests can find.

    @service("content.message.approve")
    def approve_message(*, message: Message, by: Actor, at: datetime, reason: str) -> Decision: ...

A service that ends without having written to the trail (or said ``audit.nothing_changed()``) is undone and fails.
Services are keyword-only, named in the field's words, and take the actor (``by``) and the time (``at``).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from crossroads.base import audit
from crossroads.engines.errors import CrossroadsError

P = ParamSpec("P")
R = TypeVar("R")

_services: dict[str, Callable[..., Any]] = {}


def watch(name: str) -> None:
    """Called with the name of every service that ran through; a test listens here."""


class NoAudit(CrossroadsError):
    """A service changed something and left no word about it. A mistake of ours, told and undone."""

    http_status = 500


def service(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function as the service ``name``; see the module."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        _check_signature(name, function)

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                before = audit.written.get()
                result = function(*args, **kwargs)
                if audit.written.get() == before:
                    raise NoAudit("service.no_audit", service=name)
                watch(name)
                return result

        _services[name] = run
        return run

    return decorate


def _check_signature(name: str, function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    loose = [p.name for p in parameters.values() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    missing = {"by", "at"} - set(parameters)
    if loose or missing or name in _services:
        raise TypeError(
            f"service {name}: keyword-only, with by= and at=, registered once; see {loose or missing}"
        )


def all_services() -> dict[str, Callable[..., Any]]:
    """Every registered service by name."""
    return dict(sorted(_services.items()))
