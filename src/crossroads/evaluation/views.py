"""The portfolio, one campaign's numbers, their files, and what each number means."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from crossroads.base import clock
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.shell import focus
from crossroads.engines.measurement import load_metrics
from crossroads.engines.terms import Stage
from crossroads.evaluation import charts, exports, pages, series, tables
from crossroads.evaluation.portfolio import portfolio
from crossroads.evaluation.queries import Rows, rows_of
from crossroads.planning import queries as planning
from crossroads.planning.models import Campaign

LINES_A_PAGE = 25


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    """One line a campaign: what was counted, and beside it what was forecast."""
    focus(request, step="evaluation")
    page = Paginator(planning.campaigns(request.actor), LINES_A_PAGE).get_page(request.GET.get("page"))
    lines = portfolio(request.actor, clock.now(), only=page.object_list)
    return render(request, "evaluation/home.html", {"page": page, "lines": lines})


@staff_view()
def campaign_page(request: StaffRequest, campaign: UUID) -> HttpResponse:
    """Where people leave, what each stage costs, and how the plan stands."""
    found = planning.campaign_for(request.actor, campaign)
    focus(request, study=found.study.public_id, campaign=found.public_id, step="evaluation")
    rows = rows_of(found)
    shown = tables.protected(rows)
    context = {
        "campaign": found,
        "tables": shown,
        "totals": pages.total_lines(shown),
        "groupings": _groupings(shown),
        "leave": charts.where_people_leave(shown),
        "costs": charts.what_each_stage_costs(shown),
        "plan": _plan(found, rows, shown),
    }
    return render(request, "evaluation/campaign.html", context)


def _groupings(shown: tables.Tables) -> list[dict[str, Any]]:
    both = (("channel", shown.by_channel), ("message", shown.by_message))
    return [
        {"by": by, "matrix": pages.matrix(rows, by), "lines": pages.group_lines(rows, by)}
        for by, rows in both
    ]


def _plan(campaign: Campaign, rows: Rows, shown: tables.Tables) -> dict[str, Any] | None:
    """The kept forecast and how it stands; None where nobody has made one."""
    kept = planning.latest_forecast(campaign)
    if kept is None:
        return None
    forecast = planning.result_of(kept)
    points = series.enrolled_by_week(
        rows.counts, start=campaign.start_date, today=min(_today(campaign), campaign.end_date)
    )
    enrolled = shown.total(Stage.ENROLLED)
    outcome = (enrolled.count if enrolled else 0) if campaign.state == "closed" else None
    at_least = {point.week: point.at_least for point in points}
    return {
        "kept": kept,
        "figure": charts.is_it_on_plan(forecast, points, outcome),
        "weeks": [(week, at_least.get(week.week)) for week in forecast.weeks],
        "note": forecast.stage(Stage.ENROLLED).note,
    }


def _today(campaign: Campaign) -> date:
    return clock.now().astimezone(clock.zone(campaign.study.organisation.time_zone)).date()


@staff_view()
def campaign_csv(request: StaffRequest, campaign: UUID) -> HttpResponse:
    """What the page shows, as CSV."""
    found = planning.campaign_for(request.actor, campaign)
    shown = tables.protected(rows_of(found))
    return _file(exports.tables_csv(shown), "text/csv; charset=utf-8", found, "csv")


@staff_view()
def campaign_json(request: StaffRequest, campaign: UUID) -> HttpResponse:
    """What the page shows, as JSON, with whose numbers they are."""
    found = planning.campaign_for(request.actor, campaign)
    shown = tables.protected(rows_of(found))
    about = {
        "campaign": found.name,
        "study": found.study.registry_id,
        "invented": found.study.organisation.invented,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "hidden": "'under 5' is a count from 1 to 4; 'not shown' hides a count that would give one away.",
        "interval": "Wilson, 95 %",
    }
    return _file(exports.tables_json(shown, about), "application/json", found, "json")


def _file(text: str, kind: str, campaign: Campaign, ending: str) -> HttpResponse:
    """A download. Its name says the study's registry id and never the condition."""
    name = slugify(f"{campaign.study.registry_id} {campaign.start_date.isoformat()} funnel")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(text, content_type=kind, headers=headers)


@staff_view()
def metrics(request: StaffRequest) -> HttpResponse:
    """What each metric is, what is divided by what, and where the definition was read."""
    focus(request, step="evaluation")
    return render(request, "evaluation/metrics.html", {"metrics": load_metrics().values()})
