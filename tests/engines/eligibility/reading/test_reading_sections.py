"""Sections: which lines are headings, and what category and group the lines under them have."""

from __future__ import annotations

import pytest
from reading_tables import check

from crossroads.engines.terms import CriterionCategory


def test_today_s_registry_records():
    """A heading says include or exclude until the next one."""
    check(
        """
        Inclusion Criteria:

        * Age 30 or older
        * Chronic cough

        Exclusion Criteria:

        * Pregnancy
        """,
        """
        # Inclusion Criteria:
        + Age 30 or older
        + Chronic cough
        # Exclusion Criteria:
        - Pregnancy
        """,
    )


@pytest.mark.parametrize(
    "heading",
    [
        "Inclusion Criteria",
        "INCLUSION:",
        "Inclusion criteria are:",
        "Key Inclusion Criteria:",
        "Main inclusion criteria",
        "**Inclusion Criteria:**",
        "1. Inclusion criteria:",
        "Patients must have:",
        "You may be eligible for this study if you:",
        "Participants must meet all of the following criteria to be included in the study:",
        "To enter the study, subjects should fulfill the following requirements:",
        "DISEASE CHARACTERISTICS:",
        "Non-exclusion criteria:",
    ],
)
def test_headings_that_include(heading: str):
    check(f"{heading}\n\n- Chronic cough", f"# {heading.removeprefix('1. ').strip('*')}\n+ Chronic cough")


@pytest.mark.parametrize(
    "heading",
    [
        "Exclusion Criteria",
        "Exclusions:",
        "EXCLUSION:",
        "Major exclusion criteria:",
        "Non-inclusion criteria:",
        "Patients with any of the following conditions are excluded:",
        "Patients may not have:",
        "You will not be eligible for this study if you:",
        "The presence of any of the following will exclude a participant from enrollment:",
        "The following patients will be excluded from the study.",
        "Subjects who meet any of the following criteria must not be enrolled:",
    ],
)
def test_headings_that_exclude(heading: str):
    check(f"{heading}\n\n- Chronic cough", f"# {heading}\n- Chronic cough")


@pytest.mark.parametrize(
    "sentence",
    [
        "Patients must be eligible for surgery",
        "Continues to meet the inclusion criteria of the main study",
        "No exclusion from an earlier part of the study",
        "Women who are excluded from driving",
        "All inclusion criteria of the main study",
    ],
)
def test_a_sentence_with_a_heading_s_words_is_a_criterion(sentence: str):
    check(
        f"Inclusion Criteria:\n\n- {sentence}\n- Chronic cough",
        f"# Inclusion Criteria:\n+ {sentence}\n+ Chronic cough",
    )


def test_headings_amid_a_line():
    """Line ends that were lost do not hide a heading."""
    check(
        """
        Inclusion Criteria: Chronic cough for 8 weeks. Exclusion Criteria: Pregnancy.
        """,
        """
        # Inclusion Criteria:
        + Chronic cough for 8 weeks.
        # Exclusion Criteria:
        - Pregnancy.
        """,
    )


def test_a_section_without_headings():
    """The category that comes with the text holds."""
    check("- Pregnancy\n- Stroke", "- Pregnancy\n- Stroke", category=CriterionCategory.EXCLUSION)


def test_no_heading_at_all():
    """Criteria include unless their own words exclude; that this was assumed is told."""
    read = check(
        """
        Adults with chronic cough.

        No use of opioids.

        People who smoke are excluded.
        """,
        """
        ?+ Adults with chronic cough.
        ?+ No use of opioids.
        ?- People who smoke are excluded.
        """,
    )
    assert [problem.code for problem in read.problems] == ["eligibility.category_assumed"]


def test_groups_within_sections():
    """A part, cohort or arm that a heading names is kept with its criteria."""
    check(
        """
        Inclusion Criteria:

        Part A:

        - Chronic cough

        Part B:

        - Chronic hiccups

        For all participants:

        - Written consent

        Exclusion Criteria for Part B:

        - Pregnancy
        """,
        """
        # Inclusion Criteria:
        # [Part A] Part A:
        + [Part A] Chronic cough
        # [Part B] Part B:
        + [Part B] Chronic hiccups
        # For all participants:
        + Written consent
        # [Part B] Exclusion Criteria for Part B:
        - [Part B] Pregnancy
        """,
    )


def test_sections_within_groups():
    """A group with sections of its own holds over both, until the next group."""
    check(
        """
        Cohort 1:

        Inclusion Criteria:

        - Chronic cough

        Exclusion Criteria:

        - Pregnancy

        HEALTHY VOLUNTEERS:

        Inclusion Criteria:

        - No cough
        """,
        """
        # [Cohort 1] Cohort 1:
        # Inclusion Criteria:
        + [Cohort 1] Chronic cough
        # Exclusion Criteria:
        - [Cohort 1] Pregnancy
        # [HEALTHY VOLUNTEERS] HEALTHY VOLUNTEERS:
        # Inclusion Criteria:
        + [HEALTHY VOLUNTEERS] No cough
        """,
    )


def test_the_form_of_the_cancer_registry():
    """Labels are headings; a label that its only words need to be understood stays with them."""
    check(
        """
        DISEASE CHARACTERISTICS:

          -  Confirmed hiccups

        PATIENT CHARACTERISTICS:

        Age:

          -  30 to 70

        Menopausal status:

          -  Not specified

        Hepatic:

          -  Bilirubin normal

          -  No hepatitis

        PRIOR CONCURRENT THERAPY:

        Surgery:

          -  Not specified
        """,
        """
        # DISEASE CHARACTERISTICS:
        + Confirmed hiccups
        # PATIENT CHARACTERISTICS:
        + Age: - 30 to 70
        + Menopausal status: - Not specified
        # Hepatic:
        + Bilirubin normal
        + No hepatitis
        # PRIOR CONCURRENT THERAPY:
        # Surgery:
        # Not specified
        """,
    )


def test_the_form_of_the_cancer_registry_on_one_line():
    check(
        """
        PATIENT CHARACTERISTICS: Age: 30 and over Performance status: ECOG 0-2 Hepatic: Not
        specified Other: Not pregnant
        """,
        """
        # PATIENT CHARACTERISTICS:
        + Age: 30 and over
        + Performance status: ECOG 0-2
        # Hepatic: Not specified
        + Other: Not pregnant
        """,
    )


def test_a_group_s_heading_that_was_set_in_under_an_item():
    check(
        """
        Inclusion Criteria:

        1. Written consent

           Applicable to children with asthma:
        2. Cough at night
        """,
        """
        # Inclusion Criteria:
        + Written consent
        # [children with asthma] Applicable to children with asthma:
        + [children with asthma] Cough at night
        """,
    )


def test_a_part_is_named_before_its_sections():
    check(
        """
        Main Study Inclusion Criteria:

        - Chronic cough

        Substudy 1 Exclusion:

        - Claustrophobia
        """,
        """
        # Main Study Inclusion Criteria:
        + Chronic cough
        # [Substudy 1] Substudy 1 Exclusion:
        - [Substudy 1] Claustrophobia
        """,
    )


@pytest.mark.parametrize("remark", ["None", "N/A", "Not specified", "No eligibility criteria", "None."])
def test_a_remark_that_nothing_is_asked_is_no_criterion(remark: str):
    check(f"Inclusion Criteria:\n- Stroke\n\nExclusion Criteria:\n- {remark}",
          f"# Inclusion Criteria:\n+ Stroke\n# Exclusion Criteria:\n# {remark}")  # fmt: skip


def test_underscores_part_the_words_of_a_heading():
    check("Inclusion_Criteria:\n- Asthma\n\nExclusion_Criteria:\n- Stroke",
          "# Inclusion_Criteria:\n+ Asthma\n# Exclusion_Criteria:\n- Stroke")  # fmt: skip


def test_what_is_allowed_stands_in_a_group_of_its_own():
    """Nobody needs to have it, and the next section is another one."""
    check(
        """
        Inclusion Criteria

        Concurrent Medication:

        Allowed:

        - Aspirin

        Patients must have:

        - Asthma
        """,
        """
        # Inclusion Criteria
        # Concurrent Medication:
        # [Allowed] Allowed:
        + [Allowed] Aspirin
        # Patients must have:
        + Asthma
        """,
    )
