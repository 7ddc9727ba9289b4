"""Every address, as everybody: nobody, each role, and a stranger from the other organisation.

A new address is covered without being asked: its variable parts are named after models, and the demo's story has at
least one of each thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from django.apps import apps
from django.test import Client

from crossroads.app.api import api
from crossroads.app.demo import Story
from crossroads.app.demo.story import material
from crossroads.app.reference.addresses import Address, addresses
from crossroads.base.models import Organisation, User
from crossroads.base.queries import actor_for
from crossroads.base.scope import Scoped
from crossroads.engines.terms import Role

BY_ARGUMENT = {
    re.sub(r"(?<!^)([A-Z])", r"_\1", model.__name__).lower(): model
    for model in apps.get_models()
    if model.__module__.startswith("crossroads.")
}

STAFF = [a for a in addresses() if a.route.startswith("o/")]
PUBLIC = [a for a in addresses() if a.access is not None and a.access.public and not a.is_api]


def _signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def _status(client: Client, method: str, url: str) -> int:
    """Closes a file that is being sent, but not the answer as a whole: that would close the test's database too."""
    answer = getattr(client, method)(url)
    for close in answer._resource_closers if answer.streaming else ():
        close()
    return int(answer.status_code)


def _url(address: Address, organisation: Organisation) -> str:
    """The address of a real thing of this organisation."""
    route = address.route
    for kind, name in address.arguments:
        value = organisation.slug if name == "org" else _ref(name, organisation)
        route = route.replace(f"<{kind}:{name}>" if kind else f"<{name}>", value)
    return "/" + route


def _ref(name: str, organisation: Organisation) -> str:
    assert name in BY_ARGUMENT, f"<{name}> is not named after a model: name it so, and this walk can open it"
    model = BY_ARGUMENT[name]
    assert issubclass(model, Scoped)
    row = model._default_manager.filter(**{model.TO_ORGANISATION: organisation}).order_by("pk").first()
    assert row is not None, f"the demo's story has no {name}: tell of one, and this walk can open it"
    return str(row.public_id)


def _people(organisation: Organisation) -> Iterator[tuple[Role, User]]:
    for role in Role:
        user = User.objects.filter(assignments__organisation=organisation, assignments__role=role).first()
        assert user is not None, f"the demo has nobody who is {role}"
        yield role, user


def test_every_address_says_who_may_open_it() -> None:
    silent = [a.route for a in addresses() if a.access is None and not a.is_api]
    assert silent == []


def test_nobody_is_asked_to_sign_in(story: Story) -> None:
    client = Client()
    for address in STAFF:
        for answer in (client.get(_url(address, story.ours)), client.post(_url(address, story.ours))):
            assert answer.status_code == 302, address.route
            assert answer.url.startswith("/sign-in/"), address.route


def test_each_role_gets_what_the_matrix_says(story: Story) -> None:
    """Reading answers a page or a refusal as declared. An empty form never breaks anything, and never passes a wall."""
    wrong = []
    for role, user in _people(story.ours):
        held = actor_for(user, story.ours.slug).roles
        client = _signed_in(user)
        for address in STAFF:
            assert address.access is not None
            url = _url(address, story.ours)
            for method, allowed in (("get", address.access.read), ("post", address.access.write)):
                status = _status(client, method, url)
                if not allowed:
                    good = status == 405
                elif held & allowed:
                    # a policy may refuse what a page allows, such as deciding on one's own work
                    good = status in (
                        {200, 302, 403, 404, 409} if method == "get" else {200, 302, 403, 404, 409, 422}
                    )
                else:
                    good = status == 403
                if not good:
                    wrong.append(f"{role} {method} {address.route}: {status}")
    assert wrong == []


def test_every_page_opens_for_somebody(story: Story) -> None:
    """No page is refused to all: somebody who may read it gets it."""
    clients = [(actor_for(user, story.ours.slug).roles, _signed_in(user)) for _, user in _people(story.ours)]
    closed = []
    for address in STAFF:
        assert address.access is not None
        readers = [client for held, client in clients if held & address.access.read]
        statuses = {_status(client, "get", _url(address, story.ours)) for client in readers}
        if address.access.read and not statuses & {200, 302}:
            closed.append(f"{address.route}: {statuses}")
    assert closed == []


def test_a_stranger_finds_nothing(story: Story) -> None:
    """Another organisation does not exist, and neither do its things inside one's own."""
    found = []
    for _, user in _people(story.theirs):
        client = _signed_in(user)
        for address in STAFF:
            for method in ("get", "post"):
                if _status(client, method, _url(address, story.ours)) != 404:
                    found.append(f"{method} {address.route}")
                smuggled = _url(address, story.ours).replace(
                    f"/o/{story.ours.slug}/", f"/o/{story.theirs.slug}/"
                )
                things = [name for _, name in address.arguments if name != "org"]
                if things and _status(client, method, smuggled) not in (403, 404, 405):
                    found.append(f"{method} {address.route} (smuggled)")
    assert sorted(set(found)) == []


API_CALLERS = {
    "/api/v1/o/{org}/studies/import": {Role.OUTREACH_LEAD, Role.ADMIN},
    "/api/v1/o/{org}/studies/{study}/criteria": set(Role),
    "/api/v1/o/{org}/studies/{study}/criteria/questionnaire": {
        Role.OUTREACH_LEAD,
        Role.REGULATORY_COORDINATOR,
        Role.ADMIN,
    },
    "/api/v1/o/{org}/studies/{study}/screener": set(Role),
}
"""Who may call an operation inside an organisation. A new one that is not named here is open to nobody, and fails."""


def _ask_api(client: Client, path: str, method: str, organisation: Organisation) -> int:
    """Call an operation with a body that it can read, so that walls answer before problems of the input do."""
    files = {"files": "lumen_first.json", "questionnaire": "lumen_clinic.json"}
    body = {name: BytesIO(material(file)) for name, file in files.items()} if method == "post" else {}
    things = {name: _ref(name, organisation) for name in re.findall(r"{(\w+)}", path) if name != "org"}
    answer = getattr(client, method)(path.format(org=organisation.slug, **things), body)
    return int(answer.status_code)


def test_the_api_has_the_same_walls(story: Story) -> None:
    """Nobody is told to sign in, a stranger finds nothing, the wrong role is refused, the right one is served."""
    wrong = []
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method in operations:
            if "{org}" not in path:
                expected = [("nobody", Client(), 200)]
            else:
                may = API_CALLERS.get(path, set())
                expected = [("nobody", Client(), 401)]
                expected += [(f"stranger, {r}", _signed_in(u), 404) for r, u in _people(story.theirs)]
                expected += [
                    (r.value, _signed_in(u), 200 if r in may else 403) for r, u in _people(story.ours)
                ]
            for who, client, status in expected:
                got = _ask_api(client, path, method, story.ours)
                if got != status:
                    wrong.append(f"{method} {path} as {who}: {got} instead of {status}")
    assert wrong == []


def test_public_pages_need_no_account_and_leave_no_cookie(story: Story) -> None:
    client = Client()
    for address in PUBLIC:
        if address.arguments or getattr(address, "method", "") == "POST":
            continue
        answer = client.get("/" + address.route)
        assert answer.status_code in (200, 302, 403, 405), address.route
        assert "sessionid" not in answer.cookies, address.route
