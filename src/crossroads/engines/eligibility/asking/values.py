"""From facts to comparisons of answers: ages, sexes, values with units, daily strength, stages, counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from crossroads.engines import rules
from crossroads.engines.eligibility.asking.leaving import LeftReason
from crossroads.engines.eligibility.asking.names import Named, read_names
from crossroads.engines.eligibility.asking.sentences import childbearing, childbearing_ask, sex_ask
from crossroads.engines.eligibility.asking.wording import Ask, in_own_unit, set_question, value_question
from crossroads.engines.eligibility.conditions import Compare, Condition, Operator
from crossroads.engines.eligibility.logic import All, AnyOf, Not, Tree, leaves, mapped
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator
from crossroads.engines.eligibility.screener import Effort, Intimacy, Question, QuestionKind
from crossroads.engines.terms import CriterionCategory, Sex

Read = Named | LeftReason

_OPERATORS: Mapping[FactOperator, Operator] = {
    FactOperator.EQUAL: Operator.EQUAL,
    FactOperator.LESS: Operator.LESS,
    FactOperator.AT_MOST: Operator.AT_MOST,
    FactOperator.MORE: Operator.MORE,
    FactOperator.AT_LEAST: Operator.AT_LEAST,
}
_NAMES = frozenset({FactKind.CONDITION, FactKind.DRUG, FactKind.PROCEDURE, FactKind.TIME_WINDOW})
_NEEDS_DOCTOR = frozenset({"life expectancy"})


def read_facts(logic: Tree[Fact], category: CriterionCategory = CriterionCategory.INCLUSION) -> Read:
    """A criterion whose facts tell the whole sentence, as a condition over answers; or why it is none.

    One fact that cannot be asked leaves the whole criterion to the site. Names alone are not read here: their
    sentence tells more of them (``names``).
    """
    if all(fact.kind in _NAMES for fact in leaves(logic)):
        return LeftReason.NOT_READ
    if category is CriterionCategory.INCLUSION:
        logic = _with_birthday(logic)
    read = {id(fact): _read(fact) for fact in leaves(logic)}
    for one in read.values():
        if isinstance(one, LeftReason):
            return one
    named = {key: one for key, one in read.items() if isinstance(one, Named)}
    condition = mapped(logic, lambda fact: named[id(fact)].condition)
    asks = {ask.question.key: ask for one in named.values() for ask in one.asks}
    return Named(condition, tuple(asks.values()))


def _with_birthday(logic: Tree[Fact]) -> Tree[Fact]:
    """ "Over 18 years of age" wanted of people takes those of 18: they are older by the day after their birthday.

    So the registries' own field "Minimum Age" has it. Behind a "not" the bound stays, since it would narrow there.
    """
    match logic:
        case Not():
            return logic
        case All(parts):
            return All(tuple(_with_birthday(part) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_with_birthday(part) for part in parts))
        case fact:
            over = fact.kind is FactKind.AGE and fact.operator is FactOperator.MORE and not fact.negated
            return replace(fact, operator=FactOperator.AT_LEAST) if over and fact.unit in ("a", "") else fact


def _read(fact: Fact) -> Read:
    reader = _READERS.get(fact.kind)
    if reader is None:
        return LeftReason.NOT_READ
    read = reader(fact)
    if isinstance(read, Named) and fact.negated:
        return Named(Not(read.condition), read.asks)
    return read


def _age(fact: Fact) -> Read:
    unit = "months" if fact.unit == "mo" else "years"
    if fact.unit not in ("a", "mo", "") or not isinstance(fact.value, Decimal) or fact.relative_to:
        return LeftReason.NOT_READ
    if fact.operator in (FactOperator.EQUAL, FactOperator.NOT_EQUAL):
        return LeftReason.NOT_READ  # "Adults 18 years of age" has lost its sign: no study takes one year
    words = rules.load("eligibility")["core"]["age"]
    question = Question(
        "age",
        words["text"].format(unit=unit),
        QuestionKind.AGE,
        words["help"],
        words["why_we_ask"],
        unit,
        intimacy=Intimacy.EVERYDAY,
    )
    return _compared(question, fact, fact.value, fact.high)


def _sex(fact: Fact) -> Read:
    value = str(fact.value or "").upper()
    if value not in (Sex.FEMALE, Sex.MALE) or fact.operator not in (
        FactOperator.EQUAL,
        FactOperator.NOT_EQUAL,
    ):
        return LeftReason.NOT_READ
    condition = Compare("sex", Operator.EQUAL, value)
    return Named(Not(condition) if fact.operator is FactOperator.NOT_EQUAL else condition, (sex_ask(),))


def _value(fact: Fact) -> Read:
    if fact.concept in _NEEDS_DOCTOR:
        return LeftReason.NEEDS_DOCTOR
    if fact.relative_to or not isinstance(fact.value, Decimal):
        return LeftReason.NEEDS_TEST
    if fact.concept == "body mass index":
        return _body_mass(fact, fact.value)
    concept = "pack-years" if "pack" in fact.unit else fact.concept
    question = value_question(concept)
    if question is None:
        return LeftReason.NEEDS_TEST
    value = in_own_unit(concept, fact.value, fact.unit)
    high = None if fact.high is None else in_own_unit(concept, fact.high, fact.unit)
    if value is None or (fact.high is not None and high is None):
        return LeftReason.NOT_READ
    return _compared(question, fact, value, high)


def _body_mass(fact: Fact, value: Decimal) -> Read:
    weight, height = value_question("body weight"), value_question("height")
    assert weight is not None and height is not None
    if fact.unit not in ("kg/m2", "kg/m^2", ""):
        return LeftReason.NOT_READ
    read = _compared(weight, fact, value, fact.high, per_height=height.key)
    return Named(read.condition, (Ask(height), Ask(weight))) if isinstance(read, Named) else read


def _compared(
    question: Question, fact: Fact, value: Decimal, high: Decimal | None, *, per_height: str = ""
) -> Read:
    """The fact as a comparison of one answer; BETWEEN as two of them."""

    def compare(operator: Operator, bound: Decimal) -> Compare:
        return Compare(question.key, operator, bound, per_height)

    condition: Condition
    match fact.operator:
        case FactOperator.BETWEEN if high is not None:
            condition = All((compare(Operator.AT_LEAST, value), compare(Operator.AT_MOST, high)))
        case FactOperator.NOT_EQUAL:
            condition = Not(compare(Operator.EQUAL, value))
        case FactOperator.BETWEEN:
            return LeftReason.NOT_READ
        case other:
            condition = compare(_OPERATORS[other], value)
    return Named(condition, (Ask(question),))


def _strength(fact: Fact) -> Read:
    name = {
        "ecog": "ecog",
        "zubrod": "ecog",
        "who": "ecog",
        "karnofsky": "karnofsky",
        "kps": "karnofsky",
    }.get(fact.concept.split()[0] if fact.concept else "")
    if name is None or not isinstance(fact.value, Decimal):
        return LeftReason.NEEDS_DOCTOR
    grades = [_whole(fact, tens) for tens in _TENS_OF_GRADES] if name == "karnofsky" else []
    if grades and None not in grades:
        return _among(set_question("ecog"), [held is True for held in grades])
    question = set_question(name)
    values = [Decimal(choice.value) for choice in question.choices]
    beyond = values[-1] + (1 if name == "ecog" else -10)
    if _holds(fact, values[-1]) is not _holds(fact, beyond):
        return LeftReason.NEEDS_DOCTOR
    return _among(question, [_holds(fact, value) for value in values])


_TENS_OF_GRADES = ((100, 90), (80, 70), (60, 50), (40, 30, 20, 10, 0))
"""What each choice of the ECOG question is on Karnofsky's scale (Buccheri et al. 1996,
doi:10.1016/0959-8049(95)00664-8)."""


def _whole(fact: Fact, tens: tuple[int, ...]) -> bool | None:
    """Whether a fact holds of all of these, or of none; None where it parts them."""
    held = {_holds(fact, Decimal(number)) for number in tens}
    return held.pop() if len(held) == 1 else None


def _among(question: Question, held: list[bool]) -> Read:
    values = [choice.value for choice, holds in zip(question.choices, held, strict=True) if holds]
    return _chosen(question, values) if 0 < len(values) < len(held) else LeftReason.NEEDS_DOCTOR


def _holds(fact: Fact, number: Decimal) -> bool:
    """Whether a number is what the fact asks for."""
    value = fact.value
    assert isinstance(value, Decimal)
    match fact.operator:
        case FactOperator.EQUAL:
            return number == value
        case FactOperator.NOT_EQUAL:
            return number != value
        case FactOperator.LESS:
            return number < value
        case FactOperator.AT_MOST:
            return number <= value
        case FactOperator.MORE:
            return number > value
        case FactOperator.AT_LEAST:
            return number >= value
        case FactOperator.BETWEEN:
            return value <= number <= (value if fact.high is None else fact.high)


def _chosen(question: Question, values: list[str]) -> Named:
    compares = tuple(Compare(question.key, Operator.EQUAL, value) for value in values)
    return Named(compares[0] if len(compares) == 1 else AnyOf(compares), (Ask(question),))


def _stage(fact: Fact) -> Read:
    """Whole stages alone: the letter behind one stands in a person's records."""
    question = set_question("stage", effort=Effort.REMEMBERED)
    if fact.concept not in ("", "stage", "cancer stage"):
        return LeftReason.NEEDS_DOCTOR
    low, high = _stage_number(fact.value), _stage_number(fact.high)
    if low is None or (fact.high is not None and high is None):
        return LeftReason.NEEDS_TEST
    numbered = replace(fact, value=low, high=high)
    held = [_holds(numbered, Decimal(number)) for number, _ in enumerate(question.choices)]
    return _among(question, held)


def _stage_number(value: Decimal | str | None) -> Decimal | None:
    """ "III" and 3 as 3; None for a part of a stage, such as "IIIB"."""
    words = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or "").upper()
    places = {"0": 0, "I": 1, "1": 1, "II": 2, "2": 2, "III": 3, "3": 3, "IV": 4, "4": 4}
    return Decimal(places[words]) if words in places else None


def _treatments(fact: Fact) -> Read:
    if not isinstance(fact.value, Decimal):
        return LeftReason.NOT_READ
    question = set_question("treatments_before", kind=QuestionKind.NUMBER, effort=Effort.REMEMBERED)
    general = {
        "",
        "prior therapy",
        "prior therapies",
        "lines of therapy",
        "treatment",
        "therapy",
        "prior treatment",
    }
    if fact.concept not in general:
        return LeftReason.NEEDS_TEST
    return _compared(question, fact, fact.value, fact.high)


def _childbearing(fact: Fact) -> Read:
    topic = _TOPICS.get(fact.concept)
    if topic is None or fact.value not in (None, "yes", "true"):
        return LeftReason.NOT_READ
    ask = childbearing_ask(topic)
    return Named(childbearing(ask), (sex_ask(), ask))


_TOPICS: Mapping[str, str] = {
    "pregnancy": "pregnant",
    "pregnant": "pregnant",
    "breastfeeding": "breastfeeding",
    "lactation": "breastfeeding",
    "planning pregnancy": "plans_pregnancy",
}


def _name(fact: Fact) -> Read:
    """An illness or a medicine beside other facts."""
    read = read_names(fact.concept)
    return read if read is not None else LeftReason.NOT_PLAIN


def _consent(fact: Fact) -> Read:
    return LeftReason.CONSENT


_READERS: Mapping[FactKind, Callable[[Fact], Read]] = {
    FactKind.AGE: _age,
    FactKind.SEX: _sex,
    FactKind.COMPARISON: _value,
    FactKind.PERFORMANCE_STATUS: _strength,
    FactKind.STAGE: _stage,
    FactKind.PRIOR_THERAPY_COUNT: _treatments,
    FactKind.PREGNANCY: _childbearing,
    FactKind.CONDITION: _name,
    FactKind.DRUG: _name,
    FactKind.CONSENT: _consent,
}
