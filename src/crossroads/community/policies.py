"""Who may do what with comments and safety reports.

``why_not`` says the same as a sentence beside a disabled button.
"""

from __future__ import annotations

from uuid import UUID

from crossroads.base.actor import Actor
from crossroads.community.models import NOT_HANDED_OFF, OVER, Comment, SafetyReport
from crossroads.engines.errors import ActionDenied, Conflict
from crossroads.engines.terms import Role, Urgency

READERS = frozenset(
    {Role.COMMUNITY_MANAGER, Role.SAFETY_OFFICER, Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR}
)
"""Who sees what people wrote. Analysts see counts, never words."""
ANSWERERS = (Role.COMMUNITY_MANAGER,)
HANDLERS = (Role.COMMUNITY_MANAGER, Role.SAFETY_OFFICER)
"""Who sorts comments, puts them aside and raises a safety report."""
HELPERS = (Role.SAFETY_OFFICER, Role.OUTREACH_LEAD, Role.REGULATORY_COORDINATOR)
"""To whom a comment can be escalated."""
WRITERS = frozenset({*ANSWERERS, *HANDLERS, *HELPERS})

REPORT_READERS = frozenset({Role.SAFETY_OFFICER, Role.COMMUNITY_MANAGER, Role.REGULATORY_COORDINATOR})
SAFETY = (Role.SAFETY_OFFICER,)
"""Who hands off, completes and closes reports, and may learn who wrote a comment."""
PROPOSERS = (Role.SAFETY_OFFICER, Role.COMMUNITY_MANAGER)
"""Who may propose to dismiss a report; a safety officer who is somebody else confirms it."""


def study_ref(comment: Comment) -> UUID | None:
    return comment.study.public_id if comment.study else None


# --- comments


def check_can_handle(comment: Comment, by: Actor) -> None:
    """Read, sort and put aside."""
    by.require(*HANDLERS, study=study_ref(comment))


def check_can_answer(comment: Comment, by: Actor) -> None:
    by.require(*ANSWERERS, study=study_ref(comment))
    comment.LIFE.check(comment.state, "answered")
    if comment.study is None:
        raise ActionDenied("community.no_study")


def check_can_hide(comment: Comment, by: Actor) -> None:
    check_can_handle(comment, by)
    comment.LIFE.check(comment.state, "hidden")


def check_can_put_aside(comment: Comment, by: Actor) -> None:
    """ "No action" and "later" are for comments that safety does not still have to hear of."""
    check_can_handle(comment, by)
    if comment.state != "waiting":
        comment.LIFE.check(comment.state, "no_action")
    report = report_of(comment)
    if report is not None and report.state in NOT_HANDED_OFF:
        raise ActionDenied("community.safety_first")


def check_can_snooze(comment: Comment, by: Actor) -> None:
    check_can_put_aside(comment, by)
    if comment.urgency == Urgency.NOW:
        raise ActionDenied("community.now_means_now")


def check_can_escalate(comment: Comment, by: Actor) -> None:
    check_can_handle(comment, by)
    comment.LIFE.check(comment.state, "escalated")


def check_can_reopen(comment: Comment, by: Actor) -> None:
    """Whoever sorts comments, and whoever was asked to help with this one."""
    asked = (Role(comment.escalated_to),) if comment.state == "escalated" and comment.escalated_to else ()
    by.require(*HANDLERS, *asked, study=study_ref(comment))
    comment.LIFE.check(comment.state, "reopened")


def check_can_read_again(comment: Comment, by: Actor) -> None:
    check_can_handle(comment, by)
    if not comment.for_second_reading or comment.second_read_at is not None:
        raise Conflict("community.not_to_read_again")
    if comment.read_at is None:
        raise Conflict("community.not_read_once")
    if by.user is not None and comment.read_by_id == by.user.pk:
        raise ActionDenied("community.own_reading")
    if report_of(comment) is not None:
        raise Conflict("community.already_raised")


# --- safety reports


def report_of(comment: Comment) -> SafetyReport | None:
    return getattr(comment, "safety_report", None)


def check_can_raise(comment: Comment, by: Actor) -> None:
    by.require(*HANDLERS, study=study_ref(comment))
    if report_of(comment) is not None:
        raise Conflict("community.already_raised")


def check_is_safety(report: SafetyReport, by: Actor) -> None:
    by.require(*SAFETY, study=study_ref(report.comment))


def check_can_complete(report: SafetyReport, by: Actor) -> None:
    check_is_safety(report, by)
    if report.state in OVER:
        raise Conflict("community.report_over", state=report.state_words)


def check_can_hand_off(report: SafetyReport, by: Actor) -> None:
    """Never asks whether the report is complete: handed off first."""
    check_is_safety(report, by)
    report.LIFE.check(report.state, "handed_off")


def check_can_acknowledge(report: SafetyReport, by: Actor) -> None:
    check_is_safety(report, by)
    report.LIFE.check(report.state, "acknowledged")


def check_can_follow_up(report: SafetyReport, by: Actor) -> None:
    check_is_safety(report, by)
    if report.state != "follow_up":
        report.LIFE.check(report.state, "follow_up")


def check_can_close(report: SafetyReport, by: Actor) -> None:
    check_is_safety(report, by)
    report.LIFE.check(report.state, "closed_by_safety")


def check_can_propose_dismissal(report: SafetyReport, by: Actor) -> None:
    by.require(*PROPOSERS, study=study_ref(report.comment))
    report.LIFE.check(report.state, "dismissal_proposed")


def check_can_confirm_dismissal(report: SafetyReport, by: Actor) -> None:
    """Two people: the one who proposed it never confirms it."""
    check_is_safety(report, by)
    report.LIFE.check(report.state, "dismissed")
    if by.user is not None and report.dismissal_by_id == by.user.pk:
        raise ActionDenied("community.own_dismissal")


def check_can_refuse_dismissal(report: SafetyReport, by: Actor) -> None:
    """Also for the one who proposed it: a second thought needs nobody's leave."""
    by.require(*PROPOSERS, study=study_ref(report.comment))
    report.LIFE.check(report.state, "possible")


def check_can_suspend(report: SafetyReport, by: Actor) -> None:
    check_is_safety(report, by)
    publication = report.comment.item.publication
    if publication is None:
        raise ActionDenied("community.no_message")
    if publication.variant.message.state != "approved":
        raise Conflict("community.message_not_in_use", state=publication.variant.message.state_words)


def check_can_reveal(comment: Comment, by: Actor) -> None:
    by.require(*SAFETY, study=study_ref(comment))
    if not comment.item.author_index:
        raise ActionDenied("community.no_author")
