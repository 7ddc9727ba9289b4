"""Who may open a page. Every URL says it, so that one test can walk them all and one table can show them.

``staff_view``  a page inside an organisation: nobody is sent to sign in, a stranger is told that there is nothing,
                the wrong role is refused with the sentence that says who may
``public_view`` a page for everybody
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from crossroads.base.actor import Actor, role_words
from crossroads.base.models import User
from crossroads.base.queries import actor_for
from crossroads.engines.errors import ActionDenied
from crossroads.engines.terms import Role

ANYONE = frozenset(Role)
"""Every role of the organisation."""

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read (GET) and who may change (POST); ``public`` needs neither account nor role."""

    public: bool
    read: frozenset[Role] = frozenset()
    write: frozenset[Role] = frozenset()


class StaffRequest(HttpRequest):
    """A request of a person inside an organisation: ``actor`` is set."""

    actor: Actor


def staff_view(
    *, read: frozenset[Role] | set[Role] = ANYONE, write: frozenset[Role] | set[Role] = frozenset()
) -> Callable[[View], View]:
    """A page at ``/o/<org>/...``. The view is called as ``view(request, **kwargs)`` with ``request.actor`` set."""
    access = Access(public=False, read=frozenset(read), write=frozenset(write))

    def decorate(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, org: str, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            actor = actor_for(request.user, org)
            request.actor = actor  # type: ignore[attr-defined]
            reading = request.method in ("GET", "HEAD")
            allowed = access.read if reading else access.write
            if not allowed:
                return HttpResponseNotAllowed(["GET", "HEAD"] if access.read else ["POST"])
            if not actor.roles & allowed:
                raise ActionDenied("role.missing", roles=role_words(allowed))
            request.actor = replace(actor, seen_as=allowed)  # type: ignore[attr-defined]
            return view(request, **kwargs)

        run.access = access  # type: ignore[attr-defined]
        return run

    return decorate


def public_view(view: View) -> View:
    """A page that anybody may open without leaving a trace."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    run.access = Access(public=True)  # type: ignore[attr-defined]
    return run
