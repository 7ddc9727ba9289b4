"""What the studies announce. Later rooms subscribe; ids are public ids."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from crossroads.base.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyVersionChanged(Event):
    """The registry's record has a new version.

    changed_paths  as ``queries.fact_value`` takes them: "record.minimum_age", "record.sites"; a changed site
                   also as "site.<public id>"
    """

    study_id: UUID
    version_id: UUID
    changed_paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChanged(Event):
    """A fact of the fact sheet has a new version."""

    study_id: UUID
    key: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecruitingStopped(Event):
    """Stop recruiting: the whole study where site and campaign are None, else that site or campaign alone."""

    study_id: UUID
    site_id: UUID | None
    campaign_ref: UUID | None
    stop_order_id: UUID
