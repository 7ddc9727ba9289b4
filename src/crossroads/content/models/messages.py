"""What we say: templates, messages, their forms per channel, and what the rules find in them."""

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
         "template", "batch", "translates", "differs_in", "made_at", "changed_at"}
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
    batch = models.ForeignKey(
        "content.MessageBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    translates = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="translations",
        help_text="The message that this one says in another language",
    )
    differs_in = models.CharField(
        max_length=40, blank=True, help_text="The one thing in which the arms of its forms differ"
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
        {"id", "public_id", "message", "network", "placement", "arm", "written", "headline", "text", "thread",
         "call_to_action", "page", "with_link", "media", "alt_text", "captions", "slots", "targeting", "content_hash"}
    )  # fmt: skip

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="variants")
    network = models.CharField(max_length=20, choices=[(n.value, n.value) for n in Network])
    placement = models.CharField(max_length=20, choices=[(p.value, p.value) for p in Placement])
    arm = models.CharField(
        max_length=20,
        blank=True,
        help_text="Which arm of an experiment, or which creative; empty: the only one",
    )
    written = models.JSONField(
        default=dict,
        blank=True,
        help_text="The words as the author keeps them, slots in braces: text, alt_text, headline, thread, page",
    )
    headline = models.CharField(
        max_length=300, blank=True, help_text="Subject, title or headline, where the network has one"
    )
    text = models.TextField(blank=True, help_text="As it goes out; {link} where the link stands")
    thread = models.JSONField(default=list, blank=True, help_text="The posts that follow the first, in order")
    call_to_action = models.CharField(max_length=40, blank=True, help_text="The button of an advertisement")
    page = models.JSONField(default=dict, blank=True, help_text="Sections, where the placement is a page")
    with_link = models.BooleanField(default=True)
    media = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    alt_text = models.TextField(blank=True)
    captions = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Of a film: WebVTT",
    )
    slots = models.JSONField(default=list, help_text="Each slot with fact path, value and version")
    targeting = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64, help_text="Of exactly what goes out; see content.hashing")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "network", "placement", "arm"], name="variant_once"),
            models.CheckConstraint(
                condition=models.Q(media__isnull=True) | ~models.Q(alt_text=""), name="variant_alt_text"
            ),
        ]
        ordering = ["network", "placement", "arm"]


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


class MessageBatch(StudyScoped):
    """Messages made at once from templates: what was asked for, and with which seed, so that it can be made again."""

    PERSONAL = frozenset({"made_by"})
    PLAIN = frozenset({"id", "public_id", "study", "seed", "asked", "problems", "made_at"})

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="message_batches")
    seed = models.PositiveIntegerField()
    asked = models.JSONField(help_text="templates, channels, sites and languages")
    problems = models.JSONField(
        default=list, help_text="What could not be made, each with its code and place"
    )
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]


class TranslatorStatement(OfMessage):
    """Who translated a message, how, and that it says the same; it joins the ethics package. Append-only."""

    PERSONAL = frozenset({"translator", "entered_by"})
    PLAIN = frozenset(
        {"id", "public_id", "message", "qualification", "method", "content_hashes", "stated_at"}
    )

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="translator_statements")
    translator = models.CharField(max_length=200)
    qualification = models.CharField(max_length=300)
    method = models.CharField(max_length=30, help_text="by a person, or a draft that a person revised")
    content_hashes = models.JSONField(
        help_text="What the statement is about: hashes of original and translation"
    )
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["-stated_at"]


only_grows(MessageBatch, TranslatorStatement)
