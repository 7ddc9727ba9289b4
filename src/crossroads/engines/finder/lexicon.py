"""What things are called: the finder's own names, plain words for medical ones, and names handed in.

A ``Vocabulary`` knows more names than the finder's own lists. The finder works without one, on those lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from crossroads.engines import rules
from crossroads.engines.finder.values import Kind
from crossroads.engines.finder.words import phrase, split_words, stem

OWN, SAME, LAY, HANDED_IN, WIDER = 1.0, 0.9, 0.8, 0.8, 0.3
"""How surely a name means the thing: itself, by our list, by plain words, by names handed in; the wider thing."""
MOST_FORMS = 24
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


class Vocabulary(Protocol):
    """Names of diseases and treatments from elsewhere. Every method takes words in any spelling."""

    def names(self, words: str) -> Sequence[str]:
        """All names of what these words name, the preferred one first; empty for what is not known."""

    def wider(self, words: str) -> Sequence[str]:
        """Names of what it is a kind of."""

    def kind(self, words: str) -> str:
        """ "disease", "sign", "treatment", or "" for none of them."""


class NoVocabulary:
    """Knows no names: for notebooks and tests."""

    def names(self, _words: str) -> Sequence[str]:
        return ()

    def wider(self, _words: str) -> Sequence[str]:
        return ()

    def kind(self, _words: str) -> str:
        return ""


_LISTS = {
    "names": Kind.DISEASE,
    "signs": Kind.SIGN,
    "treatments": Kind.TREATMENT,
    "qualifiers": Kind.QUALIFIER,
}


class Lexicon:
    """Looks names up; every answer is kept, so that a name is worked out once per process."""

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary: Vocabulary = vocabulary or NoVocabulary()
        self._table: Mapping[str, Any] = rules.load("finder")
        self._kinds: dict[str, Kind | None] = {}
        self._forms: dict[str, tuple[tuple[str, float], ...]] = {}

    @cached_property
    def stop(self) -> frozenset[str]:
        """Stems that say nothing about what a study is for."""
        ages = (name for table in self._table["ages"].values() for name in table)
        return frozenset(stem(word) for word in (*split_words(self._table["stop"]["words"]), *ages))

    @cached_property
    def _groups(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for names in (names for listed in _LISTS for names in self._table[listed]):
            group = [phrase(name) for name in names]
            for name in group:
                groups[name] += [other for other in group if other != name]
        return groups

    @cached_property
    def _own_kinds(self) -> dict[str, Kind]:
        return {
            phrase(name): kind
            for listed, kind in _LISTS.items()
            for names in self._table[listed]
            for name in names
        }

    @cached_property
    def _plain(self) -> dict[str, list[str]]:
        """Medical words by plain ones and the other way round, from the words that questions use."""
        plain: dict[str, list[str]] = defaultdict(list)
        for term, words in rules.load("questions/lay")["lay"].items():
            one, other = phrase(term), phrase(_IN_BRACKETS.sub("", words))
            if one and other and one != other:
                plain[one].append(other)
                plain[other].append(one)
        return plain

    @cached_property
    def _wider_names(self) -> dict[str, list[str]]:
        return {phrase(name): list(map(phrase, wider)) for name, wider in self._table["wider"].items()}

    def meaning(self, word: str) -> str:
        """What a short form stands for, written as it was met; "" for any other word."""
        found = self._table["capitals"].get(word) or self._table["abbreviations"].get(word.lower(), "")
        return str(found)

    def kind(self, words: str) -> Kind | None:
        """What these words, folded, name; None where they name nothing that studies are about."""
        if words not in self._kinds:
            self._kinds[words] = self._kind_of(words)
        return self._kinds[words]

    def _kind_of(self, words: str) -> Kind | None:
        key = phrase(words)
        if not key or key in self.stop:
            return None
        if key in self._own_kinds:
            return self._own_kinds[key]
        elsewhere = self._vocabulary.kind(words)
        if elsewhere:
            return Kind(elsewhere)
        return Kind.SIGN if key in self._plain else None

    def forms(self, words: str) -> tuple[tuple[str, float], ...]:
        """Every name of a thing as stems, each with how surely it means the same; the words' own first."""
        found = self._forms.get(words)
        if found is None:
            found = self._forms[words] = _shortest(self._all_forms(words))
        return found

    def _all_forms(self, words: str) -> dict[str, float]:
        own = phrase(words)
        forms: dict[str, float] = {own: OWN}

        def add(names: Sequence[str], weight: float) -> None:
            for name in names:
                if name and name not in self.stop and weight > forms.get(name, 0.0):
                    forms[name] = weight

        handed_in = [phrase(name) for name in self._vocabulary.names(words)]
        add(self._groups.get(own, ()), SAME)
        add(self._plain.get(own, ()), LAY)
        add(handed_in, HANDED_IN)
        for name in handed_in[:1]:  # the preferred name may stand in our own list
            add(self._groups.get(name, ()), HANDED_IN)
        for name in list(forms):
            add(self._wider_names.get(name, ()), WIDER)
        add([phrase(name) for name in self._vocabulary.wider(words)], WIDER)
        return forms


def _shortest(forms: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """Without names that hold another one that weighs as much: whoever finds that one has found them, too."""
    kept: list[tuple[str, float]] = []
    for name, weight in sorted(forms.items(), key=lambda form: (-form[1], form[0].count(" "))):
        if not any(f" {other} " in f" {name} " for other, _ in kept):
            kept.append((name, weight))
    return tuple(kept[:MOST_FORMS])
