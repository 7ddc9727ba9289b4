"""Sending for review, and deciding: here, or by an outside board whose letter two people read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crossroads.base import audit, clock
from crossroads.base.actor import Actor
from crossroads.base.models import StoredFile
from crossroads.base.service import service
from crossroads.content import measures, policies
from crossroads.content.models import (
    OUTCOMES,
    ApprovedContent,
    BoardDetermination,
    Decision,
    Message,
    Review,
)
from crossroads.content.queries import content_of, hash_of
from crossroads.content.services.common import end_approvals, lock
from crossroads.content.services.findings import recheck
from crossroads.engines.errors import Conflict, InputProblem, Problems, Where

REVIEW_WITHIN = timedelta(days=5)
"""How soon reviewers are asked to decide. A house number; the queue is sorted by it."""

_NEXT = {"approve": "approved", "ask_changes": "changes_asked", "reject": "rejected"}


@service("content.message.submit")
def submit_message(*, message: Message, by: Actor, at: datetime, due_at: datetime | None = None) -> Review:
    """Put a message before its reviewers: they are asked about exactly the hashes of now.

    An approved message may be submitted again before its approval lapses; it stays approved meanwhile.

    raises  ActionDenied "content.critical_open", "content.too_long", "content.nothing_to_review";
            Conflict "content.facts_changed" or "life.not_allowed"
    """
    lock(message)
    policies.check_can_write(message.study, by)
    message.LIFE.check(message.state, "in_review")
    variants = list(message.variants.select_related("media", "captions", "message"))
    context = measures.context_of(message.study) if variants else None
    for variant in variants:
        assert context is not None
        recheck(variant, context)
    policies.check_is_ready(variants)
    number = message.reviews.count() + 1
    review = Review.objects.create(
        message=message,
        number=number,
        manifest=[
            {
                "variant": str(variant.public_id),
                "network": variant.network,
                "placement": variant.placement,
                "content_hash": hash_of(variant),
                "content": content_of(variant),
            }
            for variant in variants
        ],
        submitted_by=by.user,
        submitted_at=at,
        due_at=due_at or at + REVIEW_WITHIN,
    )
    message.move("in_review", changed_at=at)
    audit.record(
        "content.message.submitted",
        target=message,
        by=by,
        at=at,
        review=number,
        hashes=_hashes(review.manifest),
    )
    return review


@service("content.message.take_back")
def take_back(*, message: Message, by: Actor, at: datetime, reason: str = "") -> Message:
    """Take a message back from its reviewers. What was approved before and still holds stays approved."""
    lock(message)
    policies.check_can_take_back(message, by)
    close_review(message)
    still = message.approved_contents.filter(ended_at__isnull=True).exists()
    message.move("approved" if still else "draft", changed_at=at)
    audit.record("content.message.taken_back", target=message, by=by, at=at, reason=reason)
    return message


@service("content.review.decide")
def decide(
    *,
    review: Review,
    outcome: str,
    reason: str,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
    conditions: str = "",
) -> Decision:
    """Decide about a review's whole manifest.

    outcome     approve, ask_changes or reject
    expires_at  until when an approval holds; None: it does not lapse
    raises      ActionDenied "role.missing" or "content.own_work"; Conflict "content.already_decided",
                "content.manifest_moved", "content.facts_changed" or "content.determination_waits";
                InputProblem "content.reason_missing", "content.outcome_unknown", "content.expires_past"
    """
    lock(review.message)
    review.refresh_from_db(fields=["state"])
    policies.check_can_decide(review, by)
    problems = Problems()
    if outcome not in OUTCOMES:
        problems.add("content.outcome_unknown", where=Where(field="outcome"), outcome=outcome)
    if not reason.strip():
        problems.add("content.reason_missing", where=Where(field="reason"))
    if outcome == "approve" and expires_at is not None and expires_at <= at:
        problems.add("content.expires_past", where=Where(field="expires_date"))
    problems.raise_any()
    return _decide(
        review,
        outcome=outcome,
        reason=reason.strip(),
        by=by,
        at=at,
        expires_at=expires_at,
        conditions=conditions,
    )


@service("content.determination.enter")
def enter_determination(
    *,
    review: Review,
    board: str,
    reference: str,
    outcome: str,
    words: str,
    determined_date: date,
    by: Actor,
    at: datetime,
    conditions: str = "",
    expires_date: date | None = None,
    letter: StoredFile | None = None,
) -> BoardDetermination:
    """Enter what an outside board determined, in its own words. A second person makes it hold.

    expires_date  the last day on which it holds, in the organisation's time zone; None: no expiry stated
    """
    lock(review.message)
    review.refresh_from_db(fields=["state"])
    policies.check_can_enter_determination(review, by)
    problems = Problems()
    for field, value in (("board", board), ("reference", reference), ("words", words)):
        if not value.strip():
            problems.add("content.needed", where=Where(field=field), field=field)
    if outcome not in OUTCOMES:
        problems.add("content.outcome_unknown", where=Where(field="outcome"), outcome=outcome)
    if determined_date > at.astimezone(clock.zone(by.organisation.time_zone)).date():
        problems.add("content.determined_in_future", where=Where(field="determined_date"))
    if expires_date is not None and expires_date < determined_date:
        problems.add("content.expires_before", where=Where(field="expires_date"))
    if letter is not None and letter.organisation_id != by.organisation.pk:
        problems.add("content.letter_elsewhere", where=Where(field="letter"))
    problems.raise_any()
    determination = BoardDetermination.objects.create(
        review=review,
        board=board.strip(),
        reference=reference.strip(),
        outcome=outcome,
        words=words.strip(),
        conditions=conditions.strip(),
        determined_date=determined_date,
        expires_date=expires_date,
        letter=letter,
        entered_by=by.user,
        entered_at=at,
    )
    audit.record(
        "content.determination.entered",
        target=review.message,
        by=by,
        at=at,
        board=determination.board,
        reference=determination.reference,
        outcome=outcome,
        letter=letter.sha256 if letter else "",
    )
    return determination


@service("content.determination.confirm")
def confirm_determination(*, determination: BoardDetermination, by: Actor, at: datetime) -> Decision:
    """Confirm, as a second person, that it says what the board's letter says. This decides the review."""
    review = determination.review
    lock(review.message)
    review.refresh_from_db(fields=["state"])
    policies.check_can_confirm_determination(determination, by)
    expires_at = _end_of(determination.expires_date, by)
    if determination.outcome == "approve" and expires_at is not None and expires_at <= at:
        raise InputProblem("content.expires_past")
    determination.move("confirmed", confirmed_by=by.user, confirmed_at=at)
    return _decide(
        review,
        outcome=determination.outcome,
        reason=determination.words,
        by=by,
        at=at,
        expires_at=expires_at,
        conditions=determination.conditions,
        determination=determination,
    )


@service("content.determination.refuse")
def refuse_determination(*, determination: BoardDetermination, reason: str, by: Actor, at: datetime) -> None:
    """Say that the entry is not what the letter says; it may then be entered again."""
    lock(determination.review.message)
    policies.check_can_confirm_determination(determination, by)
    if not reason.strip():
        raise InputProblem("content.reason_missing", where=Where(field="reason"))
    determination.move("refused")
    audit.record(
        "content.determination.refused",
        target=determination.review.message,
        by=by,
        at=at,
        reason=reason.strip(),
        board=determination.board,
        reference=determination.reference,
    )


def close_review(message: Message) -> None:
    """Nobody is asked about a message any more: its open review and any unconfirmed determination end."""
    for review in message.reviews.filter(state="waiting"):
        for determination in review.determinations.filter(state="entered"):
            determination.move("refused")
        review.move("taken_back")


def _decide(
    review: Review,
    *,
    outcome: str,
    reason: str,
    by: Actor,
    at: datetime,
    expires_at: datetime | None,
    conditions: str,
    determination: BoardDetermination | None = None,
) -> Decision:
    message = review.message
    if outcome == "approve":
        _check_manifest(review)
    else:
        expires_at = None
    decision = Decision.objects.create(
        review=review,
        outcome=outcome,
        reason=reason,
        conditions=conditions.strip(),
        manifest=review.manifest,
        decided_by=by.user,
        decided_at=at,
        expires_at=expires_at,
        determination=determination,
    )
    review.move("decided")
    end_approvals(message, reason="decided anew", at=at)
    if outcome == "approve":
        ApprovedContent.objects.bulk_create(
            ApprovedContent(
                message=message,
                variant_ref=entry["variant"],
                content_hash=entry["content_hash"],
                decision=decision,
                expires_at=expires_at,
            )
            for entry in review.manifest
        )
    message.move(_NEXT[outcome], changed_at=at)
    audit.record(
        f"content.message.{_NEXT[outcome]}",
        target=message,
        by=by,
        at=at,
        reason=reason,
        review=review.number,
        hashes=_hashes(review.manifest),
        expires_at=expires_at.isoformat() if expires_at else "",
        board=determination.board if determination else "",
    )
    return decision


def _check_manifest(review: Review) -> None:
    """What is approved is what the reviewers were shown, and what it states is still so."""
    asked = {entry["variant"]: entry["content_hash"] for entry in review.manifest}
    variants = list(review.message.variants.select_related("media", "captions", "message"))
    if {str(variant.public_id): hash_of(variant) for variant in variants} != asked:
        raise Conflict("content.manifest_moved")
    for variant in variants:
        policies.check_is_current(variant)


def _end_of(day: date | None, by: Actor) -> datetime | None:
    """The moment at which a day ends where the organisation is."""
    if day is None:
        return None
    zone = clock.zone(by.organisation.time_zone)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def _hashes(manifest: list[dict[str, Any]]) -> list[str]:
    return [entry["content_hash"] for entry in manifest]
