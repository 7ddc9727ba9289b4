"""What is taken for told: short statements about the one person a message is for, and nothing that is not sure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.engines.finder import Lexicon
from crossroads.portal.names import MedicalNames, is_kind_of
from crossroads.portal.statements import When, read_plainly

LEXICON = Lexicon(MedicalNames())
NOW, EVER = When.NOW, When.EVER


def _told(text: str) -> list[tuple[str, When, bool]]:
    return [(one.name, one.when, one.holds) for one in read_plainly(text, LEXICON).statements]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I have asthma", [("asthma", NOW, True)]),
        ("asthma, 71, Leeds", [("asthma", NOW, True)]),
        ("I’ve got asthma and high blood pressure", [("asthma", NOW, True), ("high blood pressure", NOW, True)]),
        ("I have had a stroke", [("stroke", EVER, True)]),
        ("I was diagnosed with asthma in 2010", [("asthma", EVER, True)]),
        ("I don't have asthma, I have tiredness", [("asthma", NOW, False), ("tiredness", NOW, True)]),
        ("No history of asthma, gout", [("asthma", EVER, False), ("gout", EVER, False)]),
        ("I take warfarin and have afib", [("warfarin", NOW, True), ("atrial fibrillation", NOW, True)]),
        ("I am pregnant", [("pregnant", NOW, True)]),
        ("I am 20 weeks pregnant", [("pregnant", NOW, True)]),
        ("I smoke, but I am not pregnant", [("smokes", NOW, True), ("pregnant", NOW, False)]),
        ("I'm a non-smoker", [("smokes", NOW, False)]),
    ],
)  # fmt: skip
def test_plain_statements(text: str, told: list[tuple[str, When, bool]]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I have asthma, my father had a stroke", [("asthma", NOW, True)]),
        (
            "my mum has lung cancer. She also had a stroke",
            [("lung cancer", NOW, True), ("stroke", EVER, True)],
        ),
        ("My wife drove me. I have asthma", [("asthma", NOW, True)]),
        ("my mum has lung cancer, I have asthma", []),
        ("My dad smokes. I have asthma and don't smoke", []),
    ],
)
def test_only_what_the_one_person_has_is_told(text: str, told: list[tuple[str, When, bool]]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "I am worried about asthma",
        "I may have asthma",
        "I think I have asthma",
        "I have asthma risk",
        "I want to prevent asthma",
        "a study of asthma",
        "asthmatic cat",
        "",
        "!?.,;\n\n",
    ],
)
def test_what_may_be_meant_otherwise_is_not_told(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("I weigh 150 kg", {"body weight": "150 kg"}),
        ("I weigh about 90kg", {"body weight": "90 kg"}),
        ("HbA1c of 8.5 %, BP 150/95", {"hba1c": "8.5 %", "systolic blood pressure": "150 mmHg",
                                       "diastolic blood pressure": "95 mmHg"}),
        ("my BMI is 32", {"body mass index": "32"}),
        ("my son has asthma, he weighs 30 kg, I weigh 80 kg", {"body weight": "30 kg"}),
        ("I weigh 80 kg. I weigh 90 kg", {}),
        ("I might weigh 80 kg", {}),
    ],
)  # fmt: skip
def test_amounts_are_read_with_their_unit(text: str, amounts: dict[str, str]) -> None:
    assert read_plainly(text, LEXICON).amounts == amounts


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_plainly(text, LEXICON)


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        ("lung cancer", "cancer", True),
        ("cancer", "lung cancer", False),
        ("type 2 diabetes", "diabetes", True),
        ("diabetes", "type 2 diabetes", False),
        ("heart attack", "heart disease", True),
        ("melanoma", "basal cell carcinoma", False),
        ("lipoma", "cancer", False),
        ("seizures", "epilepsy", False),
        ("grumbletoe", "grumbletoe", True),
        ("grumbletoe", "cancer", False),
    ],
)
def test_a_thing_is_a_kind_of_another_only_where_that_is_sure(one: str, other: str, sure: bool) -> None:
    assert is_kind_of(one, other) is sure
