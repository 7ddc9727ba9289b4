"""What the vocabularies of diseases and drugs know, and which code an entity gets."""

from __future__ import annotations

import pytest

from crossroads.engines.eligibility.entities import (
    disease_names,
    drug_names,
    link,
    synonyms,
    tree_numbers,
)
from crossroads.engines.eligibility.parsed import Code, EntityType

CONDITION, DRUG = EntityType.CONDITION, EntityType.DRUG


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("heart attack", "myocardial infarction"),
        ("high blood pressure", "hypertension"),
        ("Tylenol", "acetaminophen"),
        ("paracetamol", "acetaminophen"),
        ("breast cancer", "breast neoplasms"),
    ],
)
def test_synonyms_lead_both_ways(one: str, other: str) -> None:
    assert other in synonyms(one)
    assert one.lower() in synonyms(other)


def test_the_preferred_name_stands_first_and_none_twice() -> None:
    names = synonyms("heart attack")
    assert names[0] == "myocardial infarction"
    assert len(names) == len(set(names))


def test_what_nobody_knows_has_no_synonyms() -> None:
    assert synonyms("gribbleflux") == ()
    assert synonyms("") == ()


def test_names_of_diseases_and_of_drugs_are_two_lists() -> None:
    assert "asthma" in disease_names()
    assert "metformin" not in disease_names()
    assert "metformin" in drug_names()
    assert "asthma" not in drug_names()


def test_the_tree_tells_what_is_a_kind_of_what() -> None:
    attack, heart = link(CONDITION, "myocardial infarction"), link(CONDITION, "heart diseases")
    assert attack is not None
    assert heart is not None
    (wider,) = tree_numbers(heart)
    assert any(number.startswith(wider + ".") for number in tree_numbers(attack))
    assert tree_numbers(Code("MeSH tree", "C99.999", "nothing")) == ()


@pytest.mark.parametrize(
    ("kind", "words", "system", "code"),
    [
        (CONDITION, "myocardial infarction", "MeSH tree", "C14.280.647.500"),
        (CONDITION, "Heart attack", "MeSH tree", "C14.280.647.500"),
        (CONDITION, "type 2 diabetes", "MeSH tree", "C18.452.394.750.149"),
        (CONDITION, "severe asthma", "MeSH tree", "C08.127.108"),
        (CONDITION, "any known strokes", "MeSH tree", "C10.228.140.300.775"),
        (DRUG, "metformin", "DrugBank", "DB00331"),
        (DRUG, "warfarin therapy", "DrugBank", "DB00682"),
        (DRUG, "Anticoagulants", "MeSH tree", "D27.505.954.502.119"),
    ],
)
def test_an_entity_gets_the_code_of_what_it_names(
    kind: EntityType, words: str, system: str, code: str
) -> None:
    found = link(kind, words)
    assert found is not None
    assert (found.system, found.code) == (system, code)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (CONDITION, "breast cancer screening"),  # a part of the words is not enough
        (CONDITION, "metformin"),  # a drug is no condition
        (DRUG, "asthma"),
        (EntityType.VALUE, "asthma"),  # values have no codes
        (CONDITION, ""),
        (CONDITION, "severe"),
    ],
)
def test_what_a_vocabulary_does_not_know_gets_no_code(kind: EntityType, words: str) -> None:
    assert link(kind, words) is None
