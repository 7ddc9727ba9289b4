"""Who may do what to publications, accounts and take-down tasks, and why not: checks, and twins for pages."""

from __future__ import annotations

from copy import copy
from datetime import datetime

from crossroads.base.actor import Actor
from crossroads.base.policies import why_not
from crossroads.channels.asking import NotNow, ask
from crossroads.channels.models import ChannelAccount, Publication, TakedownTask
from crossroads.channels.networks import installed
from crossroads.channels.queries import UNSURE
from crossroads.engines.errors import ActionDenied
from crossroads.engines.terms import Role
from crossroads.planning.models import Campaign

MAY_SCHEDULE = frozenset({Role.OUTREACH_LEAD})
MAY_CANCEL = frozenset({Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR, Role.SAFETY_OFFICER, Role.ADMIN})
MAY_TAKE_DOWN = MAY_CANCEL | {Role.COMMUNITY_MANAGER}
MAY_KEEP_ACCOUNTS = frozenset({Role.OUTREACH_LEAD, Role.ADMIN})
MAY_IMPORT_REPORTS = frozenset({Role.OUTREACH_LEAD, Role.ANALYST})
MAY_IMPORT_INBOX = frozenset({Role.COMMUNITY_MANAGER, Role.OUTREACH_LEAD})


def check_can_schedule(campaign: Campaign, by: Actor) -> None:
    by.require(*MAY_SCHEDULE, study=campaign.study.public_id)
    if campaign.state in ("closed", "stopped"):
        raise ActionDenied("channels.campaign_over")


def check_can_cancel(publication: Publication, by: Actor) -> None:
    by.require(*MAY_CANCEL, study=publication.campaign.study.public_id)


def check_can_release(publication: Publication, by: Actor, at: datetime) -> None:
    """Held, and everything that would be asked at fire time holds now: else it would only be held again."""
    by.require(*MAY_SCHEDULE, study=publication.campaign.study.public_id)
    if publication.state != "held":
        raise ActionDenied("channels.not_held")
    if publication.takedowns.filter(state="open").exists():
        raise ActionDenied("channels.must_come_down")
    released = copy(publication)
    released.scheduled_for = max(at, publication.scheduled_for)
    answer = ask(released, at, installed())
    if isinstance(answer, NotNow):
        raise ActionDenied(answer.code)


def check_can_say_found(publication: Publication, by: Actor) -> None:
    """Only where a call was made and its answer is missing can a person know better than we do."""
    by.require(*MAY_TAKE_DOWN, study=publication.campaign.study.public_id)
    if not may_be_out(publication):
        raise ActionDenied("channels.nothing_to_find")


def may_be_out(publication: Publication) -> bool:
    """Whether the post may stand on the network although nobody has seen it there."""
    return publication.state == "unknown" or (publication.state == "held" and publication.held_code in UNSURE)


def check_can_open_takedown(publication: Publication, by: Actor) -> None:
    if not by.is_worker:
        by.require(*MAY_TAKE_DOWN, study=publication.campaign.study.public_id)
    if publication.state != "published" and not may_be_out(publication):
        raise ActionDenied("channels.not_live")


def check_can_take_down(task: TakedownTask, by: Actor) -> None:
    by.require(*MAY_TAKE_DOWN, study=task.publication.campaign.study.public_id)
    if task.state != "open":
        raise ActionDenied("channels.takedown_done")


def check_can_keep_accounts(by: Actor) -> None:
    by.require(*MAY_KEEP_ACCOUNTS)


def check_can_import_reports(by: Actor) -> None:
    by.require(*MAY_IMPORT_REPORTS)


def check_can_import_inbox(account: ChannelAccount, by: Actor) -> None:
    by.require(*MAY_IMPORT_INBOX)
    if account.state == "closed":
        raise ActionDenied("channels.account_not_active")


def why_not_schedule(campaign: Campaign, by: Actor) -> str:
    return why_not(check_can_schedule, campaign, by, advice=True)


def why_not_schedule_at_all(by: Actor) -> str:
    return why_not(by.require, *MAY_SCHEDULE, advice=True)


def why_not_keep_accounts(by: Actor) -> str:
    return why_not(check_can_keep_accounts, by, advice=True)


def why_not_cancel(publication: Publication, by: Actor) -> str:
    return why_not(check_can_cancel, publication, by, advice=True)


def why_not_release(publication: Publication, by: Actor, at: datetime) -> str:
    return why_not(check_can_release, publication, by, at, advice=True)


def why_not_say_found(publication: Publication, by: Actor) -> str:
    return why_not(check_can_say_found, publication, by, advice=True)


def why_not_open_takedown(publication: Publication, by: Actor) -> str:
    return why_not(check_can_open_takedown, publication, by, advice=True)


def why_not_take_down(task: TakedownTask, by: Actor) -> str:
    return why_not(check_can_take_down, task, by, advice=True)
