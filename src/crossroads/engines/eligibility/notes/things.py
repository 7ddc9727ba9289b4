"""Diseases and medicines that a sentence names, by the vocabulary: another name for the same, or a kind of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crossroads.engines.eligibility.entities import link, tree_numbers
from crossroads.engines.eligibility.entities.tokens import normal_form
from crossroads.engines.eligibility.entities.vocabulary import Concept, Group, vocabulary
from crossroads.engines.eligibility.notes.note import Meant, Sentence
from crossroads.engines.eligibility.notes.words import phrase_list, words
from crossroads.engines.eligibility.parsed import Code, EntityType

_GROUPS = (Group.DISEASE, Group.MEDICINE, Group.CLASS)
_SHORTEST = 5  # letters of a name of one word: shorter ones are abbreviations with many meanings
# MeSH: what stands below a disease and is no kind of it: symptoms and signs; cysts, hamartomas, inherited risks,
# what accompanies a tumor, and what may become one.
_NO_KIND = (
    "C23.", "C10.597", "C04.182", "C04.445", "C04.588.614.550", "C04.651", "C04.700", "C04.730", "C04.834",
)  # fmt: skip
_NEOPLASMS = "C04"  # benign ones, too, while who asks for it by this name means cancer


@dataclass(frozen=True, slots=True)
class Thing:
    """A concept that a sentence names. ``meant`` is how its first word is meant."""

    name: str
    code: Code
    trees: tuple[str, ...]
    meant: Meant

    def is_a(self, other: Code) -> bool:
        """Whether this is the other concept, or a kind of it."""
        if self.code == other:
            return True
        if other.code == _NEOPLASMS and not phrase_list("generic", "malignant").any_in(words(self.name)):
            return False
        wider = tree_numbers(other)
        return any(
            tree.startswith(f"{number}.") and not tree.startswith(_NO_KIND)
            for tree in self.trees
            for number in wider
        )


def named_by(text: str) -> Code | None:
    """The disease or medicine that these words as a whole name."""
    return link(EntityType.CONDITION, text) or link(EntityType.DRUG, text)


@lru_cache(maxsize=2_000)
def things_in(sentence: Sentence) -> tuple[Thing, ...]:
    """In reading order, none overlapping another, the longest name first."""
    return tuple(
        Thing(name, concept.code, concept.trees, _meant(name, sentence))
        for name, concept in _names(normal_form(sentence.text).split())
        if concept.code is not None
    )


def _names(tokens: list[str]) -> Iterator[tuple[str, Concept]]:
    known = vocabulary()
    place = 0
    while place < len(tokens):
        for length in range(known.reach.get(tokens[place], 0), 0, -1):
            name = " ".join(tokens[place : place + length])
            concept = known.concept(name) if len(name) >= _SHORTEST else None
            if concept is not None and concept.group in _GROUPS:
                yield name, concept
                place += length - 1
                break
        place += 1


def _meant(name: str, sentence: Sentence) -> Meant:
    row = words(name)
    starts = (
        place for place in range(len(sentence.plain)) if sentence.plain[place : place + len(row)] == row
    )
    place = next(starts, None)
    return Meant.SO if place is None else sentence.plain_meant[place]
