"""What we learnt, and the conversations in which people learn from each other."""

from __future__ import annotations

from django.db import models

from crossroads.base.lives import Life
from crossroads.base.living import Living, in_life
from crossroads.base.models import Organisation, User
from crossroads.base.scope import OrganisationScoped, StudyScoped
from crossroads.planning.models import Campaign, Forecast

ROUNDTABLE_LIFE = Life(
    "roundtable",
    "preparing",
    {"preparing": ("open",), "open": ("closing",), "closing": ("closed",), "closed": ()},
)


class Lesson(StudyScoped):
    """What a campaign taught, tied to the numbers that show it and the forecast it is measured against."""

    TO_ORGANISATION = "campaign__study__organisation"
    TO_STUDY = "campaign__study"
    PERSONAL = frozenset({"written_by"})
    PLAIN = frozenset(
        {"id", "public_id", "campaign", "forecast", "title", "text", "numbers", "practices", "written_at"}
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="lessons")
    forecast = models.ForeignKey(Forecast, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=180)
    text = models.TextField()
    numbers = models.JSONField(help_text="The funnel when the campaign closed, and the forecast's score")
    practices = models.JSONField(default=list, help_text="Ids of practices that it speaks for or against")
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at"]


class Roundtable(Living, OrganisationScoped):
    """A session of people who join by link: topics, contributions, votes, two polls, a synthesis."""

    LIFE = ROUNDTABLE_LIFE
    PERSONAL = frozenset({"made_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "organisation", "title", "purpose", "join_token", "made_at", "synthesis"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roundtables")
    title = models.CharField(max_length=180)
    purpose = models.TextField()
    join_token = models.CharField(max_length=24, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    synthesis = models.TextField(blank=True)

    class Meta:
        constraints = [in_life(ROUNDTABLE_LIFE, "roundtable")]
        ordering = ["-made_at"]


class OfRoundtable(OrganisationScoped):
    TO_ORGANISATION = "roundtable__organisation"

    class Meta:
        abstract = True


class Topic(OfRoundtable):
    PLAIN = frozenset({"id", "public_id", "roundtable", "title", "position"})

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="topics")
    title = models.CharField(max_length=180)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]


class Participant(OfRoundtable):
    """Somebody at the table, under the name they chose for it; no account."""

    PERSONAL = frozenset({"shown_name", "perspective"})
    PLAIN = frozenset({"id", "public_id", "roundtable", "key_hash", "joined_at"})

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="participants")
    shown_name = models.CharField(max_length=60)
    perspective = models.CharField(
        max_length=40, blank=True, help_text="patient, site, sponsor, ethics, platform ..."
    )
    key_hash = models.CharField(max_length=64)
    joined_at = models.DateTimeField()


class Contribution(OfRoundtable):
    TO_ORGANISATION = "topic__roundtable__organisation"
    PERSONAL = frozenset({"participant", "text"})
    PLAIN = frozenset({"id", "public_id", "topic", "at", "hidden", "read_at"})

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="contributions")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="contributions")
    text = models.TextField()
    at = models.DateTimeField()
    hidden = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When somebody of the team had read it")

    class Meta:
        ordering = ["id"]


class Vote(OfRoundtable):
    TO_ORGANISATION = "contribution__topic__roundtable__organisation"
    PERSONAL = frozenset({"participant"})
    PLAIN = frozenset({"id", "public_id", "contribution", "at"})

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "participant"], name="vote_once")]


class PollQuestion(OfRoundtable):
    """A statement with a right answer, asked before and after: does the table correct misconceptions?"""

    PLAIN = frozenset(
        {"id", "public_id", "roundtable", "text", "choices", "right", "because", "source", "url", "position"}
    )

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="poll_questions")
    text = models.TextField()
    choices = models.JSONField()
    right = models.PositiveIntegerField(help_text="Index into choices")
    because = models.TextField(blank=True, help_text="Why that is right; shown after the second poll")
    source = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=300, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]


class PollAnswer(OfRoundtable):
    TO_ORGANISATION = "question__roundtable__organisation"
    PERSONAL = frozenset({"participant"})
    PLAIN = frozenset({"id", "public_id", "question", "phase", "choice", "at"})

    question = models.ForeignKey(PollQuestion, on_delete=models.CASCADE, related_name="answers")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="poll_answers")
    phase = models.CharField(max_length=10, choices=[("before", "before"), ("after", "after")])
    choice = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "participant", "phase"], name="poll_answer_once")
        ]
