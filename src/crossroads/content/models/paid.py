"""Paid campaigns: what is bought, for whom it is shown, and what ran."""

from __future__ import annotations

from django.db import models

from crossroads.base.lives import Life
from crossroads.base.living import Living, both_or_neither, in_life
from crossroads.base.models import StoredFile, User
from crossroads.base.scope import StudyScoped
from crossroads.content.models.messages import Message, OfMessage
from crossroads.engines.terms import Network

PAID_LIFE = Life(
    "paid campaign",
    "planned",
    {"planned": ("live",), "live": ("ended", "taken_down"), "ended": (), "taken_down": ()},
)
"""What becomes of it once it is approved; its approval is its message's."""
AD_LIFE = Life(
    "advertisement",
    "live",
    {"live": ("take_down", "ended"), "take_down": ("down",), "ended": (), "down": ()},
)


class PaidCampaign(Living, OfMessage):
    """A message that is paid to be shown. Its creatives are the message's forms; all of it is approved as one."""

    LIFE = PAID_LIFE
    PLAIN = frozenset(
        {"id", "public_id", "state", "message", "network", "objective", "placements", "targeting", "buyer", "budget",
         "currency", "budget_kind", "starts_on", "ends_on", "countries", "switched_off", "notes", "content_hash"}
    )  # fmt: skip

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="paid")
    network = models.CharField(max_length=20, choices=[(n.value, n.value) for n in Network])
    objective = models.CharField(max_length=30, help_text="awareness, traffic or leads on our own page")
    placements = models.JSONField(
        default=list, help_text="Where on the network: feed, story, reel, search, ..."
    )
    targeting = models.JSONField(
        default=dict, help_text="minimum_age, maximum_age, sex, places, languages, interests, audiences"
    )
    buyer = models.CharField(
        max_length=160, blank=True, help_text="The agency or person who buys; empty: we do"
    )
    budget = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    budget_kind = models.CharField(max_length=10, help_text="lifetime or daily")
    starts_on = models.DateField()
    ends_on = models.DateField()
    countries = models.JSONField(default=list, help_text="ISO 3166-1 alpha-2")
    switched_off = models.JSONField(default=list, help_text="What the buyer confirms to be off, by key")
    notes = models.TextField(blank=True)
    content_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the sheet: all but the creatives"
    )

    class Meta:
        constraints = [
            in_life(PAID_LIFE, "paid_campaign"),
            models.CheckConstraint(condition=models.Q(budget__gt=0), name="paid_campaign_budget"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="paid_campaign_dates"
            ),
        ]
        ordering = ["-starts_on"]


class LiveAd(Living, StudyScoped):
    """An advertisement that ran: its id on the network, with a picture of it, and how it came down."""

    LIFE = AD_LIFE
    TO_ORGANISATION = "paid_campaign__message__study__organisation"
    TO_STUDY = "paid_campaign__message__study"
    PERSONAL = frozenset({"recorded_by", "down_by"})
    PLAIN = frozenset(
        {"id", "public_id", "state", "paid_campaign", "variant_ref", "content_hash", "ad_id", "permalink",
         "screenshot", "live_since", "take_down_reason", "take_down_asked_at", "down_at", "down_proof", "down_note"}
    )  # fmt: skip

    paid_campaign = models.ForeignKey(PaidCampaign, on_delete=models.PROTECT, related_name="ads")
    variant_ref = models.UUIDField()
    content_hash = models.CharField(max_length=64, help_text="Of the approved creative that it shows")
    ad_id = models.CharField(max_length=80)
    permalink = models.URLField(max_length=500, blank=True)
    screenshot = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    live_since = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    take_down_reason = models.CharField(max_length=80, blank=True)
    take_down_asked_at = models.DateTimeField(null=True, blank=True)
    down_at = models.DateTimeField(null=True, blank=True)
    down_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    down_proof = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    down_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            in_life(AD_LIFE, "live_ad"),
            models.UniqueConstraint(fields=["paid_campaign", "ad_id"], name="live_ad_once"),
            both_or_neither("live_ad_down", "down_by", "down_at"),
        ]
        ordering = ["-live_since"]
