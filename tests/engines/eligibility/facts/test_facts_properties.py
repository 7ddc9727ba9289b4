"""What holds for any text."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.eligibility.facts import read_facts
from crossroads.engines.eligibility.facts.normal import plain
from crossroads.engines.eligibility.logic import leaves
from crossroads.engines.eligibility.parsed import FactKind
from crossroads.engines.terms import CriterionCategory

_PIECES = st.sampled_from(
    [
        *(
            "age",
            "≥",
            "18",
            "to",
            "65",
            "years",
            " or older",
            "no",
            " history of ",
            "stroke",
            ",",
            " and ",
            "<",
            "/",
        ),
        *(
            "10^9/L",
            "ULN",
            "1.5 x ",
            "within",
            " 4 weeks ",
            "before",
            "randomization",
            "ECOG",
            "0-1",
            "not",
            "(",
            ")",
        ),
        *(
            "-",
            "\\",
            "½",
            "stage",
            "IV",
            "\n",
            " unless ",
            "mg/dL",
            "hemoglobin",
            "non-",
            "İ",
            "٣",
            "²",
            "1,000,000",
        ),
        *("1e5", "between"),
    ]
)
_LISTS = st.lists(_PIECES, max_size=25)
_TEXTS = st.one_of(st.text(max_size=120), _LISTS.map(" ".join), _LISTS.map("".join))
_CATEGORIES = st.sampled_from(CriterionCategory)


@given(text=_TEXTS)
def test_plain_text_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(text=_TEXTS, category=_CATEGORIES)
def test_reading_never_fails_and_stays_inside(text: str, category: CriterionCategory) -> None:
    what = read_facts(text, 0, len(text), category)
    for fact in what.facts:
        assert 0 <= fact.start < fact.end <= len(text)
        assert fact.concept == fact.concept.lower()
    assert list(what.facts) == sorted(what.facts, key=lambda fact: (fact.start, fact.end))
    if what.logic is not None:
        assert set(leaves(what.logic)) <= set(what.facts)


@given(before=st.text(max_size=30), text=_TEXTS, after=st.text(max_size=30))
def test_what_stands_around_a_criterion_changes_nothing(before: str, text: str, after: str) -> None:
    alone = read_facts(text, 0, len(text), CriterionCategory.INCLUSION)
    within = read_facts(
        before + text + after, len(before), len(before) + len(text), CriterionCategory.INCLUSION
    )
    moved = [(fact.start - len(before), fact.end - len(before), fact.value) for fact in within.facts]
    assert moved == [(fact.start, fact.end, fact.value) for fact in alone.facts]


@given(
    value=st.decimals(min_value=0, max_value=99999, places=2),
    unit=st.sampled_from(["g/dL", "mg/L", "%", "mmHg", ""]),
)
def test_the_number_stands_in_the_span(value: Decimal, unit: str) -> None:
    text = f"Hemoglobin ≥ {value} {unit}".strip()
    facts = read_facts(text, 0, len(text), CriterionCategory.INCLUSION).facts
    (fact,) = (fact for fact in facts if fact.kind is FactKind.COMPARISON)
    assert fact.value == value
    assert str(value) in text[fact.start : fact.end]
