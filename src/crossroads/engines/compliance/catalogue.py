"""All rules with their authority, whatever holds them: the data of ``rules/en/compliance/book/``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from crossroads.engines import rules as rule_data
from crossroads.engines.compliance.model import (
    AppliesWhen,
    Audience,
    By,
    Enforcement,
    HowRead,
    InterventionKind,
    Jurisdiction,
    Kind,
    Rule,
)
from crossroads.engines.terms import Authority, Network, Placement, Purpose, Severity


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of ids.

    Raises ValueError where our data are wrong (a test reads them all).
    """
    found: dict[str, Rule] = {}
    for name in rule_data.names("compliance/book"):
        for id_, table in rule_data.load(f"compliance/book/{name}").items():
            if id_ in found:
                raise ValueError(f"rule {id_} is there twice")
            found[id_] = _rule(id_, table)
    return dict(sorted(found.items()))


def _rule(id_: str, table: dict[str, Any]) -> Rule:
    return Rule(
        id=id_,
        title=table["title"],
        jurisdiction=table["jurisdiction"],
        authority=Authority(table["authority"]),
        severity=Severity(table["severity"]),
        kinds=tuple(map(Kind, table["kinds"])),
        citation=table["citation"],
        url=table.get("url", ""),
        read=HowRead(table["read"]),
        checked_on=table["checked_on"],
        next_check=table["next_check"],
        when=_when(table.get("when", {})),
        explanation=table["explanation"],
        says=table["says"],
        suggest=table["suggest"],
        enforced=tuple(
            Enforcement(By(one["by"]), one["where"], one["how"]) for one in table.get("enforced", ())
        ),
        good=tuple(table.get("good", ())),
        bad=tuple(table.get("bad", ())),
        cannot=table.get("cannot", ""),
    )


def _when(table: dict[str, Any]) -> AppliesWhen:
    return AppliesWhen(
        jurisdictions=frozenset(map(Jurisdiction, table.get("jurisdictions", ()))),
        networks=frozenset(map(Network, table.get("networks", ()))),
        placements=frozenset(map(Placement, table.get("placements", ()))),
        purposes=frozenset(map(Purpose, table.get("purposes", ()))),
        audiences=frozenset(map(Audience, table.get("audiences", ()))),
        intervention_kinds=frozenset(map(InterventionKind, table.get("intervention_kinds", ()))),
    )
