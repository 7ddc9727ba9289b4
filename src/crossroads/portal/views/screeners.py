"""Prescreening for the team: what is asked, whether anybody may answer, and where people stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.engines.errors import NotFound
from crossroads.engines.terms import Stage
from crossroads.portal import public, queries, small
from crossroads.studies.models import Screener, Study
from crossroads.studies.queries import screener_in_use, studies

STUDIES_A_PAGE = 4
"""Each asks whether its page may be shown now, as the public page itself would: several queries a study."""

STAGES = (
    (Stage.CLICK, "Clicked the link of a post"),
    (Stage.LANDING_VISIT, "Opened the study page"),
    (Stage.PRESCREEN_STARTED, "Answered the first question"),
    (Stage.PRESCREEN_COMPLETED, "Saw a result"),
    (Stage.MAY_FIT, "May fit, or a person must look"),
    (Stage.CONTACT_CONSENTED, "Agreed to be contacted"),
    (Stage.REFERRED, "Passed on to a site"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one study's prescreening stands."""

    study: Study
    state: str
    tone: str
    why: str
    screener: Screener | None
    stages: list[dict[str, Any]]
    not_met: list[dict[str, Any]]
    address: str

    @property
    def counted(self) -> bool:
        return any(row["count"] != "0" for row in self.stages)


@staff_view()
def screeners(request: StaffRequest) -> HttpResponse:
    focus(request, step="prescreening")
    at, hides = clock.now(), small.hides_small(request.actor)
    standings = []
    page = Paginator(studies(request.actor).select_related("organisation"), STUDIES_A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    for study in shown:
        state, tone, why = _state(study, at)
        standings.append(
            Standing(
                study=study,
                state=state,
                tone=tone,
                why=why,
                screener=screener_in_use(study),
                stages=_stages(study, hides),
                not_met=_not_met(study, hides),
                address=f"{settings.CROSSROADS.public_url}{reverse('portal:study', kwargs={'slug': study.slug})}",
            )
        )
    return render(request, "portal/screeners.html", {"standings": standings, "page": shown})


def _state(study: Study, at: Any) -> tuple[str, str, str]:
    """(state, tone, why): whether the public may answer the questions now."""
    try:
        opening = public.opening(study.slug, at=at)
    except NotFound:
        return (
            _("not public"),
            "neutral",
            _("No study page is approved, so that the address shows nothing yet."),
        )
    reasons = {
        "": (_("open"), "good", _("Anybody may read the page and answer the questions.")),
        "stopped": (_("closed"), "stopped", _("Recruiting was stopped. The page says so.")),
        "no_place": (_("closed"), "waiting", _("No site is open now. The page says so.")),
        "not_ready": (
            _("closed"),
            "waiting",
            _("No screener is reviewed, so that there are no questions to ask."),
        ),
    }
    return reasons[opening.closed]


def _stages(study: Study, hides: bool) -> list[dict[str, Any]]:
    """Each stage with its count as shown, and the share of the step before where neither gives a small one away."""
    totals = dict.fromkeys((stage for stage, _words in STAGES), 0)
    for row in queries.counts(study):
        if row.stage in totals:
            totals[row.stage] += row.count
    rows: list[dict[str, Any]] = []
    before = 0
    for stage, label in STAGES:
        count = totals[stage]
        hidden = hides and (small.is_small(count) or small.is_small(before))
        share = "–" if hidden or not before else f"{100 * count / before:.0f} %"
        rows.append({"label": _(label), "count": small.cell(count, hides), "share": share})
        before = count
    return rows


def _not_met(study: Study, hides: bool) -> list[dict[str, Any]]:
    screener = screener_in_use(study)
    texts = {rule["code"]: rule["text"] for rule in screener.content["rules"]} if screener else {}
    return [
        {"code": row.criterion, "text": texts.get(row.criterion, ""), "count": small.cell(row.count, hides)}
        for row in queries.not_met(study)
    ]
