"""FHIR R4B: a screener and its answers go out as valid resources, and come back as they were."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from eligibility_screeners import MIGRAINE
from hypothesis import given, settings
from hypothesis import strategies as st
from test_eligibility_properties import ANSWERS, QUESTIONS, screeners

from crossroads.engines.eligibility import (
    NOT_SURE,
    Answer,
    QuestionKind,
    Screener,
    fhir,
)
from crossroads.engines.errors import InputProblem, each_problem

NUMBER_OF_EXAMPLES = 60


@given(screeners())
@settings(max_examples=NUMBER_OF_EXAMPLES)
def test_a_screener_comes_back_equal(screener: Screener) -> None:
    through_json = json.loads(
        json.dumps(fhir.screener_to_r4b(screener, title="Invented", study="NCT00000000"))
    )
    assert fhir.screener_from_r4b(through_json) == screener


@given(screeners(), ANSWERS)
@settings(max_examples=NUMBER_OF_EXAMPLES)
def test_answers_come_back_equal(screener: Screener, answers: dict[str, Answer]) -> None:
    through_json = json.loads(json.dumps(fhir.answers_to_r4b(screener, answers)))
    assert fhir.answers_from_r4b(screener, through_json) == answers


def items() -> dict[str, dict[str, Any]]:
    return {item["linkId"]: item for item in fhir.screener_to_r4b(MIGRAINE)["item"]}


def test_each_question_is_an_item_with_its_options() -> None:
    assert {key: item["type"] for key, item in items().items()} == {
        "age": "integer",
        "days": "decimal",
        "kind": "choice",
        "pregnant": "choice",
        "smokes": "choice",
    }
    options = [option["valueCoding"]["code"] for option in items()["kind"]["answerOption"]]
    assert options == ["migraine", "tension", "asked-unknown"]


def test_units_are_ucum() -> None:
    data = fhir.screener_to_r4b(Screener(QUESTIONS, ()))
    item = next(item for item in data["item"] if item["linkId"] == "weight")
    units = [
        one["valueCoding"] for one in item["extension"] if one["url"].endswith("questionnaire-unitOption")
    ]
    assert [(unit["system"], unit["code"]) for unit in units] == [
        ("http://unitsofmeasure.org", "[lb_av]"),
        ("http://unitsofmeasure.org", "kg"),
    ]


def test_an_item_names_the_criteria_that_need_it_and_they_stand_verbatim() -> None:
    assert items()["age"]["prefix"] == "INCL01, EXCL01"
    texts = [
        part["valueString"]
        for one in fhir.screener_to_r4b(MIGRAINE)["extension"]
        for part in one["extension"]
        if part["url"] == "text"
    ]
    assert texts == [rule.text for rule in MIGRAINE.rules]


def test_an_item_is_off_where_a_picked_answer_has_made_it_pointless() -> None:
    """The days of a tension headache settle nothing. A bound on a number is not said: "not sure" has no number."""
    assert items()["days"]["enableWhen"] == [
        {
            "question": "kind",
            "operator": "!=",
            "answerCoding": {
                "system": "urn:crossroads:fhir:r4b:choices",
                "code": "tension",
                "display": "Tension headache",
            },
        }
    ]
    assert "enableWhen" not in items()["age"]


def test_equal_screeners_have_the_same_identity() -> None:
    one, other = fhir.screener_to_r4b(MIGRAINE), fhir.screener_to_r4b(deepcopy(MIGRAINE))
    assert one["identifier"] == other["identifier"]
    assert one["url"].endswith(one["identifier"][0]["value"])


FOREIGN: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "status": "active",
    "item": [
        {
            "linkId": "Group-1",
            "type": "group",
            "item": [
                {"linkId": "1.1", "text": "Do you snore?", "type": "boolean"},
                {"linkId": "Weight", "text": "Your weight?", "type": "decimal"},
                {
                    "linkId": "side",
                    "text": "Which side?",
                    "type": "choice",
                    "answerOption": [
                        {"valueCoding": {"code": "l", "display": "Left"}},
                        {"valueString": "right"},
                    ],
                    "item": [{"linkId": "side.help", "text": "Seen from you.", "type": "display"}],
                },
            ],
        }
    ],
}


def test_another_programs_questionnaire_becomes_questions_without_rules() -> None:
    screener = fhir.screener_from_r4b(FOREIGN)
    assert [(one.key, one.kind) for one in screener.questions] == [
        ("q_1_1", QuestionKind.YES_NO),
        ("weight", QuestionKind.NUMBER),
        ("side", QuestionKind.CHOICE),
    ]
    assert screener.questions[2].values() == ("l", "right")
    assert screener.questions[2].help == "Seen from you."
    assert screener.rules == ()


def _item(**more: Any) -> dict[str, Any]:
    item = {"linkId": "one", "type": "boolean", "text": "Do you snore?", **more}
    return {"resourceType": "Questionnaire", "status": "active", "item": [item]}


def test_what_can_be_read_is_read_and_all_else_is_told_in_one_pass() -> None:
    data = _item()
    data["item"] += [
        {"linkId": "two", "type": "text", "text": "Anything else?"},
        {"linkId": "three", "type": "boolean", "text": "<b>Do</b> you?"},
        {"linkId": "four", "type": "boolean", "text": "Do you cough?"},
        {"linkId": "five", "type": "boolean"},
    ]
    read = fhir.read_questionnaire(data)
    assert [item.link_id for item in read.items] == ["one", "four"]
    assert [(one.link_id, one.problem.code) for one in read.findings] == [
        ("two", "eligibility.fhir_item_type"),
        ("three", "eligibility.fhir_markup"),
        ("five", "eligibility.fhir_no_text"),
    ]
    assert all(one.left_out and one.problem.advice for one in read.findings)


LEFT_OUT: list[tuple[dict[str, Any], str]] = [
    ({"type": "open-choice"}, "fhir_item_type"),
    ({"type": "slider"}, "fhir_item_type"),
    ({"text": "   "}, "fhir_no_text"),
    ({"text": "Do you <script>alert(1)</script>?"}, "fhir_markup"),
    ({"text": "Do you <img src=x onerror=alert(1)"}, "fhir_markup"),
    ({"text": "[you](javascript:alert(1))"}, "fhir_markup"),
    ({"text": "&lt;b&gt;you"}, "fhir_markup"),
    ({"text": "Do you\u0000 snore?"}, "fhir_control"),
    ({"text": "Do you\u202e snore?"}, "fhir_control"),
    ({"text": "Do you snore? " * 50}, "fhir_long"),
    ({"readOnly": True}, "fhir_hidden"),
    (
        {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden",
                    "valueBoolean": True,
                }
            ]
        },
        "fhir_hidden",
    ),
    ({"type": "choice"}, "fhir_options"),
    ({"type": "choice", "answerOption": [{"valueString": "a"}]}, "fhir_options"),
    ({"type": "choice", "answerOption": [{"valueString": "a"}, {"valueString": "a"}]}, "fhir_options"),
    ({"type": "choice", "answerOption": [{"valueString": "<i>a</i>"}, {"valueString": "b"}]}, "fhir_markup"),
    ({"type": "choice", "answerValueSet": "http://invented.example/vs"}, "fhir_options"),
    ({"item": [{"linkId": "h", "type": "display", "text": "<b>Help</b>"}]}, "fhir_markup"),
]


@pytest.mark.parametrize(("more", "code"), LEFT_OUT)
def test_an_item_that_can_be_no_question_is_left_out_with_the_reason(more: dict[str, Any], code: str) -> None:
    read = fhir.read_questionnaire(_item(**more))
    assert read.items == ()
    assert [one.problem.code for one in read.findings if one.left_out] == [f"eligibility.{code}"]


def test_signs_that_look_like_markup_and_are_none_are_words() -> None:
    read = fhir.read_questionnaire(_item(text="Is your HbA1c < 8 % and > 5 %?"))
    assert [item.question.text for item in read.items] == ["Is your HbA1c < 8 % and > 5 %?"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (
            {"enableWhen": [{"question": "zero", "operator": "exists", "answerBoolean": True}]},
            "fhir_skip_logic",
        ),
        ({"repeats": True}, "fhir_repeats"),
    ],
)
def test_what_a_question_of_ours_does_not_keep_is_told_and_the_question_stays(
    more: dict[str, Any], code: str
) -> None:
    read = fhir.read_questionnaire(_item(**more))
    assert len(read.items) == 1
    assert [(one.problem.code, one.left_out) for one in read.findings] == [(f"eligibility.{code}", False)]


def test_several_units_without_their_worth_become_the_first_of_them() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
    units = [{"url": url, "valueCoding": {"code": code, "display": code}} for code in ("kg", "lb")]
    read = fhir.read_questionnaire(_item(type="quantity", extension=units))
    assert read.items[0].question.unit == "kg"
    assert [one.problem.code for one in read.findings] == ["eligibility.fhir_units"]


def test_answers_of_a_value_set_that_came_along_are_offered() -> None:
    data = _item(type="choice", answerValueSet="#sides")
    concepts = [{"code": "l", "display": "Left"}, {"code": "r", "display": "Right"}]
    data["contained"] = [
        {
            "resourceType": "ValueSet",
            "id": "sides",
            "status": "active",
            "compose": {"include": [{"system": "http://invented.example/sides", "concept": concepts}]},
        }
    ]
    (item,) = fhir.read_questionnaire(data).items
    assert [(one.value, one.text) for one in item.question.choices] == [("l", "Left"), ("r", "Right")]


def test_the_heading_of_a_group_is_help_to_its_questions() -> None:
    group = {"linkId": "g", "type": "group", "text": "In the last month", "item": _item()["item"]}
    (item,) = fhir.read_questionnaire({**_item(), "item": [group]}).items
    assert item.question.help == "In the last month."


def test_link_ids_that_are_alike_or_too_long_do_not_make_one_question_of_two() -> None:
    data = _item()
    ids = ("One", "one", "x" * 90, "x" * 91)
    data["item"] = [{"linkId": one, "type": "boolean", "text": f"Question {n}?"} for n, one in enumerate(ids)]
    read = fhir.read_questionnaire(data)
    assert [item.link_id for item in read.items] == ["One", "x" * 90, "x" * 91]
    assert [one.problem.code for one in read.findings] == ["eligibility.fhir_twice"]
    Screener(tuple(item.question for item in read.items), ())


def test_an_active_narrative_is_told_and_nothing_of_it_is_kept() -> None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">Hello</p></div>'
    read = fhir.read_questionnaire({**_item(), "text": {"status": "generated", "div": div}})
    assert [one.problem.code for one in read.findings] == ["eligibility.fhir_narrative"]
    assert len(read.items) == 1


@pytest.mark.parametrize(
    ("data", "release"),
    [
        (_item(type="coding"), "R5"),
        (_item(answerConstraint="optionsOnly"), "R5"),
        ({**_item(), "copyrightLabel": "x"}, "R5"),
        (_item(option=[{"valueString": "a"}]), "STU3"),
    ],
)
def test_another_release_of_fhir_is_named(data: dict[str, Any], release: str) -> None:
    with pytest.raises(InputProblem) as caught:
        fhir.read_questionnaire(data)
    assert caught.value.code == "eligibility.fhir_release"
    assert release in caught.value.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["resourceType", "item", "linkId", "type", "text", "answerOption", "valueCoding", "extension", "contained"]
    ), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(
    JSON,
    st.lists(st.dictionaries(st.sampled_from(["linkId", "type", "text", "answerOption"]), JSON), max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_whatever_json_is_handed_in_is_read_or_told(anything: Any, items: list[Any]) -> None:
    for data in (anything, {**_item(), "item": items}, {**_item(), "contained": anything}):
        try:
            fhir.read_questionnaire(data)
        except InputProblem as told:
            assert told.code.startswith("eligibility.fhir_")


def changed(path: list[Any], value: Any, base: dict[str, Any] | None = None) -> dict[str, Any]:
    data = deepcopy(base if base is not None else fhir.screener_to_r4b(MIGRAINE))
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([], "eligibility.fhir_resource"),
        ({"resourceType": "Patient"}, "eligibility.fhir_resource"),
        ({"resourceType": "Questionnaire"}, "eligibility.fhir_invalid"),
        ({"resourceType": "Questionnaire", "status": "draft", "item": 5}, "eligibility.fhir_invalid"),
        (changed(["item", 0, "colour"], "red"), "eligibility.fhir_invalid"),
        (changed(["item", 0, "item", 0, "type"], "attachment", FOREIGN), "eligibility.fhir_item_type"),
        (
            changed(["item", 0, "extension", 0, "extension", 0, "valueCode"], "mood"),
            "eligibility.fhir_extension",
        ),
        (changed(["extension", 0, "extension", 0, "url"], "cod"), "eligibility.fhir_extension"),
        (changed(["extension", 0, "extension", 3, "valueString"], "{"), "eligibility.fhir_extension"),
        (changed(["item", 0, "linkId"], "years"), "eligibility.no_such_question"),
    ],
)
def test_a_bad_questionnaire_is_told(data: object, code: str) -> None:
    with pytest.raises(InputProblem) as caught:
        fhir.screener_from_r4b(data)
    assert code in {problem.code for problem in each_problem(caught.value)}
    assert all(problem.advice for problem in each_problem(caught.value))


RESPONSE = fhir.answers_to_r4b(MIGRAINE, {"age": Decimal(41), "smokes": True, "kind": NOT_SURE})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"resourceType": "Questionnaire", "status": "draft"}, "eligibility.fhir_resource"),
        (changed(["status"], None, RESPONSE), "eligibility.fhir_invalid"),
        (changed(["questionnaire"], "urn:another", RESPONSE), "eligibility.fhir_questionnaire"),
        (changed(["item", 0, "linkId"], "height", RESPONSE), "eligibility.unknown_question"),
        (changed(["item", 0, "answer"], [{"valueString": "private"}], RESPONSE), "eligibility.fhir_answer"),
        (changed(["item", 1, "answer"], [{"valueInteger": 1}], RESPONSE), "eligibility.fhir_answer"),
        (changed(["item", 1, "answer"], [{"valueDecimal": "private"}], RESPONSE), "eligibility.fhir_invalid"),
    ],
)
def test_a_bad_response_is_told_and_no_answer_stands_in_the_problem(data: object, code: str) -> None:
    with pytest.raises(InputProblem) as caught:
        fhir.answers_from_r4b(MIGRAINE, data)
    assert caught.value.code == code
    assert "private" not in str(caught.value)
    assert "private" not in str(caught.value.params)


@pytest.mark.parametrize("kind", ["Questionnaire", "QuestionnaireResponse"])
def test_what_is_nested_without_end_is_told(kind: str) -> None:
    nested: dict[str, Any] = {"linkId": "a", "type": "group"}
    for _ in range(2000):
        nested = {"linkId": "a", "type": "group", "item": [nested]}
    data = {"resourceType": kind, "status": "active", "item": [nested]}
    with pytest.raises(InputProblem) as caught:
        fhir.screener_from_r4b(data) if kind == "Questionnaire" else fhir.answers_from_r4b(MIGRAINE, data)
    assert caught.value.code == "eligibility.fhir_invalid"


MEASURED = Screener(QUESTIONS, ())
KILOGRAMS = {"code": "kg", "system": "http://unitsofmeasure.org"}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (QuestionKind.AGE, {"valueInteger": 400}),
        (QuestionKind.NUMBER, {"valueQuantity": {"value": -5, **KILOGRAMS}}),
        (QuestionKind.NUMBER, {"valueQuantity": {"value": 1e308, **KILOGRAMS}}),
        (QuestionKind.NUMBER, {"valueQuantity": {"value": "1e999", **KILOGRAMS}}),
        (QuestionKind.AGO, {"valueQuantity": {"value": -5, "code": "d"}}),
        (QuestionKind.AGO, {"valueQuantity": {"value": 400, "code": "a"}}),
    ],
)
def test_an_answer_that_no_form_would_take_is_not_taken_from_fhir(kind: QuestionKind, answer: Any) -> None:
    """A time that lies ahead, nobody's age, a weight below nothing."""
    asked = next(
        one for one in QUESTIONS if one.kind is kind and (one.units or kind is not QuestionKind.NUMBER)
    )
    response = fhir.answers_to_r4b(MEASURED, {})
    response["item"] = [{"linkId": asked.key, "answer": [answer]}]
    with pytest.raises(InputProblem) as caught:
        fhir.answers_from_r4b(MEASURED, response)
    assert caught.value.code == "eligibility.fhir_answer"
