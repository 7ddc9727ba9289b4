"""What holds for every comment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.terms import CommentClass, Urgency
from crossroads.engines.triage import TriageResult, triage

EVENT = "Since the injection I have had a rash."
CRISIS = "I want to die."


def spans(result: TriageResult) -> list[tuple[int, int, str]]:
    evidence = [one for finding in result.findings for one in finding.evidence]
    evidence += [one for hint in result.seriousness for one in hint.evidence]
    return [(one.start, one.end, one.words) for one in evidence]


@given(st.text())
def test_any_text_has_a_class_and_exact_spans(text: str) -> None:
    """Also emoji, right-to-left text, and letters that change length with their case."""
    result = triage(text)
    assert result.findings
    assert all(text[start:end] == words for start, end, words in spans(result))


@given(st.text(alphabet=st.characters(categories=("L", "N", "Z", "P", "S"))))
def test_words_around_it_never_hide_an_event_or_a_crisis(noise: str) -> None:
    """A flagged sentence stays flagged whatever stands in the lines before and after it."""
    line = noise.replace("\n", " ")
    result = triage(f"{line}\n{EVENT}\n{CRISIS}\n{line}")
    assert {CommentClass.ADVERSE_EVENT, CommentClass.CRISIS} <= result.classes
    assert result.urgency is Urgency.NOW


@given(st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from(["'", "’"]))
def test_case_and_apostrophes_do_not_matter(change, apostrophe: str) -> None:  # type: ignore[no-untyped-def]
    comment = change(f"I can{apostrophe}t sleep since the injection and don{apostrophe}t want to live")
    assert {CommentClass.ADVERSE_EVENT, CommentClass.CRISIS} <= triage(comment).classes


@given(st.text())
def test_the_same_comment_always_gives_the_same_answer(text: str) -> None:
    assert triage(text) == triage(text)


@pytest.mark.parametrize(
    "filler", ["well well. ", "no rash ", "since the rash? ", ".", "?!\n", "1 ", "a@", "A.b "]
)
def test_a_very_long_comment_is_read_to_its_end(filler: str) -> None:
    """Time grows with the length, not with its square, whatever the comment is made of."""
    result = triage(filler * 5_000 + "\n" + EVENT)
    assert CommentClass.ADVERSE_EVENT in result.classes
