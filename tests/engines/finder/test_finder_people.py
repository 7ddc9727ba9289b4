"""Who a text is about: age, sex, pregnancy. A table of what people and doctors write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.finder.people import OLDEST, read_age, read_pregnant, read_sex
from crossroads.engines.terms import Sex

F, M = Sex.FEMALE, Sex.MALE

PEOPLE = [
    ("my mum has asthma, she is 71", 71, F),
    ("I am 45 and my mum, 71, has asthma", 71, F),
    ("my dad has gout, he is 80 and I am 50", 80, M),
    ("My husband (63) was just told that he has gout", 63, M),
    ("I'm asking for my little daughter, 6, who has asthma", 6, F),
    ("I have asthma and my wife drove me here", None, None),
    ("I am 54, from York", 54, None),
    ("34F, Boston, asthma", 34, F),
    ("48 M with a h/o HTN", 48, M),
    ("74M hx of CAD", 74, M),
    ("Pt is a 22yo F otherwise healthy", 22, F),
    ("A 37-year-old woman with gout", 37, F),
    ("70 y/o with COPD. Daughter says that she is tired. She has gout.", 70, F),
    ("a seventy-one years old man", 71, M),
    ("a 6-month-old girl", 0.5, F),
    ("fever for 3 days in a 40 year old", 40, None),
    ("He lives with his mother. He has gout.", None, M),
    ("Postmenopausal, aged 60", 60, F),
    ("I have had pain for 10 years", None, None),
    ("grade 3 tumour, stage 4", None, None),
    ("weighs 70 kg", None, None),
]


@pytest.mark.parametrize(("text", "age", "sex"), PEOPLE)
def test_age_and_sex_are_those_of_the_one_who_is_ill(text: str, age: float | None, sex: Sex | None) -> None:
    assert read_age(text) == (None if age is None else (age, age))
    assert read_sex(text) is sex


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("she is in her fifties", 50, 59),
        ("in his late sixties", 66, 69),
        ("in my early 30s", 30, 33),
        ("a teenager with acne", 13, 19),
        ("our newborn", 0, 0.08),
    ],
)
def test_a_vague_age_is_a_range(text: str, low: float, high: float) -> None:
    assert read_age(text) == (low, high)


@pytest.mark.parametrize(
    ("text", "pregnant"),
    [
        ("I'm 23 weeks pregnant", True),
        ("we are expecting a baby", True),
        ("a 25-year-old pregnant woman", True),
        ("we try to get pregnant", None),
        ("She is not pregnant", False),
        ("denies being pregnant", False),
        ("she has gout", None),
    ],
)
def test_pregnancy_is_known_only_where_it_is_said(text: str, pregnant: bool | None) -> None:
    assert read_pregnant(text) is pregnant


@given(st.text())
def test_reading_a_person_never_raises_and_no_age_is_beyond_life(text: str) -> None:
    read_sex(text)
    read_pregnant(text)
    age = read_age(text)
    assert age is None or 0 <= age[0] <= age[1] <= OLDEST
