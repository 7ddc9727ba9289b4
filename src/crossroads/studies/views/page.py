"""What the pages of one study share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base.access import StaffRequest
from crossroads.base.shell import focus
from crossroads.engines.terms import OverallStatus
from crossroads.studies import queries
from crossroads.studies.models import Study

TONES = {OverallStatus.RECRUITING: "good", OverallStatus.NOT_YET_RECRUITING: "waiting"}


def open_study(request: StaffRequest, study: UUID, *, step: str = "record") -> Study:
    """The study of a page, remembered as the one that the person works on."""
    found = queries.study_for(request.actor, study)
    focus(request, study=found.public_id, step=step)
    return found


def status_pill(study: Study, *, stopped: bool) -> dict[str, str]:
    """The study's state in words and tone: our own stop over the registry's status."""
    if stopped:
        return {"tone": "stopped", "label": _("Stopped by us")}
    status = OverallStatus(study.overall_status)
    return {"tone": TONES.get(status, "neutral"), "label": status.value.replace("_", " ").capitalize()}


def study_context(request: StaffRequest, study: Study, tab: str, **more: Any) -> dict[str, Any]:
    """Context of a page with the study's header and tabs."""
    order = queries.is_stopped(study)
    where = {"org": request.actor.organisation.slug, "study": study.public_id}
    named = (
        ("study", _("Record and facts")),
        ("versions", _("Versions")),
        ("facts", _("Fact sheet")),
        ("sites", _("Sites")),
        ("criteria", _("Criteria")),
        ("screeners", _("Screener")),
    )
    tabs = [
        {"label": label, "url": reverse(f"studies:{name}", kwargs=where), "current": name == tab}
        for name, label in named
    ]
    return {
        "study": study,
        "pill": status_pill(study, stopped=order is not None),
        "order": order,
        "tabs": tabs,
        **more,
    }
