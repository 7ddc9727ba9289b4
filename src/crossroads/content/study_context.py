"""What the rules ask about a study, from its registry record. Needs no database."""

from __future__ import annotations

from dataclasses import dataclass

from crossroads.engines import registry, rules
from crossroads.engines.compliance import InterventionKind, Jurisdiction

_TESTED = frozenset({"DRUG", "BIOLOGICAL", "DEVICE", "COMBINATION_PRODUCT", "GENETIC", "DIETARY_SUPPLEMENT"})


@dataclass(frozen=True, slots=True)
class StudyContext:
    """jurisdictions       whose rules hold at the study's places; empty where none of ours is known to
    intervention_kinds  as the registry codes them
    product_names       names and codes of what is tested, without placebo and usual care
    """

    jurisdictions: frozenset[Jurisdiction]
    intervention_kinds: frozenset[InterventionKind]
    product_names: tuple[str, ...]
    conditions: tuple[str, ...]


def of_record(record: registry.Study) -> StudyContext:
    countries = {site.country for site in record.sites} | set(record.location_countries)
    known = {kind.value for kind in InterventionKind}
    kinds = {found.kind.upper() for found in record.interventions}
    return StudyContext(
        jurisdictions=frozenset(j for country in countries if (j := jurisdiction(country)) is not None),
        intervention_kinds=frozenset(InterventionKind(kind) for kind in kinds & known),
        product_names=_product_names(record),
        conditions=record.conditions,
    )


def jurisdiction(country: str) -> Jurisdiction | None:
    """Whose rules hold in a country as registries name it; None where none of ours is known to."""
    name = country.strip().lower()
    countries = rules.load("content")["countries"]
    return next((Jurisdiction(key) for key, names in countries.items() if name in names), None)


def _product_names(record: registry.Study) -> tuple[str, ...]:
    no_product = tuple(rules.load("content")["no_product"])
    tested = [found for found in record.interventions if found.kind.upper() in _TESTED]
    names = [name for found in tested for name in (found.name, *found.other_names)]
    return tuple(name for name in names if name and not name.lower().startswith(no_product))
