"""Registry records: kept as they came, versions, what changed, and nobody's name anywhere."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from crossroads.base import events
from crossroads.base.models import AuditEntry
from crossroads.engines.errors import ActionDenied
from crossroads.engines.registry import (
    Amendment,
    CriteriaTranslation,
    IdKind,
    Intervention,
    RawRecord,
    RecordFormat,
    StructuredCriterion,
)
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import queries, record, services
from crossroads.studies.events import StudyVersionChanged
from crossroads.studies.models import Site, Study, StudyVersion
from crossroads.studies.services import Outcome
from makers.studies import (
    PEOPLE,
    RECORD,
    make_study,
    raw_record,
    record_with,
    site_of,
)
from world import NOW, World


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[StudyVersionChanged]:
    """The version events of a test, and of it alone."""
    told: list[StudyVersionChanged] = []
    monkeypatch.setitem(events._handlers, StudyVersionChanged, [told.append])
    return told


def test_a_new_record_is_kept_byte_for_byte_with_its_hash_and_its_sites(world: World) -> None:
    raw = raw_record()
    study = services.import_record(raw=raw, by=world.alice, at=NOW).study
    version = StudyVersion.objects.get(study=study)
    assert (version.number, version.sha256, version.verbatim) == (1, raw.sha256, raw.data)
    assert study.brief_title == "An Invented Tablet for Invented Tiredness"
    assert sorted(Site.objects.values_list("city", flat=True)) == ["Leeds", "Rotterdam", "Zurich"]


def test_the_public_address_names_neither_condition_nor_registry_number(world: World) -> None:
    slug = make_study(world).slug
    assert "tired" not in slug and "nct" not in slug


def test_the_same_record_again_changes_nothing(world: World, heard: list[StudyVersionChanged]) -> None:
    study = make_study(world)
    before = AuditEntry.objects.count()
    again = services.import_record(raw=raw_record(), by=world.alice, at=NOW)
    assert (again.outcome, again.study) == (Outcome.UNCHANGED, study)
    assert StudyVersion.objects.count() == 1
    assert AuditEntry.objects.count() == before
    assert heard == []


def test_other_bytes_that_say_the_same_change_nothing(world: World) -> None:
    """Registries stamp their files anew every day."""
    make_study(world)
    stamped = {**RECORD, "derivedSection": {"miscInfoModule": {"versionHolder": "2026-11-25"}}}
    again = services.import_record(raw=raw_record(stamped), by=world.alice, at=NOW)
    assert again.outcome is Outcome.UNCHANGED


def test_a_changed_record_is_a_new_version_that_tells_what_changed(
    world: World, heard: list[StudyVersionChanged]
) -> None:
    study = make_study(world)
    changed = record_with(eligibilityModule__maximumAge="75 Years")
    changed["protocolSection"]["contactsLocationsModule"]["locations"][0]["status"] = "COMPLETED"
    outcome = services.import_record(raw=raw_record(changed), by=world.alice, at=NOW).outcome
    study.refresh_from_db()
    assert outcome is Outcome.CHANGED
    assert study.current_version is not None and study.current_version.number == 2
    rotterdam = site_of(study)
    assert set(heard[0].changed_paths) == {
        "record.maximum_age",
        "record.sites",
        f"site.{rotterdam.public_id}",
    }
    assert rotterdam.status == "COMPLETED"


def test_a_version_is_never_changed_nor_removed(world: World) -> None:
    version = make_study(world).current_version
    assert version is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        StudyVersion.objects.filter(pk=version.pk).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        StudyVersion.objects.filter(pk=version.pk).delete()


def test_a_site_that_the_record_no_longer_lists_stays_with_its_roster_and_takes_nobody(world: World) -> None:
    study = make_study(world)
    changed = record_with()
    del changed["protocolSection"]["contactsLocationsModule"]["locations"][0]
    services.import_record(raw=raw_record(changed), by=world.alice, at=NOW)
    gone = site_of(study)
    assert not gone.in_record
    assert not gone.is_open(NOW.date())


def test_one_bad_record_among_many_is_told_and_keeps_back_none(world: World) -> None:
    bad = RawRecord(b'{"protocolSection": {}}', RecordFormat.CTGOV_V2)
    other = record_with(identificationModule__nctId="NCT99990002")
    report = services.import_records(raw=[raw_record(), bad, raw_record(other)], by=world.alice, at=NOW)
    assert [study.registry_id for study in report.new] == ["NCT99990001", "NCT99990002"]
    assert [problem.code for problem in report.failed] == ["registry.no_id"]
    assert report.read == 2


def test_the_same_registry_number_in_another_organisation_is_another_study(world: World) -> None:
    ours = make_study(world)
    theirs = services.import_record(raw=raw_record(), by=world.charlie, at=NOW).study
    assert ours.pk != theirs.pk and ours.slug != theirs.slug
    assert list(queries.studies(world.alice)) == [ours]
    assert list(queries.studies(world.charlie)) == [theirs]


@pytest.mark.parametrize("name", ["bob", "carol", "samir", "dora", "anna"])
def test_only_outreach_leads_and_admins_import(world: World, name: str) -> None:
    with pytest.raises(ActionDenied):
        services.import_record(raw=raw_record(), by=getattr(world, name), at=NOW)
    assert not Study.objects.exists()


def test_nobody_whom_a_record_names_stands_in_what_we_read_from_it_nor_in_a_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    study = make_study(world)
    version = study.current_version
    assert version is not None
    shown = [json.dumps(version.parsed), queries.redacted_record(version), caplog.text, repr(raw_record())]
    shown += [json.dumps(entry.data) for entry in AuditEntry.objects.all()]
    shown += [queries.fact_value(study, path).value for path in queries.known_paths(study)]
    for person in PEOPLE:
        assert not any(person in text for text in shown), person
        assert person.encode() in version.verbatim


def test_what_was_read_is_kept_and_read_back_alike(world: World) -> None:
    read = record.read_without_people(raw_record())
    assert record.from_json(json.loads(json.dumps(record.to_json(read)))) == read
    assert queries.parsed(make_study(world)) == read


# --- other formats than the registry's own


@pytest.mark.parametrize(
    ("record_json", "number"),
    [
        (
            {
                "usdmVersion": "4.0.0",
                "study": {
                    "versions": [
                        {
                            "titles": [{"text": "Invented", "type": {"decode": "Brief Study Title"}}],
                            "studyIdentifiers": [{"text": "INVENTED-7", "scopeId": "Organization_1"}],
                            "eligibilityCriterionItems": [{"id": "I1", "text": f"<p>Asks {PEOPLE[0]}</p>"}],
                            "roles": [
                                {
                                    "assignedPersons": [
                                        {
                                            "personName": {
                                                "givenNames": ["Quirina"],
                                                "familyName": "Unwahrscheinlich",
                                            }
                                        }
                                    ]
                                }
                            ],
                            "amendments": [{"number": "1", "summary": "Tea was added"}],
                            "studyDesigns": [
                                {
                                    "eligibilityCriteria": [
                                        {
                                            "id": "C1",
                                            "identifier": "4b",
                                            "criterionItemId": "I1",
                                            "category": {"decode": "Inclusion Criteria"},
                                        }
                                    ]
                                }
                            ],
                        }
                    ]
                },
            },
            "INVENTED-7",
        ),
        (
            {
                "_id": "2029-000001-20-ES",
                "ctrname": "EUCTR",
                "a3_full_title_of_the_trial": "Invented",
                "b1_sponsor": [{"b52_functional_name_of_contact_point": PEOPLE[0], "b56_email": PEOPLE[3]}],
                "e3_principal_inclusion_criteria": f"Asks {PEOPLE[0]} ({PEOPLE[3]})",
                "e3_principal_inclusion_criteria_es": "Pregunta",
            },
            "2029-000001-20-ES",
        ),
    ],
    ids=["usdm", "ctrdata"],
)
def test_records_of_other_formats_are_kept_read_back_and_compared_as_any_other(
    world: World, record_json: dict[str, object], number: str
) -> None:
    raw = raw_record(record_json)
    study = services.import_record(raw=raw, by=world.alice, at=NOW).study
    version = study.current_version
    assert version is not None
    assert (study.registry_id, study.brief_title, version.format) == (number, "Invented", raw.format.value)
    assert version.verbatim == raw.data
    read = queries.parsed(study)
    assert read == record.from_json(json.loads(json.dumps(record.to_json(read))))
    assert "Asks [name withheld]" in read.eligibility_criteria
    assert PEOPLE[0] not in queries.redacted_record(version)
    again = services.import_record(raw=raw_record({**record_json, "stamp": 1}), by=world.alice, at=NOW)
    assert again.outcome is Outcome.UNCHANGED


def test_criteria_translations_and_amendments_are_read_back_as_they_were() -> None:
    read = replace(
        record.read_without_people(raw_record()),
        other_ids=("INVENTED-7",),
        criteria=(StructuredCriterion("4b", CriterionCategory.EXCLUSION, "Smokes"),),
        criteria_translations=(CriteriaTranslation("es", "Fuma"),),
        protocol_version="2",
        amendments=(Amendment("Amendment 1", "Tea"), Amendment("Amendment 2")),
    )
    back = record.from_json(json.loads(json.dumps(record.to_json(read))))
    assert back == read
    assert back.criteria[0].category is CriterionCategory.EXCLUSION
    assert record.shown(read, "amendments") == "Amendment 1: Tea; Amendment 2"
    assert record.shown(read, "criteria_translations") == "es: Fuma"


def test_what_was_kept_before_there_were_other_formats_is_still_read() -> None:
    """Nothing new stands in it, and its number is an NCT number."""
    kept = {"registry_id": "NCT99990001", "brief_title": "Invented", "sex": "ALL"}
    read = record.from_json(kept)
    assert (read.registry_id, read.registry_id.kind) == ("NCT99990001", IdKind.NCT)
    assert (read.criteria, read.other_ids, read.amendments) == ((), (), ())


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("conditions", ("COPD", "Asthma"), "COPD; Asthma"),
        ("acronym", "HUSH", "HUSH"),
        ("study_type", "INTERVENTIONAL", "Interventional"),
        ("phases", ("PHASE1", "PHASE2"), "Phase 1; Phase 2"),
        ("phases", ("NA",), "Not applicable"),
        ("allocation", "NON_RANDOMIZED", "Non randomized"),
        ("allocation", "Drawn by lot", "Drawn by lot"),
        ("masking", "", ""),
        ("interventions", (Intervention("", "Tea"), Intervention("DRUG", "BCG")), "Tea; BCG (drug)"),
    ],
)
def test_coded_words_are_told_as_people_read_them_and_names_keep_their_capitals(
    field: str, value: object, shown: str
) -> None:
    read = replace(record.read_without_people(raw_record()), **{field: value})  # type: ignore[arg-type]
    assert record.shown(read, field) == shown
