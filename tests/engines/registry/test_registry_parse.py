"""A record becomes a Study: the same one from every format, without a person in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_invented_records import CLASSIC, CRITERIA, v1, v2, v2_bytes

from crossroads.engines import registry, rules
from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry import (
    Age,
    PartialDate,
    PersonRole,
    RawRecord,
    RecordFormat,
    Study,
    parse,
    people,
    record_from_bytes,
)
from crossroads.engines.registry.values import DateKind
from crossroads.engines.terms import OverallStatus, Sex


def study_of(document: dict[str, Any]) -> Study:
    return parse(record_from_bytes(json.dumps(document).encode()))


def test_v2_gives_every_field() -> None:
    study = parse(record_from_bytes(v2_bytes()))
    assert study.registry_id == "NCT99900001"
    assert study.overall_status is OverallStatus.ACTIVE_NOT_RECRUITING
    assert study.phases == ("PHASE1", "PHASE2")
    assert (study.masking, study.who_masked) == ("DOUBLE", ("PARTICIPANT", "OUTCOMES_ASSESSOR"))
    assert (study.minimum_age, study.maximum_age, study.sex) == (Age(18), None, Sex.ALL)
    assert study.healthy_volunteers is False
    assert study.eligibility_criteria == CRITERIA
    assert study.start_date == PartialDate(2023, 3, kind=DateKind.ACTUAL)
    assert study.version_date == PartialDate(2024, 5, 16)
    assert [site.status for site in study.sites] == [OverallStatus.RECRUITING, None]
    assert (study.sites[0].lat, study.sites[0].lon) == (12.5, -45.25)
    assert study.location_countries == ("Iceland", "United States")
    assert study.notes == ()


@pytest.mark.parametrize("data", [CLASSIC, json.dumps(v1()).encode()], ids=["classic", "v1"])
def test_older_formats_give_the_same_study_but_for_positions(data: bytes) -> None:
    new = parse(record_from_bytes(v2_bytes()))
    without_positions = tuple(replace(site, lat=None, lon=None) for site in new.sites)
    old = parse(record_from_bytes(data))
    assert old == replace(new, sites=without_positions)
    assert old.notes == ()


def test_no_person_enters_a_study() -> None:
    for data in (v2_bytes(), CLASSIC, json.dumps(v1()).encode()):
        shown = repr(replace(parse(record_from_bytes(data)), brief_summary=""))
        for private in ("Ada", "Bela", "Cleo", "555", "@"):
            assert private not in shown


def test_an_individual_sponsor_is_a_person_too() -> None:
    record = v2()
    record["protocolSection"]["sponsorCollaboratorsModule"]["leadSponsor"] = {
        "name": "Dora Invented",
        "class": "INDIV",
    }
    assert "Dora" not in repr(study_of(record))


@pytest.mark.parametrize("data", [v2_bytes(), CLASSIC], ids=["v2", "classic"])
def test_the_people_of_a_record_are_for_the_team_alone(data: bytes) -> None:
    found = people(record_from_bytes(data))
    assert {(person.role, person.name) for person in found} == {
        (PersonRole.CENTRAL_CONTACT, "Bela Invented, MD"),
        (PersonRole.OVERALL_OFFICIAL, "Ada Invented, PhD"),
        (PersonRole.RESPONSIBLE_PARTY, "Ada Invented"),
        (PersonRole.SITE_CONTACT, "Cleo Invented"),
    }
    assert "202-555-0101 ext. 7" in {person.phone for person in found}
    assert "Invented" not in repr(found)
    assert "555" not in repr(found)


# --- what a record gets wrong is told


def test_an_unknown_word_is_kept_and_noted() -> None:
    record = v2()
    record["protocolSection"]["designModule"]["designInfo"]["allocation"] = "Drawn by lot"
    record["protocolSection"]["statusModule"]["overallStatus"] = "Hibernating"
    study = study_of(record)
    assert study.allocation == "Drawn by lot"
    assert study.overall_status is None
    assert {(note.code, note.field, note.value) for note in study.notes} == {
        ("registry.unknown_word", "designModule.designInfo.allocation", "Drawn by lot"),
        ("registry.unknown_word", "statusModule.overallStatus", "Hibernating"),
    }
    assert "Hibernating" in " ".join(note.message for note in study.notes)


@pytest.mark.parametrize(
    ("module", "key", "value", "code"),
    [
        ("statusModule", "lastUpdateSubmitDate", "soon", "registry.unreadable_date"),
        ("eligibilityModule", "minimumAge", "old enough", "registry.unreadable_age"),
        ("designModule", "enrollmentInfo", {"count": -3}, "registry.bad_number"),
        ("designModule", "enrollmentInfo", "many", "registry.unexpected_shape"),
        ("conditionsModule", "keywords", ["quiet", 7], "registry.unexpected_shape"),
        ("contactsLocationsModule", "locations", [None], "registry.unexpected_shape"),
        ("contactsLocationsModule", "locations", [{"geoPoint": {"lat": 91.0}}], "registry.bad_number"),
        ("descriptionModule", "briefSummary", "a\x00b", "registry.unreadable_characters"),
        ("identificationModule", "briefTitle", ["a"], "registry.unexpected_shape"),
        ("eligibilityModule", "healthyVolunteers", "Perhaps", "registry.unknown_word"),
    ],
)
def test_an_unreadable_field_costs_only_itself(module: str, key: str, value: object, code: str) -> None:
    record = v2()
    record["protocolSection"][module][key] = value
    assert code in {note.code for note in study_of(record).notes}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "registry.not_json"),
        (b'{"protocolSection": {"identificationModule": {}}}', "registry.no_id"),
        (b'{"protocolSection": {"identificationModule": {"nctId": "12"}}}', "registry.bad_nct_id"),
        (b'{"protocolSection": []}', "registry.no_protocol"),
        (b'{"protocolSection": "\xff"}', "registry.not_json"),
        (b'{"protocolSection":' + b"[" * 100_000, "registry.not_json"),
        (b"[1]", "registry.not_a_study"),
    ],
)
def test_a_record_that_is_no_study_is_a_problem_with_its_place(data: bytes, code: str) -> None:
    with pytest.raises(InputProblem) as problem:
        parse(RawRecord(data, RecordFormat.CTGOV_V2, Where("studies.json", 7)))
    assert (problem.value.code, str(problem.value.where)) == (code, "studies.json:7")


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<clinical_study><id_info>", "registry.not_xml"),
        (b"<search_results/>", "registry.not_a_study"),
        (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><clinical_study/>',
            "registry.xml_doctype",
        ),
        (b"<clinical_study>&undeclared;</clinical_study>", "registry.not_xml"),
        (b"<clinical_study/>", "registry.no_id"),
    ],
)
def test_xml_is_read_without_entities_and_without_the_network(xml: bytes, code: str) -> None:
    with pytest.raises(InputProblem) as problem:
        parse(RawRecord(xml, RecordFormat.CTGOV_CLASSIC))
    assert problem.value.code == code


def test_classic_text_keeps_its_paragraphs_and_bullets_and_every_word() -> None:
    study = parse(record_from_bytes(CLASSIC))
    assert study.detailed_description == "First paragraph.\n\nSecond paragraph."
    assert "\n  -  Age < 80\n" in study.eligibility_criteria
    assert "\r" not in study.eligibility_criteria


def test_stray_markup_in_a_classic_text_loses_no_word() -> None:
    xml = CLASSIC.replace(b"Allergy to quiet", b"Allergy <i>to</i><!-- no --> quiet")
    assert parse(record_from_bytes(xml)).eligibility_criteria == CRITERIA


@pytest.mark.parametrize(
    ("phase", "phases"),
    [("N/A", ("NA",)), ("Phase 2/Phase 3", ("PHASE2", "PHASE3")), ("Early Phase 1", ("EARLY_PHASE1",))],
)
def test_classic_phases_are_told_in_words_of_v2(phase: str, phases: tuple[str, ...]) -> None:
    xml = CLASSIC.replace(b"Phase 1/Phase 2", phase.encode())
    assert parse(record_from_bytes(xml)).phases == phases


@pytest.mark.parametrize(
    ("wording", "masking", "who"),
    [
        ("None (Open Label)", "NONE", ()),
        ("Open Label", "NONE", ()),
        ("Double Blind (Participant, Investigator)", "DOUBLE", ("PARTICIPANT", "INVESTIGATOR")),
        ("Single", "SINGLE", ()),
        ("Participant, Investigator", "Participant, Investigator", ()),
    ],
)
def test_classic_masking_names_who_is_masked(wording: str, masking: str, who: tuple[str, ...]) -> None:
    study = parse(
        record_from_bytes(CLASSIC.replace(b"Double (Participant, Outcomes Assessor)", wording.encode()))
    )
    assert (study.masking, study.who_masked) == (masking, who)


def test_every_code_of_the_engine_has_a_sentence_and_every_sentence_a_code() -> None:
    source = "".join(path.read_text() for path in Path(registry.__file__).parent.rglob("*.py"))
    raised = set(re.findall(r'"(registry\.\w+)"', source))
    noted = {f"registry.{code}" for code in re.findall(r'\.note\("(\w+)"', source)}
    assert raised | noted == {code for code in rules.problem_table() if code.startswith("registry.")}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    module=st.sampled_from(sorted(v2()["protocolSection"])),
    data=st.data(),
    value=json_values,
)
def test_whatever_stands_in_a_field_parse_tells_or_reads(
    module: str, data: st.DataObject, value: Any
) -> None:
    """Any JSON value anywhere: a Study with notes or an InputProblem, never a crash."""
    record = v2()
    key = data.draw(st.sampled_from([None, *sorted(record["protocolSection"][module])]))
    if key is None:
        record["protocolSection"][module] = value
    else:
        record["protocolSection"][module][key] = value
    try:
        assert study_of(record).registry_id.startswith("NCT")
        people(record_from_bytes(json.dumps(record).encode()))
    except InputProblem as problem:
        assert problem.code in ("registry.no_id", "registry.bad_nct_id")
