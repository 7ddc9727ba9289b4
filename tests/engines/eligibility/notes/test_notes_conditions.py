"""Conditions, medicines, values and agreeing in a note, and what is taken where it is silent."""

from __future__ import annotations

from notes_spec import holds

from crossroads.engines.eligibility.notes import NoteLabel, judge
from crossroads.engines.terms import CriterionCategory

NOTE = """0. A 54-year-old woman has had shortness of breath and a productive cough for three days.
1. She has type 2 diabetes, chronic kidney disease, and had a heart attack two years ago.
2. She denies fever, chest pain or weight loss, and she has never smoked.
3. Her mother had breast cancer.
4. She takes metformin and warfarin.
5. Blood pressure is 148/92 mm Hg, hemoglobin (Hb) of 10.4 g/dL; liver function tests were normal.
6. Pneumonia is suspected, and she is a candidate for bronchoscopy.
7. The patient will provide informed consent, and will comply with the trial protocol."""


def test_what_the_note_names_counts_whatever_it_is_called() -> None:
    """Other names, lay words, and kinds of what is asked for."""
    holds(
        NOTE,
        """
        in | Dyspnea                                     | included     | 0
        in | Type 2 diabetes mellitus                    | included     | 1
        in | Type 1 diabetes                             | not enough information |
        ex | Diabetes                                    | excluded     | 1
        ex | History of myocardial infarction            | excluded     | 1
        ex | Renal insufficiency                         | excluded     | 1
        ex | Use of anticoagulants                       | excluded     | 4
        ex | Metformin                                   | excluded     | 4
        """,
    )


def test_what_is_denied_doubted_or_of_somebody_else_does_not_count() -> None:
    holds(
        NOTE,
        """
        in | Fever                                       | not included           | 2
        ex | Weight loss                                 | not excluded           | 2
        ex | Malignancy                                  | not excluded           | -
        in | Pneumonia                                   | not enough information | 6
        in | Suspected pneumonia                         | included               | 6
        ex | Current smoker                              | not excluded           | 2
        in | Non-smoker                                  | included               | 2
        """,
    )


def test_a_narrower_criterion_is_not_met_by_the_bare_name() -> None:
    """The sentence is shown, and what is usual is taken."""
    holds(
        NOTE,
        """
        ex | Severe diabetes                             | not excluded           | 1
        in | Severe dyspnea                              | not enough information | 0
        """,
    )


def test_a_list_is_met_by_as_much_as_it_asks_for() -> None:
    """All of a list without a choice, any of a choice, and as many as it counts; one denied part is enough to fail."""
    holds(
        NOTE,
        """
        in | Dyspnea, cough, and type 2 diabetes                 | included               | 0 1
        in | Dyspnea, cough, and epilepsy                        | not enough information | 0
        in | Dyspnea, cough, and fever                           | not included           | 2
        in | Dyspnea, cough or epilepsy                          | included               | 0
        in | At least two of the following: dyspnea, cough, gout | included               | 0
        in | At least three of the following: dyspnea, cough, gout | not enough information | 0
        in | Type 2 diabetes, smoker                             | not included           | 2
        in | Type 2 diabetes, confirmed by a laboratory          | included               | 1
        """,
    )


def test_everyday_words_name_no_condition() -> None:
    """What accompanies, an organ, or half of a name is not the thing."""
    note = "0. A woman of 50 with bipolar disorder has trouble eating; thyroid pain is accompanied by nausea."
    holds(
        note,
        """
        ex | Eating disorder                                  | not excluded | 0
        ex | Arrhythmia, or accompanied by symptoms           | not excluded | -
        ex | Prior thyroid surgery                            | not excluded |
        in | Bipolar disorders (I, II) according to DSM-IV criteria | included | 0
        """,
    )


def test_a_number_narrows_only_the_part_that_it_stands_beside() -> None:
    holds(
        NOTE,
        """
        ex | Myocardial infarction, or platelets < 50,000/uL  | excluded     | 1
        ex | Diabetes with HbA1c > 9 %                        | not excluded | 1
        """,
    )


def test_another_of_its_kind_is_not_the_disease_that_is_studied() -> None:
    note = "0. A woman of 50 has breast cancer."
    other, same = "Walking for Sleep in Asthma", "Walking for Sleep in Breast Cancer"

    def said(criterion: str, category: CriterionCategory, title: str) -> NoteLabel:
        return judge(note, criterion, category, title).label

    assert said("Malignancy", CriterionCategory.EXCLUSION, other) is NoteLabel.EXCLUDED
    assert said("Malignancy", CriterionCategory.EXCLUSION, same) is NoteLabel.NOT_EXCLUDED
    assert said("Other malignancy", CriterionCategory.EXCLUSION, same) is NoteLabel.NOT_EXCLUDED
    assert said("No other malignancy", CriterionCategory.INCLUSION, same) is not NoteLabel.NOT_INCLUDED


def test_what_was_done_about_a_disease_is_not_told_by_its_name() -> None:
    holds(
        NOTE,
        """
        ex | Prior surgery for heart attack                   | not excluded           | 1
        ex | Participation in any diabetes trial              | not excluded           | -
        in | Able to measure diabetes at home                 | not enough information | -
        """,
    )


def test_a_time_window_is_held_against_the_time_that_is_told() -> None:
    holds(
        NOTE,
        """
        ex | Myocardial infarction within 6 months       | not excluded           | 1
        ex | Myocardial infarction within 3 years        | excluded               | 1
        """,
    )


def test_an_exception_or_another_subject_is_not_the_thing_itself() -> None:
    holds(
        NOTE,
        """
        ex | Allergy to metformin                        | not excluded | -
        ex | Endocrine disease other than type 2 diabetes | not excluded |
        ex | Family history of breast cancer             | not excluded | -
        ex | Inhaled metformin is permitted              | not excluded | -
        """,
    )


def test_values_are_compared_in_one_unit() -> None:
    """What includes asks for every bound; what excludes for one; a normal panel speaks for its parts."""
    holds(
        NOTE,
        """
        in | Hemoglobin >= 10 g/dL                       | included               | 5
        in | Haemoglobin of at least 110 g/L             | not included           | 5
        ex | Hemoglobin < 9 g/dL                         | not excluded           | 5
        ex | Blood pressure > 140/90 mm Hg               | excluded               | 5
        in | ALT < 2 x ULN                               | included               | 5
        in | ALT > 2 x ULN                               | not enough information | -
        in | Platelet count >= 100,000/uL                | not enough information | -
        in | Ratio of platelets to hemoglobin < 5        | not enough information |
        """,
    )


def test_a_silent_note_leaves_values_and_opinions_open_and_other_exclusions_absent() -> None:
    """Whoever writes a note tells what would keep a person out; nobody can be taken to tell these."""
    holds(
        NOTE,
        """
        ex | Epilepsy                                    | not excluded           | -
        ex | Platelet count below 100,000/uL             | not enough information | -
        ex | Any illness that is, in the opinion of the investigator, a risk | not enough information | -
        ex | Does not speak English                      | not enough information | -
        in | Epilepsy                                    | not enough information | -
        ex | None                                        | not excluded           | -
        in | No history of epilepsy                      | included               | -
        in | Neurology: No prior epilepsy                | included               | -
        in | No diabetes change                          | not enough information |
        ex | No epilepsy                                 | not enough information | -
        """,
    )


def test_agreeing_is_read_from_the_note() -> None:
    """However an exclusion words it, it asks for people who do not agree."""
    holds(
        NOTE,
        """
        in | Signed informed consent                     | included     | 7
        in | Willing to attend all visits                | included     | 7
        ex | Unable to give consent                      | not excluded | 7
        ex | Psychiatric illness that would affect compliance | not excluded | 7
        """,
    )
    holds("0. A man of 40 refuses to participate.", "in | Willing to take part | not included | 0")
    holds("0. A man of 40 has gout.", "in | Informed consent | not enough information | -")


def test_healthy_volunteers_are_those_called_healthy() -> None:
    holds("0. A 25-year-old man is in good general health.", "in | Healthy volunteers | included | 0")
    holds(NOTE, "in | Healthy volunteers | not included | 0")


def test_an_abbreviation_that_the_title_explains_is_spelled_out() -> None:
    note = "0. A 40-year-old man has a frozen elbow stiffness."
    title = "Heat for Frozen Elbow Stiffness (FES)"
    assert judge(note, "FES", CriterionCategory.INCLUSION, title).label is NoteLabel.INCLUDED
    assert judge(note, "FES", CriterionCategory.INCLUSION).label is NoteLabel.NOT_ENOUGH
