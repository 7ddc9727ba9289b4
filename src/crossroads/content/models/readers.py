"""Patient readers: people who read a message before an ethics board does, without an account."""

from __future__ import annotations

from django.db import models

from crossroads.base.fields import EncryptedTextField
from crossroads.base.lives import Life
from crossroads.base.living import Living, in_life
from crossroads.base.models import User
from crossroads.base.scope import StudyScoped
from crossroads.content.models.messages import Message, OfMessage

READING_LIFE = Life("reading", "open", {"open": ("closed",), "closed": ()})


class Reading(Living, OfMessage):
    """A message put before patient readers, with three questions that show whether it is understood.

    questions  [{key, asks, choices, right}], three of them
    manifest   what is read, as in a review: [{variant, network, placement, content_hash, content}]
    """

    LIFE = READING_LIFE
    PERSONAL = frozenset({"opened_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "message", "number", "manifest", "questions", "with_page", "with_screener",
         "opened_at", "closes_at", "closed_at"}
    )  # fmt: skip

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="readings")
    number = models.PositiveIntegerField()
    manifest = models.JSONField()
    questions = models.JSONField()
    with_page = models.BooleanField(default=False)
    with_screener = models.BooleanField(default=False)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_life(READING_LIFE, "reading"),
            models.UniqueConstraint(fields=["message", "number"], name="reading_number"),
        ]
        ordering = ["-number"]


class OfReading(StudyScoped):
    TO_ORGANISATION = "reading__message__study__organisation"
    TO_STUDY = "reading__message__study"

    class Meta:
        abstract = True


class Reader(OfReading):
    """One invitation: a link that opens the reading. ``label`` says who reads, never a name ("lives with asthma")."""

    PERSONAL = frozenset({"invited_by"})
    PLAIN = frozenset(
        {"id", "public_id", "reading", "label", "token_hash", "language", "invited_at", "expires_at", "opened_at",
         "finished_at", "revoked_at"}
    )  # fmt: skip

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="readers")
    label = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link's token")
    language = models.CharField(max_length=10, default="en")
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["invited_at"]


class OfReader(StudyScoped):
    TO_ORGANISATION = "reader__reading__message__study__organisation"
    TO_STUDY = "reader__reading__message__study"

    class Meta:
        abstract = True


class ReaderComment(OfReader):
    """What a reader says about a part of what they read. Encrypted: readers may write of themselves."""

    PERSONAL = frozenset({"body"})
    PLAIN = frozenset({"id", "public_id", "reader", "part", "words", "made_at"})

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="comments")
    part = models.CharField(max_length=60, help_text="A form's public id, page or screener")
    words = models.CharField(
        max_length=300, blank=True, help_text="The words it is about, quoted from the message"
    )
    body = EncryptedTextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]


class ReaderAnswer(OfReader):
    """A reader's answer to one of the three questions."""

    PLAIN = frozenset({"id", "public_id", "reader", "question", "choice", "is_right", "answered_at"})

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    choice = models.CharField(max_length=40, help_text="A key of the question's choices, or not_sure")
    is_right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "question"], name="reader_answer_once")]
        ordering = ["answered_at"]
