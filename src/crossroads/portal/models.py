"""Counters without persons before consent; after it, one person, whom only the chosen site sees."""

from __future__ import annotations

from django.db import models

from crossroads.base.fields import EncryptedTextField
from crossroads.base.guards import only_grows
from crossroads.base.lives import Life
from crossroads.base.living import Living, in_life
from crossroads.base.models import PersonKey, User
from crossroads.base.scope import StudyScoped
from crossroads.engines.terms import Stage
from crossroads.studies.models import Screener, Site, Study

REFERRAL_LIFE = Life(
    "referral",
    "candidate",
    {
        "candidate": ("in_contact", "lost", "withdrawn"),
        "in_contact": ("screening", "ineligible", "lost", "withdrawn"),
        "screening": ("eligible", "ineligible", "screen_failed", "lost", "withdrawn"),
        "eligible": ("enrolled", "screen_failed", "lost", "withdrawn"),
        "ineligible": (),
        "enrolled": ("withdrawn",),
        "screen_failed": (),
        "withdrawn": (),
        "lost": ("in_contact", "withdrawn"),
    },
)


class LandingCount(StudyScoped):
    """How often something happened on a day. There is no row per person, no time of day, no address."""

    PLAIN = frozenset({"id", "public_id", "study", "day", "token", "stage", "criterion", "count"})

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="landing_counts")
    day = models.DateField()
    token = models.CharField(max_length=12, blank=True, help_text="The post's token, or empty")
    stage = models.CharField(max_length=30, choices=[(s.value, s.value) for s in Stage])
    criterion = models.CharField(max_length=20, blank=True, help_text="Which criterion was not met, if one")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study", "day", "token", "stage", "criterion"], name="landing_count_cell"
            )
        ]


class Candidate(StudyScoped):
    """A person who asked to be contacted. Everything that could name them is sealed."""

    TO_SITE = "referral__site"
    PERSONAL = frozenset(
        {"person", "name", "phone", "email", "phone_index", "email_index", "called_for", "best_time",
         "language", "interpreter"}
    )  # fmt: skip
    PLAIN = frozenset({"id", "public_id", "study", "made_at", "erased_at"})

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="candidates")
    person = models.OneToOneField(PersonKey, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    email = EncryptedTextField(blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True)
    email_index = models.CharField(max_length=64, blank=True)
    called_for = EncryptedTextField(
        blank=True, default="", help_text="Who calls for whom: self, parent, carer ..."
    )
    best_time = EncryptedTextField(blank=True, default="")
    language = EncryptedTextField(blank=True, default="")
    interpreter = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["study", "email_index"], name="candidate_email"),
            models.Index(fields=["study", "phone_index"], name="candidate_phone"),
        ]


class OfCandidate(StudyScoped):
    TO_ORGANISATION = "candidate__study__organisation"
    TO_STUDY = "candidate__study"

    class Meta:
        abstract = True


class Consent(OfCandidate):
    """Consent to contact: the exact wording that was shown, and when the person agreed. Append-only."""

    TO_SITE = "candidate__referral__site"
    PLAIN = frozenset({"id", "public_id", "candidate", "wording", "wording_hash", "language", "given_at"})

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="consents")
    wording = models.TextField()
    wording_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField()


class Referral(Living, OfCandidate):
    """The way to the site that the person chose. States map to FHIR R4 ResearchSubjectStatus in one table."""

    LIFE = REFERRAL_LIFE
    TO_SITE = "site"
    PERSONAL = frozenset({"candidate", "answers", "withdrawal_code_hash"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "site", "screener", "token", "referred_at", "referred_date", "due_at",
         "changed_at", "outcome_code"}
    )  # fmt: skip

    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="referral")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="referrals")
    screener = models.ForeignKey(Screener, on_delete=models.PROTECT, related_name="referrals")
    token = models.CharField(max_length=12, blank=True)
    answers = EncryptedTextField(blank=True, default="", help_text="Answers and verdicts by criterion, JSON")
    withdrawal_code_hash = models.CharField(
        max_length=64, help_text="The person's own key to withdraw or erase"
    )
    referred_at = models.DateTimeField()
    referred_date = models.DateField()
    due_at = models.DateTimeField(help_text="When the site promised to have called")
    changed_at = models.DateTimeField()
    outcome_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [in_life(REFERRAL_LIFE, "referral")]
        ordering = ["due_at"]

    @property
    def reference(self) -> str:
        """How people at a site speak of it where no name is shown."""
        return f"R-{self.public_id.hex[:6].upper()}"


class ReferralStep(StudyScoped):
    """When a referral came to a state: what the funnel counts, by day and without a name."""

    TO_ORGANISATION = "referral__candidate__study__organisation"
    TO_STUDY = "referral__candidate__study"
    TO_SITE = "referral__site"
    PERSONAL = frozenset({"by"})
    PLAIN = frozenset({"id", "public_id", "referral", "to_state", "at", "reason_code", "criterion"})

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    to_state = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=40, blank=True)
    criterion = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]


only_grows(Consent)
