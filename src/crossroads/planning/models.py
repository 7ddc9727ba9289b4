"""A campaign and the honest expectations that it starts with."""

from __future__ import annotations

from django.db import models

from crossroads.base.guards import only_grows
from crossroads.base.lives import Life
from crossroads.base.living import Living, in_life
from crossroads.base.models import User
from crossroads.base.scope import StudyScoped
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.studies.models import Study

CAMPAIGN_LIFE = Life(
    "campaign",
    "planning",
    {
        "planning": ("running", "closed", "stopped"),
        "running": ("paused", "closed", "stopped"),
        "paused": ("running", "closed", "stopped"),
        "closed": ("stopped",),
        "stopped": ("paused", "closed"),
    },
)


class FitAssessment(StudyScoped):
    """The answer to the first question: should this trial use social media? And what the team made of it."""

    PERSONAL = frozenset({"decided_by"})
    PLAIN = frozenset(
        {
            "id",
            "public_id",
            "study",
            "facts",
            "answer",
            "recommendation",
            "asked_at",
            "go_on",
            "reason",
            "decided_at",
        }
    )

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="fit_assessments")
    facts = models.JSONField()
    answer = models.JSONField()
    recommendation = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    go_on = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]


class Campaign(Living, StudyScoped):
    """One effort for one study, with a purpose, a budget and dates."""

    LIFE = CAMPAIGN_LIFE
    PERSONAL = frozenset({"made_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "study", "name", "purpose", "budget", "currency", "start_date",
         "end_date", "time_zone", "target_enrollment", "made_at", "closed_at"}
    )  # fmt: skip

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=20, choices=[(p.value, p.value) for p in Purpose])
    budget = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    start_date = models.DateField()
    end_date = models.DateField()
    time_zone = models.CharField(max_length=64)
    target_enrollment = models.PositiveIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            in_life(CAMPAIGN_LIFE, "campaign"),
            models.UniqueConstraint(fields=["study", "name"], name="campaign_name"),
            models.CheckConstraint(
                condition=models.Q(end_date__gte=models.F("start_date")), name="campaign_dates"
            ),
            models.CheckConstraint(condition=models.Q(budget__gte=0), name="campaign_budget"),
        ]
        ordering = ["-start_date", "name"]

    def __str__(self) -> str:
        return self.name


class OfCampaign(StudyScoped):
    """Belongs to a campaign."""

    TO_ORGANISATION = "campaign__study__organisation"
    TO_STUDY = "campaign__study"

    class Meta:
        abstract = True


class Audience(OfCampaign):
    """Whom a campaign wants to reach; what the record says is kept apart from what the team added."""

    PLAIN = frozenset({"id", "public_id", "campaign", "name", "from_record", "added"})

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="audiences")
    name = models.CharField(max_length=120)
    from_record = models.JSONField()
    added = models.TextField(blank=True)


class PlannedChannel(OfCampaign):
    """One line of the budget: a network and placement, its share, and why."""

    PLAIN = frozenset({"id", "public_id", "campaign", "network", "placement", "amount", "reason"})

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="channels")
    network = models.CharField(max_length=20, choices=[(n.value, n.value) for n in Network])
    placement = models.CharField(max_length=20, choices=[(p.value, p.value) for p in Placement])
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "network", "placement"], name="planned_channel_once")
        ]


class Forecast(OfCampaign):
    """A prediction with its inputs, evidence and date. Append-only: never overwritten, later scored."""

    PERSONAL = frozenset({"made_by"})
    PLAIN = frozenset({"id", "public_id", "campaign", "made_at", "inputs", "result", "evidence_hash"})

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="forecasts")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    inputs = models.JSONField()
    result = models.JSONField()
    evidence_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-made_at", "-id"]


class ForecastScore(OfCampaign):
    """What became of a forecast: kept -> scored. Append-only as well."""

    TO_ORGANISATION = "forecast__campaign__study__organisation"
    TO_STUDY = "forecast__campaign__study"
    PLAIN = frozenset({"id", "public_id", "forecast", "actual", "result", "scored_at"})

    forecast = models.OneToOneField(Forecast, on_delete=models.PROTECT, related_name="score")
    actual = models.JSONField()
    result = models.JSONField()
    scored_at = models.DateTimeField()


only_grows(Forecast, ForecastScore)
