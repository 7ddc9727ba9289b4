"""Conversion between units, and which units a concept is given in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.eligibility.facts import convert, units_of

_CONCEPTS = (
    "hemoglobin",
    "creatinine",
    "glucose",
    "total cholesterol",
    "hba1c",
    "body weight",
    "body temperature",
)


@pytest.mark.parametrize(
    ("concept", "value", "unit", "other", "about"),
    [
        ("glucose", "126", "mg/dL", "mmol/L", "6.99"),
        ("creatinine", "1.5", "mg/dL", "umol/L", "132.6"),
        ("total cholesterol", "200", "mg/dL", "mmol/L", "5.17"),
        ("total bilirubin", "1.2", "mg/dL", "umol/L", "20.5"),
        ("hba1c", "7", "%", "mmol/mol", "53"),
        ("hba1c", "48", "mmol/mol", "%", "6.54"),
        ("body weight", "110", "[lb_av]", "kg", "49.9"),
        ("height", "6", "[ft_i]", "cm", "182.88"),
        ("height", "70", "[in_i]", "cm", "177.8"),
        ("body temperature", "100.4", "[degF]", "Cel", "38"),
        ("platelet count", "100000", "/uL", "10*9/L", "100"),
        ("hemoglobin", "9", "g/dL", "g/L", "90"),
        ("age", "18", "mo", "a", "1.5"),
    ],
)
def test_known_conversions(concept: str, value: str, unit: str, other: str, about: str) -> None:
    converted = convert(Decimal(value), concept, unit, other)
    assert converted is not None
    assert float(converted) == pytest.approx(float(about), rel=0.01)


@pytest.mark.parametrize(
    ("concept", "unit", "other"),
    [
        ("body weight", "kg", "cm"),
        ("ferritin", "ng/mL", "mmol/L"),
        ("glucose", "mg/dL", "furlong"),
        ("", "", "kg"),
    ],
)
def test_what_does_not_measure_one_thing_is_not_converted(concept: str, unit: str, other: str) -> None:
    assert convert(Decimal(1), concept, unit, other) is None


@given(
    value=st.decimals(min_value="0.01", max_value="100000", places=3),
    concept=st.sampled_from(_CONCEPTS),
    data=st.data(),
)
def test_there_and_back_is_the_same(value: Decimal, concept: str, data: st.DataObject) -> None:
    units = units_of(concept)
    there, back = data.draw(st.sampled_from(units)), units[0]
    converted = convert(value, concept, back, there)
    assert converted is not None
    returned = convert(converted, concept, there, back)
    assert returned is not None
    assert float(returned) == pytest.approx(float(value), rel=1e-6, abs=1e-6)


def test_the_usual_unit_stands_first() -> None:
    assert units_of("hemoglobin")[0] == "g/dL"
    assert units_of("phq-9") == ()
    assert units_of("no such thing") == ()
