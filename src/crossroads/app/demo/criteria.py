"""Chapter 1, continued: criteria are read by Crossroads; people approve, correct, add and hide them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from crossroads.app.demo.story import Story, material
from crossroads.engines.eligibility import (
    All,
    Compare,
    Condition,
    CriterionRule,
    Operator,
    Question,
    QuestionKind,
)
from crossroads.engines.terms import CriterionCategory, Role
from crossroads.studies import queries, services
from crossroads.studies.models import Study
from crossroads.studies.readings import Reading


def read(story: Story, study: Study, *, day: int) -> None:
    """The first look: what reads well is approved, the rest worded anew, and the protocol says one thing more."""
    lead, reviewer = story.by(Role.OUTREACH_LEAD), story.by(Role.REVIEWER)
    told = material("lumen_questions.toml")
    simple = [_reading(study, words) for words in told["simple"]]
    services.approve_simple(study=study, readings=simple, by=reviewer, at=story.day(day, "09:00"))
    for entry in told["corrected"]:
        corrected = services.correct_criterion(
            study=study, of=_reading(study, entry["verbatim"]), wording=_wording(entry), by=lead,
            at=story.day(day, "10:00"),
        )  # fmt: skip
        services.review_criterion(criterion=corrected, by=reviewer, at=story.day(day, "14:00"))
    _hide_and_think_again(story, study, told["hesitated"], day=day)
    _not_needed(story, study, told["retired"], day=day)
    _from_protocol(story, study, told["protocol"], day=day)


def read_again(story: Story, study: Study, *, day: int) -> None:
    """After the amendment: what was approved for other words is still right, and a new sentence needs no question."""
    told = material("lumen_questions.toml")["amended"]
    changed = study.criteria.get(flag="changed")
    services.reapprove_criterion(criterion=changed, by=story.by(Role.REVIEWER), at=story.day(day, "10:00"))
    services.hide_criterion(
        study=study, of=_reading(study, told["hidden"]), reason=told["reason"],
        by=story.by(Role.OUTREACH_LEAD), at=story.day(day, "11:00"),
    )  # fmt: skip
    _from_questionnaire(story, study, material("lumen_questions.toml")["clinic"], day=day)


def _from_questionnaire(story: Story, study: Study, told: dict[str, Any], *, day: int) -> None:
    """What a clinic asks already: two of its questions are taken in, and of one it is said which answer fits."""
    lead = story.by(Role.OUTREACH_LEAD)
    taken = services.take_in_questionnaire(
        study=study, data=json.loads(material("lumen_clinic.json")), chosen=told["taken"], by=lead,
        at=story.day(day, "15:00"),
    )  # fmt: skip
    first = next(one for one in taken if one.section == told["section"])
    services.correct_criterion(
        study=study, of=first, wording=_wording(told), by=lead, at=story.day(day, "15:30")
    )


def _hide_and_think_again(story: Story, study: Study, told: dict[str, str], *, day: int) -> None:
    """The lead hides one, and brings it back when the reviewer asks why."""
    lead = story.by(Role.OUTREACH_LEAD)
    hidden = services.hide_criterion(
        study=study, of=_reading(study, told["verbatim"]), reason=told["reason"], by=lead,
        at=story.day(day, "11:00"),
    )  # fmt: skip
    services.show_criterion(criterion=hidden, by=lead, at=story.day(day, "13:00"))
    services.approve_reading(
        study=study, reading=_reading(study, told["verbatim"]), by=story.by(Role.REVIEWER),
        at=story.day(day, "14:00"),
    )  # fmt: skip


def _not_needed(story: Story, study: Study, entry: dict[str, Any], *, day: int) -> None:
    """A part of a sentence, picked by hand, that nobody needs to be asked after all."""
    lead, wording = story.by(Role.OUTREACH_LEAD), _wording(entry)
    picked = services.propose_criterion(
        study=study, rule=wording.rule(entry["verbatim"], None), question=wording.questions[0], by=lead,
        at=story.day(day, "12:00"),
    )  # fmt: skip
    services.retire_criterion(criterion=picked, by=lead, at=story.day(day, "15:00"))


def _from_protocol(story: Story, study: Study, entry: dict[str, Any], *, day: int) -> None:
    """What the protocol asks and the registry's record leaves out."""
    category = CriterionCategory(entry["category"])
    added = services.add_protocol_criterion(
        study=study, rule=CriterionRule("X", category, entry["verbatim"]), question=None,
        left=entry["left"], document=entry["document"], document_version=entry["document_version"],
        section=entry["section"], by=story.by(Role.REGULATORY_COORDINATOR), at=story.day(day, "15:00"),
    )  # fmt: skip
    services.review_criterion(criterion=added, by=story.by(Role.REVIEWER), at=story.day(day, "16:00"))


def _reading(study: Study, words: str) -> Reading:
    return next(one for one in queries.readings(study) if one.parsed.text == words)


def _wording(entry: dict[str, Any]) -> services.Wording:
    question = Question(
        key=entry["key"],
        text=entry["question"],
        kind=QuestionKind(entry["kind"]),
        help=entry.get("help", ""),
        why_we_ask=entry["why"],
        unit=entry.get("unit", ""),
    )
    return services.Wording(CriterionCategory(entry["category"]), (question,), _condition(entry))


def _condition(entry: dict[str, Any]) -> Condition:
    if entry["kind"] == "yes_no":
        return Compare(entry["key"], Operator.EQUAL, True)
    low, high = (Decimal(value) for value in entry["range"])
    return All((Compare(entry["key"], Operator.AT_LEAST, low), Compare(entry["key"], Operator.AT_MOST, high)))
