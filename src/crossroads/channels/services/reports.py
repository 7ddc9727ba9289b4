"""Platforms' own numbers, day by day: entered by one, or read from a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.service import service
from crossroads.channels import policies, report_file
from crossroads.channels.models import Publication, Snapshot
from crossroads.channels.report_file import Line
from crossroads.engines.errors import Problems, Where

NUMBERS = ("impressions", "reach", "clicks", "spend", "currency")


@dataclass(frozen=True, slots=True)
class ReportImport:
    """What a report brought: days that are new, that changed, and that say the same again."""

    new: int
    changed: int
    unchanged: int


@service("channels.snapshot.record")
def record_snapshot(
    *,
    publication: Publication,
    day: date,
    by: Actor,
    at: datetime,
    impressions: int | None = None,
    reach: int | None = None,
    clicks: int | None = None,
    spend: Decimal | None = None,
    currency: str = "",
    source: str = "entered",
) -> Snapshot:
    """Keep a platform's numbers for one publication and day; None where it gives none. The newest word holds.

    raises  InputProblem or ManyProblems: "channels.clicks_exceed", "channels.reach_exceeds",
            "channels.negative", "channels.other_currency", "channels.day_in_future",
            "channels.day_before_post"
    """
    if not by.is_worker:
        policies.check_can_import_reports(by)
    line = Line(0, publication.token, day, impressions, reach, clicks, spend, currency)
    problems = Problems()
    _check(line, publication, at, problems, Where())
    problems.raise_any()
    snapshot, change = _keep(line, publication, source, at)
    if change == "unchanged":
        audit.nothing_changed()
    else:
        audit.record(
            "channels.snapshot.recorded", target=snapshot, by=by, at=at, day=day.isoformat(), source=source
        )
    return snapshot


@service("channels.report.import")
def import_report(*, csv: bytes, name: str, by: Actor, at: datetime) -> ReportImport:
    """Read a platform's report; see ``report_file`` for its columns. All of it, or nothing.

    raises  ManyProblems with the line and column of each: the file's own, "channels.report_token" for a
            token of no publication that the actor may know of, and those of ``record_snapshot``
    """
    policies.check_can_import_reports(by)
    problems = Problems()
    lines = report_file.read(csv, name, problems)
    rows = (
        Publication.visible_to(by).filter(token__in={line.token for line in lines}).select_related("campaign")
    )
    by_token = {row.token: row for row in rows}
    for line in lines:
        where = Where(file=name, line=line.number, field="token")
        if line.token in by_token:
            _check(line, by_token[line.token], at, problems, where)
        else:
            problems.add("channels.report_token", where=where, token=line.token)
    problems.raise_any()
    changes = [_keep(line, by_token[line.token], f"report {name}"[:60], at)[1] for line in lines]
    found = ReportImport(changes.count("new"), changes.count("changed"), changes.count("unchanged"))
    audit.record(
        "channels.report.imported",
        target=by.organisation,
        by=by,
        at=at,
        new=found.new,
        changed=found.changed,
        unchanged=found.unchanged,
    )
    return found


def _check(line: Line, publication: Publication, at: datetime, problems: Problems, where: Where) -> None:
    """What no platform can mean: told rather than counted."""

    def add(code: str, column: str, **params: object) -> None:
        problems.add(code, where=Where(file=where.file, line=where.line, field=column), **params)

    counts = {
        "impressions": line.impressions,
        "reach": line.reach,
        "clicks": line.clicks,
        "spend": line.spend,
    }
    for field, value in counts.items():
        if value is not None and value < 0:
            add("channels.negative", field, field=field)
    if line.impressions is not None and line.reach is not None and line.reach > line.impressions:
        add("channels.reach_exceeds", "reach")
    if line.impressions is not None and line.clicks is not None and line.clicks > line.impressions:
        add("channels.clicks_exceed", "clicks")
    if line.spend is not None and line.currency != publication.campaign.currency:
        add("channels.other_currency", "currency", currency=publication.campaign.currency)
    if line.day > at.date():
        add("channels.day_in_future", "day")
    if publication.published_at is None or line.day < publication.published_at.date():
        add("channels.day_before_post", "day")


def _keep(line: Line, publication: Publication, source: str, at: datetime) -> tuple[Snapshot, str]:
    values = {name: getattr(line, name) for name in NUMBERS}
    snapshot = Snapshot.objects.filter(publication=publication, day=line.day).first()
    if snapshot is not None and all(getattr(snapshot, name) == value for name, value in values.items()):
        return snapshot, "unchanged"
    kept, made = Snapshot.objects.update_or_create(
        publication=publication, day=line.day, defaults={**values, "source": source, "taken_at": at}
    )
    return kept, "new" if made else "changed"
