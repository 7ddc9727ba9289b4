"""Every address of the site with who may open it: the permission matrix and the walk in the tests read the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from crossroads.base.access import Access


@dataclass(frozen=True, slots=True)
class Address:
    """route  as written, such as ``o/<slug:org>/plan/``; access  None where the view forgot to say
    arguments  (kind, name) of each variable part
    """

    name: str
    route: str
    access: Access | None
    arguments: tuple[tuple[str, str], ...]

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")


def addresses() -> list[Address]:
    """All addresses below the root, in the order of the house."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, route, inner)
        elif isinstance(entry, URLPattern):
            arguments = tuple(re.findall(r"<(?:(\w+):)?(\w+)>", route))
            access = getattr(entry.callback, "access", None)
            yield Address(f"{namespace}{entry.name}", route, access, arguments)
