"""The pages of the studies: what stands on them, for whom, and what they never show."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crossroads.base.actor import Actor
from crossroads.base.waiting import waiting_for
from crossroads.engines.terms import Role
from crossroads.studies import queries, services
from crossroads.studies.models import Fact, Screener, Site, StopOrder, Study
from django_assertions import same_count_of_queries
from makers.studies import (
    CRITERIA,
    PEOPLE,
    RECORD,
    make_criterion,
    make_fact,
    make_number_criterion,
    make_screener,
    make_study,
    raw_record,
    record_with,
    site_of,
)
from world import NOW, World


def _client(actor: Actor) -> Client:
    client = Client()
    assert actor.user is not None
    client.force_login(actor.user)
    return client


def _url(name: str, study: Study | None = None, **more: Any) -> str:
    where = {"org": "harbour", **more}
    return reverse(f"studies:{name}", kwargs={**where, "study": study.public_id} if study else where)


def _pages(study: Study) -> list[str]:
    version = study.current_version
    assert version is not None
    names = ("study", "versions", "compare", "facts", "sites", "criteria", "screeners")
    pages = [_url("home"), _url("stop"), *(_url(name, study) for name in names)]
    return [
        *pages,
        _url("record", study, study_version=version.public_id),
        _url("facts", study) + "?key=visits",
    ]


def _file(record: dict[str, Any] = RECORD, name: str = "record.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps(record).encode())


def test_an_empty_list_says_how_to_begin(world: World) -> None:
    page = _client(world.alice).get(_url("home")).content.decode()
    assert "No study yet" in page and "Import the first record" in page


def test_an_import_is_told_by_what_became_of_each_record(world: World) -> None:
    make_study(world)
    client = _client(world.alice)
    files = [
        _file(record_with(eligibilityModule__minimumAge="21 Years")),
        _file(record_with(identificationModule__nctId="NCT99990002")),
        SimpleUploadedFile("notes.txt", b"no record"),
    ]
    page = client.post(_url("import"), {"records": files}, follow=True)
    report = page.context["report"]
    assert {kind: report[kind]["count"] for kind in report} == {
        "new": 1,
        "changed": 1,
        "unchanged": 0,
        "failed": 1,
    }
    assert "notes.txt" in page.content.decode()


def test_an_import_of_nothing_is_told_at_the_field(world: World) -> None:
    assert _client(world.alice).post(_url("import"), {}).status_code == 422


def test_files_larger_than_a_page_takes_are_sent_to_the_command_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crossroads.studies.uploads.MAX_MB", 0)
    page = _client(world.alice).post(_url("import"), {"records": _file()})
    assert page.status_code == 422 and "crossroads study import" in page.content.decode()


def test_nobody_whom_the_record_names_stands_on_any_page_or_in_a_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = _client(world.alice)
    client.post(_url("import"), {"records": _file()}, follow=True)
    study = Study.objects.get()
    text = (
        "".join(client.get(page).content.decode() for page in [*_pages(study), _url("imported")])
        + caplog.text
    )
    for person in PEOPLE:
        assert person not in text, person


def test_an_analyst_reads_a_study_and_a_stranger_finds_none(world: World) -> None:
    study = make_study(world)
    anna, stranger = _client(world.anna), _client(world.charlie)
    for page in _pages(study):
        assert anna.get(page).status_code == 200, page
        assert stranger.get(page).status_code == 404, page
        if str(study.public_id) in page:
            assert stranger.get(page.replace("/o/harbour/", "/o/other/")).status_code == 404, page


def test_the_contact_of_a_site_is_shown_to_those_who_call_it(world: World) -> None:
    study = make_study(world)
    csv = b"facility,city,contact_name\nHarbour Clinic,Rotterdam,Dora Made-Up\n"
    services.read_roster(study=study, csv=csv, by=world.alice, at=NOW)
    sees = {
        role: "Dora Made-Up" in _client(world.actor(role)).get(_url("sites", study)).content.decode()
        for role in Role
    }
    assert {role for role, seen in sees.items() if seen} == {
        Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR, Role.ADMIN, Role.SITE_COORDINATOR
    }  # fmt: skip


def test_a_wrong_roster_shows_every_problem_and_keeps_nothing(world: World) -> None:
    study = make_study(world)
    csv = SimpleUploadedFile("r.csv", b"facility,city,capacity\nHarbour Clinic,Rotterdam,many\nX,Y,1\n")
    page = _client(world.alice).post(_url("sites", study), {"roster": csv})
    assert page.status_code == 422
    text = page.content.decode()
    assert "studies.roster_capacity" in text and "studies.roster_no_such_site" in text
    assert not Site.objects.exclude(capacity=None).exists()


def test_a_site_is_full_from_its_row_in_the_table(world: World) -> None:
    study = make_study(world)
    site = site_of(study)
    address = _url("full-until", study, site=site.public_id)
    _client(world.dora).post(address, {"full_until": "2027-01-31"})
    site.refresh_from_db()
    assert str(site.full_until) == "2027-01-31"
    assert _client(world.dora).post(address, {"full_until": "soon"}).status_code == 302
    site.refresh_from_db()
    assert str(site.full_until) == "2027-01-31"


def test_a_fact_is_kept_and_the_next_missing_line_opens(world: World) -> None:
    study = make_study(world)
    given = {"key": "visits", "value": "6", "document": "Protocol", "document_version": "2.1", "page": "14"}
    answer = _client(world.alice).post(_url("facts", study), given)
    assert answer["Location"].endswith("/facts/?key=short_title")
    assert Fact.objects.get().value == "6"


def test_a_screener_is_made_looked_at_reviewed_and_confirmed(world: World) -> None:
    study = make_study(world)
    make_criterion(world, study)
    _client(world.alice).post(_url("screeners", study))
    screener = Screener.objects.get()
    address = {"screener": screener.public_id}
    page = _client(world.alice).get(_url("screener", study, **address)).content.decode()
    assert "Do you smoke now?" in page and "Smokes tobacco at present" in page
    assert "This is for the reviewer or regulatory coordinator." in page
    _client(world.bob).post(_url("review-screener", study, **address))
    assert _client(world.regina).post(_url("confirm-screener", study, **address)).status_code == 422
    _client(world.regina).post(_url("confirm-screener", study, **address), {"protocol": "Protocol 2.1"})
    screener.refresh_from_db()
    assert (screener.state, screener.protocol) == ("reviewed", "Protocol 2.1")


def test_the_stop_page_stops_the_chosen_place_with_one_button(world: World) -> None:
    study = make_study(world)
    where = f"site:{site_of(study).public_id}"
    page = _client(world.samir).get(_url("stop") + f"?study={study.public_id}&where={where}")
    assert "Nobody is referred to Harbour Clinic" in page.content.decode()
    given = {"study": study.public_id, "where": where, "reason": "The freezer broke."}
    _client(world.samir).post(_url("stop"), given)
    order = StopOrder.objects.get()
    assert order.site == site_of(study)
    assert "The freezer broke." in _client(world.anna).get(_url("stop")).content.decode()
    assert _client(world.samir).post(_url("stop"), {**given, "where": "site:elsewhere"}).status_code == 422
    _client(world.regina).post(_url("lift", stop_order=order.public_id), {"reason": "Mended."})
    assert queries.is_stopped(study, site=site_of(study)) is None


def test_a_change_reads_like_a_redline(world: World) -> None:
    study = make_study(world)
    changed = record_with(eligibilityModule__eligibilityCriteria=CRITERIA.replace("3 months", "6 months"))
    services.import_record(raw=raw_record(changed), by=world.alice, at=NOW)
    text = _client(world.anna).get(_url("compare", study)).content.decode()
    assert "<del>" in text and "<ins>" in text and "Eligibility Criteria" in text


def test_what_waits_is_told_to_those_who_can_do_it_in_a_constant_number_of_queries(world: World) -> None:
    study = make_study(world)
    make_fact(world, study, "visits")
    make_number_criterion(world, study)
    make_screener(world, study, reviewed=False)
    services.set_full_until(site=site_of(study), full_until=NOW.date().replace(day=1), by=world.alice, at=NOW)
    verbs = {
        name: {item.verb for item in waiting_for(getattr(world, name), NOW)}
        for name in ("alice", "bob", "dora")
    }
    assert verbs["bob"] >= {"Review"}
    assert verbs["alice"] >= {"Check", "Complete"} and "Review" not in verbs["alice"]
    assert verbs["dora"] == {"Check"}
    with same_count_of_queries() as again:
        again.measure(lambda: waiting_for(world.regina, NOW))
        other = services.import_record(
            raw=raw_record(record_with(identificationModule__nctId="NCT99990002")), by=world.alice, at=NOW
        ).study
        make_fact(world, other, "visits")
        make_number_criterion(world, other)
        again.measure(lambda: waiting_for(world.regina, NOW))


def test_search_finds_a_study_by_title_and_by_number(world: World) -> None:
    make_study(world)
    for words in ("invented tablet", "99990001"):
        found = (
            _client(world.anna)
            .get(reverse("search", kwargs={"org": "harbour"}), {"q": words})
            .content.decode()
        )
        assert "NCT99990001" in found
