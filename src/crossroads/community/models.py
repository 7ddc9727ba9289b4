"""What people say, what we think it is, what we answered, and what safety must hear."""

from __future__ import annotations

from django.db import models

from crossroads.base.fields import EncryptedTextField
from crossroads.base.guards import only_grows
from crossroads.base.lives import Life
from crossroads.base.living import Living, both_or_neither, in_life
from crossroads.base.models import User
from crossroads.base.scope import OrganisationScoped
from crossroads.channels.models import InboxItem
from crossroads.content.models import Variant
from crossroads.engines.terms import Role, Urgency
from crossroads.studies.models import Study

COMMENT_LIFE = Life(
    "comment",
    "new",
    {
        "new": ("waiting",),
        "waiting": ("answered", "hidden", "escalated", "snoozed", "no_action"),
        "answered": ("reopened",),
        "hidden": ("reopened",),
        "escalated": ("reopened",),
        "snoozed": ("reopened", "waiting"),
        "no_action": ("reopened",),
        "reopened": ("waiting",),
    },
)
SAFETY_LIFE = Life(
    "safety report",
    "possible",
    {
        "possible": ("handed_off", "dismissal_proposed"),
        "handed_off": ("acknowledged",),
        "acknowledged": ("follow_up", "closed_by_safety"),
        "follow_up": ("closed_by_safety",),
        "closed_by_safety": (),
        "dismissal_proposed": ("dismissed", "possible"),
        "dismissed": (),
    },
)

NOT_HANDED_OFF = ("possible", "dismissal_proposed")
"""States of a report that nobody at safety has heard of yet."""
OVER = ("closed_by_safety", "dismissed")
"""The only two ends: closed by safety, or dismissed by two people."""


class Comment(Living, OrganisationScoped):
    """One thing that somebody said to us, from its arrival until it is dealt with.

    ``study`` is empty where the comment stands under none of our posts, until a person says which
    it is about.
    """

    LIFE = COMMENT_LIFE
    TO_ORGANISATION = "item__account__organisation"
    TO_STUDY = "study"
    MAY_LACK_STUDY = True
    PERSONAL = frozenset({"read_by", "second_read_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "item", "study", "urgency", "classes", "due_at", "read_at",
         "snoozed_until", "escalated_to", "for_second_reading", "second_read_at", "was_missed"}
    )  # fmt: skip

    item = models.OneToOneField(InboxItem, on_delete=models.PROTECT, related_name="comment")
    study = models.ForeignKey(Study, null=True, blank=True, on_delete=models.PROTECT, related_name="comments")
    urgency = models.CharField(max_length=10, choices=[(u.value, u.value) for u in Urgency])
    classes = models.JSONField(default=list, help_text="As the latest triage says, most urgent first")
    due_at = models.DateTimeField()
    read_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    escalated_to = models.CharField(max_length=30, blank=True, choices=[(r.value, r.value) for r in Role])
    for_second_reading = models.BooleanField(
        default=False, help_text="Drawn to estimate what was not flagged"
    )
    second_read_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    second_read_at = models.DateTimeField(null=True, blank=True)
    was_missed = models.BooleanField(null=True, help_text="The second reader saw what nobody had flagged")

    class Meta:
        constraints = [
            in_life(COMMENT_LIFE, "comment"),
            both_or_neither("comment_read", "read_by", "read_at"),
            both_or_neither("comment_second_read", "second_read_by", "second_read_at", "was_missed"),
            models.CheckConstraint(
                condition=models.Q(second_read_by__isnull=True)
                | ~models.Q(second_read_by=models.F("read_by")),
                name="comment_other_eyes",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="comment_queue")]
        ordering = ["due_at", "id"]


class OfComment(OrganisationScoped):
    TO_ORGANISATION = "comment__item__account__organisation"
    TO_STUDY = "comment__study"
    MAY_LACK_STUDY = True

    class Meta:
        abstract = True


class Triage(OfComment):
    """What an engine or a person thinks a comment is. Append-only: a later one erases no earlier one."""

    PERSONAL = frozenset({"by", "spans"})
    PLAIN = frozenset({"id", "public_id", "comment", "engine", "classes", "urgency", "reasons", "at"})

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="triages")
    engine = models.CharField(
        max_length=60, blank=True, help_text="Name and version; empty where a person said it"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    classes = models.JSONField()
    spans = models.JSONField(
        default=list, help_text="[[start, end, class]]: the words that decided, by place only"
    )
    urgency = models.CharField(max_length=10, choices=[(u.value, u.value) for u in Urgency])
    reasons = models.JSONField(default=list, help_text="[[class, reason, sure]] by code")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Reply(OfComment):
    """What we answered: always from an approved reply.

    ``network_id`` is empty where a person must still post it by hand, since we hold no line to that network.
    """

    PERSONAL = frozenset({"by"})
    PLAIN = frozenset({"id", "public_id", "comment", "variant", "content_hash", "at", "network_id"})

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="replies")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="replies")
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    network_id = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]


class SafetyReport(Living, OfComment):
    """A possible adverse event. Handed off first, complete or not; two people to dismiss it."""

    LIFE = SAFETY_LIFE
    PERSONAL = frozenset(
        {"reporter", "patient", "event", "handed_off_document", "raised_by", "handed_off_by", "dismissal_by",
         "dismissal_confirmed_by"}
    )  # fmt: skip
    PLAIN = frozenset(
        {"id", "public_id", "state", "comment", "product", "seriousness", "rule_id", "posted_at",
         "received_at", "flagged_at", "handed_off_at", "handed_off_to", "handed_off_reference",
         "acknowledged_at", "acknowledged_reference", "due_at", "dismissal_reason"}
    )  # fmt: skip

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="safety_report")
    product = models.CharField(max_length=200, blank=True)
    patient = EncryptedTextField(blank=True, default="", help_text="What makes the person identifiable")
    reporter = EncryptedTextField(blank=True, default="")
    event = EncryptedTextField(blank=True, default="")
    seriousness = models.JSONField(default=list, help_text="ICH E2A criteria by code")
    rule_id = models.CharField(max_length=40, help_text="The named rule that set the due time")
    posted_at = models.DateTimeField(help_text="When the person wrote it")
    received_at = models.DateTimeField(help_text="When it reached us")
    flagged_at = models.DateTimeField(help_text="When the engine or a person saw what it may be")
    due_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    handed_off_at = models.DateTimeField(null=True, blank=True)
    handed_off_to = models.CharField(max_length=200, blank=True)
    handed_off_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    handed_off_reference = models.CharField(max_length=120, blank=True)
    handed_off_document = EncryptedTextField(blank=True, default="", help_text="Exactly what was sent")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_reference = models.CharField(max_length=120, blank=True)
    dismissal_reason = models.TextField(blank=True)
    dismissal_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    dismissal_confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "safety report"
        constraints = [
            in_life(SAFETY_LIFE, "safety_report"),
            both_or_neither("safety_handed_off", "handed_off_by", "handed_off_at"),
            models.CheckConstraint(
                condition=models.Q(state__in=(*NOT_HANDED_OFF, "dismissed"))
                | models.Q(handed_off_at__isnull=False),
                name="safety_heard_before_closed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="dismissed")
                | (
                    models.Q(dismissal_by__isnull=False)
                    & models.Q(dismissal_confirmed_by__isnull=False)
                    & ~models.Q(dismissal_by=models.F("dismissal_confirmed_by"))
                ),
                name="safety_two_to_dismiss",
            ),
        ]
        ordering = ["due_at", "id"]


class SafetyNote(OrganisationScoped):
    """What safety learnt after the hand-off. Append-only."""

    TO_ORGANISATION = "report__comment__item__account__organisation"
    TO_STUDY = "report__comment__study"
    PERSONAL = frozenset({"by", "text"})
    PLAIN = frozenset({"id", "public_id", "report", "at"})

    report = models.ForeignKey(SafetyReport, on_delete=models.PROTECT, related_name="notes")
    text = EncryptedTextField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


only_grows(Triage)
only_grows(SafetyNote)
