"""What the public leaves behind: before consent counters alone, after erasure nobody's name."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from crossroads.base.actor import Actor
from crossroads.base.audit import personal_values
from crossroads.base.models import AuditEntry
from crossroads.base.sealing import seal_committed, verify
from crossroads.channels.models import Publication
from crossroads.engines.errors import Conflict
from crossroads.portal import services
from crossroads.portal.models import Candidate, LandingCount
from crossroads.studies.models import Study
from makers.portal import PERSON, make_referral
from portal.conftest import FITTING, NOT_FITTING, Visitor
from world import NOW, World

TOLD = {
    "name": "Wilhelmina Erfunden",
    "phone": "+31 20 555 0177",
    "email": "wilhelmina@invented.example",
    "called_for": "self",
}
AGE = "41.731"
"""An answer that stands nowhere by chance."""
SECRETS = ("Wilhelmina", "5550177", "555 0177", "wilhelmina@invented.example")


def _rows() -> dict[str, int]:
    """How many rows each table holds: ours, Django's, sessions, all of them."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    return {m._meta.db_table: m._default_manager.count() for m in models}


def _everything() -> str:
    """Every value of every row, as the database holds it, and on SQLite the file as well."""
    with connection.cursor() as cursor:
        dump = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            dump += [str(value) for row in cursor.fetchall() for value in row]
    if connection.vendor == "sqlite":
        for part in ("", "-wal"):
            file = Path(f"{connection.settings_dict['NAME']}{part}")
            dump += [file.read_bytes().decode("latin-1")] if file.exists() else []
    return "\n".join(dump)


def _public_walk(visitor: Visitor, study: Study, post: Publication) -> list[Any]:
    """Everything that a person may open before they say yes, answers and a changed mind included."""
    pages = [visitor.get(f"/go/{post.token}/?fbclid=abc123&utm_source=x&gclid=z")]
    pages += [visitor.get(pages[0].headers["Location"]), visitor.get("/go/made-up-code/")]
    visitor.answer_all({**NOT_FITTING, "How old": AGE}, token=post.token)
    pages.append(visitor.page)
    visitor.back()
    visitor.answer("no")
    pages += [visitor.page, visitor.open_contact()]
    pages.append(visitor.send(**{**TOLD, "phone": "12", "site": ""}))  # typed, and not agreed to
    return pages


def test_without_consent_nothing_is_left_but_counters(
    visitor: Visitor, study: Study, post: Publication, caplog: Any
) -> None:
    """A full journey to the result and the contact form changes no table but one, which knows no person."""
    before = _rows()
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    pages = _public_walk(visitor, study, post)
    after = _rows()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {LandingCount._meta.db_table}
    assert [page.status_code for page in pages] == [302, 200, 404, 200, 200, 200, 422]
    said = caplog.text + str([record.__dict__ for record in caplog.records])
    assert "Unprocessable" in said  # something was logged at all
    for secret in (*SECRETS, AGE, visitor.progress, "fbclid", "abc123", "Smokes tobacco"):
        assert secret not in said, secret


def test_counters_know_no_person(visitor: Visitor, study: Study, post: Publication) -> None:
    _public_walk(visitor, study, post)
    fields = {field.name for field in LandingCount._meta.fields}
    assert fields == {"id", "public_id", "study", "day", "token", "stage", "criterion", "count"}


def test_public_pages_set_no_cookie_and_load_nothing_from_elsewhere(
    visitor: Visitor, study: Study, post: Publication
) -> None:
    for page in _public_walk(visitor, study, post):
        assert not page.cookies
        assert "Set-Cookie" not in page.headers
        assert page.headers["Referrer-Policy"] == "no-referrer"
        urls = re.findall(r"""(?:src|href|action|content)=["'](?:https?:)?//[^"']*""", page.content.decode())
        assert urls == []
        assert "csrfmiddlewaretoken" not in page.content.decode()


def test_no_address_holds_an_answer_a_name_or_a_click_identifier(
    visitor: Visitor, study: Study, post: Publication
) -> None:
    """What a person says travels in forms; the only thing an address may carry is which post it was."""
    pages = _public_walk(visitor, study, post)
    ours = [url for url in visitor.urls if "fbclid" not in url] + [
        page.headers["Location"] for page in pages if page.has_header("Location")
    ]
    for url in ours:
        assert re.fullmatch(r"/(go/[\w-]+/|s/[\w-]+/(check/|contact/)?(\?m=[\w-]{12})?)", url), url


def test_a_person_s_data_lies_in_the_database_under_lock(
    world: World, visitor: Visitor, study: Study
) -> None:
    visitor.answer_all(FITTING)
    visitor.open_contact()
    site = re.search(r'name="site" value="([^"]+)"', visitor.text)
    assert site is not None
    sent = visitor.send(**TOLD, site=site[1], consent="on")
    assert sent.status_code == 303
    assert not sent.cookies
    dump = _everything()
    for secret in (*SECRETS, sent.headers["Location"].split("/")[2]):
        assert secret not in dump, secret


def test_erasure_leaves_nothing_that_names_or_could_be_opened(world: World, study: Study) -> None:
    """Sealed values, blind indexes, private link and the key of the trail's values go; counts stay."""
    code = services.new_code()
    referral = make_referral(world, study, code=code)
    candidate = referral.candidate
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, email, phone_index, email_index FROM portal_candidate")
        sealed = [value for value in cursor.fetchone() if value]
        cursor.execute("SELECT answers FROM portal_referral")
        sealed += cursor.fetchone()
        cursor.execute("SELECT sealed_key FROM base_personkey WHERE id = %s", [candidate.person_id])
        sealed += cursor.fetchone()
    counted = list(LandingCount.objects.order_by("id").values_list("stage", "count"))
    services.erase(referral=referral, by=Actor.worker(world.ours), at=NOW)
    rows = _everything().split("\n")
    for value in (*sealed, services.hash_of_code(code), PERSON.name):
        assert value not in rows, value
    assert list(LandingCount.objects.order_by("id").values_list("stage", "count")) == counted
    kept = AuditEntry.objects.get(action="portal.referral.submitted")
    with pytest.raises(Conflict, match=r"person\.erased|erased"):
        personal_values(kept)


def test_the_trail_still_verifies_after_an_erasure(world: World, study: Study) -> None:
    referral = make_referral(world, study)
    seal_committed(NOW)
    services.erase(referral=referral, by=Actor.worker(world.ours), at=NOW)
    while seal_committed(NOW):
        pass
    report = verify(world.ours)
    assert report.holds
    assert report.unsealed == 0


def test_the_trail_names_nobody_in_the_clear(world: World, study: Study) -> None:
    referral = make_referral(world, study)
    services.view_contact(referral=referral, by=world.dora, at=NOW)
    entries = AuditEntry.objects.filter(action__startswith="portal.")
    told = str(list(entries.values_list("data", "reason", "actor_name")))
    assert entries.count() == 2
    assert not any(value in told for value in (PERSON.name, PERSON.phone, PERSON.email, "0100"))
    assert personal_values(entries.get(action="portal.referral.submitted"))["name"] == PERSON.name


def test_an_erased_person_cannot_be_erased_twice(world: World, study: Study) -> None:
    referral = make_referral(world, study)
    services.erase(referral=referral, by=Actor.worker(world.ours), at=NOW)
    with pytest.raises(Conflict):
        services.erase(referral=referral, by=Actor.worker(world.ours), at=NOW)
    assert Candidate.objects.get().erased_at == NOW
