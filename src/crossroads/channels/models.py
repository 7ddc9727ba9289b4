"""What goes out, exactly once, and what comes in."""

from __future__ import annotations

from django.db import models

from crossroads.base.fields import EncryptedTextField
from crossroads.base.lives import Life
from crossroads.base.living import Living, in_life
from crossroads.base.models import Organisation, StoredFile, User
from crossroads.base.scope import OrganisationScoped, StudyScoped
from crossroads.content.models import ApprovedContent, Variant
from crossroads.engines.terms import Network
from crossroads.planning.models import Campaign

PUBLICATION_LIFE = Life(
    "publication",
    "scheduled",
    {
        "scheduled": ("sending", "cancelled", "held"),
        "sending": ("published", "failed", "unknown"),
        "unknown": ("published", "failed", "held"),
        "held": ("scheduled", "cancelled"),
        "published": ("removed",),
        "failed": (),
        "cancelled": (),
        "removed": (),
    },
)
ACCOUNT_LIFE = Life(
    "channel account",
    "active",
    {"active": ("paused", "closed"), "paused": ("active", "closed"), "closed": ()},
)
TAKEDOWN_LIFE = Life("take-down task", "open", {"open": ("done",), "done": ()})

SENT_STATES = ("sending", "published", "unknown", "removed")


class ChannelAccount(Living, OrganisationScoped):
    """Where we speak: one account on one network, with its credentials."""

    LIFE = ACCOUNT_LIFE
    PERSONAL = frozenset({"credentials"})
    PLAIN = frozenset({"id", "public_id", "state", "organisation", "network", "handle", "name", "added_at"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="accounts")
    network = models.CharField(max_length=20, choices=[(n.value, n.value) for n in Network])
    handle = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    credentials = EncryptedTextField(blank=True, default="")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            in_life(ACCOUNT_LIFE, "account"),
            models.UniqueConstraint(fields=["network", "handle"], name="account_once"),
        ]
        ordering = ["network", "handle"]


class Publication(Living, StudyScoped):
    """One variant on one account at one time."""

    LIFE = PUBLICATION_LIFE
    TO_ORGANISATION = "campaign__study__organisation"
    TO_STUDY = "campaign__study"
    PERSONAL = frozenset({"scheduled_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "campaign", "variant", "account", "token", "scheduled_for", "wall_time",
         "time_zone", "made_at", "claimed_at", "claimed_until", "approved", "sent_hash", "network_id",
         "network_url", "published_at", "removed_at", "held_code", "retry_at", "looked_at", "tries"}
    )  # fmt: skip

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="publications")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="publications")
    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="publications")
    token = models.CharField(
        max_length=12, unique=True, help_text="One per post, never per person; always 12 signs"
    )
    scheduled_for = models.DateTimeField()
    wall_time = models.DateTimeField(help_text="As the person said it; naive in meaning, kept as if UTC")
    time_zone = models.CharField(max_length=64)
    scheduled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the approval was asked for the last time"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    approved = models.ForeignKey(
        ApprovedContent, null=True, on_delete=models.PROTECT, related_name="publications"
    )
    sent_hash = models.CharField(max_length=64, blank=True)
    network_id = models.CharField(max_length=200, blank=True)
    network_url = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    held_code = models.CharField(max_length=80, blank=True, help_text="Why it is held, cancelled or failed")
    retry_at = models.DateTimeField(
        null=True, blank=True, help_text="Held until then and released by itself; None: held for a person"
    )
    looked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the network was last asked for it"
    )
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            in_life(PUBLICATION_LIFE, "publication"),
            models.CheckConstraint(
                condition=~models.Q(state__in=SENT_STATES)
                | (models.Q(approved__isnull=False) & ~models.Q(sent_hash="")),
                name="publication_sent_is_approved",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("published", "removed")) | ~models.Q(network_id=""),
                name="publication_published_has_id",
            ),
            models.UniqueConstraint(
                fields=["account", "network_id"],
                condition=~models.Q(network_id=""),
                name="publication_one_post",
            ),
        ]
        indexes = [models.Index(fields=["state", "scheduled_for"], name="publication_due")]
        ordering = ["scheduled_for", "id"]


class OfPublication(StudyScoped):
    TO_ORGANISATION = "publication__campaign__study__organisation"
    TO_STUDY = "publication__campaign__study"

    class Meta:
        abstract = True


class Attempt(OfPublication):
    """One try. ``request_started_at`` is committed before the socket opens."""

    PLAIN = frozenset(
        {"id", "public_id", "publication", "number", "request_started_at", "finished_at", "outcome", "code"}
    )

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    request_started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=20, blank=True, help_text="accepted, refused, unknown; empty while open"
    )
    code = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="attempt_number")]
        ordering = ["number"]


class TakedownTask(Living, OfPublication):
    """A live post that must come down, with proof that it did."""

    LIFE = TAKEDOWN_LIFE
    PERSONAL = frozenset({"done_by"})
    PLAIN = frozenset(
        {
            "id",
            "public_id",
            "state",
            "publication",
            "reason",
            "opened_at",
            "due_at",
            "proof",
            "proof_file",
            "done_at",
        }
    )

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="takedowns")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    proof = models.TextField(blank=True)
    proof_file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_life(TAKEDOWN_LIFE, "takedown"),
            models.UniqueConstraint(
                fields=["publication"], condition=models.Q(state="open"), name="takedown_one_open"
            ),
        ]
        ordering = ["due_at"]


class InboxItem(OrganisationScoped):
    """What arrived on an account, once. The room ``community`` makes a comment of it."""

    TO_ORGANISATION = "account__organisation"
    PERSONAL = frozenset({"author_handle", "author_index", "text"})
    PLAIN = frozenset(
        {"id", "public_id", "account", "network_id", "publication", "parent_network_id", "posted_at",
         "received_at", "source"}
    )  # fmt: skip

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="inbox")
    network_id = models.CharField(max_length=200)
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="inbox"
    )
    parent_network_id = models.CharField(max_length=200, blank=True)
    author_handle = EncryptedTextField(blank=True, default="")
    author_index = models.CharField(max_length=64, blank=True)
    text = EncryptedTextField()
    posted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=20, help_text="form, file or network")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "network_id"], name="inbox_once")]
        ordering = ["id"]


class LocalPost(OrganisationScoped):
    """A post on the local network: the feed page of this installation plays the outside world.

    It knows publications only as an outside network would: by the mark that the poster sent along. Nothing
    stops a second post with the same mark, on purpose: that is ours to prevent, and the tests' to see.
    """

    TO_ORGANISATION = "account__organisation"
    PLAIN = frozenset(
        {
            "id",
            "public_id",
            "account",
            "text",
            "link",
            "mark",
            "media",
            "alt_text",
            "posted_at",
            "removed_at",
            "parent",
        }
    )

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="local_posts")
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    mark = models.CharField(
        max_length=12, blank=True, db_index=True, help_text="The poster's own key, as networks take one"
    )
    media = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    alt_text = models.TextField(blank=True)
    posted_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    parent = models.CharField(
        max_length=200, blank=True, help_text="Network id of the comment that it answers"
    )

    class Meta:
        ordering = ["-posted_at", "-id"]


class Snapshot(OfPublication):
    """A platform's numbers for one publication and one day; the newest word for a day holds."""

    PLAIN = frozenset(
        {"id", "public_id", "publication", "day", "impressions", "reach", "clicks", "spend", "currency",
         "source", "taken_at"}
    )  # fmt: skip

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="snapshots")
    day = models.DateField()
    impressions = models.PositiveBigIntegerField(null=True, blank=True)
    reach = models.PositiveBigIntegerField(null=True, blank=True)
    clicks = models.PositiveBigIntegerField(null=True, blank=True)
    spend = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=60)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "day"], name="snapshot_day"),
            models.CheckConstraint(
                condition=models.Q(spend__isnull=True) | ~models.Q(currency=""),
                name="snapshot_spend_has_currency",
            ),
        ]
        ordering = ["day"]
