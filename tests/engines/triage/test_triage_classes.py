"""The classes that need an answer, and when a person must look. All comments here are invented."""

from __future__ import annotations

import pytest

from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import CommentClass, Urgency
from crossroads.engines.triage import Reason, TriageContext, triage

EXAMPLES = [
    ("How long does the study last?", CommentClass.QUESTION),
    ("can my sister bring her dog to the visits", CommentClass.QUESTION),
    ("Sign me up please", CommentClass.INTEREST),
    ("I'd like to take part, I live in Leeds", CommentClass.INTEREST),
    ("I left my number twice and nobody called", CommentClass.COMPLAINT),
    ("We are just guinea pigs to them", CommentClass.COMPLAINT),
    ("They already have a cure and keep it from you", CommentClass.MISINFORMATION),
    ("You are all idiots", CommentClass.ABUSE),
    ("I know where you live", CommentClass.ABUSE),
    ("Check out my channel and subscribe!", CommentClass.SPAM),
    ("Earn money from home, click here", CommentClass.SPAM),
    ("Thank you for doing this, good luck", CommentClass.SUPPORT),
    ("Tuesday it is then.", CommentClass.OTHER),
]


@pytest.mark.parametrize(("comment", "expected"), EXAMPLES)
def test_each_class_by_example(comment: str, expected: CommentClass) -> None:
    assert expected in triage(comment).classes


def test_one_comment_may_be_several_things() -> None:
    result = triage("Thanks! How do I join? My number is 0161 555 0134")
    assert result.classes == {
        CommentClass.PERSONAL_DATA,
        CommentClass.QUESTION,
        CommentClass.INTEREST,
        CommentClass.SUPPORT,
    }


def test_the_most_urgent_finding_comes_first() -> None:
    result = triage("Thanks! How do I join? My number is 0161 555 0134")
    assert result.findings[0].comment_class is CommentClass.PERSONAL_DATA
    assert result.urgency is Urgency.TODAY


def test_no_interest_is_no_interest() -> None:
    assert CommentClass.INTEREST not in triage("I am not interested in this").classes


def test_whether_a_claim_is_false_is_for_a_person_to_say() -> None:
    result = triage("vaccines cause autism")
    finding = result.finding(CommentClass.MISINFORMATION)
    assert finding is not None
    assert not finding.sure
    assert result.person_must_look


def test_a_comment_in_another_language_is_read_by_a_person() -> None:
    """Finding nothing proves nothing there."""
    for comment in ("Seit der Spritze habe ich überall Ausschlag", "注射之后我头很疼"):
        result = triage(comment)
        assert result.person_must_look
        assert result.findings[0].reasons == (Reason.LANGUAGE_UNKNOWN,)
        assert result.urgency is Urgency.SOON


@pytest.mark.parametrize("comment", ["", "   \n"])
def test_an_empty_comment_is_nothing(comment: str) -> None:
    result = triage(comment)
    assert result.classes == {CommentClass.OTHER}
    assert not result.person_must_look


def test_a_comment_of_pictures_only_is_looked_at() -> None:
    result = triage("🤮🤮")
    assert result.person_must_look
    assert result.findings[0].reasons == (Reason.NO_WORDS,)


def test_a_bare_link_is_doubtful_and_a_link_within_talk_is_not() -> None:
    bare = triage("https://example.org/x9").finding(CommentClass.SPAM)
    assert bare is not None
    assert not bare.sure
    talk = (
        "The consent form is at https://example.org/form and it says on page four that visits take two hours"
    )
    assert CommentClass.SPAM not in triage(talk).classes


def test_a_context_word_without_letters_is_told() -> None:
    with pytest.raises(InputProblem) as caught:
        TriageContext(products=("---",))
    assert caught.value.code == "triage.context_word"
    assert "---" in caught.value.message


def test_a_result_is_plain_data_for_programs() -> None:
    data = triage("The pills gave me heartburn").to_dict()
    assert data["classes"] == ["adverse_event"]
    assert data["findings"][0]["reasons"] == ["effect_and_product"]
    assert data["findings"][0]["evidence"][0] == {"start": 4, "end": 9, "words": "pills"}
