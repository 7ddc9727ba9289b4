"""The prescreener: one question a page, nothing kept, and a result that never decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from crossroads.base import clock
from crossroads.engines.eligibility import (
    Assessment,
    QuestionKind,
    Screener,
    parse_answers,
)
from crossroads.engines.errors import CrossroadsError, InputProblem, each_problem
from crossroads.engines.terms import Fit, Stage, Verdict
from crossroads.portal import answering, prescreening, public
from crossroads.portal.counting import count, count_completed, local_day
from crossroads.portal.fillings import open_studies
from crossroads.portal.prescreening import Progress, Unlogged
from crossroads.portal.study_page import study_page
from crossroads.portal.views.arriving import TOKEN, page_context
from crossroads.portal.views.open_page import open_page, show
from crossroads.studies.queries import questions_of

CLOSED, MEND = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """A question, the next one, the one before, or the result."""
    at = clock.now()
    opening = public.opening(slug, at=at, token=request.GET.get(TOKEN, ""))
    if opening.screener is None or not opening.is_open:
        status = CLOSED if request.method == "POST" else 200
        return show(request, "portal/closed.html", closed_context(opening, at), status=status)
    fresh = Progress(opening.screener.content_hash, opening.token)
    screener = questions_of(opening.screener)
    if request.method != "POST":
        return _ask(request, opening, screener, fresh, at)
    try:
        progress = prescreening.unpack(request.POST.get("progress", ""), opening.screener)
    except InputProblem as lost:
        return _ask(request, opening, screener, fresh, at, lost=lost)
    if "back" in request.POST:
        progress, before = progress.without_last()
        return _ask(request, opening, screener, progress, at, chosen=before)
    return _take(request, opening, screener, progress, at)


def _take(
    request: HttpRequest, opening: public.Opening, screener: Screener, progress: Progress, at: datetime
) -> HttpResponse:
    """Take one answer and go on."""
    today = local_day(opening.study, at)
    question = prescreening.question_now(screener, progress, today)
    if question is None:
        return _result(request, opening, screener, progress, at)
    typed = ""
    try:
        typed = answering.typed(question, request.POST.dict())
        if not typed:
            raise InputProblem("portal.answer_missing")
        parse_answers(screener, {question.key: typed}, today=today)
    except CrossroadsError as problem:
        return _ask(
            request, opening, screener, progress, at, chosen=typed[: answering.LONGEST], wrong=problem
        )
    if not progress.started:
        count(study=opening.study, stage=Stage.PRESCREEN_STARTED, at=at, token=progress.token)
    progress = replace(progress.with_answer(question.key, typed), started=True)
    return _ask(request, opening, screener, progress, at)


def _ask(
    request: HttpRequest,
    opening: public.Opening,
    screener: Screener,
    progress: Progress,
    at: datetime,
    *,
    chosen: str = "",
    wrong: CrossroadsError | None = None,
    lost: CrossroadsError | None = None,
) -> HttpResponse:
    """The page of the question that comes now; the result where none is left.

    chosen  what was answered here before; wrong  what is wrong with it; lost  why the person starts again
    """
    today = local_day(opening.study, at)
    question = prescreening.question_now(screener, progress, today)
    if question is None:
        return _result(request, opening, screener, progress, at)
    step = len(progress.given) + 1
    form = request.POST.dict()
    shown = answering.fields_of_form(question, form) if wrong else answering.fields(question, chosen)
    context = page_context(opening) | {
        "question": question,
        "choices": prescreening.choices_of(question),
        "fields": shown,
        "is_number": question.kind.is_numeric,
        "asks_age": question.kind is QuestionKind.AGE,
        "asks_ago": question.kind is QuestionKind.AGO,
        "latest": today.isoformat(),
        "chosen": Unlogged(chosen),
        "problems": each_problem(wrong) if wrong else (),
        "lost": lost,
        "progress": prescreening.pack(progress),
        "step": step,
        "steps": len(progress.given) + prescreening.still_to_ask(screener, progress, today),
        "can_go_back": bool(progress.given),
        "registry_only": opening.screener.registry_only if opening.screener else True,
    }
    return show(request, "portal/question.html", context, status=MEND if wrong or lost else 200)


def _result(
    request: HttpRequest, opening: public.Opening, screener: Screener, progress: Progress, at: datetime
) -> HttpResponse:
    assessment = prescreening.judge(screener, progress.given, local_day(opening.study, at))
    if not progress.completed:
        count_completed(
            study=opening.study,
            at=at,
            token=progress.token,
            may_fit=assessment.fit is not Fit.MAY_NOT_FIT,
            not_met=[cause.code for cause in assessment.causes],
        )
        progress = replace(progress, completed=True)
    return show(request, "portal/result.html", _result_context(opening, screener, assessment, progress, at))


def _result_context(
    opening: public.Opening, screener: Screener, assessment: Assessment, progress: Progress, at: datetime
) -> dict[str, object]:
    assert opening.screener is not None
    worded = partial(prescreening.reasons, screener, progress.given)
    others_than_causes = [result for result in assessment.results if not result.is_cause]
    others = [one for one in open_studies(at) if not one["url"].endswith(f"/{opening.study.slug}/")]
    sentences, fit = opening.screener.content.get("results", {}), assessment.fit.name.lower()
    return page_context(opening) | {
        "fit": Unlogged(fit),
        "sentence": Unlogged(sentences.get(fit, assessment.sentence)),
        "against": worded(assessment.causes),
        "open_points": worded(r for r in others_than_causes if r.verdict is Verdict.UNKNOWN),
        "fitting": worded(r for r in others_than_causes if r.verdict is not Verdict.UNKNOWN),
        "progress": prescreening.pack(progress),
        "contact": public.study_contact(opening.study),
        "others": others,
        "registry_only": opening.screener.registry_only,
    }


def closed_context(opening: public.Opening, at: datetime) -> dict[str, object]:
    """A study that asks nobody now: why, whom to ask, and where else to look."""
    return page_context(opening) | {"page": study_page(opening, at), "studies": open_studies(at)}
