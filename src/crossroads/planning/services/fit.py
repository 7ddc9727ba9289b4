"""The first question: should this trial use social media at all? The engine answers, the team decides."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines import forecast as engine
from crossroads.engines.errors import Conflict, InputProblem, Where
from crossroads.planning import policies
from crossroads.planning.models import FitAssessment
from crossroads.studies.models import Study


@service("planning.fit.ask")
def ask_fit(*, study: Study, facts: engine.FitFacts, by: Actor, at: datetime) -> FitAssessment:
    """Ask the fit question on these facts; the answer is kept with its sentences as they were worded then.

    raises  InputProblem where the budget cannot be forecast, such as "forecast.no_rate"
    """
    policies.check_can_plan(by, study)
    answer = engine.assess_fit(facts, engine.load_evidence())
    assessment = FitAssessment.objects.create(
        study=study,
        facts=_plain(asdict(facts)),
        answer=_kept(answer),
        recommendation=answer.recommendation.value,
        asked_at=at,
    )
    audit.record(
        "planning.fit.asked", target=assessment, by=by, at=at, recommendation=assessment.recommendation
    )
    return assessment


@service("planning.fit.decide")
def decide_fit(
    *, assessment: FitAssessment, go_on: bool, reason: str, by: Actor, at: datetime
) -> FitAssessment:
    """What the team makes of the answer. It may go on against advice, or not at all, and says why.

    raises  InputProblem "input.required", Conflict "planning.fit_decided"
    """
    policies.check_can_decide_fit(by, assessment)
    if not reason.strip():
        raise InputProblem("input.required", where=Where(field="reason"), field="The reason")
    decided = FitAssessment.objects.filter(pk=assessment.pk, decided_at__isnull=True).update(
        go_on=go_on, reason=reason.strip(), decided_by=by.user, decided_at=at
    )
    if not decided:
        raise Conflict("planning.fit_decided")
    assessment.refresh_from_db()
    audit.record("planning.fit.decided", target=assessment, by=by, at=at, reason=reason.strip(), go_on=go_on)
    return assessment


def _kept(answer: engine.FitAnswer) -> dict[str, Any]:
    """The answer with its sentences, since these may be worded otherwise one day."""
    return _plain(  # type: ignore[no-any-return]
        {
            "recommendation": answer.recommendation,
            "arguments": [
                {**asdict(one), "sentence": one.sentence} for side in engine.Side for one in answer.side(side)
            ],
            "alternatives": [{**asdict(one), "sentence": one.sentence} for one in answer.alternatives],
            "comparison": asdict(answer.comparison),
            "similar_rows": answer.similar_rows,
            "evidence_version": answer.evidence_version,
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
