"""The tree of a sentence; none where the facts do not tell all of it."""

from __future__ import annotations

import pytest
from fact_tables import tree


@pytest.mark.parametrize(
    ("text", "logic"),
    [
        ("Age 18 years or older", "age >= 18 a"),
        ("BMI ≥ 18 kg/m2 and weight ≥ 50 kg", "(body mass index >= 18 kg/m2 and body weight >= 50 kg)"),
        (
            "Creatinine > 2 mg/dL or eGFR < 30 mL/min",
            "(creatinine > 2 mg/dL or glomerular filtration rate < 30 mL/min)",
        ),
        ("ALT or AST > 3 x ULN", "(alt > 3 of ULN or ast > 3 of ULN)"),
        ("ALT and AST ≤ 3 x ULN", "(alt <= 3 of ULN and ast <= 3 of ULN)"),
        (
            "Blood pressure > 140/90 mmHg",
            "(systolic blood pressure > 140 mm[Hg] or diastolic blood pressure > 90 mm[Hg])",
        ),
        ("No history of stroke or cancer", "(not condition: stroke and not condition: cancer)"),
        ("No stroke within 6 months", "(not condition: stroke or not[time_window <= 6 mo])"),
        ("History of stroke unless age < 40 years", "(condition: stroke and not[age < 40 a])"),
        (
            "Age ≥ 18 years and BMI > 30 kg/m2, or weight > 100 kg",
            "((age >= 18 a and body mass index > 30 kg/m2) or body weight > 100 kg)",
        ),
        ("Male or female, age ≥ 18 years", "age >= 18 a"),
        # nobody is both: two kinds of people, whatever word joins them
        ("Age < 18 years and age > 75 years", "(age < 18 a or age > 75 a)"),
        ("BMI < 18 and > 35 kg/m2", "(body mass index < 18 kg/m2 or body mass index > 35 kg/m2)"),
    ],
)
def test_a_sentence_that_the_facts_tell(text: str, logic: str) -> None:
    assert tree(text) == logic


@pytest.mark.parametrize(
    "text",
    [
        "Age ≥ 18 years with newly found lupus nephritis",
        "Platelets < 100,000/µL unless due to cirrhosis",
        "Age > 60 years or BMI > 30 kg/m2 and weight > 100 kg",
        "Hemoglobin ≥ 12 g/dL in women",
        "Women of childbearing potential must use contraception",
        "Male or female",
        "",
    ],
)
def test_what_is_told_in_part_is_no_tree(text: str) -> None:
    assert tree(text) is None
