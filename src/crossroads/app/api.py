"""The API under /api/v1/: thin, over the same services as the pages. Errors are problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import SessionAuth

from crossroads.engines.errors import CrossroadsError, each_problem
from crossroads.studies.api import router as studies

api = NinjaAPI(title="Crossroads", version="1", urls_namespace="api", docs_url=None, auth=SessionAuth())
api.add_router("", studies)


@api.exception_handler(CrossroadsError)
def tell_problem(request: HttpRequest, error: CrossroadsError) -> HttpResponse:
    problems = [
        {"code": p.code, "detail": p.message, "advice": p.advice, "where": str(p.where)}
        for p in each_problem(error)
    ]
    body: dict[str, Any] = {
        "type": f"urn:crossroads:problem:{error.code}",
        "title": error.message,
        "status": error.http_status,
        "code": error.code,
        "problems": problems,
    }
    response = api.create_response(request, body, status=error.http_status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.get("/health", auth=None, summary="Whether the site and its database answer")
def health(request: HttpRequest) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"status": "ok"}
