"""The studies' part of the API: registry files in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from crossroads.base import clock
from crossroads.base.models import User
from crossroads.base.queries import actor_for
from crossroads.engines.errors import InputProblem
from crossroads.studies import services, uploads

router = Router(tags=["studies"])


class Problem(Schema):
    """What is wrong with one record, where, and what to do."""

    code: str
    detail: str
    advice: str
    where: str


class Imported(Schema):
    """Registry numbers by what became of them, and the records that failed."""

    new: list[str]
    changed: list[str]
    unchanged: list[str]
    failed: list[Problem]


@router.post("/o/{org}/studies/import", response=Imported, summary="Import registry files")
def import_files(request: HttpRequest, org: str, files: File[list[UploadedFile]]) -> Imported:
    """ClinicalTrials.gov JSON or classic XML, one record or thousands, plain or in gzip, tar or zip.

    For outreach leads and admins. Answers 422 where nothing at all could be read.
    """
    assert isinstance(request.user, User)
    actor = actor_for(request.user, org)
    uploads.check_size(files)
    report = services.import_records(raw=uploads.records(files), by=actor, at=clock.now())
    if not report.read:
        raise InputProblem("studies.nothing_read")
    return Imported(
        new=[study.registry_id for study in report.new],
        changed=[study.registry_id for study in report.changed],
        unchanged=[study.registry_id for study in report.unchanged],
        failed=[
            Problem(code=one.code, detail=one.message, advice=one.advice, where=str(one.where))
            for one in report.failed
        ],
    )
