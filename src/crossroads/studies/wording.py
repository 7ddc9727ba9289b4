"""Facts, rules and reasons in plain words, for staff: "hemoglobin at least 9 g/dL", "Fits when the answer is no"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from crossroads.engines import eligibility
from crossroads.engines.eligibility import All, AnyOf, Compare, Condition, Not, Operator, Question
from crossroads.engines.eligibility.elapsed import PERIOD_NAMES, Period
from crossroads.engines.eligibility.parsed import (
    Entity,
    EntityType,
    Fact,
    FactKind,
    FactOperator,
    ParsedCriterion,
)
from crossroads.engines.terms import CriterionCategory

UNIT_WORDS = {
    "a": "years",
    "mo": "months",
    "wk": "weeks",
    "d": "days",
    "h": "hours",
    "min": "minutes",
    "%": "%",
}
"""UCUM units of time as people read them; the others are read as they are."""
NAMED = frozenset(
    {EntityType.CONDITION, EntityType.DRUG, EntityType.PROCEDURE, EntityType.MEASUREMENT, EntityType.DEVICE}
)
"""Entities worth showing: a value, a time or a negation says nothing by itself."""
MOST_MARKS = 8
"""Entities shown of one criterion; the rest is counted."""

_OPPOSITE = {
    Operator.LESS: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.LESS,
    Operator.MORE: Operator.AT_MOST,
    Operator.AT_MOST: Operator.MORE,
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A fact as a page shows it; ``negated`` where the sentence says that it must not hold."""

    kind: str
    words: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A named thing: "Condition: heart attack", with its code where a vocabulary knows it."""

    kind: str
    words: str
    code: str


def chips(parsed: ParsedCriterion) -> list[Chip]:
    """The facts of a criterion, each once, in reading order."""
    found = (Chip(fact.kind.value.replace("_", " "), fact_words(fact), fact.negated) for fact in parsed.facts)
    return list(dict.fromkeys(found))


def fact_words(fact: Fact) -> str:
    """One fact as a phrase."""
    if fact.kind is FactKind.TIME_WINDOW and fact.operator in (FactOperator.AT_MOST, FactOperator.LESS):
        return _window_words(fact)
    concept = fact.concept.replace("_", " ")
    named = {FactKind.PERFORMANCE_STATUS: concept.upper(), FactKind.TIME_WINDOW: ""}.get(fact.kind, concept)
    said = " ".join(part for part in (named, _bound(fact), _relative(fact)) if part)
    return said or fact.kind.value.replace("_", " ")


def _window_words(fact: Fact) -> str:
    """ "in the last 6 months", "within 4 weeks of enrollment": how people say that a time is short enough."""
    time = {"time": _amount(fact), "event": fact.relative_to}
    if fact.relative_to == "now":
        return _("in the last %(time)s") % time
    return (_("within %(time)s of %(event)s") if fact.relative_to else _("within %(time)s")) % time


def _amount(fact: Fact) -> str:
    """ "1 year", "6 months", "9 g/dL"."""
    unit = UNIT_WORDS.get(fact.unit, fact.unit)
    if fact.value == 1 and fact.unit in UNIT_WORDS:
        unit = unit.removesuffix("s")
    return f"{_number(fact.value)} {unit}".strip()


def _bound(fact: Fact) -> str:
    if fact.value is None:
        return ""
    unit = UNIT_WORDS.get(fact.unit, fact.unit)
    value = _amount(fact)
    match fact.operator:
        case FactOperator.BETWEEN:
            return _("from %(low)s to %(high)s") % {
                "low": _number(fact.value),
                "high": f"{_number(fact.high)} {unit}".strip(),
            }
        case FactOperator.EQUAL:
            return "" if str(fact.value).lower() == fact.concept.lower() else value
        case FactOperator.NOT_EQUAL:
            return _("not %(value)s") % {"value": value}
        case operator:
            return f"{_operator_words()[operator.value]} {value}"


def _relative(fact: Fact) -> str:
    if not fact.relative_to:
        return ""
    if fact.relative_to in ("ULN", "LLN", "baseline"):
        return f"× {fact.relative_to}"
    if fact.relative_to == "now":
        return _("ago")
    return _("from %(event)s") % {"event": fact.relative_to}


def _operator_words() -> dict[str, str]:
    return {"<": _("less than"), "<=": _("at most"), ">": _("more than"), ">=": _("at least"), "=": ""}


def _number(value: Decimal | str | None) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "")


def marks(entities: Sequence[Entity]) -> list[Mark]:
    """The named things of a criterion, each once, in reading order."""
    found = (
        Mark(
            one.type.value,
            " ".join(one.text.split()),
            f"{one.code.system}: {one.code.name}" if one.code else "",
        )
        for one in entities
        if one.type in NAMED
    )
    return list(dict.fromkeys(found))[:MOST_MARKS]


def rule_in_words(material: eligibility.Screener) -> str:
    """When a person fits by this criterion: "Fits when the answer is no."; empty where it is left to the site.

    An exclusion criterion is turned round, since people ask who may join.
    """
    rule = material.rules[0]
    if rule.condition is None:
        return ""
    said = _condition_words(
        rule.condition, material, negated=rule.category is CriterionCategory.EXCLUSION, alone=True
    )
    return _("Fits when %(condition)s.") % {"condition": said}


def _condition_words(
    condition: Condition, material: eligibility.Screener, *, negated: bool, alone: bool = False
) -> str:
    match condition:
        case Not(part):
            return _condition_words(part, material, negated=not negated, alone=alone)
        case All(parts) | AnyOf(parts):
            every = isinstance(condition, All) is not negated
            several = len(material.questions) > 1
            said = [_condition_words(part, material, negated=negated, alone=not several) for part in parts]
            said = [
                f"({one})" if isinstance(part, All | AnyOf) else one
                for one, part in zip(said, parts, strict=True)
            ]
            return (_(" and ") if every else _(" or ")).join(said)
        case Compare():
            return _compare_words(condition, material, negated=negated, alone=alone)


def _compare_words(compare: Compare, material: eligibility.Screener, *, negated: bool, alone: bool) -> str:
    question = material.question(compare.question)
    asked = _("the answer") if alone or question is None else f"“{question.text}”"
    if compare.per_height:
        asked = _("the body mass index")
    value = compare.value
    if isinstance(value, bool):
        answer = _("yes") if value is not negated else _("no")
        return _("%(asked)s is %(answer)s") % {"asked": asked, "answer": answer}
    if compare.operator is Operator.EQUAL:
        words = _choice_words(question, value)
        said = _("%(asked)s is not %(answer)s") if negated else _("%(asked)s is %(answer)s")
        return said % {"asked": asked, "answer": words}
    operator = _OPPOSITE[compare.operator] if negated else compare.operator
    words = f"{_operator_words()[operator.value]} {_value_words(question, compare)}".strip()
    if isinstance(value, Period):
        never = _(", or it never happened") if negated else ""
        return _("%(asked)s is %(how)s ago") % {"asked": asked, "how": words} + never
    return _("%(asked)s is %(how)s") % {"asked": asked, "how": words}


def _choice_words(question: Question | None, value: object) -> str:
    choices = {choice.value: choice.text for choice in question.choices} if question else {}
    if isinstance(value, Decimal):
        return f"{_number(value)} {question.unit if question else ''}".strip()
    return choices.get(str(value), str(value).lower() if str(value).isupper() else str(value))


def _value_words(question: Question | None, compare: Compare) -> str:
    if isinstance(compare.value, Period):
        name = PERIOD_NAMES[compare.value.unit]
        return (
            f"{_number(compare.value.count)} {name.removesuffix('s') if compare.value.count == 1 else name}"
        )
    unit = "kg/m²" if compare.per_height else question.unit if question else ""
    return f"{_number(compare.value) if isinstance(compare.value, Decimal) else compare.value} {unit}".strip()


def answer_kinds(question: Question) -> list[str]:
    """What may be answered, "not sure" apart: "yes", "no"; "a number of kg"."""
    match question.kind:
        case eligibility.QuestionKind.YES_NO:
            return [_("Yes"), _("No")]
        case eligibility.QuestionKind.SEX:
            return [_("Female"), _("Male")]
        case eligibility.QuestionKind.CHOICE:
            return [choice.text for choice in question.choices]
        case eligibility.QuestionKind.AGO:
            return [_("A date, or how long ago"), _("Never")]
    units = (
        [unit.text for unit in question.units] or [question.unit] if question.unit or question.units else []
    )
    return [_("A number of %(units)s") % {"units": _(" or ").join(units)} if units else _("A number")]
