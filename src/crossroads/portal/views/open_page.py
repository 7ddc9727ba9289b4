"""How a public page answers: no cookie, no referrer, no word in a cache but the reader's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from crossroads.base import clock
from crossroads.base.access import public_view
from crossroads.engines.errors import CrossroadsError
from crossroads.portal.fillings import open_studies

_MACHINES = ("bot", "crawl", "spider", "preview", "facebookexternalhit", "whatsapp", "curl", "python-")

PageView = Callable[..., HttpResponse]
"""A view that answers with a page."""


def open_page(view: PageView) -> Callable[..., HttpResponseBase]:
    """A page for everybody, that sets no cookie and tells no other site where its reader came from.

    It needs no CSRF token: see ``prescreening``. Problems are told on a page of the public face.
    """

    @wraps(view)
    def run(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, **kwargs)
        except CrossroadsError as problem:
            response = kind_page(request, problem)
        response["Referrer-Policy"] = "no-referrer"
        response.setdefault("Cache-Control", "private, no-cache")
        return response

    return csrf_exempt(public_view(run))


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page of the public face. A CSRF token would bring a cookie along, and guards nothing here."""
    return render(request, template, {**context, "csrf_token": "NOTPROVIDED"}, status=status)


def kind_page(request: HttpRequest, problem: CrossroadsError, *, status: int | None = None) -> HttpResponse:
    """What happened, what to do, and the studies that are open now."""
    context = {"problem": problem, "studies": open_studies(clock.now())}
    return show(request, "portal/kind.html", context, status=status or problem.http_status)


def is_machine(request: HttpRequest) -> bool:
    """Whether the request says itself that no person looks: previews, crawlers, prefetching browsers."""
    prefetching = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    agent = request.headers.get("User-Agent", "").lower()
    return request.method == "HEAD" or "prefetch" in prefetching or any(word in agent for word in _MACHINES)
