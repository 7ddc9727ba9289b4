"""Registry records in: a new study, a new version, or nothing at all."""

from __future__ import annotations

import base64
import uuid
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.events import announce
from crossroads.base.service import service
from crossroads.engines import registry
from crossroads.engines.errors import CrossroadsError, InputProblem, each_problem
from crossroads.engines.terms import OverallStatus
from crossroads.studies import policies, record
from crossroads.studies.events import StudyVersionChanged
from crossroads.studies.models import Site, Study, StudyVersion
from crossroads.studies.services.amendments import follow_criteria

SLUG_LETTERS = 10


class Outcome(StrEnum):
    """What an import did to one study."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ImportedStudy:
    study: Study
    outcome: Outcome


@dataclass
class ImportReport:
    """What became of each record, in the order of the files; ``failed`` are problems with their place."""

    new: list[Study] = field(default_factory=list)
    changed: list[Study] = field(default_factory=list)
    unchanged: list[Study] = field(default_factory=list)
    failed: list[CrossroadsError] = field(default_factory=list)

    @property
    def read(self) -> int:
        return len(self.new) + len(self.changed) + len(self.unchanged)


def import_records(
    *,
    raw: Iterable[registry.RawRecord | InputProblem],
    by: Actor,
    at: datetime,
    on_record: Callable[[registry.RawRecord], None] | None = None,
) -> ImportReport:
    """Import one record after another, each whole or not at all; a bad one does not keep back the others.

    raw        as ``registry.read_records`` yields it: records, and problems of what could not be cut out
    on_record  called after each record, for a progress bar
    """
    policies.check_can_import(by)
    report = ImportReport()
    kept = {Outcome.NEW: report.new, Outcome.CHANGED: report.changed, Outcome.UNCHANGED: report.unchanged}
    for found in raw:
        if isinstance(found, InputProblem):
            report.failed.append(found)
            continue
        try:
            imported = import_record(raw=found, by=by, at=at)
            kept[imported.outcome].append(imported.study)
        except InputProblem as problem:
            report.failed.extend(each_problem(problem))
        if on_record is not None:
            on_record(found)
    return report


@service("studies.record.import")
def import_record(*, raw: registry.RawRecord, by: Actor, at: datetime) -> ImportedStudy:
    """Read one record into a study of the actor's organisation.

    The same bytes change nothing. Nor do other bytes that say the same of the study: registries stamp their
    files anew every day. Anything else is a new version, sealed with its hash, and ``StudyVersionChanged`` is
    announced.

    raises  InputProblem as ``registry.parse`` does
    """
    policies.check_can_import(by)
    read = record.read_without_people(raw)
    study = (
        Study.objects.select_related("current_version")
        .filter(organisation=by.organisation, registry_id=str(read.registry_id))
        .first()
    )
    if study is None:
        study = _new_study(read, raw, by=by, at=at)
        audit.record("studies.record.added", target=study, by=by, at=at, sha256=raw.sha256)
        return ImportedStudy(study, Outcome.NEW)
    assert study.current_version is not None
    before = record.from_json(study.current_version.parsed)
    changes = () if raw.sha256 == study.current_version.sha256 else registry.diff(before, read)
    if not changes:
        audit.nothing_changed()
        return ImportedStudy(study, Outcome.UNCHANGED)
    version = _add_version(study, read, raw, at)
    follow_criteria(study, by=by, at=at)
    audit.record(
        "studies.record.changed", target=study, by=by, at=at, sha256=raw.sha256, version=version.number,
        changed=sorted({change.field for change in changes}),
    )  # fmt: skip
    paths = _paths(study, changes)
    announce(StudyVersionChanged(study_id=study.public_id, version_id=version.public_id, changed_paths=paths))
    return ImportedStudy(study, Outcome.CHANGED)


def _new_study(read: registry.Study, raw: registry.RawRecord, *, by: Actor, at: datetime) -> Study:
    public_id = uuid.uuid4()
    study = Study.objects.create(
        public_id=public_id,
        organisation=by.organisation,
        registry_id=str(read.registry_id),
        slug=_slug(public_id),
        added_at=at,
        invented=by.organisation.invented,
        **_summary(read),
    )
    _add_version(study, read, raw, at)
    return study


def _slug(public_id: uuid.UUID) -> str:
    """A public address that tells neither the condition nor the registry's number."""
    return f"study-{base64.b32encode(public_id.bytes).decode().lower()[:SLUG_LETTERS]}"


def _summary(read: registry.Study) -> dict[str, str]:
    return {
        "brief_title": read.brief_title or read.official_title or str(read.registry_id),
        "overall_status": (read.overall_status or OverallStatus.UNKNOWN).value,
    }


def _add_version(study: Study, read: registry.Study, raw: registry.RawRecord, at: datetime) -> StudyVersion:
    number = study.current_version.number + 1 if study.current_version else 1
    version = StudyVersion.objects.create(
        study=study,
        number=number,
        sha256=raw.sha256,
        format=raw.format.value,
        packed=zlib.compress(raw.data),
        parsed=record.to_json(read),
        imported_at=at,
    )
    study.current_version = version
    study.brief_title, study.overall_status = _summary(read).values()
    study.save(update_fields=["current_version", "brief_title", "overall_status"])
    _follow_sites(study, read)
    return version


def _follow_sites(study: Study, read: registry.Study) -> None:
    """Sites of the newest record; one that it no longer lists stays, with its roster, marked."""
    known = {site.key: site for site in Site.objects.filter(study=study)}
    listed = registry.keyed_sites(read.sites)
    Site.objects.bulk_create(
        [Site(study=study, key=key, **_place(site)) for key, site in listed.items() if key not in known]
    )
    for key, site in known.items():
        place = _place(listed[key]) if key in listed else {"in_record": False}
        if any(getattr(site, name) != value for name, value in place.items()):
            Site.objects.filter(pk=site.pk).update(**place)


def _place(site: registry.Site) -> dict[str, object]:
    return {
        "facility": site.facility,
        "city": site.city[:200],
        "state": site.state[:200],
        "zip": site.zip[:60],
        "country": site.country[:120],
        "status": site.status.value if site.status else "",
        "latitude": site.lat,
        "longitude": site.lon,
        "in_record": True,
    }


def _paths(study: Study, changes: Iterable[registry.Change]) -> tuple[str, ...]:
    """Changed fields as fact paths, each once; changed sites by their public ids as well."""
    changes = tuple(changes)
    touched = {change.site for change in changes if change.site}
    sites = [site for site in Site.objects.filter(study=study) if site.key.split("-")[0] in touched]
    fields = [f"record.{change.field}" for change in changes]
    return tuple(dict.fromkeys(fields + [f"site.{site.public_id}" for site in sites]))
