"""Talk of self-harm is never lost. All comments here are invented."""

from __future__ import annotations

import pytest

from crossroads.engines.terms import CommentClass, Urgency
from crossroads.engines.triage import triage


@pytest.mark.parametrize(
    "comment",
    [
        "I want to die",
        "I don’t want to be here any more",
        "thinking of ending it all tonight",
        "This drug made me suicidal",
        "you would all be better off without me",
        "I am NOT suicidal, stop asking",
        "is it a crime to kill myself?",
    ],
)
def test_plain_words_are_read_now(comment: str) -> None:
    """A denial or a question does not weaken them: a person reads it."""
    result = triage(comment)
    finding = result.finding(CommentClass.CRISIS)
    assert finding is not None
    assert finding.sure
    assert result.urgency is Urgency.NOW
    assert result.findings[0].comment_class is CommentClass.CRISIS


@pytest.mark.parametrize(
    "comment", ["I feel completely worthless", "I can't take this, nobody cares", "no way out"]
)
def test_despair_is_unsure_and_read_today(comment: str) -> None:
    result = triage(comment)
    finding = result.finding(CommentClass.CRISIS)
    assert finding is not None
    assert not finding.sure
    assert result.person_must_look
    assert result.urgency is Urgency.TODAY


def test_suicidal_thoughts_from_a_treatment_are_an_event_as_well() -> None:
    classes = triage("Suicidal thoughts since I started the study drug").classes
    assert {CommentClass.CRISIS, CommentClass.ADVERSE_EVENT} <= classes


def test_ordinary_comments_raise_no_crisis() -> None:
    for comment in ("How long does the study last?", "Good luck to all of you!", "Signed up today."):
        assert CommentClass.CRISIS not in triage(comment).classes
