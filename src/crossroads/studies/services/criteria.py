"""Criteria: read by Crossroads or worded by a person, and looked at by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines import eligibility
from crossroads.engines.errors import Conflict, InputProblem, Problems, Where
from crossroads.studies import policies
from crossroads.studies.models import Criterion, Flag, Origin, Source, Study
from crossroads.studies.queries import hash_of_content, record_text, review_sheet
from crossroads.studies.readings import Reading
from crossroads.studies.review import Line, State
from crossroads.studies.sentences import PlainText
from crossroads.studies.services.keeping import check_free, hold, line_of, make_row, material, next_code


@service("studies.criterion.approve")
def approve_reading(*, study: Study, reading: Reading, by: Actor, at: datetime) -> Criterion:
    """Approve a criterion as Crossroads read it: question, rule, or that it is left to the site.

    Nobody has worded it, so one person's eyes are enough. Where an older wording of the sentence was kept, the
    reading takes its place, under the same code unless it moved between inclusion and exclusion.

    raises  Conflict "studies.reading_changed" where the record or the reading is another by now,
            "studies.reading_taken" where a person has worded the sentence already; InputProblem
            "studies.question_taken"
    """
    policies.check_can_approve(by, study)
    hold(study)
    return _approve(study, reading, line_of(review_sheet(study), reading), by, at)


@service("studies.criterion.approve_simple")
def approve_simple(*, study: Study, readings: Sequence[Reading], by: Actor, at: datetime) -> list[Criterion]:
    """Approve several criteria as they were read, all or none: those that one question asks, or the site.

    raises  as ``approve_reading``; InputProblem "studies.not_simple", "studies.nothing_chosen"
    """
    policies.check_can_approve(by, study)
    hold(study)
    if not readings:
        raise InputProblem("studies.nothing_chosen", where=Where(field="reading"))
    sheet, approved = review_sheet(study), []
    for reading in readings:
        if not reading.is_simple:
            raise InputProblem("studies.not_simple", where=Where(field="reading"), text=reading.parsed.text)
        approved.append(_approve(study, reading, line_of(sheet, reading), by, at))
    return approved


def _approve(study: Study, reading: Reading, line: Line, by: Actor, at: datetime) -> Criterion:
    kept, seen = line.kept, {"reviewed_by": by.user, "reviewed_at": at}
    if kept is None:
        kept = make_row(
            study, reading.rule, reading.questions, by=None, origin=Origin.READ,
            left_reason=reading.left, state="reviewed", **seen,
        )  # fmt: skip
    elif kept.flag or (kept.state == "proposed" and kept.origin == Origin.READ):
        check_free(study, reading.questions, but=kept)
        same_side = reading.rule.category == kept.category
        rule = replace(reading.rule, code=kept.code if same_side else next_code(study, reading.rule))
        kept.move(
            "reviewed", code=rule.code, category=rule.category.value, verbatim=rule.text,
            question=material(reading.questions, rule),
            source_version=study.current_version, origin=Origin.READ.value, proposed_by=None,
            left_reason=reading.left, hidden_reason="", hidden_by=None, hidden_at=None,
            flag=Flag.NONE.value, changed_to="", **seen,
        )  # fmt: skip
    else:
        raise Conflict("studies.reading_taken", criterion=kept.code)
    sealed = hash_of_content(kept.question)
    audit.record("studies.criterion.approved", target=kept, by=by, at=at, code=kept.code, sha256=sealed)
    return kept


@service("studies.criterion.propose")
def propose_criterion(
    *,
    study: Study,
    rule: eligibility.CriterionRule,
    question: eligibility.Question | None,
    by: Actor,
    at: datetime,
    left: str = "",
) -> Criterion:
    """Propose words of the record as a question; its code is given here, whatever ``rule.code`` says.

    question  None where no question can settle the words: they are then shown and left to the site
    left      why it is left to the site, in words
    raises    InputProblem "studies.not_verbatim", "studies.already_worded", "studies.question_taken", and as
              ``eligibility.Screener``
    """
    policies.check_can_word(by, study)
    hold(study)
    text = record_text(study)
    span = rule.span if rule.span and text[rule.span[0] : rule.span[1]] == rule.text else None
    span = span or PlainText(text).find(rule.text)
    if span is None:
        raise InputProblem("studies.not_verbatim", where=Where(field="text"))
    taken = next((line for line in review_sheet(study).lines if line.kept and line.span == span), None)
    if taken is not None and taken.kept is not None:
        raise InputProblem("studies.already_worded", where=Where(field="text"), criterion=taken.kept.code)
    placed = replace(rule, text=text[span[0] : span[1]], span=span)
    questions = (question,) if question else ()
    criterion = make_row(study, placed, questions, by=by, origin=Origin.WORDED, left_reason=left)
    audit.record("studies.criterion.proposed", target=criterion, by=by, at=at, code=criterion.code)
    return criterion


@service("studies.criterion.add_from_protocol")
def add_protocol_criterion(
    *,
    study: Study,
    rule: eligibility.CriterionRule,
    question: eligibility.Question | None,
    document: str,
    document_version: str,
    section: str,
    by: Actor,
    at: datetime,
    left: str = "",
) -> Criterion:
    """Propose a criterion that the protocol has and the registry's record lacks, with the place where it stands.

    raises  InputProblem "input.required" for each part that is empty, "studies.question_taken", and as
            ``eligibility.Screener``
    """
    policies.check_can_word(by, study)
    hold(study)
    place = {"document": document, "document_version": document_version, "section": section}
    place = {name: said.strip() for name, said in place.items()}
    problems = Problems()
    for name, said in {**place, "words": rule.text.strip()}.items():
        if not said:
            problems.add("input.required", where=Where(field=name), field=name.replace("_", " ").capitalize())
    problems.raise_any()
    own = replace(rule, text=rule.text.strip(), span=None)
    questions = (question,) if question else ()
    criterion = make_row(
        study, own, questions, by=by, origin=Origin.WORDED, left_reason=left, source=Source.PROTOCOL.value,
        **place,
    )  # fmt: skip
    audit.record("studies.criterion.added", target=criterion, by=by, at=at, code=criterion.code, place=place)
    return criterion


@service("studies.criterion.review")
def review_criterion(*, criterion: Criterion, by: Actor, at: datetime) -> Criterion:
    """Say that the question asks what the sentence means. Never by the person who worded it.

    raises  ActionDenied "studies.own_criterion", Conflict "studies.criterion_changed" where the newest record
            words the sentence otherwise or no longer has it, "studies.rule_missing" where nobody has said which
            answer fits
    """
    hold(criterion.study)
    criterion.refresh_from_db(fields=["flag", "proposed_by", "question"])
    policies.check_can_review_criterion(by, criterion)
    if criterion.flag:
        raise Conflict("studies.criterion_changed", criterion=criterion.code)
    if criterion.needs_rule:
        raise Conflict("studies.rule_missing", criterion=criterion.code)
    criterion.move("reviewed", reviewed_by=by.user, reviewed_at=at)
    audit.record("studies.criterion.reviewed", target=criterion, by=by, at=at, code=criterion.code)
    return criterion


@service("studies.criterion.reapprove")
def reapprove_criterion(*, criterion: Criterion, by: Actor, at: datetime) -> Criterion:
    """Say that question and rule are still right for the words that the newest record has instead.

    A hidden criterion stays hidden, and in its state.

    raises  ActionDenied "studies.own_criterion", Conflict "studies.not_changed" where the record has no other
            words for it, "studies.moved_side" where they now stand on the other side
    """
    policies.check_can_review_criterion(by, criterion)
    hold(criterion.study)
    line = line_of(review_sheet(criterion.study), criterion)
    if line.state is not State.CHANGED or line.reading is None:
        raise Conflict("studies.not_changed", criterion=criterion.code)
    if line.moved:
        raise Conflict("studies.moved_side", criterion=criterion.code)
    parsed = line.reading.parsed
    own = criterion.question["rules"][0]
    kept = {**criterion.question, "rules": [{**own, "text": parsed.text, "span": list(parsed.span)}]}
    changes = {
        "verbatim": parsed.text, "question": kept, "source_version": criterion.study.current_version,
        "flag": Flag.NONE.value, "changed_to": "",
    }  # fmt: skip
    if criterion.is_hidden:
        Criterion.objects.filter(pk=criterion.pk).update(**changes)
        criterion.refresh_from_db()
    else:
        criterion.move("reviewed", reviewed_by=by.user, reviewed_at=at, **changes)
    audit.record("studies.criterion.reapproved", target=criterion, by=by, at=at, code=criterion.code)
    return criterion


@service("studies.criterion.retire")
def retire_criterion(*, criterion: Criterion, by: Actor, at: datetime) -> Criterion:
    """Take a criterion out of what the next screener asks, for good."""
    policies.check_can_word(by, criterion.study)
    criterion.move("retired")
    audit.record("studies.criterion.retired", target=criterion, by=by, at=at, code=criterion.code)
    return criterion
