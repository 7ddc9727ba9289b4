"""Safety reports: handed off first, followed up after, and dismissed by two people only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.community import handing_off, house_rules, policies
from crossroads.community.models import Comment, SafetyNote, SafetyReport
from crossroads.community.services.common import need, open_report, reading_mark, say_what_it_is, with_event
from crossroads.content.models import Message
from crossroads.content.services import suspend_message as suspend
from crossroads.engines.errors import Conflict, InputProblem, Where


@dataclass(frozen=True, slots=True, repr=False)
class Elements:
    """What is known of a case. Empty text: not known.

    seriousness  codes of ``rules/en/community.toml``, as somebody says, not as a physician assessed
    """

    patient: str = ""
    reporter: str = ""
    product: str = ""
    event: str = ""
    seriousness: Sequence[str] = ()


@service("community.safety.raise")
def raise_safety_report(*, comment: Comment, by: Actor, at: datetime) -> SafetyReport:
    """A person sees what may be an adverse event. Raises Conflict "community.already_raised"."""
    policies.check_can_raise(comment, by)
    report = open_report(comment, by=by, at=at)
    classes, urgency = with_event(comment)
    say_what_it_is(comment, classes=classes, urgency=urgency, by=by, at=at)
    if reading_mark(comment, by, at):
        comment.read_by, comment.read_at = by.user, at
        comment.save(update_fields=["read_by", "read_at"])
    return report


@service("community.safety.complete")
def complete_report(*, report: SafetyReport, elements: Elements, by: Actor, at: datetime) -> SafetyReport:
    """Write down what is known of person, reporter, product and event; before or after the hand-off.

    A hint at something serious shortens the time to hand-off; nothing lengthens it.

    raises  InputProblem "community.unknown_criterion", Conflict "community.report_over"
    """
    policies.check_can_complete(report, by)
    known = {criterion.code for criterion in house_rules.seriousness_criteria()}
    if unknown := [code for code in elements.seriousness if code not in known]:
        raise InputProblem(
            "community.unknown_criterion", where=Where(field="seriousness"), code_given=unknown[0]
        )
    names = ("patient", "reporter", "product", "event", "seriousness")
    changed = [name for name in names if getattr(report, name) != _value(elements, name)]
    if not changed:
        audit.nothing_changed()
        return report
    for name in changed:
        setattr(report, name, _value(elements, name))
    term = house_rules.hand_off_term(report.seriousness)
    if (due_at := report.received_at + term.within) < report.due_at and report.handed_off_at is None:
        report.due_at, report.rule_id = due_at, term.rule_id
    report.save(update_fields=[*changed, "due_at", "rule_id"])
    audit.record(
        "community.safety.completed",
        target=report,
        by=by,
        at=at,
        changed=changed,
        missing=handing_off.missing(report),
        rule=report.rule_id,
    )
    return report


def _value(elements: Elements, name: str) -> str | list[str]:
    value = getattr(elements, name)
    return value.strip() if isinstance(value, str) else list(value)


@service("community.safety.hand_off")
def hand_off(
    *, report: SafetyReport, to: str, by: Actor, at: datetime, reference: str = "", preview: str = ""
) -> SafetyReport:
    """Record that safety has it, complete or not, with exactly what was sent.

    preview  fingerprint of the document that the person saw; empty where nobody looked
    raises   InputProblem "community.recipient_missing"; Conflict "community.preview_changed" where the
             document is another by now
    """
    policies.check_can_hand_off(report, by)
    to = need(to, "community.recipient_missing", "to")
    fresh = SafetyReport.objects.select_for_update().get(pk=report.pk)
    text = handing_off.as_text(fresh)
    sent = handing_off.fingerprint(text)
    if preview and preview != sent:
        raise Conflict("community.preview_changed")
    report.handed_off_document = text
    report.save(update_fields=["handed_off_document"])
    report.move(
        "handed_off",
        handed_off_at=at,
        handed_off_to=to,
        handed_off_by=by.user,
        handed_off_reference=reference.strip(),
    )
    audit.record(
        "community.safety.handed_off",
        target=report,
        by=by,
        at=at,
        sha256=sent,
        missing=handing_off.missing(fresh),
        late=at > report.due_at,
    )
    return report


@service("community.safety.acknowledge")
def acknowledge(*, report: SafetyReport, reference: str, by: Actor, at: datetime) -> SafetyReport:
    """The receiver's number for it. Raises InputProblem "community.reference_missing"."""
    policies.check_can_acknowledge(report, by)
    reference = need(reference, "community.reference_missing", "reference")
    report.move("acknowledged", acknowledged_at=at, acknowledged_reference=reference)
    audit.record("community.safety.acknowledged", target=report, by=by, at=at, reference=reference)
    return report


@service("community.safety.follow_up")
def follow_up(*, report: SafetyReport, text: str, by: Actor, at: datetime) -> SafetyNote:
    """What was learnt since; as often as needed. Raises InputProblem "community.note_missing"."""
    policies.check_can_follow_up(report, by)
    text = need(text, "community.note_missing", "text")
    if report.state != "follow_up":
        report.move("follow_up")
    note = SafetyNote(report=report, text=text, by=by.user, at=at)
    note.save()
    audit.record("community.safety.followed_up", target=report, by=by, at=at, note=str(note.public_id))
    return note


@service("community.safety.close")
def close_report(*, report: SafetyReport, reason: str, by: Actor, at: datetime) -> SafetyReport:
    """Safety says that nothing more is needed."""
    policies.check_can_close(report, by)
    reason = need(reason, "community.reason_missing", "reason")
    report.move("closed_by_safety")
    audit.record("community.safety.closed", target=report, by=by, at=at, reason=reason)
    return report


@service("community.safety.propose_dismissal")
def propose_dismissal(*, report: SafetyReport, reason: str, by: Actor, at: datetime) -> SafetyReport:
    """One person thinks that it is no adverse event, and says why. The clock goes on."""
    policies.check_can_propose_dismissal(report, by)
    reason = need(reason, "community.reason_missing", "reason")
    report.move("dismissal_proposed", dismissal_reason=reason, dismissal_by=by.user)
    audit.record("community.safety.dismissal_proposed", target=report, by=by, at=at, reason=reason)
    return report


@service("community.safety.confirm_dismissal")
def confirm_dismissal(*, report: SafetyReport, by: Actor, at: datetime) -> SafetyReport:
    """A second person agrees. Raises ActionDenied "community.own_dismissal"."""
    policies.check_can_confirm_dismissal(report, by)
    report.move("dismissed", dismissal_confirmed_by=by.user)
    audit.record("community.safety.dismissed", target=report, by=by, at=at, reason=report.dismissal_reason)
    return report


@service("community.safety.refuse_dismissal")
def refuse_dismissal(*, report: SafetyReport, reason: str, by: Actor, at: datetime) -> SafetyReport:
    """It is a possible adverse event after all, and due as it always was."""
    policies.check_can_refuse_dismissal(report, by)
    reason = need(reason, "community.reason_missing", "reason")
    report.move("possible", dismissal_reason="", dismissal_by=None)
    audit.record("community.safety.dismissal_refused", target=report, by=by, at=at, reason=reason)
    return report


@service("community.safety.suspend_message")
def suspend_message(*, report: SafetyReport, reason: str, by: Actor, at: datetime) -> Message:
    """Take the message under which it was told out of use. Only when safety asks; never by itself.

    raises  ActionDenied "community.no_message", Conflict "community.message_not_in_use"
    """
    policies.check_can_suspend(report, by)
    reason = need(reason, "community.reason_missing", "reason")
    publication = report.comment.item.publication
    assert publication is not None
    message = suspend(message=publication.variant.message, reason=reason, by=by, at=at)
    audit.record(
        "community.safety.message_suspended",
        target=report,
        by=by,
        at=at,
        reason=reason,
        message=str(message.public_id),
    )
    return message


@service("community.author.reveal")
def reveal_author(*, comment: Comment, reason: str, by: Actor, at: datetime) -> str:
    """The handle of whoever wrote it, for safety alone. That somebody looked is on record, the handle is not.

    raises  ActionDenied "community.no_author", InputProblem "community.reason_missing"
    """
    policies.check_can_reveal(comment, by)
    reason = need(reason, "community.reason_missing", "reason")
    audit.record("community.author.revealed", target=comment, by=by, at=at, reason=reason)
    handle: str = comment.item.author_handle
    return handle
