"""Real records: every one becomes a study or a told problem, and nobody is left when it is shown."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from crossroads.engines.errors import InputProblem
from crossroads.engines.registry import (
    RawRecord,
    StudyRecord,
    diff,
    parse,
    people,
    read_records,
    read_studies,
    redact,
)
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
