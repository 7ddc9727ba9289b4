"""What participants write at a roundtable: without account, under a name of their own choice.

The trail says that somebody joined, answered, contributed or voted, by the participant's opaque id: it
holds neither names nor words. The actor is the organisation's own worker, since a participant is no member
of it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines.errors import ActionDenied, InputProblem, NotFound, Problems, Where
from crossroads.playbook import policies
from crossroads.playbook.models import Contribution, Participant, PollAnswer, Roundtable, Topic, Vote

PERSPECTIVES = ("patient", "caregiver", "clinician", "site", "sponsor", "ethics", "platform", "other")
NAME_LENGTH = 60
TEXT_LENGTH = 1000
MOST_CONTRIBUTIONS = 20
MOST_PARTICIPANTS = 300
KEY_BYTES = 24


@dataclass(frozen=True, slots=True)
class Seat:
    """A participant and the key that proves it is them; only its hash is kept."""

    participant: Participant
    key: str


def hash_of_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@service("playbook.table.join")
def join_table(*, roundtable: Roundtable, shown_name: str, perspective: str, by: Actor, at: datetime) -> Seat:
    """Take a seat. Raises InputProblem "input.required", "playbook.too_long", "playbook.perspective",
    ActionDenied "playbook.table_not_open", "playbook.table_full"
    """
    policies.check_talks(roundtable)
    problems = Problems()
    name = " ".join(shown_name.split())
    if not name:
        problems.add("playbook.name_missing", where=Where(field="shown_name"))
    if len(name) > NAME_LENGTH:
        problems.add("playbook.too_long", where=Where(field="shown_name"), what="The name", limit=NAME_LENGTH)
    if perspective not in PERSPECTIVES:
        problems.add("playbook.perspective", where=Where(field="perspective"))
    problems.raise_any()
    if roundtable.participants.count() >= MOST_PARTICIPANTS:
        raise ActionDenied("playbook.table_full")
    key = secrets.token_urlsafe(KEY_BYTES)
    participant = Participant.objects.create(
        roundtable=roundtable,
        shown_name=name,
        perspective=perspective,
        key_hash=hash_of_key(key),
        joined_at=at,
    )
    audit.record(
        "playbook.table.joined", target=roundtable, by=by, at=at, participant=str(participant.public_id)
    )
    return Seat(participant, key)


@service("playbook.table.answer")
def answer_poll(
    *, participant: Participant, phase: str, choices: Mapping[int, int], by: Actor, at: datetime
) -> int:
    """Answer a poll once. What was answered already stays as it is: a poll that can be mended measures
    nothing.

    choices  primary key of the question -> index of the choice; a question may be left out
    returns  how many answers are new
    raises   InputProblem "playbook.no_answer", "playbook.choice_unknown"; ActionDenied
             "playbook.poll_not_open"
    """
    roundtable = participant.roundtable
    policies.check_polls(roundtable, phase)
    if not choices:
        raise InputProblem("playbook.no_answer")
    questions = {question.pk: question for question in roundtable.poll_questions.all()}
    problems = Problems()
    for key, choice in choices.items():
        if key not in questions or not 0 <= choice < len(questions[key].choices):
            problems.add("playbook.choice_unknown")
    problems.raise_any()
    answered = set(
        PollAnswer.objects.filter(participant=participant, phase=phase).values_list("question_id", flat=True)
    )
    new = [
        PollAnswer(question=questions[key], participant=participant, phase=phase, choice=choice, at=at)
        for key, choice in choices.items()
        if key not in answered
    ]
    if not new:
        audit.nothing_changed()
        return 0
    PollAnswer.objects.bulk_create(new)
    audit.record("playbook.table.answered", target=roundtable, by=by, at=at, phase=phase, answers=len(new))
    return len(new)


@service("playbook.table.contribute")
def contribute(*, participant: Participant, topic: Topic, text: str, by: Actor, at: datetime) -> Contribution:
    """Say something on a topic. Raises InputProblem "playbook.text_missing", "playbook.too_long",
    ActionDenied "playbook.table_not_open", "playbook.enough", NotFound
    """
    roundtable = participant.roundtable
    policies.check_talks(roundtable)
    if topic.roundtable_id != roundtable.pk:
        raise NotFound("thing.not_found", thing="topic")
    if not text.strip():
        raise InputProblem("playbook.text_missing", where=Where(field="text"))
    if len(text.strip()) > TEXT_LENGTH:
        raise InputProblem(
            "playbook.too_long", where=Where(field="text"), what="The contribution", limit=TEXT_LENGTH
        )
    if participant.contributions.count() >= MOST_CONTRIBUTIONS:
        raise ActionDenied("playbook.enough", limit=MOST_CONTRIBUTIONS)
    contribution = Contribution.objects.create(topic=topic, participant=participant, text=text.strip(), at=at)
    audit.record("playbook.table.contributed", target=contribution, by=by, at=at, topic=str(topic.public_id))
    return contribution


@service("playbook.table.vote")
def vote(*, participant: Participant, contribution: Contribution, by: Actor, at: datetime) -> int:
    """Support a contribution, once; nobody supports their own. Returns how many support it now.

    raises  ActionDenied "playbook.own_contribution", "playbook.table_not_open"; NotFound
    """
    policies.check_talks(participant.roundtable)
    if contribution.topic.roundtable_id != participant.roundtable_id or contribution.hidden:
        raise NotFound("thing.not_found", thing="contribution")
    if contribution.participant_id == participant.pk:
        raise ActionDenied("playbook.own_contribution")
    _, made = Vote.objects.get_or_create(
        contribution=contribution, participant=participant, defaults={"at": at}
    )
    if made:
        audit.record("playbook.table.voted", target=contribution, by=by, at=at)
    else:
        audit.nothing_changed()
    votes: int = contribution.votes.aggregate(n=Count("pk"))["n"]
    return votes
