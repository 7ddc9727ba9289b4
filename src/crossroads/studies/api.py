"""The studies' part of the API: registry files and questionnaires in; criteria as they were read and reviewed, and
the screener, out.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from crossroads.base import clock
from crossroads.base.actor import Actor
from crossroads.base.models import User
from crossroads.base.queries import actor_for
from crossroads.engines import eligibility
from crossroads.engines.errors import CrossroadsError, InputProblem, NotFound
from crossroads.studies import policies, queries, services, uploads
from crossroads.studies.models import Source
from crossroads.studies.review import Line
from crossroads.studies.taking_in import Proposal, preview

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


def _actor(request: HttpRequest, org: str) -> Actor:
    assert isinstance(request.user, User)
    return actor_for(request.user, org)


@router.post("/o/{org}/studies/import", response=Imported, summary="Import registry files")
def import_files(request: HttpRequest, org: str, files: File[list[UploadedFile]]) -> Imported:
    """ClinicalTrials.gov JSON or classic XML, USDM, or ctrdata JSON; plain or in gzip, tar or zip.

    For outreach leads and admins. Answers 422 where nothing at all could be read.
    """
    actor = _actor(request, org)
    uploads.check_size(files)
    report = services.import_records(raw=uploads.records(files), by=actor, at=clock.now())
    if not report.read:
        raise InputProblem("studies.nothing_read")
    return Imported(
        new=[study.registry_id for study in report.new],
        changed=[study.registry_id for study in report.changed],
        unchanged=[study.registry_id for study in report.unchanged],
        failed=[_problem(one) for one in report.failed],
    )


class CriterionOut(Schema):
    """One criterion: what was read in the newest record, and what people made of it.

    code    as screeners know it; "" where nobody has looked at it
    state   new, proposed, asked, left, hidden, changed, gone or in_parts
    parse   as ``crossroads eligibility parse`` writes it; None where the newest record does not have it
    asked   question and rule as they are kept, or as they would be asked; with ``left``, why there is none
    """

    code: str
    state: str
    category: str
    text: str
    span: tuple[int, int] | None
    source: str
    document: str
    document_version: str
    section: str
    parse: dict[str, Any] | None
    asked: dict[str, Any]
    left: str


class CriteriaOut(Schema):
    """All criteria of a study, those of the record in its order."""

    study: str
    record_version: int
    language: str
    problems: list[Problem]
    criteria: list[CriterionOut]


@router.get("/o/{org}/studies/{study}/criteria", response=CriteriaOut, summary="Criteria, read and reviewed")
def criteria(request: HttpRequest, org: str, study: UUID) -> CriteriaOut:
    """What was read in the newest record, merged with what people approved, corrected, added and hid."""
    found = queries.study_for(_actor(request, org), study)
    assert found.current_version is not None
    sheet = queries.review_sheet(found)
    return CriteriaOut(
        study=found.registry_id,
        record_version=found.current_version.number,
        language=sheet.language,
        problems=[_problem(one) for one in sheet.problems],
        criteria=[_criterion(line) for line in sheet.lines],
    )


def _criterion(line: Line) -> CriterionOut:
    kept, reading = line.kept, line.reading
    material = reading.material if kept is None and reading else None
    return CriterionOut(
        code=kept.code if kept else "",
        state=line.state.value,
        category=line.category.value,
        text=line.text,
        span=line.span,
        source=kept.source if kept else Source.REGISTRY.value,
        document=kept.document if kept else "",
        document_version=kept.document_version if kept else "",
        section=kept.section if kept else "",
        parse=reading.parsed.to_dict() if reading else None,
        asked=kept.question
        if kept
        else json.loads(eligibility.screener_to_json(material))
        if material
        else {},
        left=kept.left_reason if kept else reading.left if reading else "",
    )


class Chosen(Schema):
    """Link ids of the items to keep; none shows what there is."""

    item: list[str] = Field(default_factory=list)


class TakenIn(Schema):
    """What a questionnaire holds for a study.

    questions  each with "item" (its link id), question and rule as they would be kept, and what was lost of it
    left_out   each item that becomes no question, and why
    kept       codes of the criteria that were made; none for a preview
    """

    title: str
    version: str
    questions: list[dict[str, Any]]
    left_out: list[Problem]
    notes: list[Problem]
    kept: list[str]


@router.post(
    "/o/{org}/studies/{study}/criteria/questionnaire",
    response=TakenIn,
    summary="Take in a questionnaire of another program (FHIR R4B)",
)
def take_in(
    request: HttpRequest, org: str, study: UUID, questionnaire: File[UploadedFile], chosen: Form[Chosen]
) -> TakenIn:
    """Shows what can be read; with ``item`` (link ids, repeated), keeps these as proposed criteria.

    For those who word criteria. Answers 422 where the file is no such questionnaire.
    """
    actor = _actor(request, org)
    found = queries.study_for(actor, study)
    policies.check_can_word(actor, found)
    data = uploads.resource(questionnaire, "questionnaire")
    shown = preview(found, data)
    kept = (
        services.take_in_questionnaire(study=found, data=data, chosen=chosen.item, by=actor, at=clock.now())
        if chosen.item
        else []
    )
    return TakenIn(
        title=shown.title,
        version=shown.version,
        questions=[_proposed(one) for one in shown.proposals],
        left_out=[_problem(one) for one in shown.left_out],
        notes=[_problem(one) for one in shown.notes],
        kept=[one.code for one in kept],
    )


def _proposed(one: Proposal) -> dict[str, Any]:
    asked = json.loads(eligibility.screener_to_json(one.material))
    return {"item": one.ref, "asked": asked, "lost": [_problem(lost).dict() for lost in one.lost]}


def _problem(one: CrossroadsError) -> Problem:
    return Problem(code=one.code, detail=one.message, advice=one.advice, where=str(one.where))


@router.get("/o/{org}/studies/{study}/screener", summary="The screener in use, as a FHIR R4B Questionnaire")
def screener(request: HttpRequest, org: str, study: UUID) -> dict[str, Any]:
    """Answers 404 where none is in use."""
    found = queries.screener_in_use(queries.study_for(_actor(request, org), study))
    if found is None:
        raise NotFound("thing.not_found", thing="screener")
    return queries.questionnaire(found)
