"""How a note is cut into numbered sentences, and what holds for every note and criterion."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crossroads.engines.eligibility.notes import NoteLabel, judge
from crossroads.engines.eligibility.notes.note import read_sentences
from crossroads.engines.terms import CriterionCategory

LEGAL = {
    CriterionCategory.INCLUSION: {NoteLabel.INCLUDED, NoteLabel.NOT_INCLUDED},
    CriterionCategory.EXCLUSION: {NoteLabel.EXCLUDED, NoteLabel.NOT_EXCLUDED},
}
ALWAYS_LEGAL = {NoteLabel.NOT_ENOUGH, NoteLabel.NOT_APPLICABLE}
VOCABULARY = (
    "no not age 18 years > < 5 mg/dL pregnant men women consent if must hemoglobin except ( ) , or and within 3 months"
    " ago diabetes fever 0. 1. : ; . 120/80 denies likely mother smoker stage III at least 2.5 x ULN"
)
WORDS = st.sampled_from(VOCABULARY.split())
TEXTS = st.text(max_size=200) | st.lists(WORDS, max_size=30).map(" ".join)


@pytest.mark.parametrize(
    ("note", "sentences"),
    [
        ("0. He coughs.\n1. He smokes.", [(0, "He coughs."), (1, "He smokes.")]),
        ("1) He coughs.\n2) He smokes.", [(1, "He coughs."), (2, "He smokes.")]),
        ("0. He coughs\nat night.\n1. He smokes.\n2. He is 60.",
         [(0, "He coughs at night."), (1, "He smokes."), (2, "He is 60.")]),
        ("0. He coughs. 1. He takes 2. 5 mg of it. 2. He smokes.",
         [(0, "He coughs."), (1, "He takes 2. 5 mg of it."), (2, "He smokes.")]),
        ("He coughs. He smokes.", [(0, "He coughs."), (1, "He smokes.")]),
        ("", []),
    ],
)  # fmt: skip
def test_the_numbers_of_the_note_are_kept(note: str, sentences: list[tuple[int, str]]) -> None:
    """A line without a number goes on with the sentence before; a note without numbers is counted from 0."""
    assert [(one.number, one.text) for one in read_sentences(note)] == sentences


@given(TEXTS, TEXTS, st.sampled_from(CriterionCategory))
def test_any_text_gets_a_legal_label_and_sentences_of_the_note(
    note: str, criterion: str, category: CriterionCategory
) -> None:
    """An inclusion criterion never excludes, an exclusion criterion never includes; nothing raises."""
    said = judge(note, criterion, category)
    assert said.label in LEGAL[category] | ALWAYS_LEGAL
    assert set(said.evidence) <= {sentence.number for sentence in read_sentences(note)}
    assert list(said.evidence) == sorted(set(said.evidence))


@given(TEXTS, TEXTS, st.sampled_from(CriterionCategory))
def test_the_same_question_has_the_same_answer(
    note: str, criterion: str, category: CriterionCategory
) -> None:
    assert judge(note, criterion, category) == judge(note, criterion, category)


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_an_empty_note_settles_no_inclusion_criterion_by_what_it_says(criterion: str) -> None:
    assume(not {"men", "women"} <= set(criterion.split()))  # whoever names both sexes takes everybody
    said = judge("", criterion, CriterionCategory.INCLUSION)
    assert said.label is not NoteLabel.INCLUDED or not said.decided
    assert said.evidence == ()
