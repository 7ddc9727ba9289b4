"""The ways in which criteria are worded: conditions, asides, choices, denials, and what belongs to others."""

from __future__ import annotations

import pytest
from notes_spec import CATEGORIES, holds

from crossroads.engines.eligibility.notes import NoteLabel, judge

MAN = (
    "0. A 45-year-old man has had a cough and gout for a week.\n"
    "1. He denies chest pain, and he is on interferon.\n"
    "2. The patient will provide informed consent, and will comply with the trial protocol."
)
WOMAN = "0. A 35-year-old woman has a cough."
MOTHER_TO_BE = "0. A 31-year-old woman in her first pregnancy is admitted at 37 weeks.\n1. She is well."


def test_an_age_that_tells_of_whom_something_is_asked_keeps_nobody_out() -> None:
    """Of people outside it nothing is asked; of the others what follows."""
    holds(
        MAN,
        """
        in | For participants over 60 years, a chest film must be normal       | not applicable         | -
        in | Age 65-70 years: creatinine clearance over 60 mL/min              | not applicable         | -
        in | Patients aged 50 to 65 must bring a negative colonoscopy          | not applicable         | -
        in | Participants must be 50 years of age or older                     | not included           | 0
        """,
    )


def test_words_around_an_age_ask_for_nothing_more() -> None:
    holds(
        MAN,
        r"""
        in | Between 18 and 75 years of age, inclusive                         | included | 0
        in | Ages 18 to 70 years old                                           | included | 0
        in | Aged \>18 years                                                   | included | 0
        in | Male or nonpregnant, non-breastfeeding female aged 18-60          | included | 0
        in | Male or female, 18 to 60, when signing the informed consent/assent form | included | 0
        """,
    )
    holds(WOMAN, "in | Male or non-pregnant female aged 40 to 60 | not included | 0")
    holds(MAN, "in | Healthy adults aged 18 to 65 years | not included | 0")


def test_the_sex_that_is_named_later_is_asked_for_too_and_a_partners_is_not() -> None:
    holds(
        MAN,
        """
        in | Female patients of childbearing potential and male patients must use a barrier | not enough information |
        in | If female, not breastfeeding                                      | not applicable         | -
        in | Gender: male or female. Females must have a negative pregnancy test | included             | 0
        in | Women                                                             | not included           | 0
        """,
    )
    said = judge(MAN, "Participants with female partners must use condoms", CATEGORIES["in"])
    assert said.label is not NoteLabel.NOT_INCLUDED


def test_what_a_criterion_denies_of_itself_is_no_part_of_it() -> None:
    """ "X without Y" asks for X; a denial of Y in the note says nothing against it, nor does Y for it."""
    holds(
        MAN,
        """
        in | Gout without tophi                                                | included               | 0
        in | Treatment-naive with no prior exposure to interferon              | not enough information |
        in | Gout not responding to colchicine                                 | not enough information | 0
        """,
    )


def test_one_denied_part_settles_no_choice() -> None:
    holds(
        MAN,
        """
        in | Chest pain or syncope                                             | not enough information |
        in | Chest pain                                                        | not included           | 1
        in | Gout, chest pain                                                  | not included           | 1
        """,
    )


def test_how_a_condition_was_found_is_an_aside_unless_it_announces_a_list() -> None:
    holds(
        MAN,
        """
        in | Gout confirmed by joint fluid crystals                            | included               | 0
        in | Gout based on the criteria of the college                         | included               | 0
        in | Arthritis as defined by the following: tophi or gout              | included               | 0
        """,
    )


def test_a_significant_or_new_case_is_not_told_by_the_bare_name() -> None:
    holds(
        "0. A 45-year-old man has asthma.",
        """
        ex | Significant lung disease                                          | not excluded           | 0
        in | Newly diagnosed asthma                                            | not enough information | 0
        """,
    )


@pytest.mark.parametrize(
    ("disease", "label"),
    [
        ("polycystic ovary syndrome", NoteLabel.NOT_EXCLUDED),
        ("a pituitary adenoma", NoteLabel.NOT_EXCLUDED),
        ("a lipoma", NoteLabel.NOT_EXCLUDED),
        ("myasthenia gravis", NoteLabel.NOT_EXCLUDED),
        ("actinic keratosis", NoteLabel.NOT_EXCLUDED),
        ("lymphoma", NoteLabel.EXCLUDED),
        ("melanoma", NoteLabel.EXCLUDED),
    ],
)
def test_benign_growths_are_no_malignancy(disease: str, label: NoteLabel) -> None:
    """The vocabulary keeps cysts, benign tumors and what accompanies tumors below the same branch as cancer."""
    note = f"0. A 50-year-old woman with {disease} has a cough."
    assert judge(note, "History of malignancy", CATEGORIES["ex"]).label is label


@pytest.mark.parametrize(
    ("criterion", "label"),
    [
        (
            "The patient or a legally authorized representative must have the ability to understand, "
            "and the willingness to provide, a signed and dated informed consent form",
            NoteLabel.INCLUDED,
        ),
        ("Capable of complying with the protocol", NoteLabel.INCLUDED),
        (
            "At least one swollen joint of the hand or foot that has been painful for a week, "
            "and willing to sign the consent form",
            NoteLabel.NOT_ENOUGH,
        ),
    ],
)
def test_a_consent_may_be_worded_at_length(criterion: str, label: NoteLabel) -> None:
    """However much is said before it of understanding and signing; anything else before it is asked for, too."""
    assert judge(MAN, criterion, CATEGORIES["in"]).label is label


def test_a_pregnancy_is_told_in_many_ways_and_is_not_nursing_of_another_kind() -> None:
    holds(
        MOTHER_TO_BE,
        """
        ex | Pregnant women                                                    | excluded               | 0
        ex | High-risk pregnancy                                               | not excluded           |
        """,
    )
    holds(
        WOMAN,
        """
        ex | Living in a nursing home                                          | not excluded           | -
        ex | Lactic acidosis                                                   | not excluded           | -
        """,
    )
    holds("0. A 45-year-old man has a cough.", "ex | Raised lactate | not excluded | -")


def test_health_but_for_something_is_left_open() -> None:
    holds(MAN, "in | Otherwise healthy except for gout | not enough information |")


def test_a_mass_index_is_worked_out_from_height_and_weight() -> None:
    """One that the note tells comes first; a weight that was lost is not the weight."""
    holds(
        "0. A 31-year-old woman is 165 cm tall and weighs 84 kg.",
        """
        ex | Body mass index above 35 kg/m2                                    | not excluded           | 0
        in | BMI >= 30 kg/m2                                                   | included               | 0
        ex | Height < 150 cm                                                   | not excluded           | 0
        ex | Weight loss of more than 5 kg                                     | not enough information | -
        """,
    )
    holds(
        "0. She weighs 84 kg, is 165 cm tall, and has a BMI of 24.", "in | BMI >= 30 kg/m2 | not included | 0"
    )


def test_the_score_of_one_scale_says_nothing_of_another() -> None:
    holds(
        "0. A 31-year-old woman has a worry score of 18 and a memory test of 24/30.",
        """
        ex | Sleep score >= 13                                                 | not enough information | -
        ex | Systolic blood pressure < 90 mm Hg                                | not enough information | -
        """,
    )
