"""The grade is the Flesch-Kincaid formula over our own counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.compliance import readability
from crossroads.engines.compliance.readability import SYLLABLE_COUNTER, syllables

COUNTED = (
    "study:2 medicine:3 asthma:2 people:2 the:1 clinical:3 trial:2 trials:2 table:2 make:1 makes:1 "
    "houses:2 stopped:1 wanted:2 visited:3 needed:2 safe:1 safely:2 treatment:2 placebo:3 area:3 idea:3 "
    "science:2 patient:2 diary:3 being:2 created:3 question:2 usual:3 evaluation:5 effective:3 "
    "effectiveness:4 movement:2 careful:2 nurses:2 changes:2 diabetes:4 arthritis:3 psoriasis:4 "
    "migraine:2 experience:4 video:3 going:2 every:2 different:3 information:4 participation:5 "
    "voluntary:4 breathe:1 disease:2 diseases:3 little:2 answered:2 called:1 anxiety:4 friend:1 studies:2 "
    "dual:2 guide:1 required:2 included:3 exercise:3 physician:3 social:2 million:2 various:3 "
)


@pytest.mark.parametrize("entry", COUNTED.split())
def test_syllables_of_words_of_the_field(entry: str) -> None:
    word, expected = entry.split(":")
    assert syllables(word) == int(expected)


def test_grade_by_hand() -> None:
    """Eight words, two sentences, nine syllables: 0.39 * 8 / 2 + 11.8 * 9 / 8 - 15.59."""
    read = readability("The nurse calls you. You can stop today.")
    assert (read.words, read.sentences, read.syllables) == (8, 2, 9)
    assert read.grade == round(0.39 * 4 + 11.8 * 9 / 8 - 15.59, 1)
    assert read.counter == SYLLABLE_COUNTER


def test_a_text_without_words_has_no_grade() -> None:
    assert readability("👍 https://example.org #study @ann").grade is None


def test_a_long_sentence_is_shown_where_it_stands() -> None:
    short, long = "We ask you.", "This " + "very " * 25 + "long one goes on."
    (found,) = readability(f"{short}\n  {long}").long_sentences
    assert (f"{short}\n  {long}"[found.start : found.end], found.words) == (long, 30)


def test_abbreviations_and_decimals_end_no_sentence() -> None:
    assert readability("Dr. Ray sees you at 2.5 hours, e.g. on Monday. Then you rest.").sentences == 2


@given(st.text(max_size=80))
def test_counts_agree_with_each_other(text: str) -> None:
    read = readability(text)
    assert read.syllables >= read.words >= read.sentences >= 0
    assert all(text[s.start : s.end].strip() for s in read.long_sentences)
