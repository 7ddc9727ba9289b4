"""Performance status, stage, therapies before, sex, pregnancy, language, consent, other trials."""

from __future__ import annotations

import pytest
from fact_tables import facts_in


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("ECOG performance status 0-1", ["ecog between 0..1"]),
        ("ECOG PS of 0, 1 or 2", ["ecog between 0..2"]),
        ("WHO performance status ≤ 2", ["ecog <= 2"]),
        ("Karnofsky score of at least 70%", ["karnofsky >= 70 %"]),
        ("Lansky > 50", ["lansky > 50"]),
        ("NYHA class III or IV", ["nyha class between 3..4"]),
        ("NYHA class I-III.", ["nyha class between 1..3"]),
        ("ASA status I, II, or III", ["asa between 1..3"]),
        ("Toxicity of at least grade 3", ["grade >= 3"]),
        ("Heart failure greater than NYHA II", ["nyha > 2"]),
        ("Stage-II & III disease", ["stage between 2..3"]),
        ("Stage IIIB or IV", ["stage = IIIB", "stage = 4"]),
        ("Toxicity of grade 2 or higher", ["grade >= 2"]),
        ("Child-Pugh B or C", ["child-pugh = B", "child-pugh = C"]),
        ("Tumor staged T2 N0 M0", ["tnm t = T2", "tnm n = N0", "tnm m = M0"]),
        ("No more than two prior lines of therapy", ["prior_therapy_count <= 2"]),
        ("At least 1 prior regimen", ["prior_therapy_count >= 1"]),
        ("Female", ["sex = female"]),
        ("Males and females", ["sex = all"]),
        ("Pregnant or breastfeeding", ["pregnancy: pregnancy", "pregnancy: breastfeeding"]),
        ("Able to read and speak English", ["language = english"]),
        ("Unable to speak Danish", ["not language = danish"]),
        ("Signed informed consent", ["consent: informed consent"]),
        ("Unable or unwilling to give informed consent", ["consent: inability to consent"]),
        ("Participation in another clinical trial", ["other: concurrent_trial"]),
        ("Residing in the county", ["other: residence"]),
        # whom they have sex with, or live with, is not who they are
        ("Men who have sex with men", ["sex = male"]),
        ("Women who have sex with men", ["sex = female"]),
        ("Any sexual contact with women", []),
        ("Has a male partner", []),
        ("Received one prior line of systemic therapy", ["prior_therapy_count = 1"]),
        ("One or two prior lines of chemotherapy", ["prior_therapy_count between 1..2"]),
        ("Cancer staging I-III", ["stage between 1..3"]),
        ("ASAI, ASAII", ["asa between 1..2"]),
        ("ASA I - ASA III", ["asa between 1..3"]),
    ],
)
def test_what_a_person_is_and_can(text: str, facts: list[str]) -> None:
    assert facts_in(text) == facts
