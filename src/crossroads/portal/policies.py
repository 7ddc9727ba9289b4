"""Who may do what with a person who asked to be contacted. Each rule raises its sentence."""

from __future__ import annotations

from crossroads.base.actor import Actor
from crossroads.base.policies import why_not
from crossroads.engines.errors import ActionDenied, InputProblem, Where
from crossroads.engines.terms import Role
from crossroads.portal import outcomes
from crossroads.portal.fhir import STATES
from crossroads.portal.models import REFERRAL_LIFE, Referral

MAY_SEE_CONTACT = frozenset({Role.SITE_COORDINATOR})
"""Nobody else, whatever else they hold: the person chose one site, and agreed to that."""

_PERSON_MAY_WITHDRAW = frozenset({"candidate", "in_contact", "screening", "eligible", "lost"})


def is_coordinator_of(referral: Referral, actor: Actor) -> bool:
    site = referral.site
    return actor.holds(*MAY_SEE_CONTACT, study=site.study.public_id, site=site.public_id)


def check_can_see_contact(referral: Referral, actor: Actor) -> None:
    """Raises ActionDenied "portal.other_site", "portal.erased" or "portal.withdrawn"."""
    if not is_coordinator_of(referral, actor):
        raise ActionDenied("portal.other_site")
    if referral.candidate.erased_at is not None:
        raise ActionDenied("portal.erased")
    if referral.state == "withdrawn":
        raise ActionDenied("portal.withdrawn")


def why_not_see_contact(referral: Referral, actor: Actor) -> str:
    return why_not(check_can_see_contact, referral, actor)


def check_can_move(referral: Referral, actor: Actor) -> None:
    """Raises ActionDenied "portal.other_site"."""
    if not is_coordinator_of(referral, actor):
        raise ActionDenied("portal.other_site")


def check_reason(referral: Referral, to: str, reason_code: str, criterion: str) -> None:
    """Raises InputProblem "portal.reason_missing" or "portal.criterion_missing" where an outcome lacks
    one."""
    if to not in outcomes.REASONS:
        return
    reason = outcomes.find(to, reason_code)
    if reason is None:
        raise InputProblem("portal.reason_missing", where=Where(field="reason"), outcome=STATES[to].words)
    if reason.names_criterion and criterion not in criteria_of(referral):
        raise InputProblem("portal.criterion_missing", where=Where(field="criterion"))


def criteria_of(referral: Referral) -> dict[str, str]:
    """The criteria that a reason may name: code and the study's own words."""
    return {rule["code"]: rule["text"] for rule in referral.screener.content["rules"]}


def check_person_can_withdraw(referral: Referral) -> None:
    """Raises ActionDenied "portal.ended" once there is nothing more that a site would call about."""
    if referral.state not in _PERSON_MAY_WITHDRAW:
        raise ActionDenied("portal.ended", state=STATES[referral.state].words)


def why_person_cannot_withdraw(referral: Referral) -> str:
    return why_not(check_person_can_withdraw, referral)


def next_states(referral: Referral) -> tuple[str, ...]:
    """The states that a coordinator may choose from here; a person's own withdrawal is among them."""
    return REFERRAL_LIFE.steps[referral.state]
