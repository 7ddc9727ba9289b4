"""What is read from a person's words, a doctor's note, a filled-in form."""

from __future__ import annotations

import json

import pytest
from finder_studies import InventedVocabulary
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.finder import Kind, Lexicon, Profile, Said, Standing, read, read_place
from crossroads.engines.finder.words import phrase
from crossroads.engines.terms import Sex


def _said(profile: Profile, words: str) -> Said:
    return next(said for said in profile.said if phrase(words) in [name for name, _ in said.forms])


def test_a_message_about_somebody_else(lexicon: Lexicon) -> None:
    """The person is the one who is ill, and what came back is still lung cancer."""
    profile = read(
        "my mum has lung cancer that came back, she is 71, lives in Leeds", lexicon, place=read_place
    )
    assert profile.age == (71, 71)
    assert profile.sex is Sex.FEMALE
    assert profile.place is not None and profile.place.name == "Leeds"
    assert _said(profile, "lung neoplasm").standing is Standing.MAIN
    assert _said(profile, "recurrent").kind is Kind.QUALIFIER
    assert "leed" not in dict(profile.words)


@pytest.mark.parametrize(
    ("text", "name", "standing"),
    [
        ("I have COPD", "chronic obstructive pulmonary disease", Standing.MAIN),
        ("I have MS", "multiple sclerosis", Standing.MAIN),
        ("heart attack", "myocardial infarction", Standing.MAIN),
        ("high blood pressure", "hypertension", Standing.MAIN),
        ("I have asthma but no diabetes", "diabetes", Standing.DENIED),
        ("I have asthma. I never had a stroke.", "stroke", Standing.DENIED),
        ("Asthma. He denies depression, migraine or gout.", "gout", Standing.DENIED),
        ("Patient with severe asthma.\nPast medical history:\n- gout\n- migraine", "gout", Standing.PAST),
        (
            "She was diagnosed with asthma. Years ago she had migraine. She is well.",
            "migraine",
            Standing.PAST,
        ),
        (
            "A man with asthma. He is well. He works a lot. He sleeps. Family history of gout in his father.",
            "gout",
            Standing.DENIED,
        ),
    ],
)
def test_things_are_told_apart_by_how_they_stand_to_the_person(
    lexicon: Lexicon, text: str, name: str, standing: Standing
) -> None:
    assert _said(read(text, lexicon), name).standing is standing


def test_short_forms_that_are_words_count_in_capitals_only(lexicon: Lexicon) -> None:
    assert not read("ms Smith has ra ra in her ears", lexicon).said


def test_a_stage_alone_is_never_the_main_thing_beside_an_illness(lexicon: Lexicon) -> None:
    profile = read("newly diagnosed advanced breast cancer", lexicon)
    assert [said.kind for said in profile.said if said.standing is Standing.MAIN] == [Kind.DISEASE]


def test_one_thing_under_two_names_is_told_once(lexicon: Lexicon) -> None:
    assert [said.words for said in read("bad headaches, migraine for years", lexicon).said] == [
        "bad headaches"
    ]


def test_names_that_are_handed_in_are_recognised_and_widen_the_search() -> None:
    said = read("I have a toe grumbling since May", Lexicon(InventedVocabulary())).said[0]
    names = dict(said.forms)
    assert names[phrase("toe grumbling")] == 1.0
    assert names[phrase("grumbletoe")] > names[phrase("foot ailment")] > 0


FORMS = [
    "gout. age: 61. sex: female. prior surgery: no. comorbidities: asthma, migraine",
    "gout\nage: 61\nsex: female\nprior surgery: no\ncomorbidities: asthma, migraine",
    "gout; age: 61; sex: female; prior surgery: no; comorbidities: asthma, migraine",
    "template: gout; age: 61; sex: female; prior surgery: no; comorbidities: asthma, migraine",
    "gout: age: 61; sex: female; prior surgery: no; comorbidities: asthma, migraine",
    '<topic template="gout"><field name="age">61</field><field name="sex">female</field>'
    '<field name="prior surgery">no</field><field name="comorbidities">asthma, migraine</field></topic>',
    json.dumps(
        {
            "template": "gout",
            "fields": {
                "age": "61",
                "sex": "female",
                "prior surgery": "no",
                "comorbidities": "asthma, migraine",
            },
        }
    ),
]


@pytest.mark.parametrize("text", FORMS)
def test_a_filled_in_form_is_read_however_its_fields_are_written(lexicon: Lexicon, text: str) -> None:
    profile = read(text, lexicon)
    assert profile.age == (61, 61)
    assert profile.sex is Sex.FEMALE
    standings = {said.words: said.standing for said in profile.said}
    assert standings["gout"] is Standing.MAIN
    assert standings["asthma"] is standings["migraine"] is Standing.PRESENT
    assert standings["prior surgery"] is Standing.DENIED


def test_a_diagnosis_in_a_form_says_which_kind_it_is(lexicon: Lexicon) -> None:
    said = read("glaucoma. definitive diagnosis: open angle glaucoma. age: 60. insulin: yes", lexicon).said
    assert [one.words for one in said if one.standing is Standing.MAIN] == ["glaucoma", "open angle glaucoma"]


def test_nothing_told_is_an_empty_profile(lexicon: Lexicon) -> None:
    profile = read("", lexicon, place=read_place)
    assert (profile.age, profile.sex, profile.place, profile.said, profile.words) == (
        None,
        None,
        None,
        (),
        (),
    )


@given(st.text(max_size=400))
def test_reading_never_raises_and_weights_are_finite(text: str) -> None:
    profile = read(text, Lexicon(InventedVocabulary()), place=read_place)
    assert all(0 <= said.weight <= 1 and said.forms for said in profile.said)
    assert all(weight > 0 for _, weight in profile.words)


@given(
    st.lists(
        st.sampled_from(
            [
                "asthma",
                "no",
                "my mum has",
                "COPD",
                "71",
                "in Leeds",
                ",",
                ".",
                "and",
                "never",
                "years ago",
                ":",
                "\n",
            ]
        ),
        max_size=30,
    )
)
def test_any_order_of_usual_words_is_read(parts: list[str]) -> None:
    read(" ".join(parts), Lexicon(), place=read_place)
