"""A registry record as it was worded, what the team adds to it, and who must not be recruited any more."""

from __future__ import annotations

import zlib
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from django.db import models

from crossroads.base.fields import EncryptedTextField
from crossroads.base.guards import only_grows
from crossroads.base.lives import Life
from crossroads.base.living import Living, both_or_neither, in_life
from crossroads.base.models import Organisation, User
from crossroads.base.scope import OrganisationScoped, StudyScoped
from crossroads.engines.terms import CriterionCategory, OverallStatus

if TYPE_CHECKING:
    from crossroads.base.actor import Actor

CRITERION_LIFE = Life(
    "criterion",
    "proposed",
    {"proposed": ("reviewed", "retired"), "reviewed": ("proposed", "retired"), "retired": ()},
)
SCREENER_LIFE = Life(
    "screener", "proposed", {"proposed": ("reviewed", "retired"), "reviewed": ("retired",), "retired": ()}
)


class Study(OrganisationScoped):
    """One trial in one organisation. The same registry id elsewhere is another study."""

    PLAIN = frozenset(
        {"id", "public_id", "organisation", "registry_id", "slug", "brief_title", "overall_status",
         "current_version", "added_at", "invented"}
    )  # fmt: skip

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="studies")
    registry_id = models.CharField(max_length=40)
    slug = models.SlugField(max_length=80, unique=True, help_text="Public address; never names the condition")
    brief_title = models.TextField()
    overall_status = models.CharField(max_length=40, choices=[(s.value, s.value) for s in OverallStatus])
    current_version = models.ForeignKey("StudyVersion", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        verbose_name = "study"
        verbose_name_plural = "studies"
        constraints = [models.UniqueConstraint(fields=["organisation", "registry_id"], name="study_once")]
        ordering = ["-added_at"]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Like every read: within the organisation, and within the studies that the actor is confined to."""
        rows = super().visible_to(actor)
        return rows if actor.studies is None else rows.filter(public_id__in=actor.studies)


class StudyVersion(StudyScoped):
    """The record as it came, sealed with its hash. Append-only: a change is a new version."""

    PERSONAL = frozenset({"packed"})
    PLAIN = frozenset({"id", "public_id", "study", "number", "sha256", "format", "parsed", "imported_at"})

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=40)
    packed = models.BinaryField(
        help_text="The verbatim bytes, zlib; they may hold names of the registry's contacts"
    )
    parsed = models.JSONField(help_text="What the registry engine read, without people")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="study_version_number")]
        ordering = ["-number"]

    @property
    def verbatim(self) -> bytes:
        return zlib.decompress(bytes(self.packed))


class Fact(StudyScoped):
    """What the registry lacks, from the protocol, with the place where it stands. A change is a new row."""

    PERSONAL = frozenset({"entered_by"})
    PLAIN = frozenset(
        {
            "id",
            "public_id",
            "study",
            "key",
            "version",
            "value",
            "document",
            "document_version",
            "page",
            "entered_at",
        }
    )

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="facts")
    key = models.CharField(max_length=40, help_text="See facts.py")
    version = models.PositiveIntegerField()
    value = models.TextField()
    document = models.CharField(max_length=200)
    document_version = models.CharField(max_length=60)
    page = models.CharField(max_length=20)
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "key", "version"], name="fact_version")]
        ordering = ["key", "-version"]


class Site(StudyScoped):
    """A place of the study: the registry's word, and over it the team's own roster."""

    PERSONAL = frozenset({"contact_name", "contact_email", "contact_phone"})
    PLAIN = frozenset(
        {"id", "public_id", "study", "key", "facility", "city", "state", "zip", "country", "status",
         "latitude", "longitude", "in_record", "capacity", "full_until", "roster_at"}
    )  # fmt: skip

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="sites")
    key = models.CharField(max_length=300, help_text="Stable between versions; see registry.site_key")
    facility = models.TextField(blank=True)
    city = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=200, blank=True)
    zip = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=120, blank=True)
    status = models.CharField(
        max_length=40, blank=True, help_text="The registry's word; empty where it has none"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    in_record = models.BooleanField(default=True, help_text="Whether the newest record still lists it")
    contact_name = EncryptedTextField(blank=True, default="")
    contact_email = EncryptedTextField(blank=True, default="")
    contact_phone = EncryptedTextField(blank=True, default="")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="People the site can still take")
    full_until = models.DateField(null=True, blank=True, help_text="Our word over the registry's")
    roster_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "key"], name="site_once")]
        ordering = ["country", "city", "facility"]

    def is_open(self, today: date) -> bool:
        """Whether people may be referred here: recruiting, still listed, and not full by our own word.

        A site without a status of its own follows the study's.
        """
        status = self.status or self.study.overall_status
        full = self.full_until is not None and today <= self.full_until
        return self.in_record and status == OverallStatus.RECRUITING and not full and self.capacity != 0


class Source(StrEnum):
    """Where a criterion stands."""

    REGISTRY = "registry"
    PROTOCOL = "protocol"
    QUESTIONNAIRE = "questionnaire"


class Origin(StrEnum):
    """Whose question it is: as Crossroads read it, corrected or worded by a person, or another program's."""

    READ = "read"
    CORRECTED = "corrected"
    WORDED = "worded"
    TAKEN_IN = "taken_in"


class Flag(StrEnum):
    """What a newer record did to the sentence since a person last looked at it."""

    NONE = ""
    CHANGED = "changed"
    GONE = "gone"


class Criterion(Living, StudyScoped):
    """One criterion of the record or the protocol, or a question taken in, and who looked at it.

    One that Crossroads read and a person approved has nobody in ``proposed_by``. A hidden one keeps its state,
    and no screener asks it. ``verbatim`` stands in ``source_version``; a newer record that says the same leaves
    the row alone, one that says something else flags it.
    """

    LIFE = CRITERION_LIFE
    PERSONAL = frozenset({"proposed_by", "reviewed_by", "hidden_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "study", "code", "category", "verbatim", "source_version", "question",
         "reviewed_at", "source", "document", "document_version", "section", "origin", "left_reason", "flag",
         "changed_to", "hidden_reason", "hidden_at"}
    )  # fmt: skip

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=20, help_text="SDTM IETESTCD, such as INCL01")
    category = models.CharField(max_length=10, choices=[(c.value, c.value) for c in CriterionCategory])
    verbatim = models.TextField()
    source = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in Source], default=Source.REGISTRY.value
    )
    source_version = models.ForeignKey(
        StudyVersion,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The record in which it stands; of a protocol's criterion, the record at that time",
    )
    document = models.CharField(
        max_length=200, blank=True, help_text="The protocol, or the questionnaire's own title"
    )
    document_version = models.CharField(max_length=60, blank=True)
    section = models.CharField(
        max_length=60, blank=True, help_text="Of a questionnaire: the link id of the item"
    )
    question = models.JSONField(help_text="Question and rule as the eligibility engine keeps them")
    origin = models.CharField(
        max_length=10, choices=[(o.value, o.value) for o in Origin], default=Origin.WORDED.value
    )
    left_reason = models.CharField(
        max_length=300, blank=True, help_text="Why no question can settle it, in words; empty where one does"
    )
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    flag = models.CharField(
        max_length=10, blank=True, choices=[(f.value, f.value) for f in Flag if f], default=Flag.NONE.value
    )
    changed_to = models.TextField(blank=True, help_text="The words of the newest record that come closest")
    hidden_reason = models.CharField(max_length=500, blank=True)
    hidden_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["study", "code"], name="criterion_code"),
            in_life(CRITERION_LIFE, "criterion"),
            both_or_neither("criterion_reviewed", "reviewed_by", "reviewed_at"),
            both_or_neither("criterion_hidden", "hidden_by", "hidden_at"),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("proposed_by")),
                name="criterion_other_eyes",
            ),
            models.CheckConstraint(
                condition=~models.Q(origin=Origin.READ.value) | models.Q(proposed_by__isnull=True),
                name="criterion_read_by_nobody",
            ),
            models.CheckConstraint(
                condition=models.Q(source=Source.REGISTRY.value, document="", document_version="", section="")
                | models.Q(
                    source=Source.PROTOCOL.value, document__gt="", document_version__gt="", section__gt=""
                )
                | models.Q(source=Source.QUESTIONNAIRE.value, document__gt="", section__gt=""),
                name="criterion_has_its_source",
            ),
            models.CheckConstraint(
                condition=models.Q(flag=Flag.NONE.value) | ~models.Q(state="reviewed"),
                name="criterion_flagged_is_not_reviewed",
            ),
        ]  # fmt: skip
        ordering = ["code"]

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def needs_rule(self) -> bool:
        """Whether it asks something, and nobody has said yet which answer fits: so it comes with a questionnaire."""
        return bool(self.question["questions"]) and self.question["rules"][0]["condition"] is None


class Screener(Living, StudyScoped):
    """The questions, their order and the result pages, as one hashed material."""

    LIFE = SCREENER_LIFE
    PERSONAL = frozenset({"made_by", "reviewed_by", "confirmed_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "study", "number", "content", "content_hash", "made_at", "reviewed_at",
         "confirmed_at", "protocol"}
    )  # fmt: skip

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="screeners")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    protocol = models.CharField(
        max_length=200, blank=True, help_text="Protocol and version it was confirmed against"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="screener_number"),
            models.UniqueConstraint(
                fields=["study"], condition=models.Q(state="reviewed"), name="screener_one_in_use"
            ),
            in_life(SCREENER_LIFE, "screener"),
            both_or_neither("screener_reviewed", "reviewed_by", "reviewed_at"),
            both_or_neither("screener_confirmed", "confirmed_by", "confirmed_at"),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("made_by")),
                name="screener_other_eyes",
            ),
        ]
        ordering = ["-number"]

    @property
    def registry_only(self) -> bool:
        """Nobody has confirmed it against the protocol yet; every page that uses it says so."""
        return self.confirmed_at is None


class StopOrder(StudyScoped):
    """ "Stop recruiting": for the whole study, one site, or one campaign. Holds until it is lifted."""

    PERSONAL = frozenset({"ordered_by", "lifted_by"})
    PLAIN = frozenset(
        {
            "id",
            "public_id",
            "study",
            "site",
            "campaign_ref",
            "reason",
            "ordered_at",
            "lifted_at",
            "lift_reason",
        }
    )

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="stop_orders")
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="stop_orders"
    )
    campaign_ref = models.UUIDField(
        null=True, blank=True, help_text="Public id of a campaign, a later room's thing"
    )
    reason = models.TextField()
    ordered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            both_or_neither("stop_lifted", "lifted_by", "lifted_at"),
            models.CheckConstraint(
                condition=models.Q(site__isnull=True) | models.Q(campaign_ref__isnull=True),
                name="stop_one_place",
            ),
        ]
        ordering = ["-ordered_at"]


only_grows(StudyVersion, Fact)
