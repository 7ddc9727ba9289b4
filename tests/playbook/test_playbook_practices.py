"""Practices and the first roundtable are data, each with its grade and source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.errors import CrossroadsError, each_problem
from crossroads.playbook.forms import JoinForm
from crossroads.playbook.poll_text import read_questions, write_questions
from crossroads.playbook.practices import AUDIENCES, GRADES, Question, practices, practices_by_id, starter
from crossroads.playbook.services.table import PERSPECTIVES


def test_there_are_38_practices_each_with_grade_audience_reason_and_source() -> None:
    found = practices()
    assert [practice.id for practice in found] == [f"P{number:02}" for number in range(1, 39)]
    for practice in found:
        assert practice.grade in GRADES
        assert practice.audience
        assert set(practice.audience) <= set(AUDIENCES)
        assert practice.title
        assert practice.because
        assert practice.source
        assert practice.url.startswith("http") or practice.source.startswith("our own evidence")


def test_nobody_claims_that_a_faster_call_enrolls_more() -> None:
    (practice,) = practices_by_id(["P16"])
    assert "was not studied" in practice.limit
    assert not re.search(r"fast|quick|soon", f"{practice.title} {practice.because}", re.IGNORECASE)


def test_the_starter_has_five_topics_and_every_question_its_source() -> None:
    ready = starter()
    assert len(ready.topics) == 5
    for question in ready.questions:
        assert 0 <= question.right < len(question.choices)
        assert question.because
        assert question.source
        assert question.url.startswith("https://")


def test_the_starter_survives_being_typed() -> None:
    assert read_questions(write_questions(starter().questions)) == starter().questions


words = (
    st.text("abcdefgh ?,.", min_size=1)
    .map(str.strip)
    .filter(lambda text: text and not text.startswith("because:"))
)


@given(
    st.lists(st.tuples(words, st.lists(words, min_size=2, max_size=5, unique=True)), max_size=4), st.data()
)
def test_what_is_written_is_read_again(
    given_questions: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    questions = tuple(
        Question(text, tuple(choices), data.draw(st.integers(0, len(choices) - 1)))
        for text, choices in given_questions
    )
    assert read_questions(write_questions(questions)) == questions


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Only a question?", 1),
        ("Who?\n  A\n  B", 1),
        ("Who?\n* A\n* B", 1),
        ("Who?\n* A\n  A", 1),
        ("Fine?\n* Yes\n  No\n\nWho?\n  A", 5),
        ("Who?\n* A\n  B\nLink: javascript:alert(1)", 1),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(CrossroadsError) as told:
        read_questions(text)
    assert [problem.where.line for problem in each_problem(told.value)] == [line]


def test_the_form_offers_the_perspectives_that_the_service_knows() -> None:
    assert tuple(value for value, _ in JoinForm().fields["perspective"].choices) == PERSPECTIVES  # type: ignore[attr-defined]
