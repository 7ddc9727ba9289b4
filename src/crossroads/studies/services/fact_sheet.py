"""The fact sheet: a change is a new row with its document and page."""

from __future__ import annotations

from datetime import datetime

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.events import announce
from crossroads.base.service import service
from crossroads.engines.errors import InputProblem, Problems, Where
from crossroads.studies import policies
from crossroads.studies.events import FactChanged
from crossroads.studies.facts import BY_KEY
from crossroads.studies.models import Fact, Study


@service("studies.fact.set")
def set_fact(
    *,
    study: Study,
    key: str,
    value: str,
    document: str,
    document_version: str,
    page: str,
    by: Actor,
    at: datetime,
) -> Fact:
    """Say one fact of a study, and where it stands. The same again changes nothing.

    raises  InputProblem "studies.unknown_fact", "input.required" for each empty part
    """
    policies.check_can_set_fact(by, study)
    if key not in BY_KEY:
        raise InputProblem("studies.unknown_fact", where=Where(field="key"), key=key)
    said = {"value": value, "document": document, "document_version": document_version, "page": page}
    said = {name: text.strip() for name, text in said.items()}
    _check_filled(said)
    current = Fact.objects.filter(study=study, key=key).first()
    if current is not None and all(getattr(current, name) == text for name, text in said.items()):
        audit.nothing_changed()
        return current
    version = current.version + 1 if current else 1
    fact = Fact.objects.create(
        study=study, key=key, version=version, entered_by=by.user, entered_at=at, **said
    )
    audit.record("studies.fact.set", target=study, by=by, at=at, key=key, version=version, document=document)
    if current is None or current.value != fact.value:
        announce(FactChanged(study_id=study.public_id, key=key, version=version))
    return fact


def _check_filled(said: dict[str, str]) -> None:
    problems = Problems()
    for name, text in said.items():
        if not text:
            problems.add("input.required", where=Where(field=name), field=name.replace("_", " ").capitalize())
    problems.raise_any()
