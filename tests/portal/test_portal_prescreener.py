"""The prescreener: one question a page, "not sure" always, back always, and a result that never decides."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from crossroads.channels.models import Publication
from crossroads.engines.eligibility import (
    Compare,
    CriterionRule,
    Intimacy,
    Operator,
    Period,
    PeriodUnit,
    Question,
    QuestionKind,
    Screener,
    Unit,
    screener_to_json,
)
from crossroads.engines.terms import CriterionCategory, Stage
from crossroads.portal import prescreening
from crossroads.portal.queries import counts, not_met
from crossroads.studies import services as studies
from crossroads.studies.models import Study
from crossroads.studies.queries import hash_of_content, questions_of
from makers.studies import make_study
from portal.conftest import CONTACT, FITTING, NOT_FITTING, UNSURE, Visitor
from world import NOW, World


def _totals(study: Study) -> dict[Stage, int]:
    totals: dict[Stage, int] = {}
    for row in counts(study):
        totals[row.stage] = totals.get(row.stage, 0) + row.count
    return totals


def test_each_page_asks_one_question_says_why_and_counts_down(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.heading == "How old are you, in full years?"
    assert "Why we ask:" in visitor.text
    assert "Question 1 of 3" in visitor.text
    visitor.answer("41")
    assert "Question 2 of 3" in visitor.text


def test_not_sure_is_an_answer_to_every_question(visitor: Visitor) -> None:
    visitor.start()
    for step in range(3):
        assert "Not sure" in visitor.text
        visitor.answer("not sure") if step else visitor.post(
            f"/s/{visitor.slug}/check/", progress=visitor.progress, unsure="yes", answer=""
        )
    assert visitor.heading == "We cannot tell from your answers. A person from the study team has to look."


def test_back_returns_to_the_question_before_with_its_answer(visitor: Visitor) -> None:
    visitor.start()
    visitor.answer("41")
    visitor.answer("yes")
    visitor.back()
    assert "illness" in visitor.heading
    assert 'value="yes" checked' in visitor.text
    visitor.back()
    assert 'value="41"' in visitor.text
    assert "Question 1 of 3" in visitor.text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "No answer is chosen yet. Choose one. Not sure is an answer too."),
        ("forty", "How old are you, in full years?"),
        ("-3", "How old are you, in full years?"),
        ("x" * 5000, "How old are you, in full years?"),
    ],
)
def test_an_answer_that_cannot_be_read_is_told_and_asked_again(
    visitor: Visitor, given: str, sentence: str
) -> None:
    visitor.start()
    assert visitor.answer(given).status_code == 422
    assert sentence in visitor.text
    assert 'role="alert"' in visitor.text


@pytest.mark.parametrize("progress", ["", "made up", "a:b:c"])
def test_a_lost_place_starts_again_kindly(visitor: Visitor, progress: str) -> None:
    page = visitor.post(f"/s/{visitor.slug}/check/", progress=progress, answer="yes")
    assert page.status_code == 422
    assert "We lost your place." in visitor.text
    assert "Question 1 of 3" in visitor.text


def test_answers_to_the_questions_of_another_study_are_not_taken(world: World, visitor: Visitor) -> None:
    visitor.start()
    progress = visitor.progress
    study = Study.objects.get(slug=visitor.slug)
    from makers.studies import make_number_criterion, make_screener

    criterion = make_number_criterion(world, study)
    studies.review_criterion(criterion=criterion, by=world.bob, at=NOW)
    make_screener(world, study)
    assert visitor.post(f"/s/{visitor.slug}/check/", progress=progress, answer="41").status_code == 422
    assert "the questions have changed" in visitor.text


def test_who_may_fit_is_offered_a_call_and_never_told_yes(visitor: Visitor) -> None:
    visitor.answer_all(FITTING)
    assert visitor.heading == "You may fit this study. Only the study team can say for sure."
    assert "Ask a study site to call me" in visitor.text
    assert CONTACT in visitor.text


def test_may_not_fit_gives_the_reason_in_the_study_s_words_and_ways_to_go_on(visitor: Visitor) -> None:
    visitor.answer_all(NOT_FITTING)
    assert "may not be right for you now" in visitor.heading
    assert "Smokes tobacco at present" in visitor.text
    assert "The study’s own words" in visitor.text
    assert CONTACT in visitor.text
    assert "Look at other studies" in visitor.text
    assert "Change my answers" in visitor.text
    assert "Ask a study site to call me" not in visitor.text


def test_a_screener_that_nobody_confirmed_says_so(world: World, visitor: Visitor, study: Study) -> None:
    visitor.start()
    notice = "has not checked them against the full study plan"
    assert notice in visitor.text
    screener = study.screeners.get(state="reviewed")
    studies.confirm_screener(screener=screener, protocol="Protocol 2.1", by=world.bob, at=NOW)
    visitor.start()
    assert notice not in visitor.text


@pytest.mark.parametrize(
    ("answers", "may_fit", "causes"), [(FITTING, 1, {}), (UNSURE, 1, {}), (NOT_FITTING, 0, {"EXCL01": 1})]
)
def test_counters_tell_how_far_people_came_and_what_spoke_against(
    visitor: Visitor,
    study: Study,
    post: Publication,
    answers: dict[str, str],
    may_fit: int,
    causes: dict[str, int],
) -> None:
    visitor.answer_all(answers, token=post.token)
    totals = _totals(study)
    assert totals[Stage.PRESCREEN_STARTED] == totals[Stage.PRESCREEN_COMPLETED] == 1
    assert totals.get(Stage.MAY_FIT, 0) == may_fit
    assert {row.criterion: row.count for row in not_met(study)} == causes
    assert {row.token for row in counts(study)} == {post.token}


def test_going_back_counts_nothing_twice(visitor: Visitor, study: Study) -> None:
    visitor.answer_all(NOT_FITTING)
    for _again in range(3):
        visitor.back()
    visitor.answer("41")
    visitor.answer("yes")
    visitor.answer("no")
    assert visitor.heading.startswith("You may fit")
    assert _totals(study) == {Stage.PRESCREEN_STARTED: 1, Stage.PRESCREEN_COMPLETED: 1}


def test_a_made_up_token_is_counted_as_none(visitor: Visitor, study: Study) -> None:
    """Nobody can make a counter of their own, and so none for a single person."""
    visitor.answer_all(FITTING, token="just-for-you")
    assert {row.token for row in counts(study)} == {""}


def test_a_stop_closes_the_questions_at_once(world: World, visitor: Visitor, study: Study) -> None:
    visitor.start()
    studies.stop(study=study, reason="A signal.", by=world.samir, at=NOW)
    assert visitor.answer("41").status_code == 409
    assert "There is nothing to fill in right now" in visitor.text
    assert CONTACT in visitor.text
    visitor.start()
    assert 'name="answer"' not in visitor.text


def test_without_a_reviewed_screener_there_is_nothing_to_ask(visitor: Visitor, study: Study) -> None:
    study.screeners.update(state="retired")
    visitor.start()
    assert "The questions for this study are not ready yet." in visitor.text


def test_a_study_without_an_approved_page_has_no_questions_in_public(world: World) -> None:
    bare = Visitor(make_study(world).slug)
    bare.start()
    assert bare.page is not None
    assert bare.page.status_code == 404


# --- numbers with units, and how long ago

KILOGRAMS = Unit("kg", "kilograms (kg)")
POUNDS = Unit("[lb_av]", "pounds (lb)", Decimal("0.45359237"))
WEIGHT = Question(
    "weight", "How much do you weigh?", QuestionKind.NUMBER, why_we_ask="It has a range for weight.",
    unit="kilograms (kg)", units=(KILOGRAMS, POUNDS), intimacy=Intimacy.EVERYDAY,
)  # fmt: skip
SURGERY = Question(
    "surgery", "When did you last have an operation?", QuestionKind.AGO, help="A rough time will do.",
    why_we_ask="It must not be too near.", intimacy=Intimacy.EVERYDAY,
)  # fmt: skip
TOO_HEAVY = CriterionRule(
    "EXCL01", CriterionCategory.EXCLUSION, "Weight of more than 130 kg",
    Compare("weight", Operator.MORE, Decimal(130)),
)  # fmt: skip
TOO_NEAR = CriterionRule(
    "EXCL02", CriterionCategory.EXCLUSION, "Surgery within 6 months",
    Compare("surgery", Operator.AT_MOST, Period(Decimal(6), PeriodUnit.MONTH)),
)  # fmt: skip


@pytest.fixture
def measured(visitor: Visitor, study: Study) -> Visitor:
    """A visitor of a study whose reviewed screener asks for a weight and for the time of an operation."""
    kept = study.screeners.get(state="reviewed")
    content = json.loads(screener_to_json(Screener((WEIGHT, SURGERY), (TOO_HEAVY, TOO_NEAR))))
    content["results"] = kept.content["results"]
    type(kept).objects.filter(pk=kept.pk).update(content=content, content_hash=hash_of_content(content))
    visitor.start()
    return visitor


def _say(visitor: Visitor, **form: str) -> int:
    return visitor.post(f"/s/{visitor.slug}/check/", progress=visitor.progress, **form).status_code


def test_a_number_may_be_given_in_any_unit_that_is_offered(measured: Visitor) -> None:
    assert '<option value="pounds (lb)">' in measured.text
    assert _say(measured, answer="290", unit="pounds (lb)") == 200
    _say(measured, never="yes", answer="", date="", unit="months")
    assert "How much do you weigh? 290 pounds (lb)." in measured.text
    assert "at most 130 kilograms (kg)" in measured.text
    assert "may not be right for you now" in measured.heading


def test_going_back_shows_the_number_and_its_unit(measured: Visitor) -> None:
    _say(measured, answer="150", unit="pounds (lb)")
    measured.back()
    assert 'value="150"' in measured.text
    assert '<option value="pounds (lb)" selected>' in measured.text


def test_a_unit_written_with_the_number_counts(measured: Visitor) -> None:
    _say(measured, answer="150 lbs", unit="kilograms (kg)")
    assert measured.heading == "When did you last have an operation?"


@pytest.mark.parametrize(
    ("form", "fit"),
    [
        ({"answer": "7", "unit": "months"}, "You may fit"),
        ({"answer": "5", "unit": "months"}, "may not be right"),
        ({"answer": "1", "unit": "years"}, "You may fit"),
        ({"date": "2020-02-29", "unit": "months"}, "You may fit"),
        ({"never": "yes", "unit": "months"}, "You may fit"),
        ({"unsure": "yes", "unit": "months"}, "We cannot tell"),
    ],
)
def test_how_long_ago_is_a_number_a_date_never_or_not_sure(
    measured: Visitor, form: dict[str, str], fit: str
) -> None:
    _say(measured, answer="70", unit="kilograms (kg)")
    _say(measured, **form)
    assert fit in measured.heading
    if "answer" in form:
        assert f"{form['answer']} {form['unit']} ago." in measured.text


@pytest.mark.parametrize(
    "form",
    [
        {"answer": "3", "date": "2020-01-01"},
        {"answer": "3", "never": "yes"},
        {"date": "2020-01-01", "never": "yes"},
        {"answer": "long ago"},
        {"date": "2999-01-01"},
        {"answer": "9999"},
        {},
    ],
)
def test_two_times_at_once_or_none_are_told_and_what_was_typed_stays(
    measured: Visitor, form: dict[str, str]
) -> None:
    _say(measured, answer="70", unit="kilograms (kg)")
    assert _say(measured, unit="weeks", **form) == 422
    assert 'role="alert"' in measured.text
    assert '<option value="weeks" selected>' in measured.text
    for name, value in form.items():
        assert f'name="{name}"' in measured.text
        assert f'value="{value}"' in measured.text
    assert measured.heading == "When did you last have an operation?"


def test_the_question_page_gives_help_a_reason_and_a_label_for_each_field(measured: Visitor) -> None:
    _say(measured, answer="70", unit="kilograms (kg)")
    for words in ("A rough time will do.", "Why we ask:", "It must not be too near.", "Not sure", "Never"):
        assert words in measured.text
    for name in ("answer", "unit", "date"):
        assert f'for="{name}"' in measured.text


def test_the_site_sees_the_answer_with_its_unit(measured: Visitor, study: Study) -> None:
    screener = questions_of(study.screeners.get(state="reviewed"))
    kept = prescreening.to_keep(screener, {"weight": "290 pounds (lb)", "surgery": "2020-02-29"}, NOW.date())
    asked = [one["asked"][0]["answer"] for one in kept["criteria"]]
    assert asked == ["290 pounds (lb)", "2020-02-29"]
