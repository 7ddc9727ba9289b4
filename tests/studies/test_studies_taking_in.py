"""Taking in another program's questionnaire: shown whole, chosen by a person, then reviewed like any other wording."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crossroads.base.actor import Actor
from crossroads.base.models import AuditEntry
from crossroads.engines import eligibility
from crossroads.engines.errors import ActionDenied, Conflict, CrossroadsError, InputProblem
from crossroads.studies import queries, services
from crossroads.studies.criterion_forms import WordingForm, initial_of
from crossroads.studies.models import Criterion, Study
from crossroads.studies.review import State
from crossroads.studies.taking_in import preview
from makers.studies import approve_as_read, make_criterion, make_screener, make_study
from world import NOW, World

CLINIC: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "title": "Sleep clinic (invented)",
    "version": "3",
    "status": "active",
    "item": [
        {"linkId": "1", "type": "boolean", "text": "Do you snore?"},
        {"linkId": "2", "type": "integer", "text": "How many hours do you sleep?"},
        {
            "linkId": "3",
            "type": "choice",
            "text": "How do you sleep?",
            "answerOption": [
                {"valueCoding": {"code": "LA1", "display": "Well"}},
                {"valueCoding": {"code": "LA2", "display": "Badly"}},
            ],
        },
        {"linkId": "4", "type": "date", "text": "When did you last sleep all night?"},
        {"linkId": "5", "type": "text", "text": "What else?"},
    ],
}


def _client(actor: Actor) -> Client:
    client = Client()
    assert actor.user is not None
    client.force_login(actor.user)
    return client


def _url(name: str, study: Study, **more: Any) -> str:
    return reverse(f"studies:{name}", kwargs={"org": "harbour", "study": study.public_id, **more})


def _file(content: Any) -> SimpleUploadedFile:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile("questions.json", body)


def _take(world: World, study: Study, *chosen: str, data: Any = CLINIC) -> list[Criterion]:
    return services.take_in_questionnaire(study=study, data=data, chosen=chosen, by=world.alice, at=NOW)


def _with(**more: Any) -> dict[str, Any]:
    return {**deepcopy(CLINIC), **more}


# --- what is kept


def test_chosen_questions_are_kept_with_their_origin_and_wait(world: World) -> None:
    study = make_study(world)
    first, third = _take(world, study, "1", "3")
    assert (first.code, first.state, first.source, first.origin) == (
        "INCL11", "proposed", "questionnaire", "taken_in"
    )  # fmt: skip
    assert (first.document, first.document_version, first.section) == ("Sleep clinic (invented)", "3", "1")
    assert first.verbatim == "Do you snore?" and first.proposed_by == world.alice.user
    assert first.needs_rule and third.needs_rule
    assert third.question["questions"][0]["choices"][0] == {"value": "LA1", "text": "Well"}


def test_it_is_on_the_record_who_took_in_what(world: World) -> None:
    _take(world, make_study(world), "1")
    entry = AuditEntry.objects.get(action="studies.questionnaire.taken_in")
    assert entry.by == world.alice.user
    assert "INCL11" in json.dumps(entry.data) and "Sleep clinic" in json.dumps(entry.data)


def test_nobody_can_approve_a_question_before_it_is_said_which_answer_fits(world: World) -> None:
    study = make_study(world)
    (taken,) = _take(world, study, "1")
    with pytest.raises(Conflict) as told:
        services.review_criterion(criterion=taken, by=world.bob, at=NOW)
    assert told.value.code == "studies.rule_missing"
    wording = WordingForm(
        {**initial_of(queries.material_of(taken), ""), "why_we_ask": "Snoring matters."},
        material=queries.material_of(taken),
    )
    assert wording.is_valid(), wording.errors
    corrected = services.correct_criterion(
        study=study, of=taken, wording=wording.wording(), by=world.alice, at=NOW
    )
    assert not corrected.needs_rule and corrected.source == "questionnaire"
    services.review_criterion(criterion=corrected, by=world.bob, at=NOW)
    material = queries.questions_of(make_screener(world, study))
    assert "Do you snore?" in [question.text for question in material.questions]


def test_whoever_says_which_answer_fits_does_not_approve_it(world: World) -> None:
    study = make_study(world)
    (taken,) = _take(world, study, "1")
    form = WordingForm({"category": "INCLUSION", "holds": "site", "left": "The site asks."})
    assert form.is_valid()
    services.correct_criterion(study=study, of=taken, wording=form.wording(), by=world.regina, at=NOW)
    taken.refresh_from_db()
    with pytest.raises(ActionDenied):
        services.review_criterion(criterion=taken, by=world.regina, at=NOW)


def test_a_newer_record_leaves_what_was_taken_in_alone(world: World) -> None:
    from makers.studies import raw_record, record_with

    study = make_study(world)
    (taken,) = _take(world, study, "1")
    record = record_with(eligibilityModule__eligibilityCriteria="Inclusion Criteria:\n\n* Snores\n")
    services.import_record(raw=raw_record(record), by=world.alice, at=NOW)
    taken.refresh_from_db()
    assert (taken.flag, taken.state) == ("", "proposed")
    sheet = queries.review_sheet(queries.studies(world.alice).get())
    assert [line.state for line in sheet.lines if line.kept] == [State.PROPOSED]


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ((), "studies.nothing_chosen"),
        (("5",), "studies.item_not_there"),
        (("1", "9"), "studies.item_not_there"),
        (tuple(map(str, range(101))), "studies.too_many_items"),
    ],
)
def test_a_choice_that_cannot_be_kept_keeps_nothing(world: World, chosen: tuple[str, ...], code: str) -> None:
    study = make_study(world)
    with pytest.raises(InputProblem) as told:
        _take(world, study, *chosen)
    assert told.value.code == code
    assert not Criterion.objects.exists()


def test_an_item_is_taken_in_once_and_again_after_it_was_retired(world: World) -> None:
    study = make_study(world)
    (taken,) = _take(world, study, "1")
    assert [one.code for one in preview(study, CLINIC).left_out][-1] == "studies.item_taken_already"
    services.retire_criterion(criterion=taken, by=world.alice, at=NOW)
    (again,) = _take(world, study, "1")
    assert again.code != taken.code


def test_what_the_study_asks_already_is_not_asked_twice(world: World) -> None:
    study = make_study(world)
    make_criterion(world, study)
    item = {"linkId": "smoke", "type": "boolean", "text": "do you smoke NOW?"}
    shown = preview(study, _with(item=[item]))
    assert shown.proposals == () and [one.code for one in shown.left_out] == ["studies.asked_already"]


def test_a_name_that_another_question_has_is_no_obstacle(world: World) -> None:
    """ "age" is the core's own, and asks for years."""
    study = make_study(world)
    item = {"linkId": "age", "type": "choice", "text": "How do you feel for your age?",
            "answerOption": [{"valueString": "Old"}, {"valueString": "Young"}]}  # fmt: skip
    (taken,) = _take(world, study, "age", data=_with(item=[item]))
    assert taken.question["questions"][0]["key"].startswith("age_")


def test_a_questionnaire_that_crossroads_wrote_brings_its_rules_along(world: World) -> None:
    theirs = make_study(world)
    approve_as_read(world, theirs, "Weight of more than 130 kg")
    make_criterion(world, theirs)
    written = queries.questionnaire(make_screener(world, theirs))
    study = services.import_record(
        raw=_other_record(), by=world.alice, at=NOW
    ).study  # the same person, another study
    shown = preview(study, json.loads(json.dumps(written)))
    rules = {one.rule.text: one.rule.condition for one in shown.proposals}
    assert rules.keys() == {"Weight of more than 130 kg", "Smokes tobacco at present"}
    assert None not in rules.values()
    assert "studies.asked_already" in {one.code for one in shown.left_out}  # age and illness are the core's
    made = _take(world, study, *(one.ref for one in shown.proposals), data=written)
    services.review_criterion(criterion=made[0], by=world.bob, at=NOW)


def _other_record() -> Any:
    from makers.studies import raw_record, record_with

    text = "Inclusion Criteria:\n\n* Able to travel\n"
    return raw_record(
        record_with(identificationModule__nctId="NCT99990009", eligibilityModule__eligibilityCriteria=text)
    )


# --- who may, and where


def test_the_wrong_role_is_refused(world: World) -> None:
    study = make_study(world)
    for actor in (world.bob, world.anna):
        with pytest.raises(CrossroadsError) as told:
            services.take_in_questionnaire(study=study, data=CLINIC, chosen=["1"], by=actor, at=NOW)
        assert told.value.http_status == 403
        for method in ("get", "post"):
            assert getattr(_client(actor), method)(_url("take-in", study)).status_code == 403
    assert ">Take in a questionnaire" not in _client(world.bob).get(_url("criteria", study)).content.decode()


def test_another_organisations_study_is_not_there(world: World) -> None:
    study = make_study(world)
    stranger = _client(world.charlie)
    own = _url("take-in", study).replace("/o/harbour/", f"/o/{world.theirs.slug}/")
    for url in (_url("take-in", study), own):
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, {"questionnaire": _file(CLINIC)}).status_code == 404
    assert not Criterion.objects.exists()


# --- the page


def test_the_page_shows_everything_before_anything_is_kept(world: World) -> None:
    study = make_study(world)
    client = _client(world.alice)
    assert "Take in a questionnaire (FHIR R4B)" in client.get(_url("criteria", study)).content.decode()
    page = client.post(_url("take-in", study), {"questionnaire": _file(CLINIC)})
    text = unescape(page.content.decode())
    assert page.status_code == 200 and not Criterion.objects.exists()
    for words in ("Questionnaire “Sleep clinic (invented)”", "Version 3.", "4 questions can be taken in.",
                  "Do you snore?", "Well", "A date, or how long ago", "1 item is left out",
                  "which a screener cannot ask", "eligibility.fhir_item_type"):  # fmt: skip
        assert words in text, words
    read = re.search(r'name="read" value="([^"]+)"', text)
    assert read is not None
    answer = client.post(_url("take-in", study), {"read": read[1], "item": ["1", "2"]})
    assert answer.status_code == 302 and "#k-INCL11" in answer["Location"]
    sheet = unescape(client.get(answer["Location"]).content.decode())
    for words in ("From questionnaires", "Questionnaire “Sleep clinic (invented)”, version 3, item 1",
                  "which answer fits?", "Say which answer fits", "Taken in by"):  # fmt: skip
        assert words in sheet, words
    assert (
        "Nobody has said yet which answer fits."
        in _client(world.bob).get(_url("criteria", study)).content.decode()
    )


def test_choosing_nothing_shows_the_preview_again(world: World) -> None:
    study = make_study(world)
    client = _client(world.alice)
    text = unescape(client.post(_url("take-in", study), {"questionnaire": _file(CLINIC)}).content.decode())
    read = re.search(r'name="read" value="([^"]+)"', text)
    assert read is not None
    page = client.post(_url("take-in", study), {"read": read[1]})
    assert page.status_code == 422 and "No criterion is chosen." in page.content.decode()
    assert "Do you snore?" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "This field is required."),
        (b"", "The submitted file is empty."),
        (b"{", "This is not JSON"),
        (b"%PDF-1.7 \xff\xfe", "This is not JSON"),
        (b"[" * 5000, "This is not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "This is not JSON"),
        (b" " * 5_000_000, "larger than 1 MB"),
        ([], "This is not a FHIR R4B Questionnaire."),
        ({"resourceType": "QuestionnaireResponse", "status": "completed"}, "This is not a FHIR R4B Questionnaire."),
        ({"resourceType": "Questionnaire"}, "is not valid FHIR R4B"),
        ({"resourceType": "Questionnaire", "status": "active"}, "asks nothing"),
        (_with(item=[{"linkId": "1", "type": "coding", "text": "Which?"}]), "FHIR R5"),
        (_with(item=[{"linkId": "1", "type": "choice", "text": "x", "option": []}]), "FHIR STU3"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_questionnaire_is_told_at_its_field(
    world: World, content: Any, said: str
) -> None:
    study = make_study(world)
    body = {} if content is None else {"questionnaire": _file(content)}
    page = _client(world.alice).post(_url("take-in", study), body)
    assert page.status_code == 422
    assert said in unescape(page.content.decode())


def test_words_that_hold_markup_are_named_and_never_markup_on_the_page(world: World) -> None:
    study = make_study(world)
    data = _with(
        title="<script>alert(0)</script>",
        item=[
            {"linkId": "<b>1</b>", "type": "boolean", "text": "Do you <script>alert(1)</script>?"},
            {"linkId": "2", "type": "boolean", "text": "Is it < 5 & > 3?"},
        ],
    )
    page = _client(world.alice).post(_url("take-in", study), {"questionnaire": _file(data)}).content.decode()
    assert "<script>alert" not in page and "<b>1" not in page
    assert "eligibility.fhir_markup" in page and "Is it &lt; 5 &amp; &gt; 3?" in page


def test_what_came_back_changed_is_not_kept(world: World) -> None:
    study = make_study(world)
    page = _client(world.alice).post(_url("take-in", study), {"read": "forged", "item": ["1"]})
    assert page.status_code == 422 and "Hand in the file again." in page.content.decode()
    assert not Criterion.objects.exists()


def test_a_preview_of_many_items_asks_the_database_no_more(world: World) -> None:
    study = make_study(world)
    client = _client(world.alice)
    many = [{"linkId": str(n), "type": "boolean", "text": f"Question {n}?"} for n in range(200)]
    client.post(_url("take-in", study), {"questionnaire": _file(CLINIC)})
    with CaptureQueriesContext(connection) as few:
        client.post(_url("take-in", study), {"questionnaire": _file(CLINIC)})
    with CaptureQueriesContext(connection) as more:
        client.post(_url("take-in", study), {"questionnaire": _file(_with(item=many))})
    assert len(few) == len(more) <= 45


# --- the API


def _call(actor: Actor, study: Study, content: Any, *items: str) -> tuple[int, dict[str, Any]]:
    address = f"/api/v1/o/harbour/studies/{study.public_id}/criteria/questionnaire"
    answer = _client(actor).post(address, {"questionnaire": _file(content), "item": list(items)})
    return answer.status_code, answer.json()


def test_programs_see_the_same_preview_and_keep_what_they_name(world: World) -> None:
    study = make_study(world)
    status, shown = _call(world.alice, study, CLINIC)
    assert status == 200
    assert [one["item"] for one in shown["questions"]] == ["1", "2", "3", "4"]
    assert [one["code"] for one in shown["left_out"]] == ["eligibility.fhir_item_type"]
    assert shown["kept"] == [] and not Criterion.objects.exists()
    assert _call(world.alice, study, CLINIC, "1")[1]["kept"] == ["INCL11"]


@pytest.mark.parametrize(
    ("who", "content", "status"),
    [
        ("bob", CLINIC, 403),
        ("anna", CLINIC, 403),
        ("charlie", CLINIC, 404),
        ("alice", b"{", 422),
        ("alice", {}, 422),
    ],
)
def test_programs_meet_the_same_walls(world: World, who: str, content: Any, status: int) -> None:
    study = make_study(world)
    assert _call(getattr(world, who), study, content, "1")[0] == status
    assert not Criterion.objects.exists()


def test_the_kept_material_is_a_screener_of_its_own(world: World) -> None:
    for row in _take(world, make_study(world), "1", "2", "3", "4"):
        material = queries.material_of(row)
        assert isinstance(material, eligibility.Screener) and material.rules[0].condition is None
