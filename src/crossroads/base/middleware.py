"""One place that turns an anticipated problem into a page: its sentence, its code, and what to do next."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crossroads.engines.errors import Conflict, CrossroadsError, InputProblem, NotFound, each_problem

logger = logging.getLogger("crossroads")


class TellProblems:
    """Any ``CrossroadsError`` that a view lets pass is shown kindly, with its own HTTP status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            return problem_page(request, NotFound("page.not_found"))
        if _has_zero_byte(request):
            return problem_page(request, InputProblem("input.zero_byte"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if _sent_twice(error):
            return problem_page(request, Conflict("request.twice"))
        if not isinstance(error, CrossroadsError):
            _log_bug(request, error)
            return None
        if error.http_status >= 500:
            logger.error("%s at %s", error.code, request.resolver_match and request.resolver_match.view_name)
        return problem_page(request, error)


def _has_zero_byte(request: HttpRequest) -> bool:
    """No person types one, and PostgreSQL keeps none: told here once, before any page reads a field."""
    sent = (*request.GET.lists(), *request.POST.lists())
    return any("\0" in text for name, values in sent for text in (name, *values))


def _sent_twice(error: Exception) -> bool:
    """Whether a unique constraint kept out the second of two equal requests, such as a double click.

    The first one went through; what else the database refuses is a mistake of ours.
    """
    cause = error.__cause__
    told = getattr(cause, "sqlstate", "") == "23505" or "UNIQUE constraint failed" in str(cause)
    return isinstance(error, IntegrityError) and told


def _log_bug(request: HttpRequest, error: Exception) -> None:
    """Where it broke, and in which view; never an address or a message, which may carry what a person wrote."""
    view = request.resolver_match.view_name if request.resolver_match else "no view"
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s in %s\n%s", type(error).__name__, view, where)


def problem_page(request: HttpRequest, error: CrossroadsError) -> HttpResponse:
    context = {"error": error, "problems": each_problem(error), "back": _same_site_referer(request)}
    return render(request, "base/error.html", context, status=error.http_status)


def _same_site_referer(request: HttpRequest) -> str:
    """Where the person came from, if that was a page of ours."""
    referer = request.headers.get("referer", "")
    origin = f"{request.scheme}://{request.get_host()}/"
    return referer if referer.startswith(origin) else ""
