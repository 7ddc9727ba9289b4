"""Who may plan. ``why_not`` says the same as a sentence beside a disabled button."""

from __future__ import annotations

from crossroads.base.actor import Actor
from crossroads.base.shell import MAY_STOP
from crossroads.engines.errors import ActionDenied
from crossroads.engines.terms import Role
from crossroads.planning.models import Campaign, FitAssessment
from crossroads.studies.models import Study
from crossroads.studies.queries import is_stopped

__all__ = [
    "MAY_DECIDE_FIT",
    "MAY_PLAN",
    "check_can_decide_fit",
    "check_can_plan",
    "check_can_start",
]

MAY_PLAN = frozenset({Role.OUTREACH_LEAD, Role.ADMIN})
MAY_DECIDE_FIT = frozenset({Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR, Role.ADMIN})


def check_can_plan(actor: Actor, study: Study) -> None:
    actor.require(*MAY_PLAN, study=study.public_id)


def check_can_decide_fit(actor: Actor, assessment: FitAssessment) -> None:
    actor.require(*MAY_DECIDE_FIT, study=assessment.study.public_id)


def check_can_start(actor: Actor, campaign: Campaign) -> None:
    """Nothing starts before the team has answered the fit question, nor against a stop."""
    check_can_plan(actor, campaign.study)
    newest = campaign.study.fit_assessments.filter(decided_at__isnull=False).order_by("-decided_at").first()
    if newest is None:
        raise ActionDenied("planning.fit_undecided")
    if not newest.go_on:
        raise ActionDenied("planning.fit_decided_against")
    if is_stopped(campaign.study, campaign_ref=campaign.public_id):
        raise ActionDenied("planning.stop_in_force")


def check_can_halt(actor: Actor, campaign: Campaign) -> None:
    """The worker carries out a stop that a person has ordered."""
    if not actor.is_worker:
        actor.require(*MAY_STOP, study=campaign.study.public_id)
