"""A prescreening on its way: the answers travel in the person's own form, signed, and stay nowhere.

There is no session and no cookie. What a person has answered lies in one hidden field of the next page,
signed so that nobody can slip in answers to questions of another study, and never in an address, since all
of it is POST. The pages need no CSRF token for the same reason: there is no login, no cookie and nobody's
authority that another site could borrow; what a forged form could do, its author can do by opening the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crossroads.engines.eligibility import (
    NOT_SURE,
    Answer,
    Assessment,
    CriterionResult,
    Question,
    QuestionKind,
    ReasonCode,
    Screener,
    evaluate,
    next_question,
    parse_answers,
)
from crossroads.engines.errors import InputProblem
from crossroads.portal import answering
from crossroads.studies.models import Screener as KeptScreener

SALT = "crossroads.portal.prescreening"
MAX_AGE = timedelta(hours=12)
"""A page may lie open overnight on a kitchen table; after that the questions may have changed."""


class Unlogged(str):
    """Words for a page alone: a log that prints what a template was given (Django's, at DEBUG) hides them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "(not logged)"


@dataclass(frozen=True, slots=True, repr=False)
class Reason:
    """Why a criterion has its verdict, as the result page shows it. Never shown in a log or traceback.

    words  what was asked and answered, or our sentence where nothing was
    quote  the criterion as the study words it
    """

    words: str
    quote: str


@dataclass(frozen=True, slots=True, repr=False)
class Progress:
    """Where a person stands. Never shown in a log or traceback.

    screener  hash of the questions that were asked
    token     of the post that brought the person; "" for none
    given     answers as typed, by question key, in the order in which they were asked
    started, completed  whether this prescreening was counted as such, so that going back counts nothing twice
    """

    screener: str
    token: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    started: bool = False
    completed: bool = False

    def with_answer(self, key: str, value: str) -> Progress:
        """With one more answer; answers that came after it on an earlier way are kept."""
        return replace(self, given={**self.given, key: value})

    def without_last(self) -> tuple[Progress, str]:
        """One question back: the progress before it, and what was answered there."""
        if not self.given:
            return self, ""
        *before, (_, last) = self.given.items()
        return replace(self, given=dict(before)), last


def pack(progress: Progress) -> Unlogged:
    """The content of the hidden field."""
    values = [progress.screener, progress.token, dict(progress.given), progress.started, progress.completed]
    return Unlogged(signing.dumps(values, salt=SALT, compress=True))


def unpack(text: str, screener: KeptScreener) -> Progress:
    """Read the hidden field again.

    raises  InputProblem "portal.lost_place" where it was changed, is too old, or belongs to other questions
    """
    try:
        made_for, token, given, started, completed = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError):
        raise InputProblem("portal.lost_place") from None
    if made_for != screener.content_hash:
        raise InputProblem("portal.lost_place")
    return Progress(made_for, token, given, started, completed)


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """One answer to choose from."""

    value: str
    label: str


def choices_of(question: Question) -> tuple[Choice, ...]:
    """What may be chosen, "not sure" left to the page; empty where a number is asked for."""
    match question.kind:
        case QuestionKind.YES_NO:
            return (Choice("yes", "yes"), Choice("no", "no"))
        case QuestionKind.SEX:
            return (Choice("FEMALE", "female"), Choice("MALE", "male"))
        case QuestionKind.CHOICE:
            return tuple(Choice(choice.value, choice.text) for choice in question.choices)
    return ()


def question_now(screener: Screener, progress: Progress, today: date) -> Question | None:
    """The question to ask, or None when all that helps was asked."""
    return next_question(screener, parse_answers(screener, progress.given, today=today))


def still_to_ask(screener: Screener, progress: Progress, today: date) -> int:
    """How many questions are left at most."""
    answers: dict[str, Answer] = dict(parse_answers(screener, progress.given, today=today))
    left = 0
    while question := next_question(screener, answers):
        answers[question.key] = NOT_SURE
        left += 1
    return left


def judge(screener: Screener, given: Mapping[str, object], today: date) -> Assessment:
    """The verdict per criterion and the fit, which never decides.

    today  what a date is counted from
    """
    return evaluate(screener, parse_answers(screener, given, today=today))


def reasons(screener: Screener, given: Mapping[str, str], results: Iterable[CriterionResult]) -> list[Reason]:
    """The results as the person reads them: "Do you smoke now? Yes."; a bound follows where there is one."""
    answered = _answered(screener, given)
    asked_by = {rule.code: rule.question_keys for rule in screener.rules}
    found = []
    for result in results:
        asked = [answered[key] for key in asked_by[result.code] if key in answered]
        said = [f"{one['question']} {capfirst(one['answer']).rstrip('.')}." for one in asked]
        if not asked or result.reason in _WITH_BOUND:
            said.append(result.sentence)
        found.append(Reason(" ".join(said), result.text))
    return found


_WITH_BOUND = (
    ReasonCode.AGE_TOO_LOW,
    ReasonCode.AGE_TOO_HIGH,
    ReasonCode.SEX_NOT_INCLUDED,
    ReasonCode.VALUE_OUTSIDE,
    ReasonCode.BODY_MASS_OUTSIDE,
    ReasonCode.TIME_OUTSIDE,
)


def to_keep(screener: Screener, given: Mapping[str, object], today: date) -> dict[str, Any]:
    """What the site gets to see: the fit, and each criterion with its verdict, its words, and what was
    answered.

    Open points come first, then what speaks against taking part, then what fits.
    """
    assessment = judge(screener, given, today)
    answered = _answered(screener, given)
    asked_by = {rule.code: rule.question_keys for rule in screener.rules}
    criteria = [
        {
            "code": result.code,
            "category": result.category.value,
            "text": result.text,
            "verdict": result.verdict.value,
            "against": result.is_cause,
            "sentence": result.sentence,
            "asked": [answered[key] for key in asked_by[result.code] if key in answered],
        }
        for result in assessment.results
    ]
    criteria.sort(key=lambda c: (c["verdict"] != "unknown", not c["against"]))
    return {"fit": assessment.fit.value, "criteria": criteria}


def _answered(screener: Screener, given: Mapping[str, object]) -> dict[str, dict[str, str]]:
    return {key: _answer_words(screener, key, value) for key, value in given.items()}


def _answer_words(screener: Screener, key: str, value: object) -> dict[str, str]:
    question = screener.question(key)
    assert question is not None  # parse_answers has refused any other key
    labels = {choice.value: choice.label for choice in choices_of(question)}
    text = str(value)
    unit = f" {question.unit}" if question.unit and text.replace(".", "", 1).isdecimal() else ""
    if question.kind is QuestionKind.AGO and answering.fields(question, text).number:
        unit = _(" ago")
    return {"question": question.text, "answer": labels.get(text, text) + unit}
