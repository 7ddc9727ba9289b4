"""Who may close a campaign with a lesson, and who may lead a roundtable."""

from __future__ import annotations

from crossroads.base.actor import Actor
from crossroads.base.policies import why_not
from crossroads.engines.errors import ActionDenied
from crossroads.engines.terms import Role
from crossroads.planning.models import Campaign
from crossroads.planning.policies import MAY_PLAN, check_can_plan
from crossroads.playbook.models import Roundtable

MAY_LEAD = frozenset({Role.OUTREACH_LEAD, Role.COMMUNITY_MANAGER, Role.ADMIN})
MAY_CLOSE = MAY_PLAN


def check_can_close(actor: Actor, campaign: Campaign) -> None:
    """Whoever may plan may close, once: a campaign that has ended, was closed or stopped."""
    check_can_plan(actor, campaign.study)
    if campaign.lessons.exists():
        raise ActionDenied("playbook.has_lesson", name=campaign.name)


def why_not_close(actor: Actor, campaign: Campaign) -> str:
    return why_not(check_can_close, actor, campaign)


def check_can_lead(actor: Actor) -> None:
    actor.require(*MAY_LEAD)


def why_not_lead(actor: Actor) -> str:
    return why_not_hold(actor, MAY_LEAD)


def why_not_hold(actor: Actor, roles: frozenset[Role]) -> str:
    """Why somebody without these roles may not; "" for those who hold one."""
    return why_not(actor.require, *roles)


NEXT_STATE = {"preparing": "open", "open": "closing", "closing": "closed"}


def check_can_move(actor: Actor, roundtable: Roundtable, to: str) -> None:
    """A table closes with a synthesis: it is what everybody with the link reads from then on."""
    check_can_lead(actor)
    if to == "closed" and not roundtable.synthesis:
        raise ActionDenied("playbook.no_synthesis")


def why_not_move(actor: Actor, roundtable: Roundtable, to: str) -> str:
    return why_not(check_can_move, actor, roundtable, to)


def check_talks(roundtable: Roundtable) -> None:
    """People contribute and vote while the table is open."""
    if roundtable.state != "open":
        raise ActionDenied("playbook.table_not_open")


def check_polls(roundtable: Roundtable, phase: str) -> None:
    """The first poll belongs to the open table, the second to its close."""
    if phase not in PHASE_OF_STATE.values() or PHASE_OF_STATE.get(roundtable.state) != phase:
        raise ActionDenied("playbook.poll_not_open")


PHASE_OF_STATE = {"open": "before", "closing": "after"}
"""Which poll people are asked in which state of the table."""
