"""One door for a whole text: criteria with codes, facts and entities, and what is wrong with it."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import cast

import pytest

from crossroads.engines.eligibility.parsed import FactKind
from crossroads.engines.eligibility.parsing import codes, parse
from crossroads.engines.eligibility.reading import ReadCriterion
from crossroads.engines.terms import CriterionCategory

TEXT = """Inclusion Criteria:

* Age 30 years or older
* Chronic cough

Exclusion Criteria:

* Stroke within 3 months
"""


def test_criteria_are_verbatim_and_numbered_within_their_category() -> None:
    parsed = parse(TEXT)
    assert [(one.code, one.text) for one in parsed.criteria] == [
        ("INCL01", "Age 30 years or older"),
        ("INCL02", "Chronic cough"),
        ("EXCL01", "Stroke within 3 months"),
    ]
    assert all(TEXT[slice(*one.span)] == one.text for one in parsed.criteria)


def test_facts_and_entities_stand_where_they_say() -> None:
    parsed = parse(TEXT)
    for one in parsed.criteria:
        for found in (*one.facts, *one.entities):
            assert one.span[0] <= found.start < found.end <= one.span[1]
        assert all(TEXT[entity.start : entity.end] == entity.text for entity in one.entities)
    assert parsed.criteria[0].facts[0].kind is FactKind.AGE


def test_entities_can_be_left_out() -> None:
    assert not any(one.entities for one in parse(TEXT, entities=False).criteria)


def test_codes_have_eight_characters_however_many_there_are() -> None:
    """SDTM allows no more; ninety-nine are not the end."""
    one = cast(ReadCriterion, SimpleNamespace(category=CriterionCategory.INCLUSION))
    many = codes([one] * 100_001)
    assert many[0] == "INCL01"
    assert many[99] == "INCL100"
    assert many[9_999] == "INC10000"
    assert max(map(len, many)) == 8
    assert len(set(many)) == len(many)


def test_other_languages_are_cut_apart_but_not_parsed() -> None:
    parsed = parse(
        "Einschlusskriterien:\n- Erwachsene ab 18 Jahren mit Husten seit acht Wochen\n- Keine Schwangerschaft"
    )
    assert parsed.language == "de"
    assert len(parsed.criteria) == 2
    assert not any(one.facts or one.entities for one in parsed.criteria)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("Age at least 65 years", "Age at most 18 years", True),
        ("Age at least 65 years", "Aged 18 to 70 years", False),
        ("Aged 20 to 30 years", "Subjects must be 40 years or older", True),
        ("Age at least 18 years", "Children up to 12 years of age need a parent's consent", False),
    ],
)
def test_ages_that_contradict_each_other(first: str, second: str, told: bool) -> None:
    """Told where both hold for everybody; what holds for some of the people contradicts nothing."""
    found = [problem.code for problem in parse(f"Inclusion Criteria:\n* {first}\n* {second}").problems]
    assert ("eligibility.ages_contradict" in found) is told


def test_ages_of_different_groups_do_not_contradict() -> None:
    text = (
        "Inclusion Criteria:\n\nCohort A:\n\n* Age at least 65 years\n\nCohort B:\n\n* Age at most 18 years"
    )
    assert parse(text).problems == ()


def test_the_whole_is_json() -> None:
    row = json.loads(json.dumps(parse(TEXT).to_dict()))
    assert [one["category"] for one in row["criteria"]] == ["inclusion", "inclusion", "exclusion"]
    assert row["headings"][0] == {
        "text": "Inclusion Criteria:",
        "span": [0, 19],
        "category": "inclusion",
        "group": "",
    }
    assert row["language"] == "en"
    assert row["problems"] == []
