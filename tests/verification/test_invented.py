"""Everything in the demo is invented, and every page of it says so."""

from __future__ import annotations

from django.test import Client

from crossroads.app.demo import Story
from crossroads.engines.terms import Role
from verification.test_access import PUBLIC, STAFF, _url

SAYS = "Invented demonstration"


def test_every_page_says_that_it_is_invented(story: Story) -> None:
    silent = []
    for address in STAFF:
        role = next((role for role in Role if address.access and role in address.access.read), None)
        if role is None:
            continue
        client = Client()
        client.force_login(story.people[story.ours.slug, role])
        silent += _silent(client, _url(address, story.ours))
    for path in ["/" + a.route for a in PUBLIC if not a.arguments] + _public_pages(story):
        silent += _silent(Client(), path)
    assert silent == []


def _public_pages(story: Story) -> list[str]:
    slug, token = story.studies["lumen"].slug, story.ours.roundtables.latest("pk").join_token
    return [f"/s/{slug}/", f"/s/{slug}/check/", "/local/lighthouse/", f"/table/{token}/", "/nowhere/"]


def _silent(client: Client, path: str) -> list[str]:
    answer = client.get(path, follow=True)
    for close in answer._resource_closers if answer.streaming else ():
        close()
    if answer.streaming or answer.status_code == 405 or "text/html" not in answer.headers["content-type"]:
        return []
    return [] if SAYS in answer.content.decode() else [path]
