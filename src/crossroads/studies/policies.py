"""Who may do what with a study, on one page. ``why_not`` says the same as a sentence beside a button."""

from __future__ import annotations

from crossroads.base.actor import Actor
from crossroads.base.shell import MAY_STOP
from crossroads.engines.errors import ActionDenied
from crossroads.engines.terms import Role
from crossroads.studies.models import Criterion, Screener, Site, StopOrder, Study

MAY_IMPORT = frozenset({Role.OUTREACH_LEAD, Role.ADMIN})
MAY_KEEP_FACTS = frozenset({Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR, Role.ADMIN})
MAY_KEEP_ROSTER = frozenset({Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR, Role.ADMIN})
MAY_SEE_SITE_CONTACTS = MAY_KEEP_ROSTER | {Role.SITE_COORDINATOR}
"""Contacts of sites are staff, not patients; a site coordinator sees those of the own site."""
MAY_SET_FULL = MAY_KEEP_ROSTER | {Role.SITE_COORDINATOR}
MAY_WORD = frozenset({Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR, Role.ADMIN})
MAY_REVIEW = frozenset({Role.REVIEWER, Role.REGULATORY_COORDINATOR})
MAY_CONFIRM = frozenset({Role.REGULATORY_COORDINATOR, Role.REVIEWER})
MAY_LIFT = frozenset({Role.REGULATORY_COORDINATOR, Role.SAFETY_OFFICER, Role.ADMIN})
"""Stopping is for whoever sees a danger; going on is not for those whose numbers depend on it."""


def check_can_import(actor: Actor) -> None:
    """The worker imports for whoever runs the installation: the trail then names nobody who did not do it."""
    if not actor.is_worker:
        actor.require(*MAY_IMPORT)


def check_can_set_fact(actor: Actor, study: Study) -> None:
    actor.require(*MAY_KEEP_FACTS, study=study.public_id)


def check_can_keep_roster(actor: Actor, study: Study) -> None:
    actor.require(*MAY_KEEP_ROSTER, study=study.public_id)


def check_can_set_full(actor: Actor, site: Site) -> None:
    actor.require(*MAY_SET_FULL, study=site.study.public_id, site=site.public_id)


def may_see_contact(actor: Actor, site: Site) -> bool:
    return actor.holds(*MAY_SEE_SITE_CONTACTS, study=site.study.public_id, site=site.public_id)


def check_can_word(actor: Actor, study: Study) -> None:
    actor.require(*MAY_WORD, study=study.public_id)


def check_can_approve(actor: Actor, study: Study) -> None:
    """What Crossroads read, nobody has worded: any reviewer may approve it."""
    actor.require(*MAY_REVIEW, study=study.public_id)


def check_can_review_criterion(actor: Actor, criterion: Criterion) -> None:
    actor.require(*MAY_REVIEW, study=criterion.study.public_id)
    if actor.user is not None and criterion.proposed_by_id == actor.user.pk:
        raise ActionDenied("studies.own_criterion")


def check_can_review_screener(actor: Actor, screener: Screener) -> None:
    actor.require(*MAY_REVIEW, study=screener.study.public_id)
    if actor.user is not None and screener.made_by_id == actor.user.pk:
        raise ActionDenied("studies.own_screener")


def check_can_confirm_screener(actor: Actor, screener: Screener) -> None:
    actor.require(*MAY_CONFIRM, study=screener.study.public_id)
    if screener.state != "reviewed":
        raise ActionDenied("studies.confirm_after_review")


def check_can_stop(actor: Actor, study: Study) -> None:
    actor.require(*MAY_STOP, study=study.public_id)


def check_can_lift(actor: Actor, order: StopOrder) -> None:
    actor.require(*MAY_LIFT, study=order.study.public_id)
