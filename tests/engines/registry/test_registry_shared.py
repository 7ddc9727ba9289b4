"""Real records: every one becomes a study or a told problem, and nobody is left when it is shown."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from crossroads.engines.errors import InputProblem
from crossroads.engines.registry import (
    RawRecord,
    RecordFormat,
    StudyRecord,
    diff,
    parse,
    people,
    read_records,
    read_studies,
    record_from_bytes,
    redact,
)
from crossroads.engines.terms import CriterionCategory
from shared_data import shared

V2 = ("ctgov-v2-json/studies.jsonl.gz", 279)
V1 = ("ctgov-v2-json/legacy_v1_fullstudies.jsonl.gz", 160)
CLASSIC = ("ctgov-xml/trials.jsonl.gz", 5632)
SAMPLE = 20  # every 20th of the classic records


def records(path: Path, step: int = 1) -> list[RawRecord]:
    found = list(islice(read_records(path), 0, None, step))
    assert all(isinstance(item, RawRecord) for item in found)
    return [item for item in found if isinstance(item, RawRecord)]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), [V2, V1])
def test_every_json_record_is_read_without_a_note(name: str, count: int) -> None:
    found = list(read_studies(shared(name)))
    assert len(found) == count
    for item in found:
        assert isinstance(item, StudyRecord)
        assert item.study.notes == ()
        assert item.study.overall_status is not None
        assert item.study.brief_title


@pytest.mark.shared
def test_a_sample_of_the_classic_records_is_read() -> None:
    studies = [parse(raw) for raw in records(shared(CLASSIC[0]), SAMPLE)]
    assert len(studies) == -(-CLASSIC[1] // SAMPLE)
    assert all(study.overall_status and study.brief_title for study in studies)
    assert all(diff(study, study) == () for study in studies)


@pytest.mark.slow
@pytest.mark.shared
def test_every_classic_record_is_read() -> None:
    found = list(read_studies(shared(CLASSIC[0])))
    assert len(found) == CLASSIC[1]
    assert not [item for item in found if isinstance(item, InputProblem)]
    notes = Counter(note.code for item in found if isinstance(item, StudyRecord) for note in item.study.notes)
    assert notes == {"registry.unknown_word": 3}  # masking that names the masked but not how


@pytest.mark.shared
@pytest.mark.parametrize(("name", "step"), [(V2[0], 5), (V1[0], 5), (CLASSIC[0], 200)])
def test_no_contact_of_a_real_record_is_shown(name: str, step: int) -> None:
    for raw in records(shared(name), step):
        shown = redact(raw)
        for person in people(raw):
            assert not person.email or person.email not in shown
            assert len(person.phone) < 7 or person.phone not in shown
            assert ", " not in person.name or person.name not in shown  # a name with its degrees


# --- study definitions

DEFINITIONS = {
    # file: number, beginning of the title, criteria of inclusion and exclusion as counted by eye
    "Alexion_NCT04573309_Wilsons": ("NCT04573309", "Copper and Molybdenum Balance", 12, 19),
    "CDISC_Pilot_Study": ("NCT12345678", "Xanomeline (LY246708)", 8, 23),
    "EliLilly_NCT03421379_Diabetes": ("NCT03421379", "A Study of Nasal Glucagon", 10, 26),
    "devices": ("NCT12345678", "Xanomeline (LY246708)", 3, 1),
    "observational": ("NCT12345678", "Something Brief", 2, 3),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_study_definition_is_read(name: str) -> None:
    number, title, inclusion, exclusion = DEFINITIONS[name]
    (found,) = read_studies(shared(f"usdm-ddf/{name}.json.gz"))
    assert isinstance(found, StudyRecord)
    study = found.study
    assert (found.raw.format, study.registry_id) == (RecordFormat.USDM, number)
    assert study.brief_title.startswith(title)
    counts = Counter(one.category for one in study.criteria)
    assert (counts[CriterionCategory.INCLUSION], counts[CriterionCategory.EXCLUSION]) == (
        inclusion,
        exclusion,
    )
    for one in study.criteria:
        assert one.text in study.eligibility_criteria
        assert not re.search("</?[a-z]", one.text)
    told = {"registry.unresolved_reference"} if name == "observational" else {"registry.unknown_word"}
    assert {note.code for note in study.notes} <= told  # a tag with no parameter; "Cure" as a purpose


@pytest.mark.shared
def test_references_of_real_criteria_are_resolved() -> None:
    (pilot,) = read_studies(shared("usdm-ddf/CDISC_Pilot_Study.json.gz"))
    assert isinstance(pilot, StudyRecord)
    texts = [one.text for one in pilot.study.criteria]
    assert texts[0] == "Males and postmenopausal females at least 50 years of age."
    assert texts[2] == "MMSE score of 10 to 23."


@pytest.mark.shared
@pytest.mark.parametrize("name", DEFINITIONS)
def test_nobody_whom_a_study_definition_names_is_shown(name: str) -> None:
    (raw,) = records(shared(f"usdm-ddf/{name}.json.gz"))
    shown = redact(raw)
    assert all(person.name not in shown for person in people(raw))
    assert diff(parse(raw), parse(record_from_bytes(shown.encode()))) == ()


# --- records that ctrdata keeps

OTHERS = "other-registries/records.jsonl.gz"
KEPT = {
    # number: criteria that stand apart, as counted by eye; those of EUCTR, ISRCTN and CTGOV are texts
    "2023-508143-51-01": (1, 1),
    "2022-500244-37-00": (7, 11),
    "2024-510663-34-00": (5, 8),
    "2023-505613-24-00": (5, 13),
    **dict.fromkeys(
        ["2016-004489-24-DE", "2022-000099-20-DE", "2019-002663-10-ES", "2013-000615-24-BE"], (0, 0)
    ),
    **dict.fromkeys(["NCT03325556", "NCT03548584", "NCT03443973"], (0, 0)),
    **dict.fromkeys(["ISRCTN96912679", "ISRCTN17473621", "ISRCTN13281214", "ISRCTN12949496"], (0, 0)),
    **dict.fromkeys(["ISRCTN88261002", "ISRCTN76463425", "ISRCTN20343063", "ISRCTN80181452"], (0, 0)),
    "ISRCTN61070850": (0, 0),
}


@pytest.mark.shared
def test_every_record_of_ctrdata_is_read() -> None:
    found = list(read_studies(shared(OTHERS)))
    assert not [item for item in found if isinstance(item, InputProblem)]
    studies = {str(item.study.registry_id): item.study for item in found if isinstance(item, StudyRecord)}
    assert set(studies) == set(KEPT)
    for number, study in studies.items():
        counts = Counter(one.category for one in study.criteria)
        assert (counts[CriterionCategory.INCLUSION], counts[CriterionCategory.EXCLUSION]) == KEPT[number]
        text = study.eligibility_criteria.casefold()
        assert 0 <= text.find("inclusion criteria:") < text.find("exclusion criteria:"), number
        assert study.brief_title and study.conditions and study.overall_status and study.sex
        assert study.location_countries
        assert {note.code for note in study.notes} <= {"registry.lost_signs"}


@pytest.mark.shared
def test_nobody_whom_a_record_of_ctrdata_names_is_shown() -> None:
    for raw in records(shared(OTHERS)):
        shown = redact(raw)
        for person in people(raw):
            assert not person.email or person.email not in shown
            assert len(person.phone) < 7 or person.phone not in shown
            assert not person.name or person.name not in shown
        assert "&#64;" not in shown
        again = parse(record_from_bytes(shown.encode()))
        assert {change.field for change in diff(parse(raw), again)} <= {"brief_summary", "sites"}
