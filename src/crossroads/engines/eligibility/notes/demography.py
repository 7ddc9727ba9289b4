"""Criteria about age and sex, by value; and criteria about other persons than this one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from crossroads.engines.eligibility.facts import convert
from crossroads.engines.eligibility.logic import Truth
from crossroads.engines.eligibility.notes.criterion import Criterion
from crossroads.engines.eligibility.notes.note import Sentence
from crossroads.engines.eligibility.notes.person import Person
from crossroads.engines.eligibility.notes.values import Answer, Reason
from crossroads.engines.eligibility.notes.words import lists, merged, phrase_list, words
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator
from crossroads.engines.terms import Sex

_UPPER = (FactOperator.LESS, FactOperator.AT_MOST)
_LOWER = (FactOperator.MORE, FactOperator.AT_LEAST)
_GOES_ON = 6  # characters between two bounds of one age
_ORGAN_OPENING = 10  # words of a criterion within which it names whose organ or life it is about
_HEALTH_OPENING = 12  # words of a criterion within which it asks for good health
_OPENING = 6  # words of a criterion within which it names the sex that it wants
_AGE_OPENING = 20  # words of a criterion within which it names the age that it wants
_DEMAND = 2  # words behind an age within which it begins to demand something else


def judge_other_persons(criterion: Criterion, person: Person) -> Answer | None:
    """The other sex's organs, grown-up lives of a child, a newborn's measures.

    They do not apply; only where a condition of the other sex is asked for, the person lacks it.
    """
    table = lists()["only_for"]
    young = person.age is not None and person.age < table["grown_up_age"]
    grown = person.age is not None and person.age >= table["newborn_age"]
    other_sex = {Sex.MALE: "female", Sex.FEMALE: "male"}.get(person.sex or Sex.ALL)
    if other_sex and _speaks_of(criterion, other_sex) and _nothing_else(criterion, other_sex):
        if (
            criterion.excludes
            or criterion.turned
            or _demands_of_sex(criterion)
            or _about_fertility(criterion)
        ):
            return Answer(None, (), Reason.OTHER_PERSONS, applies=False)
        return Answer(False, () if person.first is None else (person.first,), Reason.OTHER_PERSONS)
    if criterion.excludes and (
        (young and _speaks_of(criterion, "grown_up")) or (grown and _speaks_of(criterion, "newborn"))
    ):
        return Answer(None, (), Reason.OTHER_PERSONS, applies=False)
    return None


def _demands_of_sex(criterion: Criterion) -> bool:
    """ "Women must ...": asked of one sex only."""
    row = criterion.main
    return phrase_list("conditional", "demand").any_in(row) and len(_sexes_asked(criterion)) == 1


def _nothing_else(criterion: Criterion, sex: str) -> bool:
    """Whether a list names the one sex's organs alone: "prostate or breast cancer" is about anybody."""
    own = {word for phrase in lists()["only_for"][sex] for word in merged(words(phrase))}
    return all((part.strong | part.beside) & own for part in criterion.parts)


def _speaks_of(criterion: Criterion, key: str) -> bool:
    return phrase_list("only_for", key).any_in(criterion.main[:_ORGAN_OPENING])


def judge_age_and_sex(criterion: Criterion, person: Person) -> tuple[Answer | None, str]:
    """The answer as far as age and sex tell, and the words of the criterion that are left to be judged.

    A person whose age or sex does not fit settles the criterion whatever the rest says.
    """
    ages = _first_ages(criterion)
    asked = _sexes_asked(criterion)
    evidence = () if person.first is None else (person.first,)
    if _asked_of_an_age(criterion, ages):
        if _fits(ages, person.age, asked_for=False) is False:
            return Answer(None, (), Reason.OTHER_PERSONS, applies=False), ""
        return None, criterion.text
    fits_age = _fits(ages, person.age, asked_for=not criterion.excludes)
    fits_sex = True if len(asked) != 1 else (None if person.sex is None else person.sex in asked)
    if fits_sex is False and _about_fertility(criterion):
        return Answer(None, (), Reason.OTHER_PERSONS, applies=False), ""
    if False in (fits_age, fits_sex) and (ages or not criterion.excludes or not criterion.parts):
        return Answer(False, evidence, Reason.AGE_AND_SEX), ""
    if not ages and person.sex is Sex.MALE and len(asked) > 1 and _opens_with_sex(criterion):
        return Answer(True, evidence, Reason.AGE_AND_SEX), ""
    if not ages and (not asked or criterion.parts or criterion.excludes or _about_fertility(criterion)):
        return None, criterion.text
    span = (ages[0].start, ages[-1].end) if ages else (0, 0)
    rest = criterion.text[: span[0]] + " " + _moment().sub(" ", criterion.text[span[1] :])
    return Answer(None if None in (fits_age, fits_sex) else True, evidence, Reason.AGE_AND_SEX), rest


def _asked_of_an_age(criterion: Criterion, ages: Sequence[Fact]) -> bool:
    """Whether an age tells of whom the rest is asked: "for patients over 60, ...", "age 65-70: ...".

    It then keeps nobody out by itself.
    """
    if not ages:
        return False
    before, behind = words(criterion.text[: ages[0].start]), words(criterion.text[ages[-1].end :])
    if phrase_list("conditional", "for_some").any_in(before):
        return True
    asks = behind[:1] == (":",) or phrase_list("conditional", "demand").any_in(behind[:_DEMAND])
    return asks and not phrase_list("conditional", "demand").any_in(before)


def _opens_with_sex(criterion: Criterion) -> bool:
    """ "Gender: male or female. Females must ...": what follows is asked of women."""
    return phrase_list("person_asked", "heading").at(criterion.plain, 0) is not None


def _about_fertility(criterion: Criterion) -> bool:
    keys = ("pregnant", "contraception", "childbearing", "nursing")
    return any(phrase_list("pregnancy", key).any_in(criterion.plain) for key in keys)


@cache
def _moment() -> re.Pattern[str]:
    """When the age counts ("at the time of signing the informed consent"): nothing that a note must tell."""
    moments = "|".join(map(re.escape, lists()["agreement"]["moments"]))
    return re.compile(rf"\b(?:at|on|by|when)(?:\s+\w+){{0,6}}?\s+(?:{moments})\b", re.IGNORECASE)


def _first_ages(criterion: Criterion) -> list[Fact]:
    """The first bounds of age, with those that go on right behind them: "6 months to less than 13 years".

    None where the first stands deep in a long criterion, as one of its details.
    """
    ages: list[Fact] = []
    for fact in criterion.facts:
        if fact.kind is not FactKind.AGE or (ages and fact.start - ages[-1].end > _GOES_ON):
            continue
        ages.append(fact)
    if len(ages) == 1 and ages[0].operator is FactOperator.EQUAL:
        return []  # the age of an event
    if ages and len(words(criterion.text[: ages[0].start])) > _AGE_OPENING:
        return []
    return ages


def _fits(ages: Sequence[Fact], age: float | None, *, asked_for: bool) -> Truth:
    """Within every bound, or within one of two that no age can meet together ("under 18 or over 70")."""
    if not ages:
        return True
    if age is None:
        return None
    return (any if _apart(ages) else all)(_within(fact, age, asked_for=asked_for) for fact in ages)


def _apart(ages: Sequence[Fact]) -> bool:
    highs = [_in_years(fact.value, fact.unit) for fact in ages if fact.operator in _UPPER]
    lows = [_in_years(fact.value, fact.unit) for fact in ages if fact.operator in _LOWER]
    return any(high is not None and low is not None and high <= low for high in highs for low in lows)


def _within(fact: Fact, age: float, *, asked_for: bool) -> bool:
    """A whole year counts to its end: 65 is at most 65 until the next birthday.

    Who asks for people "over 18" means those who are 18; who excludes those "over 65" keeps those who are 65.
    """
    low, high = _in_years(fact.value, fact.unit), _in_years(fact.high, fact.unit)
    if low is None:
        return True
    whole = int(age) if age >= 1 else age
    match fact.operator:
        case FactOperator.LESS:
            return age < low
        case FactOperator.AT_MOST:
            return whole <= low
        case FactOperator.MORE:
            return age >= low if asked_for else whole > low
        case FactOperator.BETWEEN:
            return age >= low and (high is None or whole <= high)
        case _:  # the lower of two bounds may stand without a word: "6 months to less than 13 years"
            return age >= low


def _in_years(value: Decimal | str | None, unit: str) -> float | None:
    if not isinstance(value, Decimal):
        return None
    years = convert(value, "age", unit, "a")
    return None if years is None else float(years)


def _sexes_asked(criterion: Criterion) -> set[Sex]:
    """The sexes that a criterion names near its beginning; the other is asked for, too, if it comes later.

    A partner's sex is not asked for.
    """
    partners = phrase_list("person_asked", "partner")
    row = criterion.main
    for start, end, _ in partners.found(row):
        row = row[:start] + ("=partner",) * (end - start) + row[end:]
    found = {sex for sex in (Sex.MALE, Sex.FEMALE) if phrase_list("person_asked", sex.lower()).any_in(row)}
    early = {sex for sex in found if phrase_list("person_asked", sex.lower()).any_in(row[:_OPENING])}
    return found if early else early


def judge_health(criterion: Criterion, sentences: Sequence[Sentence], person: Person) -> Answer | None:
    if criterion.excludes or not phrase_list("health", "asked").any_in(criterion.main[:_HEALTH_OPENING]):
        return None
    if phrase_list("health", "partly").any_in(criterion.plain):
        return None
    for sentence in sentences:
        if phrase_list("health", "said").any_in(sentence.plain):
            return Answer(True, (sentence.number,), Reason.HEALTH)
    return Answer(False, () if person.first is None else (person.first,), Reason.HEALTH)
