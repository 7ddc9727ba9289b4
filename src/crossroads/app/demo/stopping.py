"""The last chapter: the one button."""

from __future__ import annotations

from crossroads.app.demo.story import Story
from crossroads.community.models import SafetyReport
from crossroads.community.services import suspend_message
from crossroads.engines.terms import Role
from crossroads.studies import services


def press_the_button(story: Story) -> None:
    """Denver rested for a day; the walking study is stopped; a message is taken out of use on a safety signal."""
    lumen, safety = story.studies["lumen"], story.by(Role.SAFETY_OFFICER)
    order = services.stop(
        study=lumen,
        site=lumen.sites.get(city="Denver"),
        reason="The study nurse is ill.",
        by=safety,
        at=story.day(-3, "08:00"),
    )
    services.lift_stop(
        stop_order=order, reason="A colleague stands in.", by=safety, at=story.day(-2, "08:00")
    )
    services.stop(
        study=story.studies["steps"],
        reason="The sponsor waits for a decision about money.",
        by=story.by(Role.REGULATORY_COORDINATOR),
        at=story.day(-2, "15:00"),
    )
    report = SafetyReport.objects.filter(comment__item__publication__isnull=False, state="handed_off").latest(
        "pk"
    )
    suspend_message(
        report=report,
        reason="Until the safety desk has looked at the second report of dizziness.",
        by=safety,
        at=story.day(-1, "09:00"),
    )
