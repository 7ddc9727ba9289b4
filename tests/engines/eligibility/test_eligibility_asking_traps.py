"""Sentences whose question would turn a rule round, widen it or narrow it: they are left to the site."""

from __future__ import annotations

from decimal import Decimal

import pytest
from eligibility_criteria import EXCLUSION, INCLUSION, criterion

from crossroads.engines.eligibility import Compare, Not, Operator
from crossroads.engines.eligibility.asking import LeftReason, draft
from crossroads.engines.eligibility.parsed import (
    Entity,
    EntityType,
    Fact,
    FactKind,
    FactOperator,
)
from crossroads.engines.terms import CriterionCategory


def fact(kind: FactKind, concept: str, operator: str, value: Decimal, unit: str) -> Fact:
    return Fact(kind, concept, FactOperator(operator), value, 0, 1, unit=unit)


def aged(operator: str, years: int) -> Fact:
    return fact(FactKind.AGE, "age", operator, Decimal(years), "a")


@pytest.mark.parametrize("text", ["Not pregnant or nursing", "Non-pregnant, non-lactating females"])
def test_who_must_not_be_pregnant_is_asked_both_ways(text: str) -> None:
    assert [one.key for one in draft(criterion(text, INCLUSION)).questions] == [
        "sex",
        "pregnant",
        "breastfeeding",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "No history of stroke",
        "If female, not pregnant",
        "Patients may not be receiving any other investigational agents",
        "Must not be in another clinical trial",
        "Does not smoke",
        "Patients without asthma",
    ],
)
def test_a_not_among_the_exclusion_criteria_is_left_to_the_site(text: str) -> None:
    """Writers repeat the rule that holds, so that the words would shut out everybody who fits."""
    assert draft(criterion(text, EXCLUSION)).condition is None


@pytest.mark.parametrize(
    "text",
    [
        "Arrhythmia (except extra beats)",
        "Use of beta-blockers (unless as eye drops)",
        "High blood pressure (systolic above 180 mmHg)",
        "Diabetes (i.e. HbA1c above 10%)",
        "Diarrhea (more than grade 2) within 30 days",
    ],
)
def test_a_bracket_that_narrows_or_excepts_is_not_dropped(text: str) -> None:
    assert draft(criterion(text)).condition is None


@pytest.mark.parametrize(
    "text", ["Myocardial infarction (heart attack)", "Epilepsy (e.g. with absences)", "Hypertension (HTN)"]
)
def test_a_bracket_that_says_the_name_again_adds_nothing(text: str) -> None:
    assert len(draft(criterion(text)).questions) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Any asthma, any history of heart failure, or have had a stroke within the last 6 months",
        "Epilepsy or current asthma within the last year",
    ],
)
def test_a_time_behind_one_clause_is_not_taken_for_the_time_of_all(text: str) -> None:
    assert draft(criterion(text)).condition is None


@pytest.mark.parametrize(
    "text",
    [
        "For patients taking no diabetes medicine: HbA1c between 7 and 10%",
        "In women, hemoglobin at least 11 g/dL",
        "If diabetic, HbA1c at most 9%",
        "Cohort B: HbA1c at most 9%",
    ],
)
def test_a_rule_for_some_is_not_asked_of_all(text: str) -> None:
    value = fact(FactKind.COMPARISON, "hba1c", "<=", Decimal(9), "%")
    assert draft(criterion(text, INCLUSION, logic=value)).left is LeftReason.ONE_GROUP


def test_what_is_allowed_is_required_of_nobody() -> None:
    assert draft(criterion("Insulin", INCLUSION, group="Allowed")).left is LeftReason.ALLOWED


def test_an_age_of_one_year_alone_is_a_sign_that_was_lost() -> None:
    """ "Adults 18 years of age" has lost its "at least" on the way into the registry."""
    assert draft(criterion("x", INCLUSION, logic=aged("=", 18))).condition is None


def test_over_18_takes_people_of_18_and_over_65_spares_people_of_65() -> None:
    young, over = aged(">", 18), aged(">", 65)
    assert draft(criterion("x", INCLUSION, logic=young)).condition == Compare(
        "age", Operator.AT_LEAST, Decimal(18)
    )
    assert draft(criterion("x", logic=over)).condition == Compare("age", Operator.MORE, Decimal(65))
    assert draft(criterion("x", INCLUSION, logic=Not(over))).condition == Not(
        Compare("age", Operator.MORE, Decimal(65))
    )


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Pregnancy or childbearing potential without contraception", EXCLUSION),
        ("Planning pregnancy or not using contraception", EXCLUSION),
        ("Has used contraception for 28 days before the first dose", INCLUSION),
    ],
)
def test_birth_control_stands_for_no_more_than_itself(text: str, category: CriterionCategory) -> None:
    assert draft(criterion(text, category)).condition is None


@pytest.mark.parametrize("text", ["Prior treatment with the study drug", "Use of prohibited medications"])
def test_a_medicine_that_only_the_protocol_names_is_not_asked(text: str) -> None:
    name = text.split("with the ")[-1].split("of ")[-1]
    found = Entity(EntityType.DRUG, text.index(name), len(text), name)
    assert draft(criterion(text, entities=(found,))).condition is None


def test_with_whom_somebody_sleeps_is_not_taken_for_their_own_sex() -> None:
    men = Fact(FactKind.SEX, "sex", FactOperator.EQUAL, "male", 0, 1)
    assert draft(criterion("Have had sex with men", INCLUSION, logic=men)).left is LeftReason.TOO_INTIMATE
