"""Words keep their places; a vocabulary is searched by words alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.eligibility.entities.tokens import ESCAPE, normal_form, tokenise


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("HbA1c ≥6.5 %", ["HbA", "1", "c", "≥", "6.5", "%"]),
        ("platelets >100,000/mm3", ["platelets", ">", "100,000", "/", "mm", "3"]),
        ("non-small-cell", ["non", "-", "small", "-", "cell"]),
        ("18years.", ["18", "years", "."]),
        (r"Hemoglobin \>= 9", ["Hemoglobin", ">", "=", "9"]),  # a registry's markdown escape
        ("", []),
        (" \n\t ", []),
    ],
)
def test_letters_numbers_and_marks_are_tokens_of_their_own(text: str, words: list[str]) -> None:
    assert tokenise(text).words == words


@given(st.text())
def test_every_token_is_what_stands_at_its_offsets_and_only_white_space_is_left_out(text: str) -> None:
    """And the backslash of a markdown escape, which a registry put there."""
    tokens = tokenise(text)
    assert [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert "".join(tokens.words) == "".join(ESCAPE.sub("", text).split())


def test_a_part_of_a_text_keeps_the_offsets_of_the_whole() -> None:
    tokens = tokenise("No prior stroke", 3, 8)
    assert (tokens.words, tokens.starts, tokens.ends) == (["prior"], [3], [8])


def test_names_are_compared_without_case_marks_and_spacing() -> None:
    assert normal_form("  Non-Hodgkin's  LYMPHOMA, type 2") == "non hodgkin s lymphoma type 2"
