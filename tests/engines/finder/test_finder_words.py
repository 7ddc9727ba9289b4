"""How words are cut, and how criteria are parted. The finder's own manual for both."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crossroads.engines.finder.sections import halves
from crossroads.engines.finder.words import folded_text, phrase, stem, stems


@pytest.mark.parametrize(
    "alike",
    [
        ("tumour", "tumors", "TUMOR"),
        ("anaemia", "anemia", "Anæmias"),
        ("leukaemia", "leukemia"),
        ("metastasis", "metastases"),
        ("diagnosis", "diagnoses", "diagnosed"),
        ("disease", "diseases", "Disease’s"),
        ("diabetes", "diabetic"),
        ("hypertension", "hypertensive"),
        ("recurrent", "recurrence"),
        ("arthritis", "arthritic"),
        ("allergy", "allergies", "allergic"),
        ("Sjögren", "sjogren's"),
    ],
)
def test_spellings_of_one_word_are_one_stem(alike: tuple[str, ...]) -> None:
    assert len({phrase(word) for word in alike}) == 1


@pytest.mark.parametrize(
    "apart",
    [("psoriasis", "psoriatic"), ("renal", "adrenal"), ("stem", "stemi"), ("lung", "lupus"), ("HER2", "her")],
)
def test_other_words_stay_apart(apart: tuple[str, str]) -> None:
    assert phrase(apart[0]) != phrase(apart[1])


def test_no_name_is_found_across_two_sentences() -> None:
    folded = folded_text("Disease of the lung. Cancer is excluded.\nHeart\nfailure")
    assert " diseas of the lung " in folded
    assert " lung cancer " not in folded
    assert " heart failur " not in folded


@given(st.text())
@example("𝕬")
def test_folding_never_raises_and_holds_nothing_but_stems_and_breaks(text: str) -> None:
    folded = folded_text(text)
    assert all(word == word.lower() or not word.isascii() for word in folded.split())
    assert not set(folded) & set("'\"()*:^&|!<>\\")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_stem_is_never_empty_nor_longer_than_its_word(word: str) -> None:
    assert 0 < len(stem(word)) <= len(word)


@given(st.text())
def test_a_text_has_one_stem_for_each_word(text: str) -> None:
    assert all(stems(text))


# what the registry writes, what is wanted, what is not
HALVES = [
    ("Inclusion Criteria:\n- asthma\nExclusion Criteria:\n- smoking", "asthma", "smoking"),
    ("Key Inclusion Criteria: asthma\n\nKey Exclusion Criteria: smoking", "asthma", "smoking"),
    ("INCLUSION CRITERIA\nasthma\nEXCLUSION CRITERIA\nsmoking", "asthma", "smoking"),
    ("Inclusion criteria: asthma. Exclusion criteria: smoking.", "asthma", "smoking"),
    ("Exclusion Criteria:\n- smoking\nInclusion Criteria:\n- asthma", "asthma", "smoking"),
    ("People with asthma. Smoking is not allowed: smokers are excluded.", "asthma", "smokers"),
    ("Adults with asthma\n\n- No smoking", "asthma", "smoking"),
    (
        "Inclusion Criteria for Part A:\n- asthma\nExclusion Criteria for Part A:\n- smoking",
        "asthma",
        "smoking",
    ),
]


@pytest.mark.parametrize(("text", "wanted", "unwanted"), HALVES)
def test_what_a_study_wants_is_parted_from_what_it_refuses(text: str, wanted: str, unwanted: str) -> None:
    first, second = halves(text)
    assert wanted in first and wanted not in second
    assert unwanted in second and unwanted not in first


@given(st.text())
def test_parting_never_raises_and_invents_no_letter(text: str) -> None:
    first, second = halves(text)
    assert set(first + second) <= set(text) | {"\n"}
