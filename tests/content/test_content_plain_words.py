"""Facts as messages say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.content import plain_words


@pytest.mark.parametrize(
    ("registry", "people"),
    [
        ("Asthma", "asthma"),
        ("Asthma; Allergic Rhinitis", "asthma"),
        ("Diabetes Mellitus, Type 2", "type 2 diabetes mellitus"),
        ("COPD", "COPD"),
        ("HIV-1 Infection", "HIV-1 infection"),
        ("Crohn Disease", "Crohn disease"),
        ("Alzheimer's Disease", "Alzheimer's disease"),
        ("Non-Hodgkin Lymphoma", "Non-Hodgkin lymphoma"),
        ("Hepatitis C", "hepatitis C"),
    ],
)
def test_a_condition_is_written_as_people_write_it(registry: str, people: str) -> None:
    assert plain_words.condition(registry) == people


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("18 Years", "65 Years", "18 to 65"),
        ("18 Years", "", "18 or older"),
        ("", "65 Years", "65 or younger"),
        ("", "", "any age"),
        ("6 Months", "24 Months", "6 to 24 months"),
        ("6 Months", "5 Years", "6 months to 5 years"),
        ("1 Month", "", "1 month or older"),
    ],
)
def test_ages(low: str, high: str, words: str) -> None:
    assert plain_words.ages(low, high) == words


@pytest.mark.parametrize(
    ("sex", "low", "words"),
    [
        ("All", "18 Years", "people"),
        ("FEMALE", "18 Years", "women"),
        ("Female", "12 Years", "girls and women"),
        ("MALE", "21 Years", "men"),
        ("Male", "", "boys and men"),
    ],
)
def test_who_by_sex(sex: str, low: str, words: str) -> None:
    assert plain_words.sex(sex, low) == words


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("5 of 10", "5 of 10 people"),
        ("1 in 2", "1 of 2 people"),
        ("1:3", "1 of 3 people"),
        ("50 %", "50 of 100 people"),
        ("none", "nobody"),
        ("It differs by site.", "It differs by site"),
    ],
)
def test_a_chance_counts_people(fact: str, words: str) -> None:
    assert plain_words.chance(fact) == words


@pytest.mark.parametrize(
    ("fact", "words"), [("6", "6 visits"), ("1", "1 visit"), ("Six visits.", "Six visits")]
)
def test_visits(fact: str, words: str) -> None:
    assert plain_words.visits(fact) == words


WORDERS = (
    plain_words.phrase,
    plain_words.condition,
    plain_words.chance,
    plain_words.visits,
    plain_words.paragraphs,
)


@given(st.text(), st.sampled_from(WORDERS))
def test_no_fact_brings_a_brace_into_a_text(fact: str, worder) -> None:  # type: ignore[no-untyped-def]
    """A brace from a fact would be taken for a slot when the words are read again."""
    assert not set("{}") & set(worder(fact))
