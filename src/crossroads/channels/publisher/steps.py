"""The publisher's steps, each its own committed transaction, each with its word in the trail.

``durable`` makes Django refuse to run a step inside another transaction: so none is open when the channel
is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from crossroads.channels import queries
from crossroads.channels.asking import Answer, NotNow, Ready, ask
from crossroads.channels.models import Attempt, Publication
from crossroads.channels.protocol import Accepted, Channels, Found, Outcome, PublishRequest, Refused, Unknown
from crossroads.channels.publisher.outcomes import hold, settle_found
from crossroads.channels.publisher.outcomes import record as note
from crossroads.content.models import ApprovedContent
from crossroads.engines.errors import Conflict
from crossroads.engines.terms import Network

CLAIM = timedelta(minutes=15)
"""Longer than a run (5 minutes) and its last publication's calls (twice 2 minutes) together."""
OnStep = Callable[[str], None]


def _silent(step: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One publication in one worker's hands. ``at`` tells this claim from an earlier or later one."""

    pk: int
    network: Network
    request: PublishRequest
    at: datetime
    tries: int

    @property
    def tried_before(self) -> bool:
        return self.tries > 0


def claim(pk: int, at: datetime, channels: Channels, on_step: OnStep = _silent) -> Claim | int:
    """Ask again and claim.

    returns  the claim; or 1 where the publication was held or cancelled instead, 0 where somebody was faster
    """
    with transaction.atomic(durable=True):
        publication = queries.whole(pk)
        if publication.state != "scheduled":
            return 0
        answer = _still_so(ask(publication, at, channels), at)
        try:
            if isinstance(answer, NotNow):
                _set_aside(publication, answer, at)
                return 1
            _take(publication, answer, at)
        except Conflict:
            return 0
        on_step("claiming")
        return Claim(pk, Network(publication.account.network), answer.request, at, publication.tries)


def _still_so(answer: Answer, at: datetime) -> Answer:
    """Lock the approval until the claim is committed, so that nobody can end it in between unseen."""
    if isinstance(answer, NotNow):
        return answer
    approved = ApprovedContent.objects.select_for_update().get(pk=answer.approved.pk)
    return answer if approved.ended_at is None else NotNow("channels.not_approved")


def _take(publication: Publication, ready: Ready, at: datetime) -> None:
    publication.move(
        "sending",
        claimed_at=at,
        claimed_until=at + CLAIM,
        approved=ready.approved,
        sent_hash=ready.approved.content_hash,
        held_code="",
        retry_at=None,
    )
    note(publication, "sending", at, sha256=ready.approved.content_hash)


def _set_aside(publication: Publication, answer: NotNow, at: datetime) -> None:
    to = "cancelled" if answer.for_good else "held"
    publication.move(to, held_code=answer.code)
    note(publication, to, at, code=answer.code)


def start(claim: Claim, at: datetime, on_step: OnStep = _silent) -> bool:
    """Write down that the call begins; False where the claim was lost meanwhile."""
    with transaction.atomic(durable=True):
        ours = Publication.objects.filter(
            pk=claim.pk, state="sending", claimed_at=claim.at, tries=claim.tries
        ).update(tries=claim.tries + 1)
        if ours:
            Attempt.objects.create(publication_id=claim.pk, number=claim.tries + 1, request_started_at=at)
        on_step("starting")
    return bool(ours)


def record(claim: Claim, outcome: Outcome, at: datetime, on_step: OnStep = _silent) -> None:
    """Write down what the network answered, and what follows."""
    with transaction.atomic(durable=True):
        publication = queries.whole(claim.pk)
        _finish_attempt(publication, claim.tries + 1, outcome, at)
        ours = publication.state == "sending" and publication.claimed_at == claim.at
        match outcome:
            case Accepted(network_id, url):
                settle_found(publication, Found(network_id, url), at)
            case Refused(code, retry_after) if ours:
                _refused(publication, code, retry_after, at)
            case Unknown(code) if ours:
                publication.move("unknown", held_code=code)
                note(publication, "unknown", at, code=code)
        on_step("recording")


def _finish_attempt(publication: Publication, number: int, outcome: Outcome, at: datetime) -> None:
    words = {Accepted: "accepted", Refused: "refused", Unknown: "unknown"}
    code = "" if isinstance(outcome, Accepted) else outcome.code
    publication.attempts.filter(number=number, finished_at__isnull=True).update(
        finished_at=at, outcome=words[type(outcome)], code=code
    )


def _refused(publication: Publication, code: str, retry_after: timedelta | None, at: datetime) -> None:
    if retry_after is None:
        publication.move("failed", held_code=code)
        note(publication, "failed", at, code=code)
        return
    # the table of lives knows one way back from a call: through unknown and held, and each step is on the
    # record
    publication.move("unknown", held_code=code)
    hold(publication, code, at, retry_at=at + retry_after)


def record_found(pk: int, found: Found, at: datetime) -> None:
    """The post is on the network already: nothing was sent again."""
    with transaction.atomic(durable=True):
        settle_found(queries.whole(pk), found, at)


def lapse(pk: int, at: datetime) -> int:
    """A claim lapsed: what its holder did is unknown. Returns 1, or 0 where somebody was faster."""
    with transaction.atomic(durable=True):
        publication = queries.whole(pk)
        if (
            publication.state != "sending"
            or publication.claimed_until is None
            or publication.claimed_until >= at
        ):
            return 0
        try:
            publication.move("unknown", held_code="channels.claim_lapsed")
        except Conflict:
            return 0
        note(publication, "unknown", at, code="channels.claim_lapsed")
        return 1
