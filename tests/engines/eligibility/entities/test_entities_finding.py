"""The shipped model on invented criteria: what it names, where, and that no text upsets it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.engines.eligibility.entities import find_entities
from crossroads.engines.eligibility.parsed import Entity

SENTENCES = {
    "Known hypersensitivity to penicillin": {("Condition", "hypersensitivity"), ("Drug", "penicillin")},
    "Serum creatinine > 2.0 mg/dL": {("Measurement", "Serum creatinine"), ("Value", "> 2.0 mg/dL")},
    "Myocardial infarction within 6 months": {
        ("Condition", "Myocardial infarction"),
        ("Temporal", "within 6 months"),
    },
    "Age 18 years or older": {("Person", "Age"), ("Value", "18 years or older")},
    "Pregnant or breastfeeding women": {("Condition", "Pregnant"), ("Person", "women")},
    "Patients with asthma who take metformin": {("Condition", "asthma"), ("Drug", "metformin")},
    "Hemoglobin less than 9 g/dL": {("Measurement", "Hemoglobin"), ("Value", "less than 9 g/dL")},
    "Presence of a cardiac pacemaker": {("Device", "cardiac pacemaker")},
    "Prior liver transplantation": {("Procedure", "liver transplantation"), ("Temporal", "Prior")},
}


def whole(text: str) -> list[Entity]:
    return find_entities(text, [(0, len(text))])[0]


@pytest.mark.parametrize(("text", "named"), SENTENCES.items(), ids=list(SENTENCES))
def test_plain_criteria_are_read(text: str, named: set[tuple[str, str]]) -> None:
    assert named <= {(entity.type.value, entity.text) for entity in whole(text)}


def test_offsets_count_characters_of_the_whole_text_and_each_span_has_its_own_list() -> None:
    text = "Inclusion:\n- Asthma\n\nExclusion:\n- Use of warfarin"
    spans = [(13, 19), (35, len(text))]
    asthma, warfarin = find_entities(text, spans)
    assert [entity.text for entity in asthma] == ["Asthma"]
    assert "warfarin" in [entity.text for entity in warfarin]
    for (start, end), entities in zip(spans, (asthma, warfarin), strict=True):
        for entity in entities:
            assert start <= entity.start < entity.end <= end
            assert text[entity.start : entity.end] == entity.text


def test_entities_carry_the_code_of_a_vocabulary() -> None:
    codes = [
        entity.code.code for entity in whole("History of myocardial infarction") if entity.code is not None
    ]
    assert codes == ["C14.280.647.500"]


def test_no_spans_and_empty_spans_give_empty_lists() -> None:
    assert find_entities("Asthma", []) == []
    assert find_entities("", [(0, 0)]) == [[]]
    assert find_entities(" \n ", [(0, 3), (1, 1)]) == [[], []]


def test_a_criterion_means_the_same_alone_and_among_others() -> None:
    text = "Asthma\nUse of warfarin within 4 weeks before the first dose\nAge over 18 years"
    spans = [(0, 6), (7, 59), (60, len(text))]
    together = find_entities(text, spans)
    assert together == [find_entities(text, [span])[0] for span in spans]


def test_a_criterion_that_never_ends_is_read_in_pieces() -> None:
    text = "History of stroke, asthma, and use of warfarin. " * 2_000
    entities = whole(text)
    assert len(entities) > 2_000
    assert entities[-1].start > len(text) - 60


@settings(max_examples=60, deadline=None)
@given(st.text() | st.text(alphabet="aA1 .,()[]≥<>-\u200f\u0627\x00\ud7ff\n%"), st.data())
def test_any_text_gives_ordered_entities_inside_their_span_that_do_not_overlap(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    (entities,) = find_entities(text, [(start, end)])
    edge = start
    for entity in entities:
        assert edge <= entity.start < entity.end <= end
        assert text[entity.start : entity.end] == entity.text
        edge = entity.end
