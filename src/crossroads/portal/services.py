"""From a person's consent to the site they chose, and everything that may happen to that."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.audit import About
from crossroads.base.service import service
from crossroads.engines.errors import Conflict, InputProblem, Problems, Where
from crossroads.engines.terms import Stage
from crossroads.portal import addresses, outcomes, policies, prescreening
from crossroads.portal.counting import count, local_day
from crossroads.portal.models import Candidate, Consent, Referral, ReferralStep
from crossroads.portal.promise import WORKING_DAYS_BETWEEN_CALLS, call_by
from crossroads.portal.queries import hash_of_code
from crossroads.portal.wording import Wording, contact_wording
from crossroads.studies.models import Screener, Site, Study
from crossroads.studies.queries import is_stopped, open_sites, questions_of, screener_in_use

CODE_BYTES = 24


def new_code() -> str:
    """The secret of a person's private link: 192 random bits. Only its hash is kept."""
    return secrets.token_urlsafe(CODE_BYTES)


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """What a person tells about themselves when they ask to be contacted. Never shown in a log or traceback.

    phone, email  at least one
    called_for    "self", "child", "cared_for" or "other": for whom the person asks
    best_time     as the person words it; empty for any time
    language      in which to call, as the person words it
    """

    name: str
    phone: str = ""
    email: str = ""
    called_for: str = "self"
    best_time: str = ""
    language: str = ""
    interpreter: bool = False


@service("portal.referral.submit")
def submit_referral(
    *,
    study: Study,
    site: Site,
    person: Person,
    answers: Mapping[str, object],
    wording: Wording,
    code: str,
    by: Actor,
    at: datetime,
    token: str = "",
) -> Referral:
    """Pass a person who consented on to the site they chose. All of it, or nothing.

    answers  by question key, as ``eligibility.parse_answers`` takes them
    wording  the exact words that the person agreed to
    code     from ``new_code``: the person's own key to see, withdraw and erase
    token    of the post that brought them; "" for none
    raises   Conflict "portal.intake_closed", "portal.site_closed", "portal.no_screener",
             "portal.wording_changed"
             or "portal.already_asked"; InputProblem or ManyProblems on the person's details
    """
    screener = _check_open(study, site, at)
    if wording.hash != contact_wording(study, wording.language).hash:
        raise Conflict("portal.wording_changed")
    person = _read(person)
    Study.objects.select_for_update().get(pk=study.pk)  # a form sent twice is one person
    _check_first_time(study, person)
    candidate = _keep_person(study, person, at)
    Consent.objects.create(
        candidate=candidate,
        wording=wording.text,
        wording_hash=wording.hash,
        language=wording.language,
        given_at=at,
    )
    referral = Referral(
        candidate=candidate,
        site=site,
        screener=screener,
        token=token,
        answers=json.dumps(prescreening.to_keep(questions_of(screener), answers, local_day(study, at))),
        withdrawal_code_hash=hash_of_code(code),
        referred_at=at,
        referred_date=local_day(study, at),
        due_at=call_by(at, zone_name=study.organisation.time_zone),
        changed_at=at,
    )
    referral.save()
    ReferralStep.objects.create(referral=referral, to_state=referral.state, at=at)
    for stage in (Stage.CONTACT_CONSENTED, Stage.REFERRED):
        count(study=study, stage=stage, at=at, token=token)
    audit.record(
        "portal.referral.submitted",
        target=referral,
        by=by,
        at=at,
        about=About(candidate.person, {"name": person.name, "phone": person.phone, "email": person.email}),
        site=str(site.public_id),
        wording=wording.hash,
        screener=screener.content_hash,
    )
    return referral


def _check_open(study: Study, site: Site, at: datetime) -> Screener:
    if is_stopped(study):
        raise Conflict("portal.intake_closed")
    if site not in open_sites(study, local_day(study, at)):
        raise Conflict("portal.site_closed", where=Where(field="site"))
    screener = screener_in_use(study)
    if screener is None:
        raise Conflict("portal.no_screener")
    return screener


def _read(person: Person) -> Person:
    """The details as they are kept. All problems are told in one pass."""
    problems, phone, email = Problems(), "", ""
    if not person.name.strip():
        problems.add("portal.name_missing", where=Where(field="name"))
    try:
        phone = addresses.normal_phone(person.phone)
    except InputProblem as problem:
        problems.found.append(problem)
    try:
        email = addresses.normal_email(person.email)
    except InputProblem as problem:
        problems.found.append(problem)
    if not person.phone.strip() and not person.email.strip():
        problems.add("portal.no_way_to_reach", where=Where(field="phone"))
    problems.raise_any()
    return Person(
        name=person.name.strip(),
        phone=phone,
        email=email,
        called_for=person.called_for,
        best_time=person.best_time.strip(),
        language=person.language.strip(),
        interpreter=person.interpreter,
    )


def _check_first_time(study: Study, person: Person) -> None:
    """A person who withdrew may ask again; anybody else is told, and nothing is doubled."""
    same = Q(pk__in=[])
    if person.phone:
        same |= Q(phone_index=addresses.phone_index(person.phone))
    if person.email:
        same |= Q(email_index=addresses.email_index(person.email))
    if study.candidates.filter(same).exclude(referral__state="withdrawn").exists():
        raise Conflict("portal.already_asked")


def _keep_person(study: Study, person: Person, at: datetime) -> Candidate:
    candidate = Candidate(
        study=study,
        person=audit.new_person(),
        name=person.name,
        phone=person.phone,
        email=person.email,
        phone_index=addresses.phone_index(person.phone),
        email_index=addresses.email_index(person.email),
        called_for=person.called_for,
        best_time=person.best_time,
        language=person.language,
        interpreter=person.interpreter,
        made_at=at,
    )
    candidate.save()
    return candidate


# --- what the site does


@service("portal.referral.move")
def move_referral(
    *, referral: Referral, to: str, by: Actor, at: datetime, reason_code: str = "", criterion: str = ""
) -> Referral:
    """Say what came of it. Ends without enrollment need a reason, and the criterion where it is one.

    raises  ActionDenied "portal.other_site", Conflict "life.not_allowed", InputProblem
            "portal.reason_missing" or
            "portal.criterion_missing"
    """
    policies.check_can_move(referral, by)
    Referral.LIFE.check(referral.state, to)
    policies.check_reason(referral, to, reason_code, criterion)
    reason = outcomes.find(to, reason_code)
    named = criterion if reason is not None and reason.names_criterion else ""
    _step(referral, to, by=by, at=at, reason_code=reason.code if reason else "", criterion=named)
    audit.record(
        "portal.referral.moved",
        target=referral,
        by=by,
        at=at,
        reason=str(reason.words) if reason else "",
        to=to,
        reason_code=reason.code if reason else "",
        criterion=named,
    )
    return referral


@service("portal.referral.try")
def note_try(*, referral: Referral, by: Actor, at: datetime) -> Referral:
    """A call that nobody took: it is kept, and the next one is due a working day later.

    raises  ActionDenied "portal.other_site", Conflict "portal.not_to_call"
    """
    policies.check_can_move(referral, by)
    if referral.state != "candidate":
        raise Conflict("portal.not_to_call")
    zone_name = referral.candidate.study.organisation.time_zone
    referral.due_at = call_by(at, zone_name=zone_name, working_days=WORKING_DAYS_BETWEEN_CALLS)
    referral.changed_at = at
    referral.save(update_fields=["due_at", "changed_at"])
    ReferralStep.objects.create(
        referral=referral, to_state=referral.state, at=at, by=by.user, reason_code=outcomes.TRIED
    )
    audit.record("portal.referral.tried", target=referral, by=by, at=at)
    return referral


@service("portal.contact.view")
def view_contact(*, referral: Referral, by: Actor, at: datetime) -> Person:
    """Open a person's contact data, for the site they chose. Each viewing is on the record.

    raises  ActionDenied "portal.other_site", "portal.erased" or "portal.withdrawn"
    """
    policies.check_can_see_contact(referral, by)
    audit.record("portal.contact.viewed", target=referral, by=by, at=at)
    return contact_of(referral)


def contact_of(referral: Referral) -> Person:
    candidate = referral.candidate
    return Person(
        name=candidate.name,
        phone=candidate.phone,
        email=candidate.email,
        called_for=candidate.called_for,
        best_time=candidate.best_time,
        language=candidate.language,
        interpreter=candidate.interpreter,
    )


# --- what the person does, by their own private link


@service("portal.referral.withdraw")
def withdraw(*, referral: Referral, by: Actor, at: datetime) -> Referral:
    """Take the consent to contact back: the site no longer sees who it was, and does not call.

    raises  ActionDenied "portal.ended" where nothing is left to call about
    """
    policies.check_person_can_withdraw(referral)
    _step(referral, "withdrawn", by=by, at=at, reason_code=outcomes.PERSON_WITHDREW)
    audit.record(
        "portal.referral.withdrawn", target=referral, by=by, at=at, reason="The person took the consent back."
    )
    return referral


@service("portal.candidate.export")
def export(*, referral: Referral, by: Actor, at: datetime) -> dict[str, Any]:
    """Everything that is kept about a person, as plain JSON values. Names of staff are not theirs to have."""
    audit.record("portal.candidate.exported", target=referral.candidate, by=by, at=at)
    candidate, consent = referral.candidate, referral.candidate.consents.get()
    person = contact_of(referral)
    return {
        "study": {"registry_id": candidate.study.registry_id, "title": candidate.study.brief_title},
        "contact": {
            "name": person.name,
            "phone": person.phone,
            "email": person.email,
            "called_for": person.called_for,
            "best_time": person.best_time,
            "language": person.language,
            "interpreter": person.interpreter,
        },
        "consent": {
            "words": consent.wording,
            "sha256": consent.wording_hash,
            "given_at": consent.given_at.isoformat(),
        },
        "site": {
            "facility": referral.site.facility,
            "city": referral.site.city,
            "country": referral.site.country,
        },
        "answers": json.loads(referral.answers or "{}"),
        "steps": [
            {"state": step.to_state, "at": step.at.isoformat(), "reason": step.reason_code}
            for step in referral.steps.all()
        ],
    }


@service("portal.candidate.erase")
def erase(*, referral: Referral, by: Actor, at: datetime) -> None:
    """Forget a person: contact data, answers, duplicates' index, private link, and the key of the trail's
    values.

    What stays names nobody: that a referral was, its site, its states and days, and the words of the
    consent. An open
    referral is withdrawn first, so that the site sees that it ended.

    raises  Conflict "person.erased"
    """
    candidate = referral.candidate
    if candidate.erased_at is not None:
        raise Conflict("person.erased")
    if not policies.why_person_cannot_withdraw(referral):
        _step(referral, "withdrawn", by=by, at=at, reason_code=outcomes.PERSON_WITHDREW)
    for field in (
        "name",
        "phone",
        "email",
        "phone_index",
        "email_index",
        "called_for",
        "best_time",
        "language",
    ):
        setattr(candidate, field, "")
    candidate.interpreter = False
    candidate.erased_at = at
    candidate.save()
    referral.answers = referral.withdrawal_code_hash = ""
    referral.save(update_fields=["answers", "withdrawal_code_hash"])
    audit.destroy_person(candidate.person, at=at)
    audit.record("portal.candidate.erased", target=candidate, by=by, at=at, reason="The person asked for it.")


def _step(
    referral: Referral, to: str, *, by: Actor, at: datetime, reason_code: str = "", criterion: str = ""
) -> None:
    referral.move(to, changed_at=at, outcome_code=reason_code)
    ReferralStep.objects.create(
        referral=referral, to_state=to, at=at, by=by.user, reason_code=reason_code, criterion=criterion
    )
