"""Sites: who is open, the roster in one pass, and "full until"."""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest

from crossroads.base.models import AuditEntry
from crossroads.engines.errors import ActionDenied, CrossroadsError, each_problem
from crossroads.studies import queries, roster, services
from crossroads.studies.models import Site
from makers.studies import make_study, site_of
from world import NOW, World

TODAY = NOW.date()
GOOD = (
    "facility,city,contact_name,contact_email,contact_phone,capacity,full_until\n"
    "Harbour Clinic,Rotterdam,Dora Made-Up,dora@clinic.example,+31 10 555 0100,12,2026-12-31\n"
    "hill clinic,LEEDS,,,,3,\n"
)


def _read(world: World, csv: str) -> services.RosterReport:
    study = make_study(world)
    return services.read_roster(study=study, csv=csv.encode(), by=world.alice, at=NOW)


def test_a_roster_stands_over_the_registrys_word(world: World) -> None:
    assert _read(world, GOOD) == services.RosterReport(changed=2, unchanged=0)
    rotterdam = Site.objects.get(city="Rotterdam")
    assert (rotterdam.contact_name, rotterdam.contact_email) == ("Dora Made-Up", "dora@clinic.example")
    assert (rotterdam.capacity, rotterdam.full_until) == (12, date(2026, 12, 31))
    assert not rotterdam.is_open(TODAY)
    assert rotterdam.is_open(date(2027, 1, 1))


def test_the_same_roster_again_changes_nothing(world: World) -> None:
    _read(world, GOOD)
    before = AuditEntry.objects.count()
    assert _read(world, GOOD) == services.RosterReport(changed=0, unchanged=2)
    assert AuditEntry.objects.count() == before


def test_semicolons_and_a_byte_order_mark_are_read_as_spreadsheets_write_them(world: World) -> None:
    assert _read(world, "\ufefffacility;city;capacity\nHarbour Clinic;Rotterdam;4\n").changed == 1


def test_every_problem_of_a_roster_is_told_in_one_pass_and_nothing_is_kept(world: World) -> None:
    csv = (
        "facility,city,contact_email,contact_phone,capacity,full_until\n"
        "Harbour Clinic,Rotterdam,dora@clinic.example,,9,\n"
        "Harbour Clinic,Rotterdam,not an address,letters,many,31.12.2026\n"
        "Nowhere Clinic,Atlantis,,,,\n"
        "Hill Clinic,Leeds,too,few\n"
    )
    with pytest.raises(CrossroadsError) as told:
        _read(world, csv)
    found = [(problem.code, problem.where.line) for problem in each_problem(told.value)]
    assert found == [
        ("studies.roster_contact_email", 3),
        ("studies.roster_contact_phone", 3),
        ("studies.roster_capacity", 3),
        ("studies.roster_full_until", 3),
        ("studies.roster_twice", 3),
        ("studies.roster_no_such_site", 4),
        ("studies.roster_cells", 5),
    ]
    assert not Site.objects.exclude(capacity=None).exists()


@pytest.mark.parametrize(
    ("csv", "code"),
    [
        (b"", "studies.roster_empty"),
        (b"facility,city\n", "studies.roster_empty"),
        (b"facility,city,colour\nHarbour Clinic,Rotterdam,blue\n", "studies.roster_column"),
        (b"capacity\n3\n", "studies.roster_names_no_site"),
        (b"city,facility,city\na,b,c\n", "studies.roster_column_twice"),
        ("facility,city\nZ\u00fcrich,x\n".encode("latin-1"), "studies.roster_not_utf8"),
        (b'facility,city\n"Harbour Clinic,Rotterdam\n', "studies.roster_not_csv"),
        (b"x" * (roster.MAX_BYTES + 1), "studies.roster_too_large"),
    ],
)
def test_a_file_that_is_no_roster_is_told(world: World, csv: bytes, code: str) -> None:
    study = make_study(world)
    with pytest.raises(CrossroadsError) as told:
        services.read_roster(study=study, csv=csv, by=world.alice, at=NOW)
    assert each_problem(told.value)[0].code == code


def test_what_a_cell_holds_stands_in_no_problem_and_no_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(CrossroadsError) as told:
        _read(world, "facility,city,contact_email\nHarbour Clinic,Rotterdam,dora at clinic\n")
    assert "dora" not in str(told.value) + caplog.text


def test_the_template_lists_the_studys_sites_and_can_be_read_back(world: World) -> None:
    study = make_study(world)
    template = roster.template(list(Site.objects.filter(study=study)))
    report = services.read_roster(study=study, csv=template.encode(), by=world.alice, at=NOW)
    assert report == services.RosterReport(changed=0, unchanged=3)


def test_full_until_counts_its_last_day_and_no_longer(world: World) -> None:
    site = site_of(make_study(world))
    services.set_full_until(site=site, full_until=TODAY, by=world.dora, at=NOW)
    assert not site.is_open(TODAY)
    assert site.is_open(TODAY + timedelta(days=1))
    services.set_full_until(site=site, full_until=None, by=world.dora, at=NOW)
    assert site.is_open(TODAY)


def test_a_reviewer_does_not_say_whether_a_site_is_full(world: World) -> None:
    with pytest.raises(ActionDenied):
        services.set_full_until(site=site_of(make_study(world)), full_until=TODAY, by=world.bob, at=NOW)


def test_open_sites_are_those_that_record_roster_and_stops_all_leave_open(world: World) -> None:
    study = make_study(world)
    assert {site.city for site in queries.open_sites(study, TODAY)} == {"Rotterdam", "Leeds"}
    services.set_full_until(site=site_of(study, "Leeds"), full_until=TODAY, by=world.alice, at=NOW)
    assert {site.city for site in queries.open_sites(study, TODAY)} == {"Rotterdam"}
    services.stop(study=study, site=site_of(study), reason="Flooded.", by=world.samir, at=NOW)
    assert queries.open_sites(study, TODAY) == []
