"""Screeners: core questions and reviewed criteria in one hash; made by one, reviewed by another."""

from __future__ import annotations

from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines.errors import Conflict, InputProblem, Where
from crossroads.studies import policies
from crossroads.studies.models import Screener, Study
from crossroads.studies.queries import hash_of_content, screener_content


@service("studies.screener.make")
def make_screener(*, study: Study, by: Actor, at: datetime) -> Screener:
    """Make a screener from age, sex, healthy volunteers and all reviewed criteria of the study.

    An earlier one that nobody has reviewed yet gives way to it.

    raises  Conflict "studies.screener_unchanged" where the newest one asks exactly the same already
    """
    policies.check_can_word(by, study)
    content = screener_content(study)
    digest = hash_of_content(content)
    newest = Screener.objects.filter(study=study).first()
    if newest is not None and newest.state != "retired" and newest.content_hash == digest:
        raise Conflict("studies.screener_unchanged", number=newest.number)
    for waiting in Screener.objects.filter(study=study, state="proposed"):
        waiting.move("retired")
    screener = Screener.objects.create(
        study=study,
        number=newest.number + 1 if newest else 1,
        content=content,
        content_hash=digest,
        made_by=by.user,
        made_at=at,
    )
    audit.record(
        "studies.screener.made", target=screener, by=by, at=at, number=screener.number, sha256=digest
    )
    return screener


@service("studies.screener.review")
def review_screener(*, screener: Screener, by: Actor, at: datetime) -> Screener:
    """Take a screener into use; the former one is retired. Never by the person who made it.

    raises  ActionDenied "studies.own_screener", Conflict "studies.screener_outdated" where record or criteria
            have changed since it was made, "studies.screener_damaged" where it is not what was hashed
    """
    policies.check_can_review_screener(by, screener)
    if hash_of_content(screener.content) != screener.content_hash:
        raise Conflict("studies.screener_damaged", number=screener.number)
    if hash_of_content(screener_content(screener.study)) != screener.content_hash:
        raise Conflict("studies.screener_outdated", number=screener.number)
    screener.LIFE.check(screener.state, "reviewed")
    for former in Screener.objects.filter(study=screener.study, state="reviewed"):
        former.move("retired")
    screener.move("reviewed", reviewed_by=by.user, reviewed_at=at)
    audit.record(
        "studies.screener.reviewed",
        target=screener,
        by=by,
        at=at,
        number=screener.number,
        sha256=screener.content_hash,
    )
    return screener


@service("studies.screener.confirm")
def confirm_screener(*, screener: Screener, protocol: str, by: Actor, at: datetime) -> Screener:
    """Say that the screener was held against the protocol; until then it is marked "registry only".

    protocol  name and version of the protocol
    raises    InputProblem "input.required", ActionDenied "studies.confirm_after_review", Conflict
              "studies.screener_confirmed"
    """
    policies.check_can_confirm_screener(by, screener)
    if not protocol.strip():
        raise InputProblem("input.required", where=Where(field="protocol"), field="Protocol and version")
    confirmed = Screener.objects.filter(pk=screener.pk, confirmed_at__isnull=True).update(
        protocol=protocol.strip(), confirmed_by=by.user, confirmed_at=at
    )
    if not confirmed:
        raise Conflict("studies.screener_confirmed", number=screener.number)
    screener.refresh_from_db()
    audit.record("studies.screener.confirmed", target=screener, by=by, at=at, protocol=screener.protocol)
    return screener
