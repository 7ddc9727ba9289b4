"""Reads the rule data of a language into rules, groups of patterns, and the index that finds them.

A rule is one table in a file of ``rules/<language>/compliance/``; nothing here names a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from crossroads.engines import rules as rule_data
from crossroads.engines.compliance.matcher import Group, Guard, Index, Reach
from crossroads.engines.compliance.model import (
    AppliesWhen,
    Audience,
    GroupUse,
    InterventionKind,
    Jurisdiction,
    Rule,
)
from crossroads.engines.compliance.patterns import Pattern, compile_pattern
from crossroads.engines.terms import Authority, Network, Placement, Purpose, Severity

WORD_FILES = ("compliance/words",)
RULE_FILES = ("compliance/us_fda", "compliance/uk", "compliance/meta")
LANGUAGES = ("en",)
"""Languages whose rule data exist; a message in any other is for a person."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of one language, ready to use.

    lexicons  the lexicons that a rule may ask for in a sentence, as patterns
    """

    rules: tuple[Rule, ...]
    groups: Mapping[str, Group]
    lexicons: Mapping[str, tuple[Pattern, ...]]
    condition_words: tuple[str, ...]
    index: Index


@cache
def rulebook(language: str) -> Rulebook:
    """The rulebook of one of LANGUAGES.

    Raises ValueError where our data are wrong (a test reads them all).
    """
    words = [rule_data.load(name, language) for name in WORD_FILES]
    books = [rule_data.load(name, language) for name in RULE_FILES]
    lexicons = _merged(words + books, "lexicons")
    guards = {name: _guard(table, lexicons) for name, table in _merged(words + books, "guards").items()}
    groups = {
        name: _group(name, table, lexicons, guards)
        for name, table in _merged(words + books, "groups").items()
    }
    rules = tuple(_rule(id_, table) for id_, table in sorted(_merged(books, "rules").items()))
    needed = {use.needs for rule in rules for use in rule.uses if use.needs}
    return Rulebook(
        rules=rules,
        groups=groups,
        lexicons={name: _compiled([f"<{name}>"], lexicons) for name in needed},
        condition_words=tuple(lexicons["condition_words"]),
        index=Index(groups.values()),
    )


def _merged(tables: Iterable[dict[str, Any]], key: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for table in tables:
        for name, value in table.get(key, {}).items():
            if name in merged:
                raise ValueError(f"{key}: {name!r} is there twice")
            merged[name] = value
    return merged


def _compiled(sources: Iterable[str], lexicons: Mapping[str, list[str]]) -> tuple[Pattern, ...]:
    return tuple(compile_pattern(source, lexicons) for source in sources)


def _together(sources: Iterable[str], lexicons: Mapping[str, list[str]]) -> tuple[Pattern, ...]:
    """One pattern for all sources, since which of them matched does not matter: that halves the time."""
    joined = "|".join(sources)
    return _compiled([f"({joined})"], lexicons) if joined else ()


def _guard(table: dict[str, Any], lexicons: Mapping[str, list[str]]) -> Guard:
    return Guard(
        reach=Reach(table["reach"]),
        cues=_together(table["cues"], lexicons),
        within=table.get("within", 8),
        asks=table.get("asks", False),
        quoted=table.get("quoted", False),
        breaks=_together(table.get("breaks", ()), lexicons),
        spares=_together(table.get("spares", ()), lexicons),
    )


def _group(
    name: str, table: dict[str, Any], lexicons: Mapping[str, list[str]], guards: Mapping[str, Guard]
) -> Group:
    return Group(
        name=name,
        patterns=_compiled(table["patterns"], lexicons),
        guards=tuple(guards[guard] for guard in table.get("guards", ())),
        asks=table.get("asks", False),
    )


def _rule(id_: str, table: dict[str, Any]) -> Rule:
    when = table.get("when", {})
    return Rule(
        id=id_,
        title=table["title"],
        jurisdiction=table["jurisdiction"],
        authority=Authority(table["authority"]),
        severity=Severity(table["severity"]),
        citation=table["citation"],
        url=table["url"],
        checked_on=table["checked_on"],
        when=AppliesWhen(
            jurisdictions=frozenset(map(Jurisdiction, when.get("jurisdictions", ()))),
            networks=frozenset(map(Network, when.get("networks", ()))),
            placements=frozenset(map(Placement, when.get("placements", ()))),
            purposes=frozenset(map(Purpose, when.get("purposes", ()))),
            audiences=frozenset(map(Audience, when.get("audiences", ()))),
            intervention_kinds=frozenset(map(InterventionKind, when.get("intervention_kinds", ()))),
        ),
        uses=tuple(
            GroupUse(
                use["group"], use.get("needs", ""), frozenset(map(Purpose, use.get("except_purposes", ())))
            )
            for use in table["uses"]
        ),
        explanation=table["explanation"],
        says=table["says"],
        suggest=table["suggest"],
    )
