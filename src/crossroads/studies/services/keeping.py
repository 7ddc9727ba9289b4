"""What the services of criteria share: making a row, naming it, and keeping two questions from asking the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from crossroads.base.actor import Actor
from crossroads.engines import eligibility
from crossroads.engines.eligibility.core import CORE_CODES
from crossroads.engines.errors import Conflict, InputProblem, Where
from crossroads.engines.terms import CriterionCategory
from crossroads.studies.models import Criterion, Origin, Study
from crossroads.studies.queries import clashes, core_screener, questions_by_key
from crossroads.studies.readings import Reading
from crossroads.studies.review import Line, Sheet

FIRST_CODE = {CriterionCategory.INCLUSION: CORE_CODES + 1, CriterionCategory.EXCLUSION: 1}
"""INCL01 to INCL10 are the core's: age, sex, healthy volunteers."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person makes of a sentence.

    condition  when the sentence holds, over the questions; None leaves it to the site
    left       why no question can settle it, in words; only without a condition
    """

    category: CriterionCategory
    questions: tuple[eligibility.Question, ...] = ()
    condition: eligibility.Condition | None = None
    left: str = ""

    def rule(self, text: str, span: tuple[int, int] | None) -> eligibility.CriterionRule:
        return eligibility.CriterionRule("NEW", self.category, text, self.condition, span)


def hold(study: Study) -> None:
    """Let one person at a time make criteria of a study: two clicks are one criterion, and codes are unique.

    From here on the study's record is the newest, whatever had been read before a new version came in.
    """
    held = Study.objects.select_for_update(of=("self",)).select_related("current_version").get(pk=study.pk)
    study.current_version = held.current_version


def line_of(sheet: Sheet, thing: Reading | Criterion) -> Line:
    """Where a reading or a kept criterion stands in the newest record.

    raises  Conflict "studies.reading_changed" where the record or the reading is another by now
    """
    line = sheet.line_of(thing)
    if line is None:
        raise Conflict("studies.reading_changed")
    return line


def make_row(
    study: Study,
    rule: eligibility.CriterionRule,
    questions: tuple[eligibility.Question, ...],
    *,
    by: Actor | None,
    origin: Origin,
    **more: Any,
) -> Criterion:
    """A new criterion, its code given here. ``by`` is None where Crossroads read it."""
    assert study.current_version is not None
    check_free(study, questions)
    coded = replace(rule, code=next_code(study, rule))
    return Criterion.objects.create(
        study=study,
        code=coded.code,
        category=coded.category.value,
        verbatim=coded.text,
        source_version=study.current_version,
        question=material(questions, coded),
        origin=origin.value,
        proposed_by=by.user if by else None,
        **more,
    )


def material(questions: tuple[eligibility.Question, ...], rule: eligibility.CriterionRule) -> dict[str, Any]:
    """Questions and rule as a row keeps them.

    raises  as ``eligibility.Screener``
    """
    kept: dict[str, Any] = json.loads(eligibility.screener_to_json(eligibility.Screener(questions, (rule,))))
    return kept


def check_free(
    study: Study, questions: Iterable[eligibility.Question], *, but: Criterion | None = None
) -> None:
    """Two criteria may share a question, but not ask two under one name.

    raises  InputProblem "studies.question_taken"
    """
    rows = Criterion.objects.filter(study=study).exclude(state="retired")
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    asked = questions_by_key(rows.values_list("question", flat=True))
    core = {question.key: question for question in core_screener(study).questions}
    for question in questions:
        if clashes(question, asked, core):
            raise InputProblem("studies.question_taken", where=Where(field="question"), key=question.key)


def next_code(study: Study, rule: eligibility.CriterionRule) -> str:
    """The number that the reader gave, where it is free; else the next that nobody has had."""
    prefix, first = rule.category.value[:4], FIRST_CODE[rule.category]
    codes = Criterion.objects.filter(study=study, code__startswith=prefix).values_list("code", flat=True)
    used = {int(code[4:]) for code in codes}
    digits = rule.code[4:]
    wanted = int(digits) + first - 1 if rule.code.startswith(prefix) and digits.isdigit() else 0
    number = wanted if wanted and wanted not in used else max(used, default=first - 1) + 1
    return f"{prefix}{number:02}"
