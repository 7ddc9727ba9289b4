"""The toolkit on this site: the pages that ``crossroads toolkit build`` writes to a folder."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crossroads.base.access import public_view
from crossroads.engines.errors import NotFound
from crossroads.playbook.toolkit import INDEX, PAGES, article, served_links


@public_view
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return _show(request, INDEX.slug)


@public_view
@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    if page == INDEX.slug:
        raise NotFound("page.not_found")
    return _show(request, page)


def _show(request: HttpRequest, slug: str) -> HttpResponse:
    found = next((page for page in PAGES if page.slug == slug), None)
    if found is None:
        raise NotFound("page.not_found")
    links = served_links()
    context = {"page": found, "pages": PAGES, "links": links, "article": article(found, links)}
    return render(request, "playbook/toolkit/served.html", context)
