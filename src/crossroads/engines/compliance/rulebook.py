"""Reads the matchers of a language: groups of phrases, the rules that use them, and the index that finds them.

The data are ``rules/<language>/compliance/words.toml`` and the files of ``matchers/`` beside it, in each of which
``[uses]`` and ``[missing]`` name rules of the catalogue; nothing here names a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from crossroads.engines import rules as rule_data
from crossroads.engines.compliance.catalogue import catalogue
from crossroads.engines.compliance.matcher import Group, Guard, Index, Reach
from crossroads.engines.compliance.model import GroupUse, Missing, Rule
from crossroads.engines.compliance.patterns import Pattern, compile_pattern
from crossroads.engines.terms import Purpose

LANGUAGES = ("en",)
"""Languages that have matchers; a message in any other is for a person."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules that can be checked by words in one language, ready to use.

    uses      rule id -> the groups of phrases that it objects to
    missing   rule id -> what it misses
    lexicons  the lexicons that a rule may ask for in a sentence, as patterns
    """

    rules: tuple[Rule, ...]
    uses: Mapping[str, tuple[GroupUse, ...]]
    missing: Mapping[str, tuple[Missing, ...]]
    groups: Mapping[str, Group]
    lexicons: Mapping[str, tuple[Pattern, ...]]
    condition_words: tuple[str, ...]
    index: Index


@cache
def rulebook(language: str) -> Rulebook:
    """The rulebook of one of LANGUAGES.

    Raises ValueError where our data are wrong (a test reads them all).
    """
    data = [rule_data.load("compliance/words", language)]
    data += [
        rule_data.load(f"compliance/matchers/{name}", language)
        for name in rule_data.names("compliance/matchers", language)
    ]
    lexicons = _merged(data, "lexicons")
    guards = {name: _guard(table, lexicons) for name, table in _merged(data, "guards").items()}
    groups = {name: _group(name, table, lexicons, guards) for name, table in _merged(data, "groups").items()}
    uses = {id_: tuple(map(_use, listed)) for id_, listed in _merged(data, "uses").items()}
    missing = {id_: tuple(map(_missing, listed)) for id_, listed in _merged(data, "missing").items()}
    needed = {use.needs for listed in uses.values() for use in listed if use.needs}
    return Rulebook(
        rules=tuple(rule for id_, rule in catalogue().items() if id_ in uses or id_ in missing),
        uses=uses,
        missing=missing,
        groups=groups,
        lexicons={name: _compiled([f"<{name}>"], lexicons) for name in needed},
        condition_words=tuple(lexicons["condition_words"]),
        index=Index(groups.values()),
    )


def _use(table: dict[str, Any]) -> GroupUse:
    return GroupUse(
        table["group"],
        table.get("needs", ""),
        tuple(table.get("unless", ())),
        frozenset(map(Purpose, table.get("except_purposes", ()))),
    )


def _missing(table: dict[str, Any]) -> Missing:
    return Missing(tuple(table["none_of"]), tuple(table.get("if_any", ())), table.get("longer", 0))


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
