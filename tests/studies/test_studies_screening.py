"""Criteria and screeners: worded by one, reviewed by another, "registry only" until confirmed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines import eligibility
from crossroads.engines.errors import ActionDenied, Conflict, InputProblem
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import queries, services
from crossroads.studies.criterion_forms import question_key
from crossroads.studies.models import Criterion, Screener
from makers.studies import (
    make_criterion,
    make_number_criterion,
    make_screener,
    make_study,
    raw_record,
    record_with,
)
from world import NOW, World


@given(st.text(max_size=120))
def test_every_question_gets_a_name_that_the_engine_takes(text: str) -> None:
    eligibility.Screener(
        (eligibility.Question(question_key(text), text, eligibility.QuestionKind.YES_NO),), ()
    )


def test_the_core_asks_age_and_condition_of_every_study(world: World) -> None:
    asked = [question.key for question in queries.core_screener(make_study(world)).questions]
    assert asked == ["age", "has_condition"]


def test_nobody_reviews_the_question_that_they_worded(world: World) -> None:
    study = make_study(world)
    rule = eligibility.CriterionRule("X", CriterionCategory.EXCLUSION, "Weight of more than 130 kg")
    own = services.propose_criterion(study=study, rule=rule, question=None, by=world.regina, at=NOW)
    with pytest.raises(ActionDenied, match="yourself"):
        services.review_criterion(criterion=own, by=world.regina, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Criterion.objects.filter(pk=own.pk).update(reviewed_by=world.regina.user, reviewed_at=NOW)


def test_a_sentence_that_the_record_does_not_hold_is_refused(world: World) -> None:
    rule = eligibility.CriterionRule("X", CriterionCategory.EXCLUSION, "Smokes a lot")
    with pytest.raises(InputProblem, match="word for word"):
        services.propose_criterion(study=make_study(world), rule=rule, question=None, by=world.alice, at=NOW)


def test_the_same_words_are_not_worded_twice(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    with pytest.raises(InputProblem, match="are a criterion already: EXCL01"):
        make_criterion(world, study)
    services.retire_criterion(criterion=criterion, by=world.alice, at=NOW)
    assert make_criterion(world, study).code == "EXCL02"


def test_a_screener_asks_the_core_and_what_was_reviewed_and_nothing_else(world: World) -> None:
    study = make_study(world)
    make_criterion(world, study)
    make_number_criterion(world, study)
    material = queries.questions_of(make_screener(world, study))
    assert [question.key for question in material.questions] == ["age", "has_condition", "smokes"]
    assert [rule.code for rule in material.rules] == ["INCL01", "INCL02", "INCL03", "EXCL01"]


def test_nobody_takes_the_screener_into_use_that_they_made(world: World) -> None:
    study = make_study(world)
    screener = services.make_screener(study=study, by=world.regina, at=NOW)
    with pytest.raises(ActionDenied, match="yourself"):
        services.review_screener(screener=screener, by=world.regina, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Screener.objects.filter(pk=screener.pk).update(reviewed_by=world.regina.user, reviewed_at=NOW)


def test_one_screener_is_in_use_and_the_next_retires_it(world: World) -> None:
    study = make_study(world)
    first = make_screener(world, study)
    make_criterion(world, study)
    second = make_screener(world, study)
    first.refresh_from_db()
    assert (first.state, second.state) == ("retired", "reviewed")
    assert queries.screener_in_use(study) == second
    with pytest.raises(IntegrityError), transaction.atomic():
        Screener.objects.filter(pk=first.pk).update(state="reviewed")


def test_a_screener_that_asks_the_same_is_not_made_twice(world: World) -> None:
    study = make_study(world)
    make_screener(world, study)
    with pytest.raises(Conflict, match="exactly the same"):
        services.make_screener(study=study, by=world.alice, at=NOW)


def test_a_screener_older_than_its_record_is_not_taken_into_use(world: World) -> None:
    study = make_study(world)
    screener = make_screener(world, study, reviewed=False)
    services.import_record(
        raw=raw_record(record_with(eligibilityModule__minimumAge="21 Years")), by=world.alice, at=NOW
    )
    screener = Screener.objects.get(pk=screener.pk)
    assert not queries.is_up_to_date(screener)
    with pytest.raises(Conflict, match="changed since"):
        services.review_screener(screener=screener, by=world.bob, at=NOW)


def test_a_screener_whose_content_was_touched_is_not_taken_into_use(world: World) -> None:
    screener = make_screener(world, make_study(world), reviewed=False)
    Screener.objects.filter(pk=screener.pk).update(content={**screener.content, "questions": []})
    screener.refresh_from_db()
    with pytest.raises(Conflict, match="not what it was"):
        services.review_screener(screener=screener, by=world.bob, at=NOW)


def test_it_is_registry_only_until_somebody_holds_it_against_the_protocol(world: World) -> None:
    screener = make_screener(world, make_study(world))
    assert screener.registry_only
    confirmed = services.confirm_screener(screener=screener, protocol="Protocol 2.1", by=world.regina, at=NOW)
    assert not confirmed.registry_only
    with pytest.raises(Conflict, match="already"):
        services.confirm_screener(screener=confirmed, protocol="Protocol 2.1", by=world.regina, at=NOW)


def test_what_nobody_reviewed_is_not_confirmed(world: World) -> None:
    screener = make_screener(world, make_study(world), reviewed=False)
    with pytest.raises(ActionDenied, match="once it is in use"):
        services.confirm_screener(screener=screener, protocol="Protocol 2.1", by=world.regina, at=NOW)
