"""A roundtable as its staff lead it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.engines.errors import InputProblem, Problems, Where
from crossroads.playbook import policies
from crossroads.playbook.models import Contribution, PollQuestion, Roundtable, Topic
from crossroads.playbook.practices import Question

MOST_TOPICS = 12
MOST_QUESTIONS = 12
TITLE = 180
TOKEN_BYTES = 18
"""Of randomness in a join link: whoever has the link is invited, and nobody guesses one."""


@service("playbook.roundtable.make")
def make_roundtable(
    *,
    title: str,
    purpose: str,
    topics: Sequence[str],
    questions: Sequence[Question] = (),
    by: Actor,
    at: datetime,
) -> Roundtable:
    """Prepare a roundtable. It opens with ``move_roundtable``.

    raises  InputProblem or ManyProblems: "input.required", "playbook.too_long", "playbook.too_many",
            "playbook.choices", "playbook.right_choice"
    """
    policies.check_can_lead(by)
    named = [topic.strip() for topic in topics if topic.strip()]
    _check(title, purpose, named, questions)
    roundtable = Roundtable.objects.create(
        organisation=by.organisation,
        title=title.strip(),
        purpose=purpose.strip(),
        join_token=secrets.token_urlsafe(TOKEN_BYTES),
        made_by=by.user,
        made_at=at,
    )
    Topic.objects.bulk_create(
        Topic(roundtable=roundtable, title=topic, position=place)
        for place, topic in enumerate(named, start=1)
    )
    PollQuestion.objects.bulk_create(
        PollQuestion(
            roundtable=roundtable,
            text=question.text,
            choices=list(question.choices),
            right=question.right,
            because=question.because,
            source=question.source,
            url=question.url,
            position=place,
        )
        for place, question in enumerate(questions, start=1)
    )
    audit.record(
        "playbook.roundtable.made",
        target=roundtable,
        by=by,
        at=at,
        topics=len(named),
        questions=len(questions),
    )
    return roundtable


def _check(title: str, purpose: str, topics: Sequence[str], questions: Sequence[Question]) -> None:
    problems = Problems()
    for field, value, words in (
        ("title", title.strip(), "The title"),
        ("purpose", purpose.strip(), "What it is for"),
        ("topics", "".join(topics), "At least one topic"),
    ):
        if not value:
            problems.add("input.required", where=Where(field=field), field=words)
    for field, text in [("title", title.strip()), *(("topics", topic) for topic in topics)]:
        if len(text) > TITLE:
            problems.add(
                "playbook.too_long", where=Where(field=field), what="The title or topic", limit=TITLE
            )
    for field, found, most in (("topics", topics, MOST_TOPICS), ("questions", questions, MOST_QUESTIONS)):
        if len(found) > most:
            problems.add("playbook.too_many", where=Where(field=field), what=field, limit=most)
    for number, question in enumerate(questions, start=1):
        if len(question.choices) < 2 or len(set(question.choices)) != len(question.choices):
            problems.add("playbook.choices", where=Where(field="questions"), number=number)
        elif not 0 <= question.right < len(question.choices):
            problems.add("playbook.right_choice", where=Where(field="questions"), number=number)
    problems.raise_any()


@service("playbook.roundtable.move")
def move_roundtable(*, roundtable: Roundtable, to: str, by: Actor, at: datetime) -> Roundtable:
    """Open it, ask the second poll (closing), close it.

    raises  ActionDenied "playbook.no_synthesis"; Conflict "life.not_allowed", "life.moved_on"; InputProblem
            "playbook.state_unknown"
    """
    if to not in roundtable.LIFE.states:
        raise InputProblem("playbook.state_unknown", where=Where(field="to"))
    policies.check_can_move(by, roundtable, to)
    before = roundtable.state
    roundtable.move(to)
    audit.record(f"playbook.roundtable.{to}", target=roundtable, by=by, at=at, before=before)
    return roundtable


@service("playbook.roundtable.synthesise")
def write_synthesis(*, roundtable: Roundtable, text: str, by: Actor, at: datetime) -> Roundtable:
    """What the moderator makes of it; public once it is closed. Raises InputProblem "input.required"."""
    policies.check_can_lead(by)
    if not text.strip():
        raise InputProblem("input.required", where=Where(field="synthesis"), field="The synthesis")
    roundtable.synthesis = text.strip()
    roundtable.save(update_fields=["synthesis"])
    audit.record(
        "playbook.roundtable.synthesised",
        target=roundtable,
        by=by,
        at=at,
        characters=len(roundtable.synthesis),
    )
    return roundtable


@service("playbook.contribution.hide")
def hide_contribution(*, contribution: Contribution, reason: str, by: Actor, at: datetime) -> Contribution:
    """Take a contribution off the table; it is kept, and why. Raises InputProblem "input.required"."""
    policies.check_can_lead(by)
    if not reason.strip():
        raise InputProblem("input.required", where=Where(field="reason"), field="The reason")
    if contribution.hidden:
        audit.nothing_changed()
        return contribution
    contribution.hidden = True
    contribution.read_at = contribution.read_at or at
    contribution.save(update_fields=["hidden", "read_at"])
    audit.record("playbook.contribution.hidden", target=contribution, by=by, at=at, reason=reason.strip())
    return contribution


@service("playbook.contributions.read")
def mark_read(*, roundtable: Roundtable, by: Actor, at: datetime) -> int:
    """Somebody of the team has read what stands there until ``at``. Returns how many were new."""
    policies.check_can_lead(by)
    rows = Contribution.objects.filter(topic__roundtable=roundtable, read_at__isnull=True, at__lte=at)
    changed = rows.update(read_at=at)
    if changed:
        audit.record("playbook.contributions.read", target=roundtable, by=by, at=at, contributions=changed)
    else:
        audit.nothing_changed()
    return changed
