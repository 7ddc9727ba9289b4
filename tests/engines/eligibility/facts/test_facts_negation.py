"""What a cue negates, what it does not reach, and what only looks like a cue."""

from __future__ import annotations

import pytest
from fact_tables import facts_in, read

from crossroads.engines.terms import CriterionCategory


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("No history of stroke", ["not condition: stroke"]),
        (
            "No stroke, asthma or cancer",
            ["not condition: stroke", "not condition: asthma", "not condition: cancer"],
        ),
        ("Absence of infection", ["not condition: infection"]),
        ("Not pregnant", ["not pregnancy: pregnancy"]),
        ("Non-smokers", ["not other: smokers"]),
        ("Without contraindications to MRI", ["not condition: contraindications to mri"]),
        ("Has not received chemotherapy", ["not drug: chemotherapy"]),
        ("Inability to undergo biopsy", ["not procedure: biopsy"]),
        ("Untreated hypertension", ["not procedure: treatment"]),
        ("Treatment-naïve", ["not procedure: treatment"]),
        ("Are not between 18 and 50 years of age", ["not age between 18..50 a"]),
        ("No fever > 38 °C", ["not body temperature > 38 Cel"]),
        ("No stroke within 6 months", ["not condition: stroke", "time_window <= 6 mo"]),
        ("Has epilepsy but no history of stroke", ["not condition: stroke"]),
        ("With or without treatment with insulin", ["drug: insulin"]),
        ("Not limited to history of asthma", ["condition: asthma"]),
        ("No more than 3 attacks", ["attacks <= 3 {attacks}"]),
        ("Does not meet the inclusion criteria", []),
        ("Unable or unwilling to undergo biopsy", ["not procedure: biopsy"]),
        ("Failure to tolerate metformin", ["not drug: metformin"]),
        ("No renal or hepatic disease", ["not condition: hepatic disease"]),
        ("Without history or symptoms of asthma", ["not condition: asthma"]),
        ("Unable to read Danish", ["not language = danish"]),
        ("Unable to understand the study leaflet", ["consent: inability to understand"]),
        ("Cannot walk", ["consent: inability to walk"]),
        ("Hearing loss no poorer than 30 dB", ["hearing loss <= 30 dB"]),
        ("HIV-uninfected adults", ["not condition: infection"]),
        ("Has a do not resuscitate order", []),
        ("Diagnosed failure to thrive", []),
        ("Smokers will not be excluded", []),
        ("Not drinking more than 2 drinks per day", ["not drinks > 2 {drinks}/d"]),
        ("Unable to discontinue aspirin", ["not drug: discontinue aspirin"]),
        ("Troponin was not measured", ["not other: troponin measured"]),
        ("Metal objects that cannot be removed", ["not other: metal objects removed"]),
        ("No diagnosis or treatment of asthma", ["not condition: treatment of asthma"]),
        (
            "Do not have kidney disease, stroke or cancer",
            ["not condition: kidney disease", "not condition: stroke", "not condition: cancer"],
        ),
        ("People with seizures will be excluded", ["not condition: seizures"]),
        ("Patients will be excluded", []),
    ],
)
def test_negation(text: str, facts: list[str]) -> None:
    assert facts_in(text) == facts


def test_the_span_begins_at_the_cue() -> None:
    text = "They have no history of stroke."
    (fact,) = read(text).facts
    assert text[fact.start : fact.end] == "no history of stroke"


def test_the_span_ends_with_a_cue_that_stands_behind() -> None:
    text = "Pregnant women are excluded from it"
    (fact,) = read(text).facts
    assert text[fact.start : fact.end] == "Pregnant women are excluded"


def test_the_span_of_a_number_begins_at_its_cue() -> None:
    text = "They are not drinking more than 2 drinks per day"
    (fact,) = read(text).facts
    assert text[fact.start : fact.end] == "not drinking more than 2 drinks per day"


def test_excluded_negates_among_inclusions_only() -> None:
    """In an exclusion section "people with asthma are excluded" says nothing new."""
    text = "Patients with asthma will be excluded"
    (among_inclusions,) = read(text, CriterionCategory.INCLUSION).facts
    (among_exclusions,) = read(text, CriterionCategory.EXCLUSION).facts
    assert (among_inclusions.negated, among_exclusions.negated) == (True, False)
