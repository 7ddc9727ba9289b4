"""Records of CTIS, EUCTR and ISRCTN as the R package ctrdata keeps them become Studies like any other."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_invented_others import (
    ABOUT,
    CTRDATA,
    as_bytes,
    classic_as_json,
    ctis,
    euctr,
    isrctn,
    json_values,
    places,
)

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry import (
    Age,
    IdKind,
    RawRecord,
    RecordFormat,
    Study,
    diff,
    parse,
    people,
    record_from_bytes,
    redact,
)
from crossroads.engines.registry.ctrdata.words import CTIS_CODES, STATUSES, age_limits, sex
from crossroads.engines.terms import OverallStatus, Sex


def study_of(record: dict[str, Any]) -> Study:
    return parse(record_from_bytes(as_bytes(record)))


def note_codes(study: Study) -> set[str]:
    return {note.code for note in study.notes}


@pytest.mark.parametrize(
    ("register", "number", "kind", "others"),
    [
        ("CTIS", "2029-500001-01-00", IdKind.EU_CT, {"NOWHERE-7", "2021-000001-30", "NCT99900001"}),
        ("EUCTR", "2029-000001-20-ES", IdKind.EUDRACT, {"2029-000001-20", "NOWHERE-7", "NCT99900001"}),
        ("ISRCTN", "ISRCTN99900001", IdKind.ISRCTN, {"NOWHERE-7", "NCT99900001"}),
        ("CTGOV", "NCT99900001", IdKind.NCT, set()),
    ],
)
def test_each_register_has_its_own_number_and_tells_the_others(
    register: str, number: str, kind: IdKind, others: set[str]
) -> None:
    raw = record_from_bytes(as_bytes(CTRDATA[register]()))
    study = parse(raw)
    assert raw.format is RecordFormat.CTRDATA
    assert (study.registry_id, study.registry_id.kind, set(study.other_ids)) == (number, kind, others)
    assert study.brief_title.startswith("Quiet Walking")
    assert study.conditions[0] == "Creaking knee"


def test_a_record_may_have_its_number_around_it() -> None:
    inner = euctr()
    number = inner.pop("_id")
    wrapped = study_of({"id": number, "registry": "EUCTR", "record": inner})
    assert wrapped == study_of(euctr())


# --- CTIS


@pytest.mark.parametrize("layout", [2023, 2024])
def test_both_layouts_of_ctis_give_the_trial(layout: int) -> None:
    study = study_of(ctis(layout))
    assert study.official_title == "An Invented Trial of Quiet Walking"
    assert (study.study_type, study.phases) == ("INTERVENTIONAL", ("PHASE2",))
    assert (study.minimum_age, study.maximum_age, study.sex) == (Age(18), None, Sex.ALL)
    assert study.healthy_volunteers is False
    assert (
        study.enrollment is not None and study.enrollment.count == 120
    )  # 100 here, 20 in the rest of the world
    assert [one.name for one in study.interventions] == ["Tea 5 mg", "WATER"]
    assert study.lead_sponsor is not None and study.lead_sponsor.kind == "OTHER"
    assert [(site.facility, site.city, site.zip) for site in study.sites] == [
        ("Knee House, Orthopaedics", "Utrecht", "3500 AA")
    ]
    assert study.location_countries == ("Iceland", "Netherlands")
    assert study.notes == ()


def test_the_layouts_differ_in_how_they_tell_status_and_dates() -> None:
    old, new = study_of(ctis(2023)), study_of(ctis(2024))
    assert (old.overall_status, new.overall_status) == (
        OverallStatus.NOT_YET_RECRUITING,
        OverallStatus.RECRUITING,
    )
    assert (str(old.start_date), str(new.start_date)) == ("2023-03-01", "2023-01-29")
    assert (str(old.version_date), str(new.version_date)) == ("2024-05-06", "2025-09-15")
    assert [site.status for site in new.sites] == [OverallStatus.ACTIVE_NOT_RECRUITING]  # the member state's


def test_a_trial_that_every_member_state_ended_early_is_terminated() -> None:
    record = ctis()
    record["ctPublicStatusCode"] = 8
    assert study_of(record).overall_status is OverallStatus.COMPLETED
    record["events"]["trialEvents"][0]["events"].append({"notificationType": "EARLY_TERMINATION"})
    assert study_of(record).overall_status is OverallStatus.TERMINATED


def test_criteria_of_ctis_are_in_the_order_of_their_numbers() -> None:
    study = study_of(ctis())
    assert [one.identifier for one in study.criteria] == [*(str(n) for n in range(1, 12)), "1"]
    assert all(f"* {one.text}" in study.eligibility_criteria for one in study.criteria)
    assert study.eligibility_criteria.endswith("Exclusion Criteria:\n\n* Allergy to quiet")


def test_criteria_in_other_languages_are_kept_as_they_stand() -> None:
    (dutch,) = study_of(ctis()).criteria_translations
    assert dutch.language == "Dutch"
    assert "* Sign 11 of a creak (nederlands)" in dutch.text
    (spanish,) = study_of(euctr()).criteria_translations
    assert (spanish.language, spanish.text) == (
        "es",
        "Inclusion Criteria:\n\n1. Adultos con rodillas que crujen",
    )


def test_a_record_in_another_language_alone_has_that_text() -> None:
    record = euctr()
    del record["e3_principal_inclusion_criteria"], record["e4_principal_exclusion_criteria"]
    study = study_of(record)
    assert study.eligibility_criteria.endswith("Adultos con rodillas que crujen")
    assert study.criteria_translations == ()


# --- EUCTR


def test_euctr_gives_the_trial_of_one_member_state() -> None:
    study = study_of(euctr())
    assert (study.minimum_age, study.maximum_age, study.sex) == (Age(12), Age(64), Sex.FEMALE)
    assert study.phases == ("PHASE2",)
    assert (study.allocation, study.masking, study.intervention_model) == ("RANDOMIZED", "DOUBLE", "PARALLEL")
    assert study.location_countries == ("Spain",)
    assert study.eligibility_criteria == (
        "Inclusion Criteria:\n\n1. Adults with knees that creak 2. Pain for 3 weeks\n\n"
        "Exclusion Criteria:\n\nAllergy to quiet"
    )
    assert study.criteria == ()  # one text, which nobody here cuts
    assert [(one.name, one.other_names) for one in study.interventions] == [("Tea", ("Camellia",))]


def test_a_status_that_does_not_say_whether_people_can_join_is_no_recruiting_study() -> None:
    study = study_of(euctr())
    assert study.overall_status is OverallStatus.UNKNOWN
    assert note_codes(study) == {"registry.unclear_status"}


def test_the_end_of_the_whole_trial_counts_more_than_one_states_status() -> None:
    record = euctr()
    record["trialInformation"]["isGlobalEndOfTrialReached"] = "true"
    assert study_of(record).overall_status is OverallStatus.COMPLETED
    record["trialInformation"]["globalEndOfTrialPremature"] = "true"
    assert study_of(record).overall_status is OverallStatus.TERMINATED


def test_a_number_that_lost_its_sign_is_told() -> None:
    """The package drops what is not ASCII: "at least 29 weeks", written with a sign, came as "at  29 weeks"."""
    record = euctr()
    record["e3_principal_inclusion_criteria"] = "Born at  29 weeks gestational age"
    assert "registry.lost_signs" in note_codes(study_of(record))


# --- ISRCTN


def test_isrctn_gives_the_trial() -> None:
    study = study_of(isrctn())
    assert (study.minimum_age, study.maximum_age, study.sex) == (Age(18), None, Sex.ALL)
    assert (study.study_type, study.allocation) == ("INTERVENTIONAL", "RANDOMIZED")
    assert [(one.name, one.kind) for one in study.interventions] == [("Behavioural", "BEHAVIORAL")]
    assert study.study_population == "Patient, Adult"
    assert [(site.facility, site.city, site.zip) for site in study.sites] == [("Knee House", "Akureyri", "")]
    assert study.eligibility_criteria.count("Criteria:\n\n1. ") == 2
    assert study.notes == ()


@pytest.mark.parametrize(
    ("fetched", "override", "status"),
    [
        ("2022-06-01 10:00:00", "", OverallStatus.NOT_YET_RECRUITING),
        ("2024-06-01 10:00:00", "", OverallStatus.RECRUITING),
        ("2025-09-01 10:00:00", "", OverallStatus.ACTIVE_NOT_RECRUITING),
        ("2026-09-01 10:00:00", "", OverallStatus.COMPLETED),
        ("2024-06-01 10:00:00", "Stopped", OverallStatus.TERMINATED),
        ("2024-06-01 10:00:00", "Suspended", OverallStatus.SUSPENDED),
        ("", "", None),
    ],
)
def test_a_status_of_isrctn_is_what_was_overridden_or_what_the_dates_said_when_it_was_fetched(
    fetched: str, override: str, status: OverallStatus | None
) -> None:
    record = isrctn()
    record["record_last_import"] = fetched
    record["participants"]["recruitmentStatusOverride"] = override
    assert study_of(record).overall_status is status


# --- classic ClinicalTrials.gov in JSON


def test_a_classic_record_in_json_is_read_as_its_xml_would_be() -> None:
    study = study_of(classic_as_json())
    assert study.brief_title == "Quiet Walking of Ada's Knees"
    assert (study.overall_status, study.sex) == (OverallStatus.RECRUITING, Sex.ALL)
    assert (study.minimum_age, study.maximum_age) == (Age(18), None)
    assert study.conditions == ("Creaking knee", "Aching knee")
    assert study.eligibility_criteria.endswith("- Knees that creak < 3 times")


# --- words


def test_every_number_of_a_status_has_its_word_and_every_word_a_status() -> None:
    assert set(CTIS_CODES.values()) <= set(STATUSES)
    assert all(word == word.casefold() for word in STATUSES)
    assert {word for word, status in STATUSES.items() if status.is_open} == {
        "recruiting",
        "ongoing, recruiting",
        "authorised, recruiting",
    }


def test_an_unknown_status_is_noted_and_left_empty() -> None:
    record = ctis(2023)
    record["ctStatus"] = "Hibernating"
    study = study_of(record)
    assert study.overall_status is None
    assert note_codes(study) == {"registry.unknown_word"}


@pytest.mark.parametrize(
    ("female", "male", "found"),
    [
        (True, True, "ALL"),
        (True, False, "FEMALE"),
        (False, True, "MALE"),
        (None, None, None),
        (False, False, None),
    ],
)
def test_sex_is_told_of_two_answers(female: bool | None, male: bool | None, found: str | None) -> None:
    assert sex(female, male) == found


def test_age_groups_have_the_limits_of_the_youngest_and_the_oldest() -> None:
    assert age_limits([]) == {}
    assert age_limits([("", "17 Years"), ("18 Years", "64 Years")]) == {
        "minimumAge": "",
        "maximumAge": "64 Years",
    }


# --- people


@pytest.mark.parametrize("register", ["CTIS", "EUCTR", "ISRCTN"])
def test_nobody_is_left_in_a_redacted_record_and_the_study_is_the_same(register: str) -> None:
    raw = record_from_bytes(as_bytes(CTRDATA[register]()))
    shown = redact(raw)
    assert people(raw)
    assert not [private for private in ABOUT if private in shown]
    for kept in ("Quiet Walking", "NOWHERE-7", "NCT99900001"):
        assert kept in shown
    again = parse(record_from_bytes(shown.encode()))
    assert [change.field for change in diff(parse(raw), again)] in ([], ["brief_summary"])


def test_people_of_a_classic_record_in_json_are_withheld() -> None:
    shown = redact(record_from_bytes(as_bytes(classic_as_json())))
    assert not [private for private in ("Bela", "555", "@nowhere") if private in shown]


def test_who_answers_for_a_study_of_isrctn_is_cut_from_its_summary() -> None:
    shown = redact(record_from_bytes(as_bytes(isrctn())))
    assert "Who is the main contact?\\n[name withheld]" in shown
    assert "Does quiet walking help?" in shown


# --- what is wrong is told


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"ctrname": "DRKS", "_id": "1"}, "registry.unknown_register"),
        ({"ctrname": "CTIS"}, "registry.no_id"),
        ({"ctrname": "EUCTR", "_id": "x" * 50}, "registry.bad_id"),
        ({"ctrname": "ISRCTN", "isrctn": ["1"]}, "registry.no_id"),
        ({"ctrname": "CTGOV", "id_info": "none"}, "registry.no_id"),
    ],
)
def test_a_record_that_is_no_study_is_a_problem_with_its_place(record: dict[str, Any], code: str) -> None:
    with pytest.raises(InputProblem) as problem:
        parse(RawRecord(as_bytes(record), RecordFormat.CTRDATA, Where("records.jsonl", 7)))
    assert (problem.value.code, str(problem.value.where)) == (code, "records.jsonl:7")
    assert problem.value.message != code


@pytest.mark.parametrize(
    "record",
    [{"isrctn": "99900001"}, {"ctrname": 7}, {"record": {"ctNumber": "2029-500001-01-00"}}, {"study": "x"}],
)
def test_what_only_looks_like_one_is_not_taken_for_a_record(record: dict[str, Any]) -> None:
    with pytest.raises(InputProblem) as problem:
        record_from_bytes(as_bytes(record))
    assert problem.value.code == "registry.not_a_study"
    assert "ctrdata" in problem.value.advice


def test_a_record_that_is_nested_too_deeply_to_walk_through_is_told() -> None:
    depth = 900
    data = b'{"ctrname": "CTIS", "a": ' + b"[" * depth + b"]" * depth + b"}"
    with pytest.raises(InputProblem) as problem:
        parse(RawRecord(data, RecordFormat.CTRDATA))
    assert problem.value.code == "registry.not_json"


@given(make=st.sampled_from(list(CTRDATA.values())), data=st.data(), value=json_values)
def test_whatever_stands_in_a_record_parse_tells_or_reads(
    make: Callable[[], dict[str, Any]], data: st.DataObject, value: Any
) -> None:
    """Any JSON value anywhere: a Study with notes or an InputProblem, never a crash."""
    record = json.loads(json.dumps(make()))
    found = places(record)
    holder, key = found[data.draw(st.integers(0, len(found) - 1))]
    holder[key] = value
    try:
        raw = record_from_bytes(as_bytes(record))
        study = parse(raw)
        assert all(one.text in study.eligibility_criteria for one in study.criteria)
        people(raw)
        redact(raw)
    except InputProblem as problem:
        assert problem.code in {
            "registry.no_id",
            "registry.bad_id",
            "registry.bad_nct_id",
            "registry.not_a_study",
            "registry.unknown_register",
        }
