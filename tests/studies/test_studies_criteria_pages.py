"""The pages of the criteria: side by side, filtered, one action at a time, and what each role finds there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from ninja.testing import TestClient

from crossroads.base.actor import Actor
from crossroads.engines import eligibility
from crossroads.engines.errors import InputProblem, NotFound
from crossroads.studies import queries, services
from crossroads.studies.api import router
from crossroads.studies.criterion_forms import WordingForm, initial_of
from crossroads.studies.models import Criterion, Study
from crossroads.studies.review import State
from crossroads.studies.views.criteria import PER_PAGE
from makers.studies import (
    CRITERIA,
    approve_as_read,
    make_criterion,
    make_number_criterion,
    make_screener,
    make_study,
    raw_record,
    reading_of,
    record_with,
    yes_no,
)
from world import NOW, World

TRAVEL = "Able to travel to the site six times"
SMOKES = "Smokes tobacco at present"
YES_NO = {
    "category": "INCLUSION",
    "question": "Can you come to us six times?",
    "why_we_ask": "There are six visits.",
    "holds": "yes",
}


def _client(actor: Actor) -> Client:
    client = Client()
    assert actor.user is not None
    client.force_login(actor.user)
    return client


def _url(name: str, study: Study, **more: Any) -> str:
    return reverse(f"studies:{name}", kwargs={"org": "harbour", "study": study.public_id, **more})


def _page(actor: Actor, study: Study, query: str = "") -> str:
    return _client(actor).get(_url("criteria", study) + query).content.decode()


def _text(page: str) -> str:
    """What a page says, without the marks around named things."""
    return re.sub(r"</?mark[^>]*>", "", page)


def _states(study: Study) -> dict[str, State]:
    return {line.text: line.state for line in queries.review_sheet(study).lines}


# --- the sheet


def test_record_and_reading_stand_side_by_side(world: World) -> None:
    study = make_study(world)
    page = _text(_page(world.bob, study))
    for words in (TRAVEL, SMOKES, "Inclusion Criteria", "Exclusion Criteria", "Left to the site."):
        assert words in page
    assert "0</span> of 4" in page and "not looked at" in page


def test_each_role_finds_the_actions_that_are_theirs(world: World) -> None:
    study = make_study(world)
    found = {
        name: ("Approve: the site looks at it" in page, ">Correct<" in page, "Hide it" in page)
        for name in ("alice", "bob", "regina", "anna")
        for page in [_page(getattr(world, name), study)]
    }
    assert found == {
        "alice": (False, True, True),
        "bob": (True, False, False),
        "regina": (True, True, True),
        "anna": (False, False, False),
    }


def test_the_sheet_is_filtered_by_what_is_left_to_do(world: World) -> None:
    study = make_study(world)
    make_criterion(world, study)
    approve_as_read(world, study, TRAVEL)
    assert TRAVEL not in _text(_page(world.bob, study, "?show=look"))
    assert SMOKES in _text(_page(world.bob, study, "?show=asked"))
    assert TRAVEL in _text(_page(world.bob, study, "?show=left"))
    assert "None of them" in _page(world.bob, study, "?show=changed")
    assert SMOKES in _text(_page(world.bob, study, "?show=nonsense&page=no"))


def test_a_record_without_criteria_says_what_to_do(world: World) -> None:
    study = make_study(world, record=record_with(eligibilityModule__eligibilityCriteria=""))
    page = _page(world.alice, study)
    assert "The record has no eligibility text" in page and "Add from the protocol" in page


def test_a_text_in_another_language_is_not_guessed_at(world: World) -> None:
    text = (
        "Criterios de inclusión:\n\n* Personas mayores de dieciocho años con migraña desde hace un año\n"
        "* Capaz de llevar un diario electrónico de los dolores de cabeza\n"
    )
    study = make_study(world, record=record_with(eligibilityModule__eligibilityCriteria=text))
    assert "This text is not English" in _page(world.alice, study)


def test_what_the_record_says_is_never_markup(world: World) -> None:
    text = "Inclusion Criteria:\n\n* Age <script>alert(1)</script> 18\n"
    study = make_study(world, record=record_with(eligibilityModule__eligibilityCriteria=text))
    for line in queries.review_sheet(study).lines:
        services.hide_criterion(study=study, of=line.reading, reason="<b>no</b>", by=world.alice, at=NOW)
    page = _page(world.alice, study)
    assert "<script>alert" not in page and "<b>no</b>" not in page


def test_the_page_asks_as_often_for_many_criteria_as_for_few(world: World) -> None:
    study = make_study(world)
    make_criterion(world, study)
    client = _client(world.regina)
    client.get(_url("criteria", study))
    with CaptureQueriesContext(connection) as few:
        client.get(_url("criteria", study))
    for line in queries.review_sheet(study).lines:
        if line.kept is None and line.reading:
            services.approve_reading(study=study, reading=line.reading, by=world.bob, at=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get(_url("criteria", study))
    assert len(many) == len(few) <= 45


@pytest.mark.slow
def test_a_text_of_200_kb_is_shown_a_page_at_a_time(world: World) -> None:
    sentences = "".join(
        f"* Invented illness number {number} in the last {number % 12 + 1} months, as told by a doctor\n"
        for number in range(2700)
    )
    text = f"Exclusion Criteria:\n\n{sentences}"
    study = make_study(world, record=record_with(eligibilityModule__eligibilityCriteria=text))
    page = _client(world.bob).get(_url("criteria", study) + "?page=2")
    assert page.status_code == 200 and len(page.context["page"].object_list) <= PER_PAGE


# --- acting


def test_approving_leads_to_the_next_that_waits(world: World) -> None:
    study = make_study(world)
    first, second = queries.readings(study)[:2]
    answer = _client(world.bob).post(_url("approve-reading", study), {"reading": first.ref, "show": "all"})
    assert answer["Location"].endswith(f"/criteria/#c-{second.parsed.span[0]}")
    assert _states(study)[first.parsed.text] in (State.ASKED, State.LEFT)


def test_a_reading_that_is_not_there_is_told(world: World) -> None:
    study = make_study(world)
    for given, status in (({}, 404), ({"reading": "0" * 16}, 409)):
        assert _client(world.bob).post(_url("approve-reading", study), given).status_code == status


def test_simple_criteria_are_shown_before_they_are_approved_together(world: World) -> None:
    study = make_study(world)
    page = _text(_client(world.bob).get(_url("approve-simple", study)).content.decode())
    assert TRAVEL in page and "Approve the ticked ones" in page
    assert _client(world.bob).post(_url("approve-simple", study)).status_code == 422
    chosen = [one.ref for one in queries.simple_readings(study, queries.review_sheet(study))]
    _client(world.bob).post(_url("approve-simple", study), {"reading": chosen})
    assert Criterion.objects.count() == len(chosen) == 4
    assert "None is left" in _client(world.bob).get(_url("approve-simple", study)).content.decode()


def test_a_reading_is_corrected_and_another_person_approves_it(world: World) -> None:
    study = make_study(world)
    address = _url("correct-reading", study) + f"?reading={reading_of(study, TRAVEL).ref}"
    assert TRAVEL in _text(_client(world.alice).get(address).content.decode())
    assert _client(world.alice).post(address, {**YES_NO, "question": ""}).status_code == 422
    assert _client(world.alice).post(address, YES_NO).status_code == 302
    made = Criterion.objects.get()
    page = _page(world.bob, study)
    assert "Can you come to us six times?" in page and "Corrected by" in page
    assert "Fits when the answer is yes." in page
    _client(world.bob).post(_url("review-criterion", study, criterion=made.public_id))
    assert _states(study)[TRAVEL] is State.ASKED
    assert "approved by" in _page(world.anna, study)


def test_a_kept_criterion_opens_with_what_it_asks_now(world: World) -> None:
    study = make_study(world)
    criterion = make_number_criterion(world, study)
    address = _url("correct-criterion", study, criterion=criterion.public_id)
    page = _client(world.alice).get(address).content.decode()
    assert "How much do you weigh?" in page and "as it is: Fits when the answer is at most 130 kg." in page
    kept = {**YES_NO, "category": "EXCLUSION", "question": "What is your weight?", "holds": "keep"}
    assert _client(world.alice).post(address, kept).status_code == 302
    material = queries.material_of(Criterion.objects.get())
    assert material.questions[0].text == "What is your weight?"
    assert material.rules[0].question_keys == ("what_is_your_weight",)


def test_a_criterion_is_hidden_with_a_reason_and_shown_again(world: World) -> None:
    study = make_study(world)
    given = {"reading": reading_of(study, SMOKES).ref}
    assert _client(world.alice).post(_url("hide-reading", study), given).status_code == 422
    _client(world.alice).post(_url("hide-reading", study), {**given, "reason": "Asked on the telephone."})
    hidden = Criterion.objects.get()
    assert "Asked on the telephone." in _text(_page(world.bob, study, "?show=left"))
    _client(world.alice).post(_url("show-criterion", study, criterion=hidden.public_id))
    assert _states(study)[SMOKES] is State.PROPOSED


def test_a_criterion_of_the_protocol_shows_its_place_wherever_it_stands(world: World) -> None:
    study = make_study(world)
    given = {**YES_NO, "source": "protocol", "words": "Is able to fast for 8 hours"}
    assert _client(world.alice).post(_url("add-criterion", study), given).status_code == 422
    place = {"document": "Protocol", "document_version": "2.1", "section": "5.2"}
    _client(world.alice).post(_url("add-criterion", study), {**given, **place})
    made = Criterion.objects.get()
    services.review_criterion(criterion=made, by=world.bob, at=NOW)
    screener = make_screener(world, study)
    pages = [_page(world.bob, study)] + [
        _client(world.bob).get(_url(name, study, **more)).content.decode()
        for name, more in (("screeners", {}), ("screener", {"screener": screener.public_id}))
    ]
    for page in pages:
        assert "Protocol, version 2.1, section 5.2" in page


def test_words_of_the_record_are_added_as_they_stand(world: World) -> None:
    study = make_study(world)
    given = {**YES_NO, "source": "registry", "words": "travel to the site"}
    _client(world.alice).post(_url("add-criterion", study), given)
    assert _states(study)["travel to the site"] is State.PROPOSED
    answer = _client(world.alice).post(_url("add-criterion", study), {**given, "words": "travel by boat"})
    assert answer.status_code == 422 and "word for word" in answer.content.decode()


def test_a_changed_sentence_reads_like_a_redline(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    text = CRITERIA.replace(SMOKES, "Smokes tobacco or a pipe")
    record = record_with(eligibilityModule__eligibilityCriteria=text)
    services.import_record(raw=raw_record(record), by=world.alice, at=NOW)
    page = _page(world.bob, study, "?show=changed")
    assert "<del>" in page and "<ins>" in page and "Still right" in page
    _client(world.bob).post(_url("reapprove-criterion", study, criterion=criterion.public_id))
    criterion.refresh_from_db()
    assert (criterion.state, criterion.verbatim) == ("reviewed", "Smokes tobacco or a pipe")


# --- the form


KILOGRAMS, POUNDS = "body weight|kg", "body weight|[lb_av]"


@pytest.mark.parametrize(
    ("holds", "more", "condition"),
    [
        ("yes", {}, "Fits when the answer is yes."),
        ("no", {}, "Fits when the answer is no."),
        ("at_least", {"number": "9", "unit": "hemoglobin|g/dL"}, "Fits when the answer is at least 9 g/dL."),
        ("less", {"number": "5"}, "Fits when the answer is less than 5."),
        ("at_most", {"number": "3", "unit": "count"}, "Fits when the answer is at most 3."),
        ("exactly", {"number": "0", "unit": "count"}, "Fits when the answer is 0."),
        ("at_most", {"number": "4.5", "other_unit": "points"}, "Fits when the answer is at most 4.5 points."),
        ("at_most", {"number": "14", "unit": "d"}, "Fits when the answer is at most 14 days."),
        ("at_most", {"number": "130", "unit": KILOGRAMS}, "Fits when the answer is at most 130 kilograms (kg)."),
        ("at_most", {"number": "100", "unit": POUNDS},
         "Fits when the answer is at most 45.359237 kilograms (kg)."),
        ("between", {"number": "1", "second": "4"}, "Fits when the answer is at least 1 and the answer is at most 4."),
        ("at_least", {"number": "18", "unit": "age|years"}, "Fits when the answer is at least 18 years."),
        ("between", {"number": "6", "second": "30", "unit": "age|months"},
         "Fits when the answer is at least 6 months and the answer is at most 30 months."),
        ("at_least", {"number": "30", "unit": "body mass index|kg/m2"},
         "Fits when the body mass index is at least 30 kg/m²."),
        ("within", {"number": "6", "unit": "mo"}, "Fits when the answer is at most 6 months ago."),
        ("longer", {"number": "4", "unit": "wk"}, "Fits when the answer is at least 4 weeks ago."),
        ("longer_or_never", {"number": "1", "unit": "a"},
         "Fits when the answer is at least 1 year ago, or it never happened."),
        ("choice", {"answers": "*One\n*Two\nThree"}, "Fits when the answer is One or the answer is Two."),
        ("female", {}, "Fits when the answer is female."),
    ],
)  # fmt: skip
def test_every_kind_of_rule_can_be_worded(holds: str, more: dict[str, str], condition: str) -> None:
    from crossroads.studies.wording import rule_in_words

    form = WordingForm({**YES_NO, "holds": holds, **more})
    assert form.is_valid(), form.errors
    wording = form.wording()
    rule = wording.rule("Words", None)
    material = eligibility.Screener(wording.questions, (rule,))
    assert rule_in_words(material) == condition
    kept = WordingForm({**YES_NO, **initial_of(material, ""), "question": "Can you?"}, material=material)
    assert kept.is_valid(), kept.errors
    assert rule_in_words(_as_material(kept)) == condition, "what is kept comes back as it was"


@pytest.mark.parametrize(
    ("holds", "more", "kind"),
    [
        ("within", {"number": "6", "unit": "mo"}, eligibility.QuestionKind.AGO),
        ("at_least", {"number": "18", "unit": "age|years"}, eligibility.QuestionKind.AGE),
        ("at_most", {"number": "3", "unit": "count"}, eligibility.QuestionKind.NUMBER),
        ("male", {}, eligibility.QuestionKind.SEX),
        ("choice", {"answers": "*One\nTwo"}, eligibility.QuestionKind.CHOICE),
    ],
)
def test_a_rule_can_be_changed_and_keeps_the_questions_name(
    holds: str, more: dict[str, str], kind: eligibility.QuestionKind
) -> None:
    """Only the rule differs: whoever answered the question has answered this one."""
    first = WordingForm({**YES_NO, "holds": holds, **more})
    assert first.is_valid()
    material = _as_material(first)
    again = {**YES_NO, **initial_of(material, ""), "holds": holds, **more}
    changed = WordingForm({**again, "number": "7"} if "number" in more else again, material=material)
    assert changed.is_valid(), changed.errors
    assert [one.key for one in changed.wording().questions] == [one.key for one in material.questions]
    assert changed.wording().questions[0].kind is kind


def test_a_value_that_the_engine_knows_may_be_answered_in_all_of_its_units() -> None:
    form = WordingForm({**YES_NO, "question": "How much do you weigh?", "holds": "at_most", "number": "220",
                        "unit": POUNDS})  # fmt: skip
    assert form.is_valid()
    material = _as_material(form)
    assert material.questions[0].key == "weight"
    for answer, fits in (("219 lb", True), ("100 kg", False), ("99 kg", True), ("15 st", True)):
        given = eligibility.parse_answers(material, {"weight": answer})
        assert (not eligibility.evaluate(material, given).causes) is fits, answer


def test_something_that_never_happened_is_longer_ago_than_any_time() -> None:
    form = WordingForm({**YES_NO, "holds": "longer_or_never", "number": "6", "unit": "mo"})
    assert form.is_valid()
    material = _as_material(form)
    (question,) = material.questions
    for answer, fits in (("never", True), ("7 months", True), ("6 months", True), ("5 months", False)):
        given = eligibility.parse_answers(material, {question.key: answer})
        assert (not eligibility.evaluate(material, given).causes) is fits, answer


def _as_material(form: WordingForm) -> eligibility.Screener:
    wording = form.wording()
    return eligibility.Screener(wording.questions, (wording.rule("Words", None),))


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"holds": "at_least"}, "number", "studies.condition_incomplete"),
        ({"holds": "between", "number": "4"}, "second", "studies.condition_incomplete"),
        ({"holds": "between", "number": "4", "second": "1"}, "second", "studies.bounds_crossed"),
        ({"holds": "at_most", "number": "4.5"}, "number", "studies.count_not_whole"),
        ({"holds": "at_most", "number": "-1"}, "number", "studies.count_not_whole"),
        (
            {"holds": "at_most", "number": "1", "unit": "d", "other_unit": "kg"},
            "other_unit",
            "studies.two_units",
        ),
        ({"holds": "within", "number": "6"}, "unit", "studies.unit_not_time"),
        ({"holds": "within", "number": "6", "unit": KILOGRAMS}, "unit", "studies.unit_not_time"),
        ({"holds": "within", "unit": "mo"}, "number", "studies.condition_incomplete"),
        ({"holds": "longer", "number": "0", "unit": "mo"}, "number", "studies.time_not_positive"),
        ({"holds": "choice", "answers": "One\nTwo"}, "answers", "studies.choices_incomplete"),
        ({"holds": "choice", "answers": "*One"}, "answers", "studies.choices_incomplete"),
        ({"holds": "choice", "answers": "*One\n*"}, "answers", "studies.choices_incomplete"),
        ({"holds": "site"}, "left", "input.required"),
        ({"holds": "yes", "question": " "}, "question", "input.required"),
    ],
)
def test_what_is_missing_is_told_at_its_field(given: dict[str, str], field: str, code: str) -> None:
    form = WordingForm({**YES_NO, **given})
    assert form.is_valid(), form.errors
    with pytest.raises(InputProblem) as told:
        form.wording()
    assert (told.value.where.field, told.value.code) == (field, code)


def test_a_unit_that_is_not_in_the_list_is_refused() -> None:
    assert "unit" in WordingForm({**YES_NO, "holds": "at_most", "number": "1", "unit": "furlong"}).errors


def test_a_number_that_was_changed_under_a_kept_rule_is_told() -> None:
    """Nothing that somebody typed is silently dropped."""
    first = WordingForm({**YES_NO, "holds": "at_most", "number": "130", "unit": KILOGRAMS})
    assert first.is_valid()
    material = _as_material(first)
    form = WordingForm({**YES_NO, **initial_of(material, ""), "number": "120"}, material=material)
    assert form.is_valid()
    with pytest.raises(InputProblem) as told:
        form.wording()
    assert (told.value.code, told.value.where.field) == ("studies.kept_and_changed", "number")


def test_a_rule_over_several_questions_keeps_its_shape_in_other_words() -> None:
    wording = yes_no("Do you smoke?", key="one")
    other = yes_no("Do you vape?", key="two")
    assert wording.condition and other.condition
    condition = eligibility.AnyOf((wording.condition, other.condition))
    rule = eligibility.CriterionRule("EXCL01", wording.category, "Smokes or vapes", condition)
    material = eligibility.Screener(wording.questions + other.questions, (rule,))
    given = {**initial_of(material, ""), "question": "Do you smoke now?", "question_2": "Do you vape?"}
    form = WordingForm(given, material=material)
    assert form.is_valid(), form.errors
    reworded = form.wording()
    assert [question.key for question in reworded.questions] == ["do_you_smoke_now", "two"]
    compared = [one.question for one in eligibility.conditions.comparisons(reworded.condition)]
    assert compared == ["do_you_smoke_now", "two"]


# --- the screener


def test_the_screener_says_what_it_leaves_out_and_why(world: World) -> None:
    study = make_study(world)
    approve_as_read(world, study, TRAVEL)
    services.hide_criterion(
        study=study, of=reading_of(study, SMOKES), reason="Asked on the telephone.", by=world.alice, at=NOW
    )
    screener = make_screener(world, study)
    for name, more in (("screeners", {}), ("screener", {"screener": screener.public_id})):
        page = _client(world.anna).get(_url(name, study, **more)).content.decode()
        assert "Not asked, and why" in page and "Asked on the telephone." in page and TRAVEL in page


def test_a_screener_is_tried_and_nothing_is_kept(world: World) -> None:
    study = make_study(world)
    make_criterion(world, study)
    screener = make_screener(world, study)
    address = _url("try-screener", study, screener=screener.public_id)
    with CaptureQueriesContext(connection) as made:
        page = _client(world.anna).post(address, {"age": "40", "has_condition": "yes", "smokes": "yes"})
    text = page.content.decode()
    assert "speaks against" in text and "You can still ask the study team" in text
    assert not [
        one["sql"] for one in made if one["sql"].startswith(('INSERT INTO "studies', 'INSERT INTO "portal'))
    ]
    assert _client(world.anna).post(address, {"age": "old"}).status_code == 422


def test_a_screener_goes_out_as_fhir_and_its_answers_come_in(world: World) -> None:
    from crossroads.engines.eligibility import NOT_SURE, fhir

    study = make_study(world)
    make_criterion(world, study)
    screener = make_screener(world, study)
    address = {"screener": screener.public_id}
    answer = _client(world.anna).get(_url("screener-fhir", study, **address))
    assert answer["Content-Type"] == "application/fhir+json"
    sent = json.loads(answer.content)
    assert sent["resourceType"] == "Questionnaire"
    assert fhir.screener_from_r4b(sent) == queries.questions_of(screener)
    response = fhir.answers_to_r4b(queries.questions_of(screener), {"smokes": NOT_SURE})
    file = SimpleUploadedFile("answers.json", json.dumps(response).encode())
    page = _client(world.anna).post(_url("try-screener", study, **address), {"response": file})
    assert "You were not sure" in page.content.decode()
    for bad in (b"{", b"[]", b"{}"):
        file = SimpleUploadedFile("answers.json", bad)
        page = _client(world.anna).post(_url("try-screener", study, **address), {"response": file})
        assert page.status_code == 422


def test_the_api_gives_criteria_with_what_was_read_and_the_screener(world: World) -> None:
    study = make_study(world)
    approve_as_read(world, study, TRAVEL)
    api = TestClient(router)
    found = api.get(f"/o/harbour/studies/{study.public_id}/criteria", user=world.anna.user).json()
    states = {one["text"]: (one["state"], one["code"]) for one in found["criteria"]}
    assert states[TRAVEL] == ("left", "INCL12") and states[SMOKES] == ("new", "")
    assert all(one["parse"]["span"] == one["span"] for one in found["criteria"])
    address = f"/o/harbour/studies/{study.public_id}/screener"
    with pytest.raises(NotFound):
        api.get(address, user=world.anna.user)
    make_screener(world, study)
    assert api.get(address, user=world.anna.user).json()["resourceType"] == "Questionnaire"
    with pytest.raises(NotFound):
        api.get(address, user=world.charlie.user)
