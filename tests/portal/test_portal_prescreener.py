"""The prescreener: one question a page, "not sure" always, back always, and a result that never decides."""

from __future__ import annotations

import pytest

from crossroads.channels.models import Publication
from crossroads.engines.terms import Stage
from crossroads.portal.queries import counts, not_met
from crossroads.studies import services as studies
from crossroads.studies.models import Study
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
