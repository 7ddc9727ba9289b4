"""Criteria: one person picks a sentence and words it as a question, another reviews."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines import eligibility
from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import policies
from crossroads.studies.models import Criterion, Study
from crossroads.studies.queries import core_screener

FIRST_CODE = {CriterionCategory.INCLUSION: 11, CriterionCategory.EXCLUSION: 1}
"""INCL01 to INCL10 are the core's: age, sex, healthy volunteers."""


@service("studies.criterion.propose")
def propose_criterion(
    *,
    study: Study,
    rule: eligibility.CriterionRule,
    question: eligibility.Question | None,
    by: Actor,
    at: datetime,
) -> Criterion:
    """Propose one sentence of the record as a question; its code is given here, whatever ``rule.code`` says.

    question  None where no question can settle the sentence: it is then shown and left to the site
    raises    InputProblem "studies.not_verbatim", "studies.question_taken", and as ``eligibility.Screener``
    """
    policies.check_can_word(by, study)
    assert study.current_version is not None
    if not rule.text.strip() or rule.text not in study.current_version.parsed.get("eligibility_criteria", ""):
        raise InputProblem("studies.not_verbatim", where=Where(field="text"))
    if question is not None:
        _check_free(study, question.key)
    coded = replace(rule, code=_next_code(study, rule.category))
    material = eligibility.Screener((question,) if question else (), (coded,))
    criterion = Criterion.objects.create(
        study=study,
        code=coded.code,
        category=coded.category.value,
        verbatim=coded.text,
        source_version=study.current_version,
        question=json.loads(eligibility.screener_to_json(material)),
        proposed_by=by.user,
    )
    audit.record("studies.criterion.proposed", target=criterion, by=by, at=at, code=criterion.code)
    return criterion


@service("studies.criterion.review")
def review_criterion(*, criterion: Criterion, by: Actor, at: datetime) -> Criterion:
    """Say that the question asks what the sentence means. Never by the person who worded it.

    raises  ActionDenied "studies.own_criterion", InputProblem "studies.not_verbatim" where the record no
            longer holds the sentence
    """
    policies.check_can_review_criterion(by, criterion)
    current = criterion.study.current_version
    assert current is not None
    if criterion.verbatim not in current.parsed.get("eligibility_criteria", ""):
        raise InputProblem("studies.not_verbatim", where=Where(field="text"))
    criterion.move("reviewed", reviewed_by=by.user, reviewed_at=at)
    audit.record("studies.criterion.reviewed", target=criterion, by=by, at=at, code=criterion.code)
    return criterion


@service("studies.criterion.retire")
def retire_criterion(*, criterion: Criterion, by: Actor, at: datetime) -> Criterion:
    """Take a criterion out of what the next screener asks."""
    policies.check_can_word(by, criterion.study)
    criterion.move("retired")
    audit.record("studies.criterion.retired", target=criterion, by=by, at=at, code=criterion.code)
    return criterion


def _check_free(study: Study, key: str) -> None:
    taken = {question.key for question in core_screener(study).questions}
    for kept in (
        Criterion.objects.filter(study=study).exclude(state="retired").values_list("question", flat=True)
    ):
        taken |= {question["key"] for question in kept["questions"]}
    if key in taken:
        raise InputProblem("studies.question_taken", where=Where(field="question"), key=key)


def _next_code(study: Study, category: CriterionCategory) -> str:
    used = Criterion.objects.filter(study=study, category=category.value).count()
    return f"{category.value[:4]}{FIRST_CODE[category] + used:02}"
