"""A questionnaire of another program as questions that this study might ask: all of them, and what could not be read.

A pure reading: nothing is kept until a person takes some of it in (``services.take_in_questionnaire``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from crossroads.engines import eligibility
from crossroads.engines.eligibility import CriterionRule, Question
from crossroads.engines.eligibility.fhir import ItemFinding, ReadQuestionnaire, read_questionnaire
from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.terms import CriterionCategory
from crossroads.studies import queries
from crossroads.studies.models import Criterion, Source, Study

_LONGEST_KEY = 40
_LONGEST_REF = 60  # of the column in which it is kept


@dataclass(frozen=True, slots=True)
class Proposal:
    """One criterion as it would be kept.

    ref   the item's link id, or the code of the rule that came along
    rule  with the questionnaire's own words; its condition is None where nobody has said which answer fits
    lost  what the questionnaire said about it that a question of ours does not keep
    """

    ref: str
    questions: tuple[Question, ...]
    rule: CriterionRule
    lost: tuple[InputProblem, ...] = ()

    @property
    def material(self) -> eligibility.Screener:
        """As a screener of its own."""
        return eligibility.Screener(self.questions, (self.rule,))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a questionnaire holds for this study.

    left_out  each item that becomes no question, and why
    notes     about the questionnaire as a whole
    """

    title: str
    version: str
    proposals: tuple[Proposal, ...]
    left_out: tuple[InputProblem, ...]
    notes: tuple[InputProblem, ...]


def preview(study: Study, data: object) -> Preview:
    """Read a questionnaire for a study.

    data    as ``json.loads`` gives it
    raises  as ``fhir.read_questionnaire``; InputProblem "studies.questionnaire_empty" where it has no items at all
    """
    read = read_questionnaire(data)
    if not read.items and not read.findings:
        raise InputProblem("studies.questionnaire_empty", where=Where(field="questionnaire"))
    named = replace(read, title=read.title or read.url or _("without a title"))
    known = _Known(study, named.title)
    proposals, left = [], [one.problem for one in named.findings if one.left_out]
    for proposal in _proposals(named):
        try:
            proposals.append(known.fitted(proposal))
        except InputProblem as problem:
            left.append(problem)
    notes = tuple(one.problem for one in named.findings if not one.left_out and not one.link_id)
    return Preview(named.title, named.version[:_LONGEST_REF], tuple(proposals), tuple(left), notes)


def _proposals(read: ReadQuestionnaire) -> Iterator[Proposal]:
    """The rules that came along, with their questions; of another program's questionnaire, each question."""
    if not read.rules:
        for item in read.items:
            rule = CriterionRule("NEW", CriterionCategory.INCLUSION, item.question.text)
            yield Proposal(item.link_id, (item.question,), rule, tuple(_lost(read.findings, item.link_id)))
        return
    questions = {item.question.key: item.question for item in read.items}
    for rule in read.rules:
        if rule.condition is not None and all(key in questions for key in rule.question_keys):
            asked = tuple(questions[key] for key in rule.question_keys)
            yield Proposal(rule.code, asked, replace(rule, span=None))


def _lost(findings: tuple[ItemFinding, ...], link_id: str) -> Iterator[InputProblem]:
    return (one.problem for one in findings if one.link_id == link_id and not one.left_out)


class _Known:
    """What the study asks already, so that nothing is asked twice or under another question's name."""

    def __init__(self, study: Study, title: str) -> None:
        rows = list(Criterion.objects.filter(study=study).exclude(state="retired"))
        taken = (row for row in rows if row.source == Source.QUESTIONNAIRE and row.document == title)
        self._title = title
        self._refs = {row.section for row in taken}
        self._asked = queries.questions_by_key(row.question for row in rows)
        self._core = {question.key: question for question in queries.core_screener(study).questions}
        self._texts = {one.text.lower() for one in (*self._asked.values(), *self._core.values())}

    def fitted(self, proposal: Proposal) -> Proposal:
        """The proposal with keys that are free, its reference as long as is kept.

        raises  InputProblem "studies.item_taken_already", "studies.asked_already", "studies.question_taken"
        """
        ref, where = proposal.ref[:_LONGEST_REF], Where(field=proposal.ref)
        if ref in self._refs:
            raise InputProblem("studies.item_taken_already", where=where, item=ref)
        texts = {question.text.lower() for question in proposal.questions}
        if texts <= self._texts:
            raise InputProblem("studies.asked_already", where=where, item=ref)
        if any(queries.clashes(one, self._asked, self._core) for one in proposal.questions):
            if proposal.rule.condition is not None:
                key = proposal.questions[0].key
                raise InputProblem("studies.question_taken", where=where, key=key)
            questions = tuple(replace(one, key=self._own_key(one.key)) for one in proposal.questions)
            proposal = replace(proposal, questions=questions)
        self._refs.add(ref)
        self._asked |= {one.key: one for one in proposal.questions}
        return replace(proposal, ref=ref)

    def _own_key(self, key: str) -> str:
        digest = hashlib.sha256(f"{self._title} {key}".encode()).hexdigest()[:6]
        return f"{key[: _LONGEST_KEY - 7].rstrip('_')}_{digest}"
