"""Lists: where one criterion ends and the next begins."""

from __future__ import annotations

import pytest
from reading_tables import check, shown

from crossroads.engines.eligibility.reading import split
from crossroads.engines.terms import CriterionCategory


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("- ", "- "),
        ("* ", "* "),
        ("• ", "• "),
        ("o ", "o "),
        ("-", "-"),
        ("1. ", "2. "),
        ("1) ", "2) "),
        ("(1) ", "(2) "),
        ("1- ", "2- "),
        ("1.1 ", "1.2 "),
        ("a. ", "b. "),
        ("(a) ", "(b) "),
        ("A) ", "B) "),
        ("i. ", "ii. "),
        ("(iii) ", "(iv) "),
        ("- 1. ", "- 2. "),
        ("\\* ", "\\* "),
        ("", ""),
    ],
)
def test_marks_are_no_part_of_a_criterion(first: str, second: str):
    check(
        f"Inclusion Criteria:\n\n{first}Chronic cough\n{second}Written consent",
        "# Inclusion Criteria:\n+ Chronic cough\n+ Written consent",
    )


@pytest.mark.parametrize(
    "words",
    [
        "E. coli in urine",
        "1.5 x ULN or less",
        "> 18 years",
        "5-10 cigarettes a day",
        "9- and 10-year-old girls",
        "I.V. drug use",
    ],
)
def test_what_only_looks_like_a_mark_stays(words: str):
    check(f"Exclusion Criteria:\n\n* {words}\n* Stroke", f"# Exclusion Criteria:\n- {words}\n- Stroke")


def test_escapes_of_markdown_stay_in_the_words():
    check("Inclusion Criteria:\n\n* Age \\> 18 years", "# Inclusion Criteria:\n+ Age \\> 18 years")


def test_wrapped_lines_are_joined():
    """A machine breaks a line only where the next word would not have fitted."""
    check(
        """
        Inclusion Criteria:

          -  Chronic cough that has been there for eight weeks before the first
             visit of the study

          -  Written consent of the person or of a relative where the person
             cannot write
        """,
        """
        # Inclusion Criteria:
        + Chronic cough that has been there for eight weeks before the first visit of the study
        + Written consent of the person or of a relative where the person cannot write
        """,
    )


def test_an_empty_line_within_a_sentence():
    check(
        """
        Inclusion Criteria:

        Chronic cough that has been treated with

        codeine for a week

        Written consent
        """,
        """
        # Inclusion Criteria:
        + Chronic cough that has been treated with codeine for a week
        + Written consent
        """,
    )


def test_lines_that_an_author_broke_are_criteria():
    """Short lines without any mark are a list."""
    check(
        """
        Exclusion Criteria:
        chronic cough
        treated with codeine
        younger than 18
        """,
        """
        # Exclusion Criteria:
        - chronic cough
        - treated with codeine
        - younger than 18
        """,
    )


def test_a_range_that_was_taken_for_a_bullet():
    check(
        "Inclusion Criteria:\n- BMI 19\n- 32 kg/m2\n- Cough",
        "# Inclusion Criteria:\n+ BMI 19 - 32 kg/m2\n+ Cough",
    )


def test_a_stem_keeps_the_lines_that_complete_it():
    check(
        """
        Inclusion Criteria:

        1. Cough with at least one of the following:

           * sputum
           * fever

        2. Written consent
        """,
        """
        # Inclusion Criteria:
        + Cough with at least one of the following: * sputum * fever
        + Written consent
        """,
    )


def test_exceptions_stay_with_their_rule():
    check(
        """
        Exclusion Criteria:

        - Earlier cancer
            - Skin cancer that was removed is allowed
        - Stroke
        """,
        """
        # Exclusion Criteria:
        - Earlier cancer - Skin cancer that was removed is allowed
        - Stroke
        """,
    )


def test_a_label_over_limits_that_each_must_hold():
    """Every limit is a criterion of its own; the label is a heading."""
    check(
        """
        Inclusion Criteria:

        * Adequate organ function, defined as:

          * Hemoglobin at least 9 g/dL
          * Platelets at least 100,000/mm3
        """,
        """
        # Inclusion Criteria:
        # Adequate organ function, defined as:
        + Hemoglobin at least 9 g/dL
        + Platelets at least 100,000/mm3
        """,
    )


def test_a_stem_whose_lines_lost_their_indentation():
    """What follows "one of the following" completes it, up to a line that opens as criteria do."""
    check(
        """
        Inclusion Criteria:
        - High risk because of one of the following:
        - HbA1c above 8.5
        - LDL above 130
        - Patients must consent
        """,
        """
        # Inclusion Criteria:
        + High risk because of one of the following: - HbA1c above 8.5 - LDL above 130
        + Patients must consent
        """,
    )


def test_alternatives_are_one_criterion():
    """Apart, each of them would be asked of everybody. Among exclusions each excludes by itself."""
    check(
        """
        Inclusion Criteria:

        - ECOG 0-2 OR

        - Karnofsky 60-100%

        Exclusion Criteria:

        - Stroke or

        - Bleeding
        """,
        """
        # Inclusion Criteria:
        + ECOG 0-2 OR - Karnofsky 60-100%
        # Exclusion Criteria:
        - Stroke or
        - Bleeding
        """,
    )


def test_numbers_amid_a_line():
    check(
        "Inclusion Criteria: 1. Age over 30. 2. Chronic cough; 3. Written consent",
        """
        # Inclusion Criteria:
        + Age over 30.
        + Chronic cough;
        + Written consent
        """,
    )


def test_numbers_that_go_on_amid_a_bullet():
    check(
        """
        Exclusion Criteria:
        - Stroke
        - Bleeding 3. Smoking (of tobacco) 4. Pregnancy
        """,
        """
        # Exclusion Criteria:
        - Stroke
        - Bleeding
        - Smoking (of tobacco)
        - Pregnancy
        """,
    )


def test_a_paragraph_is_cut_into_sentences():
    """A sentence that leans on the one before it stays with it; abbreviations end none."""
    check(
        """
        Inclusion Criteria:

        Adults with cough, e.g. Smokers. This includes cough at night. Consent was given.
        """,
        """
        # Inclusion Criteria:
        + Adults with cough, e.g. Smokers. This includes cough at night.
        + Consent was given.
        """,
    )


def test_clauses_between_semicolons():
    check(
        "Exclusion Criteria:\nAllergy to codeine; Pregnancy; Stroke (old; new)\nSmoking",
        """
        # Exclusion Criteria:
        - Allergy to codeine;
        - Pregnancy;
        - Stroke (old; new)
        - Smoking
        """,
    )


def test_a_very_long_list_under_a_stem_is_one_of_criteria():
    drugs = "\n".join(f"  * Drug number {number}" for number in range(30))
    text = f"Exclusion Criteria:\n\n* Use of any of the following:\n{drugs}"
    read = split(text, CriterionCategory.EXCLUSION)
    assert len(read.criteria) == 31
    assert shown(text, read)[1] == "- Use of any of the following:"


def test_a_long_list_of_alternatives_is_the_group_of_its_stem():
    """None of them is asked of everybody; what all must have stands alone."""
    sites = "\n".join(f"    * Tumor number {number}" for number in range(13))
    text = f"Inclusion Criteria:\n\n* One of these tumors:\n{sites}\n* Chronic cough"
    read = split(text)
    assert [one.group for one in read.criteria] == [""] + 13 * ["One of these tumors:"] + [""]
    needed = text.replace("One of these tumors", "Must have all of these")
    assert {one.group for one in split(needed).criteria} == {""}
