"""Who may do what with messages. Each ``check_can_x`` raises; its ``why_not_x`` says in words why not."""

from __future__ import annotations

from collections.abc import Iterable

from crossroads.base.actor import Actor
from crossroads.base.policies import why_not
from crossroads.content import names
from crossroads.content.facts import stale_slots
from crossroads.content.measures import does_not_fit
from crossroads.content.models import BoardDetermination, Finding, Message, Review, Variant
from crossroads.engines.errors import ActionDenied, Conflict, NotFound
from crossroads.engines.terms import Role, Severity
from crossroads.studies.models import Study

AUTHORS = (Role.OUTREACH_LEAD, Role.COMMUNITY_MANAGER)
"""Who writes messages; the community manager writes replies."""
REVIEWERS = (Role.REVIEWER,)
RECORDERS = (Role.REGULATORY_COORDINATOR,)
"""Who enters what an outside board determined."""
CONFIRMERS = (Role.REGULATORY_COORDINATOR, Role.REVIEWER)
"""Whose second pair of eyes confirms it."""
WITHDRAWERS = (Role.OUTREACH_LEAD, Role.REVIEWER, Role.REGULATORY_COORDINATOR)
SUSPENDERS = (Role.COMMUNITY_MANAGER, Role.SAFETY_OFFICER, *WITHDRAWERS)
"""Whoever learns that a message does harm may take it out of use."""

EDITABLE = ("draft", "changes_asked", "approved", "expired")


def _require(by: Actor, study: Study, *roles: Role) -> None:
    """Raises ActionDenied "role.missing"; NotFound for another organisation's study, whatever the role."""
    if study.organisation_id != by.organisation.pk:
        raise NotFound("thing.not_found", thing="message")
    by.require(*roles, study=study.public_id)


def check_can_write(study: Study, by: Actor) -> None:
    _require(by, study, *AUTHORS)


def check_can_edit(message: Message, by: Actor) -> None:
    """An approved message may be edited: that puts it back. One that is before its reviewers may not."""
    check_can_write(message.study, by)
    if message.state == "in_review":
        raise Conflict("content.in_review")
    if message.state not in EDITABLE:
        raise Conflict("content.ended", state=message.state_words)


def check_can_submit(message: Message, by: Actor) -> None:
    check_can_write(message.study, by)
    message.LIFE.check(message.state, "in_review")
    check_is_ready(list(message.variants.all()))


def check_is_ready(variants: list[Variant]) -> None:
    """Nothing goes before reviewers that cannot be published as it stands."""
    if not variants:
        raise ActionDenied("content.nothing_to_review")
    critical = [finding for variant in variants for finding in open_findings(variant, Severity.CRITICAL)]
    if critical:
        raise ActionDenied("content.critical_open", count=len(critical), words=critical[0].words)
    for variant in variants:
        if does_not_fit(variant):
            raise ActionDenied("content.too_long", network=names.NETWORKS[variant.network])
        check_is_current(variant)


def check_is_current(variant: Variant) -> None:
    """Every fact that it states is still so. Raises Conflict "content.facts_changed"."""
    if stale := stale_slots(variant):
        raise Conflict(
            "content.facts_changed", slots=", ".join(dict.fromkeys(s["label"].lower() for s in stale))
        )


def open_findings(variant: Variant, *severities: Severity) -> list[Finding]:
    return [
        f
        for f in variant.findings.all()
        if f.state == "open" and (not severities or f.severity in severities)
    ]


def check_can_justify(finding: Finding, by: Actor) -> None:
    """Critical findings are for a reviewer who did not write the words."""
    message = finding.variant.message
    if finding.severity == Severity.CRITICAL:
        _require(by, message.study, *REVIEWERS)
        if is_author(message, by):
            raise ActionDenied("content.own_work")
    else:
        _require(by, message.study, *AUTHORS, *REVIEWERS)
    if message.state in ("rejected", "withdrawn"):
        raise Conflict("content.ended", state=message.state_words)


def check_can_take_back(message: Message, by: Actor) -> None:
    check_can_write(message.study, by)
    if message.state != "in_review":
        raise Conflict("content.not_in_review", state=message.state_words)


def is_author(message: Message, by: Actor) -> bool:
    """Whether the actor made the message or ever changed its words."""
    user = by.user
    return user is not None and (user.pk == message.author_id or str(user.public_id) in message.editors)


def is_own_work(review: Review, by: Actor) -> bool:
    submitted = by.user is not None and by.user.pk == review.submitted_by_id
    return submitted or is_author(review.message, by)


def check_can_decide(review: Review, by: Actor) -> None:
    _require(by, review.message.study, *REVIEWERS)
    _check_open(review)
    if is_own_work(review, by):
        raise ActionDenied("content.own_work")
    if review.determinations.filter(state="entered").exists():
        raise Conflict("content.determination_waits")


def check_can_enter_determination(review: Review, by: Actor) -> None:
    _require(by, review.message.study, *RECORDERS)
    _check_open(review)
    if review.determinations.filter(state="entered").exists():
        raise Conflict("content.determination_waits")


def check_can_confirm_determination(determination: BoardDetermination, by: Actor) -> None:
    """A second person, who wrote none of it."""
    review = determination.review
    _require(by, review.message.study, *CONFIRMERS)
    _check_open(review)
    if by.user is not None and by.user.pk == determination.entered_by_id:
        raise ActionDenied("content.second_person")
    if is_own_work(review, by):
        raise ActionDenied("content.own_work")


def check_can_withdraw(message: Message, by: Actor) -> None:
    _require(by, message.study, *WITHDRAWERS)
    message.LIFE.check(message.state, "withdrawn")


def check_can_suspend(message: Message, by: Actor) -> None:
    if not by.is_worker:
        _require(by, message.study, *SUSPENDERS)
    if message.state != "approved":
        raise Conflict("content.not_approved", state=message.state_words)


def _check_open(review: Review) -> None:
    if review.state != "waiting":
        raise Conflict("content.already_decided")


def why_not_write(study: Study, by: Actor) -> str:
    return why_not(check_can_write, study, by)


def why_not_edit(message: Message, by: Actor) -> str:
    return why_not(check_can_edit, message, by)


def why_not_submit(message: Message, by: Actor) -> str:
    return why_not(check_can_submit, message, by)


def why_not_justify(finding: Finding, by: Actor) -> str:
    return why_not(check_can_justify, finding, by)


def why_not_take_back(message: Message, by: Actor) -> str:
    return why_not(check_can_take_back, message, by)


def why_not_decide(review: Review, by: Actor) -> str:
    return why_not(check_can_decide, review, by)


def why_not_enter_determination(review: Review, by: Actor) -> str:
    return why_not(check_can_enter_determination, review, by)


def why_not_confirm_determination(determination: BoardDetermination, by: Actor) -> str:
    return why_not(check_can_confirm_determination, determination, by)


def why_not_withdraw(message: Message, by: Actor) -> str:
    return why_not(check_can_withdraw, message, by)


def roles(*groups: Iterable[Role]) -> frozenset[Role]:
    return frozenset(role for group in groups for role in group)
