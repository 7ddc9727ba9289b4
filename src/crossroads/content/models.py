"""What we say, what the rules find in it, and who decided that it may go out."""

from __future__ import annotations

from django.db import models

from crossroads.base.guards import only_grows
from crossroads.base.lives import Life
from crossroads.base.living import Living, both_or_neither, in_life
from crossroads.base.models import StoredFile, User
from crossroads.base.scope import OrganisationScoped, StudyScoped
from crossroads.engines.terms import Network, Placement, Purpose, Severity
from crossroads.planning.models import Campaign
from crossroads.studies.models import Study

MESSAGE_LIFE = Life(
    "message",
    "draft",
    {
        "draft": ("in_review",),
        "in_review": ("approved", "changes_asked", "rejected", "draft"),
        "changes_asked": ("in_review",),
        "approved": ("in_review", "changes_asked", "expired", "withdrawn"),
        "expired": ("in_review", "withdrawn"),
        "rejected": (),
        "withdrawn": (),
    },
)
FINDING_LIFE = Life(
    "finding", "open", {"open": ("resolved", "justified"), "justified": ("open", "resolved"), "resolved": ()}
)
REVIEW_LIFE = Life(
    "review", "waiting", {"waiting": ("decided", "taken_back"), "decided": (), "taken_back": ()}
)
DETERMINATION_LIFE = Life(
    "board determination", "entered", {"entered": ("confirmed", "refused"), "confirmed": (), "refused": ()}
)

OUTCOMES = ("approve", "ask_changes", "reject")


class MessageTemplate(OrganisationScoped):
    """Words with typed slots. A change is a new number; messages say which one they were made from."""

    PLAIN = frozenset(
        {
            "id",
            "public_id",
            "organisation",
            "name",
            "number",
            "purpose",
            "audience",
            "language",
            "body",
            "made_at",
        }
    )

    organisation = models.ForeignKey("base.Organisation", on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(max_length=120)
    number = models.PositiveIntegerField(default=1)
    purpose = models.CharField(max_length=20, choices=[(p.value, p.value) for p in Purpose])
    audience = models.CharField(max_length=20, default="patient")
    language = models.CharField(max_length=10, default="en")
    body = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "number"], name="template_number")
        ]
        ordering = ["name", "-number"]


class Message(Living, StudyScoped):
    """One thing to say, with a purpose. Its forms per channel are variants; they are decided together."""

    LIFE = MESSAGE_LIFE
    PERSONAL = frozenset({"author", "editors"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "study", "campaign", "title", "purpose", "audience", "language",
         "template", "made_at", "changed_at"}
    )  # fmt: skip

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="messages")
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    title = models.CharField(max_length=180, help_text="For the team; never published")
    purpose = models.CharField(max_length=20, choices=[(p.value, p.value) for p in Purpose])
    audience = models.CharField(max_length=20, default="patient", help_text="patient, caregiver or clinician")
    language = models.CharField(max_length=10, default="en")
    template = models.ForeignKey(
        MessageTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    editors = models.JSONField(
        default=list, blank=True, help_text="Public ids of all who changed its words: none of them decides"
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [in_life(MESSAGE_LIFE, "message")]
        ordering = ["-changed_at"]


class OfMessage(StudyScoped):
    """Belongs to a message."""

    TO_ORGANISATION = "message__study__organisation"
    TO_STUDY = "message__study"

    class Meta:
        abstract = True


class Variant(OfMessage):
    """The form of a message for one channel and placement: exactly what goes out."""

    PLAIN = frozenset(
        {"id", "public_id", "message", "network", "placement", "written", "text", "page", "with_link",
         "media", "alt_text", "slots", "targeting", "content_hash"}
    )  # fmt: skip

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="variants")
    network = models.CharField(max_length=20, choices=[(n.value, n.value) for n in Network])
    placement = models.CharField(max_length=20, choices=[(p.value, p.value) for p in Placement])
    written = models.JSONField(
        default=dict,
        blank=True,
        help_text="The words as the author keeps them, slots in braces: text, alt_text, page",
    )
    text = models.TextField(blank=True, help_text="As it goes out; {link} where the link stands")
    page = models.JSONField(default=dict, blank=True, help_text="Sections, where the placement is a page")
    with_link = models.BooleanField(default=True)
    media = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    alt_text = models.TextField(blank=True)
    slots = models.JSONField(default=list, help_text="Each slot with fact path, value and version")
    targeting = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64, help_text="Of exactly what goes out; see content.hashing")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "network", "placement"], name="variant_once"),
            models.CheckConstraint(
                condition=models.Q(media__isnull=True) | ~models.Q(alt_text=""), name="variant_alt_text"
            ),
        ]
        ordering = ["network", "placement"]


class Finding(Living, OfMessage):
    """What a rule says about a variant. Open until the words change or a person justifies them."""

    LIFE = FINDING_LIFE
    TO_ORGANISATION = "variant__message__study__organisation"
    TO_STUDY = "variant__message__study"
    PERSONAL = frozenset({"justified_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "variant", "rule_id", "severity", "start", "end", "words",
         "content_hash", "justification", "justified_at"}
    )  # fmt: skip

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="findings")
    rule_id = models.CharField(max_length=20)
    severity = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Severity])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    content_hash = models.CharField(max_length=64, help_text="The content in which it was found")
    justification = models.TextField(blank=True)
    justified_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    justified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_life(FINDING_LIFE, "finding"),
            both_or_neither("finding_justified", "justified_by", "justified_at"),
        ]
        ordering = ["start", "rule_id"]


class Review(Living, OfMessage):
    """A message put before its reviewers: the manifest is the list of hashes that they are asked about."""

    LIFE = REVIEW_LIFE
    PERSONAL = frozenset({"submitted_by"})
    PLAIN = frozenset({"id", "public_id", "state", "message", "number", "manifest", "submitted_at", "due_at"})

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveIntegerField()
    manifest = models.JSONField(help_text="[{variant, network, placement, content_hash, content}]")
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField()

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


only_grows(Decision)
