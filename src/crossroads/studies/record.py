"""A parsed record as JSON and back, and its fields as words. What an older version kept is still read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from crossroads.engines.registry import (
    Age,
    AgeUnit,
    Amendment,
    Arm,
    CriteriaTranslation,
    DateKind,
    Enrollment,
    Intervention,
    Organisation,
    Outcome,
    ParseNote,
    PartialDate,
    RawRecord,
    RegistryId,
    Site,
    StructuredCriterion,
    Study,
    parse,
    record_from_bytes,
    redact,
    site_name,
)
from crossroads.engines.terms import CriterionCategory, OverallStatus, Sex

SECTIONS: tuple[tuple[Any, tuple[tuple[str, Any], ...]], ...] = (
    (
        _("What it is about"),
        (
            ("official_title", _("Official title")),
            ("acronym", _("Acronym")),
            ("conditions", _("Conditions")),
            ("interventions", _("Interventions")),
            ("brief_summary", _("Brief summary")),
        ),
    ),
    (
        _("Who may join"),
        (
            ("overall_status", _("Recruitment status")),
            ("why_stopped", _("Why it stopped")),
            ("minimum_age", _("Minimum age")),
            ("maximum_age", _("Maximum age")),
            ("sex", _("Sex")),
            ("gender_description", _("Gender description")),
            ("healthy_volunteers", _("Healthy volunteers")),
            ("study_population", _("Study population")),
            ("eligibility_criteria", _("Eligibility criteria")),
            ("criteria_translations", _("Eligibility criteria in other languages")),
        ),
    ),
    (
        _("How it is done"),
        (
            ("study_type", _("Study type")),
            ("phases", _("Phase")),
            ("allocation", _("Allocation")),
            ("intervention_model", _("Model")),
            ("masking", _("Masking")),
            ("arms", _("Arms")),
            ("primary_outcomes", _("Primary outcomes")),
            ("enrollment", _("Enrollment")),
            ("protocol_version", _("Protocol version")),
            ("amendments", _("Amendments")),
        ),
    ),
    (
        _("Who and when"),
        (
            ("lead_sponsor", _("Sponsor")),
            ("collaborators", _("Collaborators")),
            ("start_date", _("Start")),
            ("primary_completion_date", _("Primary completion")),
            ("completion_date", _("Completion")),
            ("version_date", _("Last update submitted")),
            ("other_ids", _("Other numbers")),
        ),
    ),
)
"""The record as the study page shows it: section, and its fields with their labels."""

LABELS: dict[str, Any] = {"brief_title": _("Title")} | {
    name: label for _section, lines in SECTIONS for name, label in lines
}
TEXTS = frozenset(
    {"brief_summary", "eligibility_criteria", "criteria_translations", "study_population", "why_stopped"}
)
"""Fields that are prose: their lines are kept."""
CODED = frozenset(
    {"study_type", "phases", "allocation", "intervention_model", "primary_purpose", "masking", "who_masked"}
    | {"sampling_method"}
)
"""Fields that hold the registry's coded words. Elsewhere capitals are a name's: COPD stays COPD."""


def read_without_people(raw: RawRecord) -> Study:
    """The study in a record from which its people were taken first, so that no field can hold one.

    raises  InputProblem as ``registry.parse`` does
    """
    parse(raw)  # a broken record is told with its own place, before anything is taken out
    return parse(record_from_bytes(redact(raw).encode(), raw.where))


def to_json(study: Study) -> dict[str, Any]:
    """Plain JSON values, empty ones left out."""
    return {name: value for name, value in _plain(asdict(study)).items() if value not in (None, "", [])}


def from_json(kept: Mapping[str, Any]) -> Study:
    """Read what ``to_json`` wrote."""
    known = {entry.name for entry in fields(Study)}
    return Study(**{name: _READERS.get(name, _as_is)(value) for name, value in kept.items() if name in known})


def shown(study: Study, field: str) -> str:
    """One field of a record in words; empty where the record says nothing."""
    value = getattr(study, field)
    if field in CODED:
        return "; ".join(_sentence(word) for word in ([value] if isinstance(value, str) else value))
    return _words(value)


def _words(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "Yes" if value else "No"
        case Sex():
            return value.value.title()
        case Site():
            return site_name(value)
        case StrEnum():
            return value.value.replace("_", " ").capitalize()
        case tuple():
            return "; ".join(_words(item) for item in value)
        case Amendment(name, text) | CriteriaTranslation(name, text):
            return f"{name}: {text}" if text else name
        case Enrollment(count, kind):
            return f"{count} ({kind.value.lower()})" if kind else str(count)
        case PartialDate():
            return f"{value} ({value.kind.value.lower()})" if value.kind else str(value)
        case Organisation(name, _):
            return name
        case Intervention(kind, name, description):
            return ": ".join(
                part for part in (f"{name} ({_coded(kind)})" if kind else name, description) if part
            )
        case Arm(label, kind, description):
            return ": ".join(
                part for part in (f"{label} ({_coded(kind)})" if kind else label, description) if part
            )
        case Outcome(measure, time_frame):
            return f"{measure} [{time_frame}]" if time_frame else measure
        case _:
            return str(value)


def _sentence(word: str) -> str:
    """A coded word as a value on its own; one that no list has, which keeps its own writing, as it is."""
    if not word.isupper() or " " in word:
        return word
    coded = _coded(word)
    return coded[:1].upper() + coded[1:]


def _coded(word: str) -> str:
    """A coded word of the registry as people read it: PHASE2 is "phase 2"."""
    if word == "NA":
        return "not applicable"
    text = word.replace("_", " ").lower()
    return f"phase {text[-1]}" if text.startswith("phase") and text[-1].isdigit() else text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _as_is(value: Any) -> Any:
    return value


def _words_of(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


def _date(value: Mapping[str, Any]) -> PartialDate:
    return PartialDate(**{**value, "kind": _kind(value["kind"])})


def _kind(value: str | None) -> DateKind | None:
    return DateKind(value) if value else None


def _age(value: Mapping[str, Any]) -> Age:
    return Age(value["number"], AgeUnit(value["unit"]))


def _enrollment(value: Mapping[str, Any]) -> Enrollment:
    return Enrollment(value["count"], _kind(value["kind"]))


def _intervention(value: Mapping[str, Any]) -> Intervention:
    return Intervention(**{**value, "other_names": tuple(value["other_names"])})


def _site(value: Mapping[str, Any]) -> Site:
    return Site(**{**value, "status": OverallStatus(value["status"]) if value["status"] else None})


def _criterion(value: Mapping[str, Any]) -> StructuredCriterion:
    return StructuredCriterion(**{**value, "category": CriterionCategory(value["category"])})


def _many(read: Any) -> Any:
    return lambda values: tuple(read(value) for value in values)


_READERS: dict[str, Any] = {
    "registry_id": RegistryId,
    "overall_status": OverallStatus,
    "sex": Sex,
    "minimum_age": _age,
    "maximum_age": _age,
    "enrollment": _enrollment,
    "lead_sponsor": lambda value: Organisation(**value),
    "collaborators": _many(lambda value: Organisation(**value)),
    "interventions": _many(_intervention),
    "arms": _many(lambda value: Arm(**value)),
    "primary_outcomes": _many(lambda value: Outcome(**value)),
    "sites": _many(_site),
    "criteria": _many(_criterion),
    "criteria_translations": _many(lambda value: CriteriaTranslation(**value)),
    "amendments": _many(lambda value: Amendment(**value)),
    "notes": _many(lambda value: ParseNote(**value)),
    **dict.fromkeys(
        ("other_ids", "conditions", "keywords", "phases", "who_masked", "location_countries"), _words_of
    ),
    **dict.fromkeys(
        (
            "start_date",
            "primary_completion_date",
            "completion_date",
            "first_posted_date",
            "last_update_posted_date",
            "version_date",
        ),
        _date,
    ),
}
