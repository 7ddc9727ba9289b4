"""What every page costs: queries, counted on the demo's story. A page that asks per row of a list is found here."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crossroads.app.demo import Story
from crossroads.engines.terms import Role
from verification.test_access import STAFF, _status, _url

MOST = 45
"""The heaviest pages read a study, its campaigns, their numbers and what waits for the person."""


def test_no_page_asks_too_often(story: Story) -> None:
    costs = sorted(((cost, route) for route, cost in _costs(story).items()), reverse=True)
    print("\n".join(f"{cost:4} {route}" for cost, route in costs))
    assert [(cost, route) for cost, route in costs if cost > MOST] == []


def _costs(story: Story) -> dict[str, int]:
    found: dict[str, int] = {}
    clients: dict[Role, Client] = {}
    for address in STAFF:
        role = next((role for role in Role if address.access and role in address.access.read), None)
        if role is None:
            continue
        if role not in clients:
            clients[role] = Client()
            clients[role].force_login(story.people[story.ours.slug, role])
        url = _url(address, story.ours)
        with CaptureQueriesContext(connection) as queries:
            _status(clients[role], "get", url)
        found[address.route] = len(queries)
    return found
