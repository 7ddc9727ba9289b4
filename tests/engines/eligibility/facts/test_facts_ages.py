"""Ages in the wordings that registries hold."""

from __future__ import annotations

import pytest
from fact_tables import facts_in

from crossroads.engines.eligibility.parsed import FactKind


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("18 years or older", ["age >= 18 a"]),
        ("Age ≥18", ["age >= 18 a"]),
        ("Age \\>= 18 years", ["age >= 18 a"]),
        ("Aged 18-65", ["age between 18..65 a"]),
        ("aged 18 – 65 years, inclusive", ["age between 18..65 a"]),
        ("Men and women between the ages of 40 and 75 years", ["age between 40..75 a"]),
        ("Age between 20 years old and 65 years old", ["age between 20..65 a"]),
        ("Age: 19~45", ["age between 19..45 a"]),
        ("<=75 yrs", ["age <= 75 a"]),
        ("Over 60 years of age", ["age > 60 a"]),
        ("Patients under the age of 18", ["age < 18 a"]),
        ("eighteen (18) years of age or older", ["age >= 18 a"]),
        ("Age 18+ years", ["age >= 18 a"]),
        ("At least 21 years old", ["age >= 21 a"]),
        ("Not older than 80 years", ["age <= 80 a"]),
        ("Age > 18 and < 60 years", ["age > 18 a", "age < 60 a"]),
        ("Children age 4 to < 17 years", ["age >= 4 a", "age < 17 a"]),
        ("Aged between 18- and 65-years", ["age between 18..65 a"]),
        ("Minimum age: 18 years", ["age >= 18 a"]),
        ("Male or female ≥ 20 and ≤ 80 years of age", ["age >= 20 a", "age <= 80 a"]),
        ("18 ≤ age ≤ 70", ["age >= 18 a", "age <= 70 a"]),
        ("Children aged 6 to 36 months", ["age between 6..36 mo"]),
        ("Infants less than 28 days old", ["age < 28 d"]),
        ("Between 6 months and 17 years of age", ["age >= 6 mo", "age <= 17 a"]),
        ("Older adults (≥ 65 years)", ["age >= 65 a"]),
        ("Patients < 18", ["age < 18 a"]),
        ("Over 18", ["age > 18 a"]),
        ("Over 18 to 70", ["age > 18 a", "age <= 70 a"]),
        ("Over 18 to 70 years", ["age > 18 a", "age <= 70 a"]),
        ("Age > 6 and < 36 months", ["age > 6 mo", "age < 36 mo"]),
        ("Patients < 18 years and ≥ 12 years", ["age < 18 a", "age >= 12 a"]),
        ("Age18-65", ["age between 18..65 a"]),
        ("Aged 2 years 6 months or older", ["age >= 2.5 a"]),
        ("Age 40 or older at Visit 1", ["age >= 40 a"]),  # a visit has a number and no age
        ("Age ≥ 18 and ≥ 6 months since a stroke", ["age >= 18 a"]),
        ("Adults with asthma", ["age = adult"]),
        ("Adults aged 30 to 50", ["age between 30..50 a"]),
    ],
)
def test_an_age_is_read(text: str, ages: list[str]) -> None:
    assert facts_in(text, FactKind.AGE) == ages


@pytest.mark.parametrize(
    "text",
    [
        "Gestational age at least 32 weeks",
        "Over 5 years after kidney transplant",
        "Diabetes for more than 10 years",
        "Weight over 50 kg",
        "Fewer than 3 attacks in the past year",
    ],
)
def test_other_numbers_are_no_ages(text: str) -> None:
    assert facts_in(text, FactKind.AGE) == []
