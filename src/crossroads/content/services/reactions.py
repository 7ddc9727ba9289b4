"""What a message does when a fact that it states changes: it goes back, in the same transaction."""

from __future__ import annotations

from uuid import UUID

from crossroads.base.actor import Actor
from crossroads.base.events import subscribe
from crossroads.content.services import put_back_changed_facts
from crossroads.studies.events import FactChanged, StudyVersionChanged
from crossroads.studies.models import Fact, Study, StudyVersion


def listen() -> None:
    """Called once, when the app starts."""
    subscribe(FactChanged, on_fact_changed)
    subscribe(StudyVersionChanged, on_version_changed)


def on_fact_changed(event: FactChanged) -> None:
    fact = Fact.objects.get(study__public_id=event.study_id, key=event.key, version=event.version)
    _put_back(event.study_id, fact)


def on_version_changed(event: StudyVersionChanged) -> None:
    _put_back(event.study_id, StudyVersion.objects.get(public_id=event.version_id))


def _put_back(study_id: UUID, because: Fact | StudyVersion) -> None:
    """The time is the change's own."""
    study = Study.objects.select_related("organisation", "current_version").get(public_id=study_id)
    at = because.entered_at if isinstance(because, Fact) else because.imported_at
    put_back_changed_facts(study=study, by=Actor.worker(study.organisation), at=at)
