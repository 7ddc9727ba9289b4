"""Bad input is told, not swallowed, and never a crash."""

from __future__ import annotations

import time

import pytest

from crossroads.engines.eligibility.reading import LONGEST, split


def problems(text: str) -> list[str]:
    return [problem.code for problem in split(text).problems]


HEADED = "Inclusion Criteria:\n\n* Chronic cough\n* Written consent"


def test_a_text_as_it_should_be_has_no_problems() -> None:
    assert problems(HEADED) == []


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "---", "No eligibility criteria", "Inclusion Criteria:\nExclusion Criteria:"]
)
def test_no_criteria(text: str) -> None:
    assert problems(text) == ["eligibility.no_criteria"]


def test_control_characters_are_counted_and_left_where_they_are() -> None:
    text = HEADED.replace("cough", "co\x00ugh\x07")
    assert problems(text) == ["eligibility.control_characters"]
    assert "2 control characters" in split(text).problems[0].message
    assert "co\x00ugh\x07" in text[split(text).criteria[0].start :]


def test_right_to_left_text() -> None:
    assert "eligibility.right_to_left" in problems(f"{HEADED}\n* גיל 18 ומעלה")


def test_a_lone_half_of_a_character() -> None:
    assert problems(f"{HEADED}\n* cough \ud800 at night") == []


def test_an_overlong_text_is_told_and_read_whole() -> None:
    text = "Inclusion Criteria:\n" + "* Chronic cough at night\n" * 9_000
    assert len(text) > 2 * LONGEST
    assert problems(text) == ["eligibility.too_long"]
    assert len(split(text).criteria) == 9_000


PARTS = (
    *(
        "a",
        "a ",
        "1. ",
        "(",
        ")",
        ";",
        "x; ",
        "x. Y",
        "- ",
        "\n",
        "\n\n",
        "Exclusion Criteria: ",
        "Age: ",
        "a\n",
        "a:\n",
    ),
    *(
        "- a\n",
        "1. a\n",
        " - A",
        "• a ",
        "or\n",
        "one of the following:\n",
        "Part A:\n",
        "(a\n",
        "a and\n",
        "\t",
    ),
    *("\u00a0", "9 ", "a) b "),
)


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_the_time_grows_with_the_length_only(part: str) -> None:
    """Ten times the text takes not much more than ten times as long, whatever it is made of."""
    short, long = (part * (size // len(part)) for size in (20_000, 200_000))
    assert _seconds(long) < 40 * max(_seconds(short), 0.005)


def test_deep_nesting() -> None:
    text = "\n".join(f"{' ' * depth}- level {depth}:" for depth in range(600))
    assert split(text).criteria


def _seconds(text: str) -> float:
    started = time.process_time()
    split(text)
    return time.process_time() - started
