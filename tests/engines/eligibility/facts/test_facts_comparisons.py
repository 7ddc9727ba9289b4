"""Comparisons: what is measured, how the words bind, the value and its unit."""

from __future__ import annotations

import pytest
from fact_tables import facts_in

from crossroads.engines.eligibility.parsed import FactKind


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Hemoglobin ≥ 9.0 g/dL", ["hemoglobin >= 9 g/dL"]),
        ("Haemoglobin of at least 90 g/L", ["hemoglobin >= 90 g/L"]),
        ("Platelets > 100,000/mm3", ["platelet count > 100000 /uL"]),
        ("Platelet count 100 x 10^9/L or more", ["platelet count >= 100 10*9/L"]),
        ("Neutrophils >= 1.5x109/L", ["neutrophil count >= 1.5 10*9/L"]),  # a superscript that was lost
        ("ANC ≥ 1.5 × 10⁹/L", ["neutrophil count >= 1.5 10*9/L"]),
        ("neutrophils >= 1.5 x 109/L", ["neutrophil count >= 1.5 10*9/L"]),
        ("WBC below 3 K/uL", ["white blood cell count < 3 10*3/uL"]),
        ("BMI 18~27kg/m2", ["body mass index between 18..27 kg/m2"]),
        ("Body mass index (BMI) between 18.5 and 30 kg/m²", ["body mass index between 18.5..30 kg/m2"]),
        ("HbA1c no more than 8,5 %", ["hba1c <= 8.5 %"]),
        ("HbA1c not exceeding 64 mmol/mol", ["hba1c <= 64 mmol/mol"]),
        ("Creatinine greater than 1.5 mg per dL", ["creatinine > 1.5 mg/dL"]),
        ("serum creatinine above 132 μmol/L", ["creatinine > 132 umol/L"]),
        ("eGFR < 60 mL/min/1.73m2", ["glomerular filtration rate < 60 mL/min/{1.73_m2}"]),
        ("Total bilirubin ≤ 1.5 x ULN", ["total bilirubin <= 1.5 of ULN"]),
        (
            "ALT and AST less than 2.5 times the upper limit of normal",
            ["alt < 2.5 of ULN", "ast < 2.5 of ULN"],
        ),
        ("AST > 3xULN", ["ast > 3 of ULN"]),
        ("FEV1 less than 50% of predicted", ["fev1 < 50 % of predicted"]),
        ("Systolic blood pressure over 160 mm Hg", ["systolic blood pressure > 160 mm[Hg]"]),
        (
            "Blood pressure ≥ 140/90 mmHg",
            ["systolic blood pressure >= 140 mm[Hg]", "diastolic blood pressure >= 90 mm[Hg]"],
        ),
        ("LVEF under 40 percent", ["ejection fraction < 40 %"]),
        ("A minimum life expectancy of 12 weeks", ["life expectancy >= 12 wk"]),
        ("Life expectancy within 6 months", ["life expectancy <= 6 mo"]),
        ("White cell count < 3,000/mm(3)", ["white blood cell count < 3000 /uL"]),
        ("ALT twice higher than normal", ["alt > 2 of ULN"]),
        ("Z-score > -2 and < +1.5", ["z-score > -2", "z-score < 1.5"]),
        ("Washout of 5 half-lives", ["half-lives = 5 {half-lives}"]),
        ("Visual acuity of 20/40 or better", ["visual acuity >= 0.5"]),
        ("Visual acuity 20/200 or worse", ["visual acuity <= 0.1"]),
        ("Temperature of 38 degrees C or higher", ["body temperature >= 38 Cel"]),
        ("Measurable disease by RECIST 1.1", []),
        ("Depression (3)", []),
        ("Pain rated on a 0-10 VAS scale", []),
        ("QTc > 470 msec", ["qtc interval > 470 ms"]),
        ("Heart rate above 100 bpm", ["heart rate > 100 {beats}/min"]),
        ("Body temperature > 38.5 °C", ["body temperature > 38.5 Cel"]),
        ("Weighing at least 110 pounds", ["body weight >= 110 [lb_av]"]),
        ("Life expectancy of at least three months", ["life expectancy >= 3 mo"]),
        ("MMSE score 24/30 or higher", ["mini-mental state examination >= 24"]),
        ("Score of 10 or more on the PHQ-9", ["phq-9 >= 10"]),
        ("T-score ≤ -2.5", ["bone mineral density t-score <= -2.5"]),
        ("Viral load ≥ 10^4 copies/mL", ["viral load >= 10000 {copies}/mL"]),
        ("More than 3 headaches per week", ["headaches > 3 /wk"]),
        ("LV mass index ≥ 109 g/m²", ["lv mass index >= 109 g/m2"]),
        ("Smokes at least 10 cigarettes per day", ["cigarettes >= 10 {cigarettes}/d"]),
        ("Pregnant for at least 20 weeks of gestation", ["gestational age >= 20 wk"]),
        ("Gestational age 37 weeks 6 days", ["gestational age = 37.857 wk"]),
        ("Between 24 0/7 and 36 6/7 weeks of gestation", ["gestational age between 24..36.857 wk"]),
        ("Pregnancy between (16-24) weeks", ["gestational age between 16..24 wk"]),
        # what one bound says for its neighbour
        ("BMI ≥ 18 and ≤ 33 kg/m2", ["body mass index >= 18 kg/m2", "body mass index <= 33 kg/m2"]),
        ("Bilirubin > 2 mg/dL (34 µmol/L)", ["total bilirubin > 2 mg/dL", "total bilirubin > 34 umol/L"]),
        ("Hemoglobin < 10 g/dL or 6.2 mmol/L", ["hemoglobin < 10 g/dL", "hemoglobin < 6.2 mmol/L"]),
        ("BMI > 27 to 45", ["body mass index > 27", "body mass index <= 45"]),
        # signs and words in other shapes
        ("Creatinine clearance >_60 cc/min", ["creatinine clearance >= 60 mL/min"]),  # a lost underline
        ("LDL =/> 130 mg/dL", ["ldl cholesterol >= 130 mg/dL"]),
        ("LVEF less than or equal to (<=) 40 %", ["ejection fraction <= 40 %"]),
        ("Glucose major than 200 mg/dL", ["glucose > 200 mg/dL"]),
        ("MMSE of 20 out of 30", ["mini-mental state examination = 20"]),
        ("A score of 1,2 or 3", ["score between 1..3"]),
        ("CDR of 0 or 0.5", ["clinical dementia rating between 0..0.5"]),
        ("ALT > x3 ULN", ["alt > 3 of ULN"]),
        ("AST five times higher than the upper limit of normal", ["ast > 5 of ULN"]),
        ("ALT 3 times that of the upper limit of normal", ["alt = 3 of ULN"]),
        # units
        ("Opening of the valve < 1cm2", ["opening of the valve < 1 cm2"]),
        ("Peak pressure < 70cmH2O", ["peak pressure < 70 cm[H2O]"]),
        ("eGFR ≥ 60 (mL/min)", ["glomerular filtration rate >= 60 mL/min"]),
        ("CD4 < 200 CD4 cells/µL", ["cd4 count < 200 /uL"]),
        ("Apnea-hypopnea index ≥ 15 h-1", ["apnea-hypopnea index >= 15 /h"]),
        # counts
        ("One of the following", ["listed = 1"]),
        ("Completion of 3 open water dives", ["open water dives = 3"]),
        ("Has had 1 to 3 courses of radiation", ["courses between 1..3"]),
        ("Seven drinks a week", ["drinks = 7 {drinks}/wk"]),
    ],
)
def test_a_comparison_is_read(text: str, facts: list[str]) -> None:
    assert facts_in(text, FactKind.COMPARISON) == facts


@pytest.mark.parametrize(
    "text",
    [
        "Type 2 diabetes",
        "Pain rated on a 0-10 scale",
        "Sleep onset later than 10:40 pm",
        "A sample of patients (n=20)",
        "COVID-19 infection",
        "3rd degree block",
        "Blood pressure measured at Visit 1",
        "Use of beta 2 agonists",
        "The glucose criteria of 1987",
        "A 12-lead ECG",
        "Hearing at 4000 Hz",
        "The two study groups",
    ],
)
def test_numbers_that_compare_nothing_are_left(text: str) -> None:
    assert facts_in(text, FactKind.COMPARISON) == []


def test_no_unit_is_made_up() -> None:
    """What the text does not say is not added, even where everybody means the same."""
    assert facts_in("BMI over 30") == ["body mass index > 30"]
