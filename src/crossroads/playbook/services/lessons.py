"""Closing a campaign with what it taught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines.errors import Problems, Where
from crossroads.engines.terms import Stage
from crossroads.evaluation.queries import rows_of
from crossroads.planning import queries as planning
from crossroads.planning.models import Campaign, Forecast, ForecastScore
from crossroads.planning.services import close_campaign, score_forecast
from crossroads.playbook import policies
from crossroads.playbook.comparison import frozen
from crossroads.playbook.models import Lesson
from crossroads.playbook.practices import practices_by_id


@service("playbook.lesson.close")
def close_with_lesson(
    *, campaign: Campaign, title: str, text: str, practices: Sequence[str] = (), by: Actor, at: datetime
) -> Lesson:
    """Close a campaign: score its newest forecast and keep the numbers as everybody sees them.

    practices  ids of practices that the lesson speaks for or against
    raises     InputProblem or ManyProblems "input.required", "playbook.practice_unknown"; ActionDenied
               "playbook.has_lesson"
    """
    policies.check_can_close(by, campaign)
    _check(title, text, practices)
    rows = rows_of(campaign)
    forecast = planning.latest_forecast(campaign)
    if forecast is not None:
        _score_once(forecast, rows.totals(), by=by, at=at)
    if campaign.state != "closed":
        close_campaign(campaign=campaign, by=by, at=at)
    lesson = Lesson.objects.create(
        campaign=campaign,
        forecast=forecast,
        title=title.strip(),
        text=text.strip(),
        numbers=frozen(rows, forecast),
        practices=sorted(set(practices)),
        written_by=by.user,
        written_at=at,
    )
    audit.record("playbook.lesson.written", target=lesson, by=by, at=at, campaign=str(campaign.public_id),
                 forecast=str(forecast.public_id) if forecast else "")  # fmt: skip
    return lesson


def _check(title: str, text: str, practices: Sequence[str]) -> None:
    problems = Problems()
    for field, value, words in (("title", title, "The title"), ("text", text, "What you learnt")):
        if not value.strip():
            problems.add("input.required", where=Where(field=field), field=words)
    if len(title.strip()) > 180:
        problems.add("playbook.too_long", where=Where(field="title"), what="The title", limit=180)
    known = {practice.id for practice in practices_by_id(list(practices))}
    for unknown in sorted(set(practices) - known):
        problems.add("playbook.practice_unknown", where=Where(field="practices"), id=unknown)
    problems.raise_any()


def _score_once(forecast: Forecast, totals: Mapping[Stage, int], *, by: Actor, at: datetime) -> None:
    """Hold the forecast against the stages that were reported; a stage that nobody reported is not a zero."""
    if ForecastScore.objects.filter(forecast=forecast).exists():
        return
    stages = {found.stage for found in planning.result_of(forecast).stages}
    actual = {stage.value: count for stage, count in totals.items() if stage in stages}
    score_forecast(forecast=forecast, actual=actual, by=by, at=at)
