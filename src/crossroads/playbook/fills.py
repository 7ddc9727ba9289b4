"""What the playbook adds to earlier pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import slots
from crossroads.planning.models import Campaign


@dataclass(frozen=True, slots=True)
class Action:
    url: str
    label: str


def campaign_lesson(*, campaign: Campaign) -> Action:
    """On the numbers of a campaign: its lesson, or the way to write it."""
    org = campaign.study.organisation.slug
    lesson = campaign.lessons.first()
    if lesson is not None:
        return Action(
            reverse("playbook:lesson", kwargs={"org": org, "lesson": lesson.public_id}), _("Read the lesson")
        )
    url = reverse("playbook:close", kwargs={"org": org, "campaign": campaign.public_id})
    return Action(url, _("Close with a lesson"))


def fill() -> None:
    slots.fill("evaluation.campaign.actions", campaign_lesson)
