"""Reading lessons and roundtables. What has no actor says so: ``public_``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from crossroads.base.actor import Actor
from crossroads.engines.measurement import wilson_interval
from crossroads.planning import queries as planning
from crossroads.planning.models import Campaign
from crossroads.playbook.models import Contribution, Lesson, Participant, PollAnswer, PollQuestion, Roundtable
from crossroads.playbook.services.table import hash_of_key

SMALL = 5
"""Below this many people no share is shown: one answer would swing it by a fifth and more."""


def lessons(actor: Actor) -> QuerySet[Lesson]:
    """What was learnt, newest first."""
    return Lesson.visible_to(actor).select_related("campaign__study__organisation", "forecast", "written_by")


def to_close(actor: Actor, today: date) -> QuerySet[Campaign]:
    """Campaigns past their last day, or closed, that have taught nothing yet."""
    rows = planning.campaigns(actor).filter(lessons__isnull=True).exclude(state="planning")
    return rows.filter(Q(end_date__lt=today) | Q(state="closed")).order_by("end_date", "name")


def roundtables(actor: Actor) -> QuerySet[Roundtable]:
    """Newest first, each with how many people sit at it and how many contributions nobody has read."""
    counted = Roundtable.visible_to(actor).annotate(
        people=Count("participants", distinct=True),
        unread=Count(
            "topics__contributions", distinct=True, filter=Q(topics__contributions__read_at__isnull=True)
        ),
    )
    return counted.order_by("-made_at", "-id")  # a count loses the model's own order


def roundtables_to_read(actor: Actor) -> list[tuple[Roundtable, int]]:
    """Tables with contributions that nobody of the team has read, and how many, in one query."""
    new = Count("topics__contributions", filter=Q(topics__contributions__read_at__isnull=True))
    rows = Roundtable.visible_to(actor).annotate(new=new).filter(new__gt=0).order_by("made_at", "id")
    return [(row, row.new) for row in rows]


def public_table(join_token: str) -> Roundtable | None:
    """The roundtable behind a join link, unless it is still being prepared."""
    rows = Roundtable.objects.select_related("organisation").filter(join_token=join_token)
    return rows.exclude(state="preparing").first()


def public_participant(roundtable: Roundtable, key: str) -> Participant | None:
    """Who holds this key at this table."""
    if not key:
        return None
    return (
        roundtable.participants.select_related("roundtable__organisation")
        .filter(key_hash=hash_of_key(key))
        .first()
    )


@dataclass(frozen=True, slots=True)
class Said:
    """One contribution as it is shown.

    mine, supported  of the participant who looks; False for everybody else
    """

    contribution: Contribution
    votes: int
    mine: bool = False
    supported: bool = False


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic with its contributions, most supported first."""

    id: int
    title: str
    said: tuple[Said, ...]

    @property
    def most_supported(self) -> tuple[Said, ...]:
        """Up to three that somebody supports."""
        return tuple(one for one in self.said if one.votes)[:3]


def topics(
    roundtable: Roundtable, *, me: Participant | None = None, with_hidden: bool = False
) -> tuple[TopicPage, ...]:
    """All topics of a table in three queries."""
    rows = Contribution.objects.filter(topic__roundtable=roundtable).select_related("participant")
    rows = rows.annotate(supporters=Count("votes")).order_by("-supporters", "id")
    supported = set(me.votes.values_list("contribution_id", flat=True)) if me else set()
    by_topic: defaultdict[int, list[Said]] = defaultdict(list)
    for row in rows if with_hidden else rows.filter(hidden=False):
        mine = me is not None and row.participant_id == me.pk
        by_topic[row.topic_id].append(Said(row, row.supporters, mine, row.pk in supported))
    return tuple(
        TopicPage(topic.pk, topic.title, tuple(by_topic[topic.pk])) for topic in roundtable.topics.all()
    )


def answered(participant: Participant, phase: str) -> bool:
    return PollAnswer.objects.filter(participant=participant, phase=phase).exists()


@dataclass(frozen=True, slots=True)
class Understanding:
    """Right answers to one question before and after, among those who answered both times.

    n              people who answered both times
    before, after  how many of them were right; None where n is under five: that would tell of single people
    before_n, after_n  all who answered each time
    """

    question: PollQuestion
    n: int
    before: int | None
    after: int | None
    before_n: int
    after_n: int

    @property
    def right_choice(self) -> str:
        return str(self.question.choices[self.question.right])

    @property
    def before_interval(self) -> tuple[float, float] | None:
        """Wilson 95 %, from 0 to 1."""
        return None if self.before is None else wilson_interval(self.before, self.n)

    @property
    def after_interval(self) -> tuple[float, float] | None:
        return None if self.after is None else wilson_interval(self.after, self.n)


def understanding(roundtable: Roundtable) -> tuple[Understanding, ...]:
    """Question by question, in their order; in two queries."""
    given: defaultdict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    rows = PollAnswer.objects.filter(question__roundtable=roundtable)
    for question, phase, person, choice in rows.values_list(
        "question_id", "phase", "participant_id", "choice"
    ):
        given[question, phase][person] = choice
    return tuple(
        _understood(question, given[question.pk, "before"], given[question.pk, "after"])
        for question in roundtable.poll_questions.all()
    )


def _understood(question: PollQuestion, before: dict[int, int], after: dict[int, int]) -> Understanding:
    both = before.keys() & after.keys()
    enough = len(both) >= SMALL
    return Understanding(
        question=question,
        n=len(both),
        before=sum(before[person] == question.right for person in both) if enough else None,
        after=sum(after[person] == question.right for person in both) if enough else None,
        before_n=len(before),
        after_n=len(after),
    )


def perspectives(roundtable: Roundtable) -> list[tuple[str, int]]:
    """How many sit at the table from where, most first; for its moderator."""
    rows = roundtable.participants.values("perspective").annotate(n=Count("pk")).order_by("-n", "perspective")
    return [(row["perspective"], row["n"]) for row in rows]


def public_perspectives(roundtable: Roundtable) -> list[tuple[str, int | None]]:
    """From where people looked at it, in the order of the alphabet; None for a number under five."""
    return sorted((name, count if count >= SMALL else None) for name, count in perspectives(roundtable))
