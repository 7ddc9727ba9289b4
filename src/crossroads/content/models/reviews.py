"""Who must decide, what they said, and what is approved."""

from __future__ import annotations

from django.db import models

from crossroads.base.guards import only_grows
from crossroads.base.lives import Life
from crossroads.base.living import Living, both_or_neither, in_life
from crossroads.base.models import StoredFile, User
from crossroads.base.scope import OrganisationScoped, StudyScoped
from crossroads.content.models.messages import Message, OfMessage
from crossroads.studies.models import Study

REVIEW_LIFE = Life(
    "review", "waiting", {"waiting": ("decided", "taken_back"), "decided": (), "taken_back": ()}
)
DETERMINATION_LIFE = Life(
    "board determination", "entered", {"entered": ("confirmed", "refused"), "confirmed": (), "refused": ()}
)

OUTCOMES = ("approve", "ask_changes", "reject")


class Capacity(models.TextChoices):
    """In which capacity a reviewer speaks."""

    ETHICS = "ethics", "ethics board (IRB or IEC)"
    SPONSOR = "sponsor", "sponsor"
    MEDICAL = "medical", "medical"
    LEGAL = "legal", "legal or regulatory"


class ReviewerCapacity(OrganisationScoped):
    """In which capacities a reviewer may speak; one who has none given speaks for the ethics board only."""

    PERSONAL = frozenset({"user", "given_by"})
    PLAIN = frozenset({"id", "public_id", "organisation", "capacity", "given_at"})

    organisation = models.ForeignKey("base.Organisation", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "capacity"], name="reviewer_capacity_once"
            )
        ]


class DecidingRule(OrganisationScoped):
    """Who must decide about messages of a kind; an empty field holds for all, and the first that holds counts."""

    PLAIN = frozenset(
        {"id", "public_id", "organisation", "position", "name", "jurisdiction", "network", "placement", "purpose",
         "audience", "capacities", "within_days"}
    )  # fmt: skip

    organisation = models.ForeignKey("base.Organisation", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    jurisdiction = models.CharField(max_length=10, blank=True)
    network = models.CharField(max_length=20, blank=True)
    placement = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    audience = models.CharField(max_length=20, blank=True)
    capacities = models.JSONField(help_text="All of these must approve")
    within_days = models.PositiveIntegerField(default=5)

    class Meta:
        ordering = ["position", "id"]


class Review(Living, OfMessage):
    """A message put before its reviewers: the manifest is the list of hashes that they are asked about."""

    LIFE = REVIEW_LIFE
    PERSONAL = frozenset({"submitted_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "message", "number", "manifest", "capacities", "submitted_at", "due_at",
         "reminded_at"}
    )  # fmt: skip

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveIntegerField()
    manifest = models.JSONField(help_text="[{variant, network, placement, content_hash, content}]")
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    capacities = models.JSONField(default=list, help_text="Who must decide; empty: the ethics board")
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_life(REVIEW_LIFE, "review"),
            models.UniqueConstraint(fields=["message", "number"], name="review_number"),
            models.UniqueConstraint(
                fields=["message"], condition=models.Q(state="waiting"), name="review_one_waiting"
            ),
        ]
        ordering = ["-number"]


class OfReview(StudyScoped):
    TO_ORGANISATION = "review__message__study__organisation"
    TO_STUDY = "review__message__study"

    class Meta:
        abstract = True


class BoardDetermination(Living, OfReview):
    """What an outside board determined, in its own words; entered by one person, confirmed by a second."""

    LIFE = DETERMINATION_LIFE
    PERSONAL = frozenset({"entered_by", "confirmed_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "review", "board", "reference", "outcome", "words", "conditions",
         "determined_date", "expires_date", "letter", "entered_at", "confirmed_at"}
    )  # fmt: skip

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="determinations")
    board = models.CharField(max_length=200)
    reference = models.CharField(max_length=120)
    outcome = models.CharField(max_length=20, choices=[(o, o) for o in OUTCOMES])
    words = models.TextField(help_text="The board's own words")
    conditions = models.TextField(blank=True)
    determined_date = models.DateField()
    expires_date = models.DateField(null=True, blank=True)
    letter = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_life(DETERMINATION_LIFE, "determination"),
            both_or_neither("determination_confirmed", "confirmed_by", "confirmed_at"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("entered_by")),
                name="determination_other_eyes",
            ),
        ]
        ordering = ["-entered_at"]


class Decision(OfReview):
    """What was decided about a manifest, by whom and why. Append-only."""

    PERSONAL = frozenset({"decided_by"})
    PLAIN = frozenset(
        {"id", "public_id", "review", "outcome", "reason", "conditions", "manifest", "decided_at",
         "expires_at", "determination"}
    )  # fmt: skip

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=20, choices=[(o, o) for o in OUTCOMES])
    reason = models.TextField()
    conditions = models.TextField(blank=True)
    manifest = models.JSONField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, help_text="None: it does not lapse")
    determination = models.OneToOneField(
        BoardDetermination, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )

    class Meta:
        ordering = ["-decided_at"]


class ApprovedContent(OfMessage):
    """A hash that was approved. What a publication sent refers to this row, or the database refuses it."""

    PLAIN = frozenset(
        {
            "id",
            "public_id",
            "message",
            "variant_ref",
            "content_hash",
            "decision",
            "expires_at",
            "ended_at",
            "end_reason",
        }
    )

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="approved_contents")
    variant_ref = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="approved_contents")
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="Edited, lapsed, withdrawn, or a fact changed"
    )
    end_reason = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "variant_ref"], name="approved_content_once"),
            models.UniqueConstraint(
                fields=["variant_ref"],
                condition=models.Q(ended_at__isnull=True),
                name="approved_content_one_holds",
            ),
        ]
        indexes = [models.Index(fields=["content_hash"], name="approved_by_hash")]


class Signature(OfReview):
    """An electronic signature as 21 CFR 11.50, 11.70 and 11.200 ask for it. Append-only.

    It shows the printed name, the time and what it means, was given after the signer proved again who they are, and
    holds the hash of the record that it signs, so that it cannot be carried to another.
    """

    PERSONAL = frozenset({"signer", "printed_name"})
    PLAIN = frozenset({"id", "public_id", "review", "meaning", "proof", "record", "record_hash", "signed_at"})

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=200)
    meaning = models.CharField(max_length=200)
    proof = models.CharField(max_length=20, help_text="How the signer proved who they are: password")
    record = models.JSONField(help_text="What is signed")
    record_hash = models.CharField(max_length=64, help_text="SHA-256 of the canonical JSON of the record")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]


class Opinion(OfReview):
    """What one capacity says about a review's manifest. Append-only; when all have spoken, the review is decided."""

    PERSONAL = frozenset({"given_by"})
    PLAIN = frozenset(
        {"id", "public_id", "review", "capacity", "outcome", "reason", "conditions", "expires_at", "signature",
         "given_at"}
    )  # fmt: skip

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="opinions")
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    outcome = models.CharField(max_length=20, choices=[(o, o) for o in OUTCOMES])
    reason = models.TextField()
    conditions = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    signature = models.OneToOneField(
        Signature, null=True, blank=True, on_delete=models.PROTECT, related_name="opinion"
    )
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "capacity"], name="opinion_once"),
            models.UniqueConstraint(fields=["review", "given_by"], name="opinion_one_person_one_voice"),
        ]
        ordering = ["given_at"]


class ReviewComment(OfReview):
    """What somebody says about some words of what is reviewed, pinned to them."""

    PERSONAL = frozenset({"author", "settled_by", "body"})
    PLAIN = frozenset(
        {"id", "public_id", "review", "variant_ref", "content_hash", "start", "end", "words", "answers", "made_at",
         "settled_at"}
    )  # fmt: skip

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="comments")
    variant_ref = models.UUIDField()
    content_hash = models.CharField(max_length=64, help_text="The content whose words these are")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField(blank=True, help_text="Empty: about the whole")
    body = models.TextField()
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by"
    )
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [both_or_neither("review_comment_settled", "settled_by", "settled_at")]
        ordering = ["start", "made_at"]


class EthicsPackage(StudyScoped):
    """What a board asks for, made into one file; every part with its hash. Append-only."""

    PERSONAL = frozenset({"made_by"})
    PLAIN = frozenset(
        {"id", "public_id", "study", "number", "jurisdictions", "languages", "index", "file", "made_at"}
    )

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="ethics_packages")
    number = models.PositiveIntegerField()
    jurisdictions = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    index = models.JSONField(help_text="[{id, title, kind, language, version, content_hash, file}]")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="ethics_package_number")]
        ordering = ["-number"]


only_grows(Decision, Signature, Opinion, EthicsPackage)
