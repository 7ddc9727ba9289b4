"""Age, sex and pregnancy in a note, and criteria that are about other persons."""

from __future__ import annotations

import pytest
from notes_spec import holds

from crossroads.engines.eligibility.notes.note import read_sentences
from crossroads.engines.eligibility.notes.person import read_person
from crossroads.engines.terms import Sex

OLD_MAN = "0. A 67-year-old man has had a dry cough for a week.\n1. He will provide informed consent."
WOMAN = "0. A 29-year-old woman has had a dry cough for a week.\n1. Her temperature is normal."
MOTHER_TO_BE = (
    "0. A 31-year-old woman at 14 weeks of gestation has had headaches.\n1. Her hemoglobin is 12.1 g/dL."
)
BOY = "0. A 6-year-old boy has had an earache since yesterday."
GRANDMOTHER = "0. A 71-year-old woman fell at home."


def test_age_and_sex_are_held_against_the_value() -> None:
    """A bound counts as worded; both sexes, or an age that fits, are included with the sentence that tells it."""
    holds(
        OLD_MAN,
        """
        in | Age 18 years or older                   | included     | 0
        in | 18 to 65 years of age                   | not included | 0
        in | Aged 40-75                              | included     | 0
        in | Male or female                          | included     | 0
        in | Women                                   | not included | 0
        in | Males aged 50 years and over            | included     | 0
        ex | Younger than 18 years                   | not excluded | 0
        ex | Age over 60 years                       | excluded     | 0
        ex | Age < 18 years or > 65 years            | excluded     | 0
        in | 6 months to less than 13 years of age   | not included | 0
        """,
    )


def test_what_else_a_criterion_asks_beside_an_age_must_hold_too() -> None:
    holds(
        OLD_MAN,
        """
        in | Adults 18 years or older with cough     | included               | 0
        in | Adults 18 years or older with gout      | not enough information | 0
        """,
    )


def test_over_18_includes_who_is_18_and_over_65_does_not_exclude_who_is_65() -> None:
    """Registries write "over 18" of grown-ups; a year that is not over counts for the person."""
    holds(
        "0. An 18-year-old man has a cough.",
        """
        in | Age > 18 years                                            | included     | 0
        in | Over 18 years old at the time of signing the consent form | included     | 0
        in | Under 18 years                                            | not included | 0
        """,
    )
    holds("0. A 65-year-old man has a cough.", "ex | Age > 65 years | not excluded | 0")


def test_the_age_of_an_event_is_no_bound() -> None:
    holds(OLD_MAN, "in | Parent with stroke before the age of 50 | not enough information | -")


def test_pregnancy_does_not_apply_to_men_and_young_children() -> None:
    table = """
        ex | Pregnant or breastfeeding                                | not applicable | -
        ex | Women of childbearing potential without contraception    | not applicable | -
        in | Women of childbearing potential must use contraception   | not applicable | -
        """
    holds(OLD_MAN, table)
    holds(BOY, table)


def test_a_note_that_is_silent_tells_of_no_pregnancy() -> None:
    """Whoever writes a note tells of a pregnancy; contraception and the chance to bear a child are left open."""
    holds(
        WOMAN,
        """
        ex | Pregnant or nursing women                         | not excluded           | -
        in | Not pregnant                                      | included               | -
        in | Pregnant women in the second trimester            | not included           | 0
        in | Must agree to use two methods of birth control    | not enough information | -
        ex | Women of childbearing potential                   | not enough information | 0
        """,
    )
    holds(GRANDMOTHER, "ex | Pregnant women | not excluded | 0")


def test_a_pregnancy_that_is_told_excludes_and_includes() -> None:
    holds(
        MOTHER_TO_BE,
        """
        ex | Pregnancy                                     | excluded     | 0
        in | Not pregnant                                  | not included | 0
        in | Pregnant, with gestational age below 20 weeks | included     | 0
        in | Pregnant, with gestational age above 20 weeks | not included | 0
        """,
    )


def test_organs_of_the_other_sex_and_grown_up_lives_do_not_apply() -> None:
    holds(OLD_MAN, "ex | Unexplained vaginal bleeding         | not applicable | -")
    holds(OLD_MAN, "in | Relapsed ovarian cancer              | not included   | 0")
    holds(WOMAN, "ex | History of prostate cancer             | not applicable | -")
    holds(WOMAN, "ex | History of prostate or skin cancer     | not excluded   | -")
    holds(BOY, "ex | Alcohol abuse                            | not applicable | -")
    holds(OLD_MAN, "ex | Cancer other than in situ carcinoma of the cervix | not excluded | -")


def test_a_demand_on_those_who_have_something_does_not_apply_to_others() -> None:
    holds(
        OLD_MAN,
        """
        in | If diabetic, HbA1c must be below 8 %                          | not applicable         | -
        in | If coughing, a chest film must have been taken                | not enough information | 0
        in | Patients who have had a transplant must be stable for a year  | not applicable         | -
        """,
    )


@pytest.mark.parametrize(
    ("note", "age", "sex"),
    [
        ("A 58-year-old woman with asthma.", 58, Sex.FEMALE),
        ("62 yo male presents with fever.", 62, Sex.MALE),
        ("48 M with a history of gout", 48, Sex.MALE),
        ("Jo is a 41 year man who plays golf.", 41, Sex.MALE),
        ("The patient, aged 33, lost her appetite. She sleeps badly.", 33, Sex.FEMALE),
        ("Her mother, a 70-year-old woman, brought in this 9-year-old girl.", 9, Sex.FEMALE),
        ("A six-month-old boy is brought in.", 0.5, Sex.MALE),
        ("The patient has a cough.", None, None),
    ],
)
def test_the_person_is_read_and_relatives_are_not(note: str, age: float | None, sex: Sex | None) -> None:
    person = read_person(read_sentences(note))
    assert (person.age, person.sex) == (age, sex)
