"""The review of what was read: approve, correct, add, hide; and what of it a newer record leaves standing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from crossroads.base.models import AuditEntry
from crossroads.base.waiting import waiting_for
from crossroads.engines import eligibility
from crossroads.engines.eligibility import Compare, CriterionRule, Operator, Question, QuestionKind
from crossroads.engines.errors import ActionDenied, Conflict, InputProblem, ManyProblems
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import queries, services
from crossroads.studies.models import Criterion, Study
from crossroads.studies.readings import Reading
from crossroads.studies.review import State
from makers.studies import (
    CRITERIA,
    approve_as_read,
    make_criterion,
    make_screener,
    make_study,
    raw_record,
    reading_of,
    record_with,
    yes_no,
)
from world import NOW, World

WEIGHT = "Weight of more than 130 kg"
TRAVEL = "Able to travel to the site six times"
SMOKES = "Smokes tobacco at present"


def _amend(world: World, old: str, new: str) -> None:
    """The registry words the criteria otherwise."""
    text = CRITERIA.replace(old, new)
    record = record_with(eligibilityModule__eligibilityCriteria=text)
    services.import_record(raw=raw_record(record), by=world.alice, at=NOW)


def _again(study: Study) -> Study:
    return Study.objects.select_related("current_version", "organisation").get(pk=study.pk)


def _states(study: Study) -> dict[str, State]:
    return {line.text: line.state for line in queries.review_sheet(_again(study)).lines}


def _codes(study: Study) -> list[str]:
    return [rule["code"] for rule in queries.screener_content(_again(study))["rules"]]


# --- the sheet


def test_nothing_is_kept_until_a_person_acts(world: World) -> None:
    study = make_study(world)
    assert set(_states(study).values()) == {State.NEW}
    assert not Criterion.objects.exists()


def test_the_sheet_counts_what_somebody_has_looked_at(world: World) -> None:
    study = make_study(world)
    approve_as_read(world, study, TRAVEL)
    services.hide_criterion(
        study=study, of=reading_of(study, WEIGHT), reason="Weighed at the site.", by=world.alice, at=NOW
    )
    make_criterion(world, study, reviewed=False)
    sheet = queries.review_sheet(study)
    assert (sheet.looked_at, sheet.total) == (3, 4)
    assert _states(study) == {
        "Tiredness on most days for at least 3 months": State.NEW,
        TRAVEL: State.LEFT,
        SMOKES: State.PROPOSED,
        WEIGHT: State.HIDDEN,
    }


def test_words_picked_out_of_a_sentence_have_a_line_of_their_own(world: World) -> None:
    study = make_study(world)
    rule = CriterionRule("X", CriterionCategory.INCLUSION, "travel to the site")
    services.propose_criterion(study=study, rule=rule, question=None, by=world.alice, at=NOW)
    states = _states(study)
    assert (states["travel to the site"], states[TRAVEL]) == (State.PROPOSED, State.NEW)


# --- approving as read


def test_one_person_approves_what_nobody_worded(world: World) -> None:
    criterion = approve_as_read(world, make_study(world), TRAVEL)
    assert (criterion.state, criterion.origin, criterion.proposed_by) == ("reviewed", "read", None)
    assert criterion.reviewed_by == world.bob.user and criterion.left_reason
    assert AuditEntry.objects.filter(action="studies.criterion.approved").count() == 1


def test_a_reading_is_approved_once(world: World) -> None:
    study = make_study(world)
    approve_as_read(world, study, TRAVEL)
    with pytest.raises(Conflict, match="has worded this sentence already"):
        approve_as_read(world, study, TRAVEL)


def test_a_reading_of_an_older_record_is_not_approved(world: World) -> None:
    study = make_study(world)
    seen = reading_of(study, WEIGHT)
    _amend(world, "130 kg", "140 kg")
    with pytest.raises(Conflict, match="not what this page showed"):
        services.approve_reading(study=_again(study), reading=seen, by=world.bob, at=NOW)


def test_a_reading_seen_before_a_new_record_came_in_is_not_approved(world: World) -> None:
    """The page's study was read before the record that came in meanwhile."""
    study = make_study(world)
    seen = reading_of(study, WEIGHT)
    before = _again(study)
    _amend(world, "130 kg", "140 kg")
    for approve in (
        lambda: services.approve_reading(study=before, reading=seen, by=world.bob, at=NOW),
        lambda: services.approve_simple(study=before, readings=[seen], by=world.bob, at=NOW),
    ):
        before.current_version = study.current_version
        with pytest.raises(Conflict, match="not what this page showed"):
            approve()


def test_a_proposal_seen_before_a_new_record_came_in_is_not_reviewed(world: World) -> None:
    study = make_study(world)
    seen = make_criterion(world, study, reviewed=False)
    _amend(world, "Smokes tobacco", "Smoked tobacco")
    with pytest.raises(Conflict):
        services.review_criterion(criterion=seen, by=world.bob, at=NOW)
    seen.refresh_from_db()
    assert (seen.state, seen.flag) == ("proposed", "changed")


def test_a_sentence_that_was_picked_apart_is_not_approved_again_together_with_others(world: World) -> None:
    study = make_study(world)
    rule = CriterionRule("X", CriterionCategory.INCLUSION, TRAVEL[:-1])
    services.propose_criterion(study=study, rule=rule, question=None, by=world.alice, at=NOW)
    sheet = queries.review_sheet(study)
    assert TRAVEL not in [one.parsed.text for one in queries.simple_readings(study, sheet)]


def test_simple_ones_are_approved_together_and_the_others_are_not(world: World) -> None:
    """Simple is what one question asks, or nobody."""
    study = make_study(world)
    weight, travel = reading_of(study, WEIGHT), reading_of(study, TRAVEL)
    hard = replace(travel, questions=weight.questions * 2)
    with pytest.raises(InputProblem, match="Several questions ask this criterion"):
        services.approve_simple(study=study, readings=[weight, hard], by=world.bob, at=NOW)
    assert not Criterion.objects.exists()
    approved = services.approve_simple(study=study, readings=[weight, travel], by=world.bob, at=NOW)
    assert {one.code for one in approved} <= set(_codes(study))
    with pytest.raises(InputProblem, match="No criterion is chosen"):
        services.approve_simple(study=study, readings=[], by=world.bob, at=NOW)


def test_nobody_stands_as_proposer_of_what_was_read(world: World) -> None:
    criterion = approve_as_read(world, make_study(world), TRAVEL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(pk=criterion.pk).update(proposed_by=world.alice.user)


# --- correcting


def _correct(world: World, study: Study, of: Reading | Criterion, **changes: Any) -> Criterion:
    return services.correct_criterion(
        study=study,
        of=of,
        wording=yes_no("Can you come to us six times?", **changes),
        by=world.regina,
        at=NOW,
    )


def test_whoever_corrects_proposes_and_another_person_reviews(world: World) -> None:
    study = make_study(world)
    corrected = _correct(world, study, reading_of(study, TRAVEL))
    assert (corrected.state, corrected.origin) == ("proposed", "corrected")
    with pytest.raises(ActionDenied, match="yourself"):
        services.review_criterion(criterion=corrected, by=world.regina, at=NOW)
    services.review_criterion(criterion=corrected, by=world.bob, at=NOW)
    assert _states(study)[TRAVEL] is State.ASKED


def test_correcting_what_was_approved_puts_it_back(world: World) -> None:
    study = make_study(world)
    approved = approve_as_read(world, study, TRAVEL)
    corrected = _correct(world, study, approved)
    assert (corrected.pk, corrected.state, corrected.reviewed_by) == (approved.pk, "proposed", None)
    assert corrected.code not in _codes(study)


def test_a_corrected_category_gets_a_code_of_its_own(world: World) -> None:
    study = make_study(world)
    approved = approve_as_read(world, study, TRAVEL)
    assert approved.code == "INCL12"
    corrected = _correct(world, study, approved, category=CriterionCategory.EXCLUSION)
    assert corrected.code == "EXCL01"
    assert queries.material_of(corrected).rules[0].code == "EXCL01"


def test_two_questions_do_not_go_by_one_name(world: World) -> None:
    study = make_study(world)
    _correct(world, study, reading_of(study, TRAVEL), key="same")
    with pytest.raises(InputProblem, match="asks this already"):
        services.correct_criterion(
            study=study, of=reading_of(study, SMOKES), wording=yes_no("Do you smoke?", key="same"),
            by=world.alice, at=NOW,
        )  # fmt: skip


def test_two_criteria_may_share_a_question(world: World) -> None:
    study = make_study(world)
    for text, category in ((TRAVEL, CriterionCategory.INCLUSION), (SMOKES, CriterionCategory.EXCLUSION)):
        wording = yes_no("Do you smoke?", key="smoke", category=category)
        made = services.correct_criterion(
            study=study, of=reading_of(study, text), wording=wording, by=world.alice, at=NOW
        )
        services.review_criterion(criterion=made, by=world.bob, at=NOW)
    keys = [question["key"] for question in queries.screener_content(study)["questions"]]
    assert keys.count("smoke") == 1 and {"INCL12", "EXCL01"} <= set(_codes(study))


# --- hiding


def test_a_hidden_criterion_is_in_no_screener_until_it_is_shown_again(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    services.hide_criterion(study=study, of=criterion, reason="Asked by telephone.", by=world.alice, at=NOW)
    assert criterion.code not in _codes(study)
    with pytest.raises(Conflict, match="hidden already"):
        services.hide_criterion(study=study, of=criterion, reason="Twice.", by=world.alice, at=NOW)
    services.show_criterion(criterion=criterion, by=world.alice, at=NOW)
    assert criterion.code in _codes(study)
    with pytest.raises(Conflict, match="is not hidden"):
        services.show_criterion(criterion=criterion, by=world.alice, at=NOW)


def test_hiding_needs_a_reason(world: World) -> None:
    study = make_study(world)
    with pytest.raises(InputProblem, match="reason"):
        services.hide_criterion(
            study=study, of=reading_of(study, SMOKES), reason="  ", by=world.alice, at=NOW
        )


def test_what_was_hidden_unread_is_approved_as_read_once_it_is_back(world: World) -> None:
    study = make_study(world)
    hidden = services.hide_criterion(
        study=study, of=reading_of(study, TRAVEL), reason="Perhaps.", by=world.alice, at=NOW
    )
    services.show_criterion(criterion=hidden, by=world.alice, at=NOW)
    assert _states(study)[TRAVEL] is State.PROPOSED
    services.review_criterion(criterion=hidden, by=world.bob, at=NOW)
    assert _states(study)[TRAVEL] is State.LEFT


# --- from the protocol


def _from_protocol(world: World, study: Study, **changes: str) -> Criterion:
    place = {"document": "Protocol", "document_version": "2.1", "section": "5.2", **changes}
    return services.add_protocol_criterion(
        study=study,
        rule=CriterionRule(
            "X", CriterionCategory.EXCLUSION, "Donated blood within 3 months",
            Compare("gave_blood", Operator.EQUAL, True),
        ),
        question=Question("gave_blood", "Did you give blood in the last three months?", QuestionKind.YES_NO),
        by=world.alice,
        at=NOW,
        **place,
    )  # fmt: skip


def test_a_criterion_of_the_protocol_says_where_it_stands(world: World) -> None:
    study = make_study(world)
    criterion = _from_protocol(world, study)
    services.review_criterion(criterion=criterion, by=world.bob, at=NOW)
    assert (criterion.source, criterion.section) == ("protocol", "5.2")
    assert criterion.code in _codes(study)


def test_a_criterion_of_the_protocol_without_its_place_is_refused_with_all_that_lacks(world: World) -> None:
    study = make_study(world)
    with pytest.raises(ManyProblems) as told:
        _from_protocol(world, study, document=" ", section="")
    assert [problem.where.field for problem in told.value.problems] == ["document", "section"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(pk=_from_protocol(world, study).pk).update(document="")


def test_a_new_record_does_not_touch_the_protocol(world: World) -> None:
    study = make_study(world)
    criterion = _from_protocol(world, study)
    services.review_criterion(criterion=criterion, by=world.bob, at=NOW)
    _amend(world, SMOKES, "Smokes now")
    criterion.refresh_from_db()
    assert (criterion.state, criterion.flag) == ("reviewed", "")


# --- the next version of the record


def test_an_approval_survives_where_the_sentence_is_only_typeset_otherwise(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    screener = make_screener(world, study)
    _amend(world, "* Smokes tobacco at present", "*   Smokes tobacco\n  at present")
    criterion.refresh_from_db()
    assert (criterion.state, criterion.flag, criterion.verbatim) == ("reviewed", "", SMOKES)
    screener.study = _again(study)
    assert queries.is_up_to_date(screener)


def test_a_changed_sentence_is_flagged_with_its_new_words_and_asked_no_more(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    screener = make_screener(world, study)
    _amend(world, SMOKES, "Smokes tobacco at present or in the last year")
    criterion.refresh_from_db()
    assert (criterion.state, criterion.flag) == ("proposed", "changed")
    assert criterion.changed_to == "Smokes tobacco at present or in the last year"
    assert criterion.code not in _codes(study)
    screener.study = _again(study)
    assert not queries.is_up_to_date(screener)
    with pytest.raises(Conflict, match="words EXCL01 otherwise"):
        services.review_criterion(criterion=criterion, by=world.bob, at=NOW)
    assert AuditEntry.objects.filter(action="studies.criterion.followed").count() == 1


def test_still_right_takes_the_new_words_and_keeps_the_question(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    _amend(world, SMOKES, "Smokes tobacco now")
    criterion = Criterion.objects.get(pk=criterion.pk)
    with pytest.raises(ActionDenied):
        services.reapprove_criterion(criterion=criterion, by=world.alice, at=NOW)
    services.reapprove_criterion(criterion=criterion, by=world.bob, at=NOW)
    assert (criterion.state, criterion.verbatim, criterion.flag) == ("reviewed", "Smokes tobacco now", "")
    material = queries.material_of(criterion)
    assert material.rules[0].text == "Smokes tobacco now"
    assert material.questions[0].text == "Do you smoke now?"
    with pytest.raises(Conflict, match="no other words"):
        services.reapprove_criterion(criterion=criterion, by=world.bob, at=NOW)


def test_a_changed_sentence_may_be_taken_as_it_is_read_now(world: World) -> None:
    study = make_study(world)
    approved = approve_as_read(world, study, WEIGHT)
    _amend(world, "130 kg", "140 kg")
    study = _again(study)
    again = approve_as_read(world, study, "Weight of more than 140 kg")
    assert (again.pk, again.code, again.state) == (approved.pk, approved.code, "reviewed")
    assert "140" in str(queries.material_of(again).rules[0].condition)


def test_a_changed_sentence_may_be_corrected_and_another_person_reviews_it(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    _amend(world, SMOKES, "Smokes tobacco or a pipe at present")
    study = _again(study)
    criterion = Criterion.objects.get(pk=criterion.pk)
    wording = yes_no("Do you smoke or use a pipe?", category=CriterionCategory.EXCLUSION)
    corrected = services.correct_criterion(study=study, of=criterion, wording=wording, by=world.alice, at=NOW)
    assert (corrected.verbatim, corrected.flag) == ("Smokes tobacco or a pipe at present", "")
    services.review_criterion(criterion=corrected, by=world.bob, at=NOW)
    assert _states(study)["Smokes tobacco or a pipe at present"] is State.ASKED


def test_a_sentence_that_vanished_is_flagged_as_gone(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    _amend(world, f"* {SMOKES}\n", "")
    criterion = Criterion.objects.get(pk=criterion.pk)
    assert (criterion.state, criterion.flag) == ("proposed", "gone")
    assert _states(study)[SMOKES] is State.GONE
    with pytest.raises(Conflict, match="no longer has the sentence"):
        services.correct_criterion(
            study=_again(study), of=criterion, wording=yes_no("Do you smoke?"), by=world.alice, at=NOW
        )
    services.retire_criterion(criterion=criterion, by=world.alice, at=NOW)
    assert SMOKES not in _states(study)


def test_the_flag_falls_where_the_old_words_come_back(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    _amend(world, SMOKES, "Smokes a pipe at present")
    _amend(world, "", "")
    criterion.refresh_from_db()
    assert (criterion.state, criterion.flag, criterion.changed_to) == ("proposed", "", "")
    services.review_criterion(criterion=criterion, by=world.bob, at=NOW)


def test_words_that_went_to_the_other_side_are_never_still_right(world: World) -> None:
    study = make_study(world)
    criterion = make_criterion(world, study)
    moved = CRITERIA.replace(f"* {SMOKES}\n", "").replace(f"* {TRAVEL}\n", f"* {TRAVEL}\n* {SMOKES}\n")
    _amend(world, CRITERIA, moved)
    criterion = Criterion.objects.get(pk=criterion.pk)
    assert criterion.flag == "changed"
    with pytest.raises(Conflict, match="what let people in keeps them out"):
        services.reapprove_criterion(criterion=criterion, by=world.bob, at=NOW)
    again = approve_as_read(world, _again(study), SMOKES)
    assert (again.pk, again.category, again.code) == (criterion.pk, "INCLUSION", "INCL13")
    assert "INCL13" in _codes(study)


def test_a_new_sentence_is_one_that_nobody_has_looked_at(world: World) -> None:
    study = make_study(world)
    make_criterion(world, study)
    _amend(world, f"* {SMOKES}\n", f"* {SMOKES}\n* Drinks tea with lemon\n")
    assert _states(study)["Drinks tea with lemon"] is State.NEW
    assert _states(study)[SMOKES] is State.ASKED


def test_a_hidden_one_that_changed_stays_hidden_when_it_is_still_right(world: World) -> None:
    study = make_study(world)
    hidden = services.hide_criterion(
        study=study, of=reading_of(study, SMOKES), reason="Not asked.", by=world.alice, at=NOW
    )
    _amend(world, SMOKES, "Smokes tobacco now")
    hidden = Criterion.objects.get(pk=hidden.pk)
    services.reapprove_criterion(criterion=hidden, by=world.bob, at=NOW)
    assert (hidden.state, hidden.is_hidden, hidden.flag) == ("proposed", True, "")
    assert _states(study)["Smokes tobacco now"] is State.HIDDEN


def test_what_is_flagged_is_never_reviewed_whatever_the_code_says(world: World) -> None:
    criterion = make_criterion(world, make_study(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(pk=criterion.pk).update(flag="changed")


def test_what_waits_is_told_once_for_a_study_to_those_who_may_look(world: World) -> None:
    study = make_study(world)
    make_criterion(world, study)
    corrected = _correct(world, study, reading_of(study, TRAVEL))
    services.hide_criterion(
        study=study, of=reading_of(study, WEIGHT), reason="Not asked.", by=world.alice, at=NOW
    )
    _amend(world, SMOKES, "Smokes tobacco now")
    told = {item.title for item in waiting_for(world.bob, NOW) if item.step == "prescreening"}
    assert told == {"criteria: 1", "criteria that the record words otherwise: 1"}
    assert corrected.proposed_by == world.regina.user
    own = {item.title for item in waiting_for(world.regina, NOW) if item.step == "prescreening"}
    assert own == {"criteria that the record words otherwise: 1"}


# --- who may


def test_each_action_is_refused_to_those_whose_it_is_not(world: World) -> None:
    study = make_study(world)
    reading = reading_of(study, TRAVEL)
    criterion = make_criterion(world, study, reviewed=False)
    said = {"at": NOW}
    word = [
        lambda by: services.correct_criterion(study=study, of=reading, wording=yes_no("Is it?"), by=by, **said),
        lambda by: services.hide_criterion(study=study, of=reading, reason="Why.", by=by, **said),
        lambda by: services.show_criterion(criterion=criterion, by=by, **said),
        lambda by: services.retire_criterion(criterion=criterion, by=by, **said),
        lambda by: services.add_protocol_criterion(
            study=study, rule=eligibility.CriterionRule("X", CriterionCategory.INCLUSION, "Any"), question=None,
            document="P", document_version="1", section="1", by=by, **said,
        ),
    ]  # fmt: skip
    review = [
        lambda by: services.approve_reading(study=study, reading=reading, by=by, **said),
        lambda by: services.approve_simple(study=study, readings=[reading], by=by, **said),
        lambda by: services.review_criterion(criterion=criterion, by=by, **said),
        lambda by: services.reapprove_criterion(criterion=criterion, by=by, **said),
    ]
    for actions, others in ((word, (world.bob, world.anna)), (review, (world.alice, world.ada, world.anna))):
        for action in actions:
            for other in others:
                with pytest.raises(ActionDenied):
                    action(other)
    assert Criterion.objects.count() == 1
