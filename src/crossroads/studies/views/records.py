"""Pages of records: the list, importing, one study, its versions and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crossroads.base import clock, slots
from crossroads.base.access import StaffRequest, staff_view
from crossroads.base.policies import why_not
from crossroads.base.shell import focus
from crossroads.engines import registry
from crossroads.engines.errors import NotFound
from crossroads.engines.terms import OverallStatus
from crossroads.studies import policies, queries, record, services, uploads
from crossroads.studies.fact_book import fact_source
from crossroads.studies.facts import FACT_KINDS, NEEDED
from crossroads.studies.forms import ImportForm
from crossroads.studies.models import Fact, StopOrder, Study, StudyVersion
from crossroads.studies.views.page import open_study, status_pill, study_context

PER_PAGE = 25
SHOWN_IN_REPORT = 200
SORTS = {"title": "brief_title", "status": "overall_status", "added": "-added_at"}
REPORT = "studies.import_report"


@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    """All studies: search, sort, page."""
    focus(request, step="record")
    words, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    sort = request.GET.get("sort", "added")
    rows = queries.studies(request.actor)
    if words:
        rows = rows.filter(Q(brief_title__icontains=words) | Q(registry_id__icontains=words))
    if status:
        rows = rows.filter(overall_status=status)
    rows = rows.annotate(site_count=Count("sites")).order_by(SORTS.get(sort, "-added_at"), "pk")
    stops = StopOrder.visible_to(request.actor).filter(site=None, campaign_ref=None, lifted_at=None)
    stopped = set(stops.values_list("study_id", flat=True))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"study": row, "pill": status_pill(row, stopped=row.pk in stopped)} for row in page],
        "words": words,
        "status": status,
        "statuses": [(one.value, one.value.replace("_", " ").capitalize()) for one in OverallStatus],
        "sort": sort,
        "why_not": why_not(policies.check_can_import, request.actor),
    }
    return render(request, "studies/home.html", context)


@staff_view(read=policies.MAY_IMPORT, write=policies.MAY_IMPORT)
def import_files(request: StaffRequest) -> HttpResponse:
    """Registry files in; what became of each record is told on the next page."""
    focus(request, step="record")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            found = uploads.records(form.cleaned_data["records"])
            report = services.import_records(raw=found, by=request.actor, at=clock.now())
            request.session[REPORT] = _told(report)
            return redirect("studies:imported", org=request.actor.organisation.slug)
    return render(request, "studies/import.html", {"form": form}, status=422 if form.errors else 200)


def _told(report: services.ImportReport) -> dict[str, Any]:
    """A report as the session keeps it: counts, the first rows of each kind, no person."""

    def rows(studies: list[Study]) -> list[dict[str, str]]:
        shown = studies[:SHOWN_IN_REPORT]
        return [
            {"id": str(one.public_id), "number": one.registry_id, "title": one.brief_title} for one in shown
        ]

    problems = [
        {"where": str(one.where), "message": one.message, "advice": one.advice, "code": one.code}
        for one in report.failed[:SHOWN_IN_REPORT]
    ]
    return {
        "new": {"count": len(report.new), "rows": rows(report.new)},
        "changed": {"count": len(report.changed), "rows": rows(report.changed)},
        "unchanged": {"count": len(report.unchanged), "rows": rows(report.unchanged)},
        "failed": {"count": len(report.failed), "rows": problems},
    }


@staff_view(read=policies.MAY_IMPORT)
def imported(request: StaffRequest) -> HttpResponse:
    """What the last import of this person did."""
    focus(request, step="record")
    return render(request, "studies/imported.html", {"report": request.session.get(REPORT)})


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the fact sheet on the study page; ``fact`` is None where nobody has said it yet."""

    key: str
    label: str
    needed: bool
    fact: Fact | None
    source: str
    depends: str


@staff_view()
def study(request: StaffRequest, study: UUID) -> HttpResponse:
    """The record on the left, the facts with their sources on the right, versions and the next action."""
    found = open_study(request, study)
    read = queries.parsed(found)
    lines = sheet_lines(request, found)
    today = clock.now().astimezone(clock.zone(request.actor.organisation.time_zone)).date()
    more = {
        "sections": _sections(read),
        "notes": read.notes,
        "needed_missing": [line.label for line in lines if line.needed and line.fact is None],
        "facts": [line for line in lines if line.fact is not None],
        "versions": list(
            StudyVersion.visible_to(request.actor).filter(study=found).defer("packed", "parsed")
        ),
        "open_count": len(queries.open_sites(found, today)),
        "site_count": found.sites.count(),
        "screener": queries.screener_in_use(found),
        "next": _next_action(request, found, lines),
    }
    return render(request, "studies/study.html", study_context(request, found, "study", **more))


def sheet_lines(request: StaffRequest, study: Study) -> list[SheetLine]:
    """All lines of the fact sheet.

    Later rooms say what rests on a fact in the slot "fact.dependents": sentences by path ("sheet.visits").
    """
    said = queries.study_facts(study)
    depends: dict[str, str] = {}
    for told in slots.contents("fact.dependents", actor=request.actor, study=study):
        depends.update(told)
    return [
        SheetLine(
            key=kind.key,
            label=kind.label,
            needed=kind.needed,
            fact=said.get(kind.key),
            source=fact_source(said[kind.key]) if kind.key in said else "",
            depends=depends.get(f"sheet.{kind.key}", ""),
        )
        for kind in FACT_KINDS
    ]


def _sections(read: registry.Study) -> list[dict[str, Any]]:
    """The record's sections with the fields that say something."""
    sections = []
    for title, fields in record.SECTIONS:
        shown = [(label, record.shown(read, name), name in record.TEXTS) for name, label in fields]
        sections.append({"title": title, "lines": [line for line in shown if line[1]]})
    return sections


def _next_action(request: StaffRequest, study: Study, lines: list[SheetLine]) -> dict[str, str] | None:
    """The one next thing: our own first, then what a later room says in the slot "study.page.next"."""
    where = {"org": request.actor.organisation.slug, "study": study.public_id}
    if any(line.fact is None for line in lines if line.key in NEEDED):
        return {"label": _("Complete the fact sheet"), "url": reverse("studies:facts", kwargs=where)}
    if not study.screeners.exclude(state="retired").exists():
        name = "screeners" if study.criteria.filter(state="reviewed").exists() else "criteria"
        label = _("Make the screener") if name == "screeners" else _("Review the criteria")
        return {"label": label, "url": reverse(f"studies:{name}", kwargs=where)}
    if study.screeners.filter(state="proposed").exists():
        return {"label": _("Review the screener"), "url": reverse("studies:screeners", kwargs=where)}
    in_use = queries.screener_in_use(study)
    if in_use is None or not queries.is_up_to_date(in_use):
        return {"label": _("Make the screener anew"), "url": reverse("studies:screeners", kwargs=where)}
    following: dict[str, str] | None = slots.first("study.page.next", actor=request.actor, study=study)
    return following


@staff_view()
def study_version(request: StaffRequest, study: UUID, study_version: UUID) -> HttpResponse:
    """One version's record as it came, with the people in it withheld."""
    found = open_study(request, study)
    version = _version(request, found, public_id=study_version)
    more = {"version": version, "text": queries.redacted_record(version)}
    return render(request, "studies/record.html", study_context(request, found, "versions", **more))


@staff_view()
def versions(request: StaffRequest, study: UUID) -> HttpResponse:
    """All versions, newest first, each with what it changed."""
    found = open_study(request, study)
    rows = list(
        StudyVersion.visible_to(request.actor).filter(study=found).defer("packed").order_by("-number")
    )
    read = [record.from_json(row.parsed) for row in rows]
    changes = [registry.diff(old, new) for new, old in pairwise(read)]
    told = [{"version": row, "changes": made} for row, made in zip(rows, [*changes, ()], strict=True)]
    return render(request, "studies/versions.html", study_context(request, found, "versions", rows=told))


@staff_view()
def compare(request: StaffRequest, study: UUID) -> HttpResponse:
    """Two versions, ``?old=1&new=2``; without them the two newest."""
    found = open_study(request, study)
    assert found.current_version is not None
    newest = found.current_version.number
    new = _version(request, found, number=_number(request, "new", newest))
    old = _version(request, found, number=_number(request, "old", max(new.number - 1, 1)))
    changes = registry.diff(record.from_json(old.parsed), record.from_json(new.parsed))
    more = {
        "old": old,
        "new": new,
        "numbers": range(newest, 0, -1),
        "changes": [{"change": change, "parts": _parts(change)} for change in changes],
    }
    return render(request, "studies/compare.html", study_context(request, found, "versions", **more))


def _version(request: StaffRequest, study: Study, **which: Any) -> StudyVersion:
    found = StudyVersion.visible_to(request.actor).filter(study=study, **which).first()
    if found is None:
        raise NotFound("thing.not_found", thing="version")
    return found


def _number(request: StaffRequest, name: str, otherwise: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else otherwise


def _parts(change: registry.Change) -> list[tuple[str, str]]:
    """A change as the redline component takes it."""
    kinds = {registry.SegmentKind.EQUAL: "same", registry.SegmentKind.INSERTED: "added"}
    if change.segments:
        return [(kinds.get(part.kind, "removed"), part.text) for part in change.segments]
    return [
        (kind, text) for kind, text in (("removed", f"{change.old} "), ("added", change.new)) if text.strip()
    ]
