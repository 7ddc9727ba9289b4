"""FHIR R4B: a screener and its answers go out as valid resources, and come back as they were."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from eligibility_screeners import MIGRAINE
from hypothesis import given, settings
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
