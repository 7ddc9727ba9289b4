"""Age: "18 years or older", "aged 18-65", "between 6 months and 17 years", "adults"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.comparisons import is_a_name, least_or_most
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_AGE_UNITS = {"", "a", "mo", "wk", "d", "h"}
_FARTHEST_JOINED = 20  # characters from one bound to the next
_OLD_ENOUGH, _TOO_OLD = 10, 100  # years that "patients < 18" may mean
_NAMED = re.compile(
    r"(?<!gestational )(?<!gestation )(?<!bone )(?<!menstrual )(?<!mental )(?<!adjusted to )"
    r"\b(?:age|aged|ages|ageing|aging)\b(?![- ](?:adjusted|matched|related|appropriate)|\s?-?\s?specific)"
)
_OTHER_AGE = re.compile(r"\b(?:gestational|gestation|bone|mental|menstrual) age\b|\bgestation")
_BEHIND = re.compile(r"\s?[-,]?\s?\(?(?:years?\s)?(?:of age|old|olds|in age|years? old|of life at|ages?\b)")
_INSIDE = re.compile(r"\b(?:older|younger|elder|age|ages|aged|yo|old)\b|y/o|y\.o")
_OPPOSITE = [
    {lower, upper}
    for lower in (FactOperator.AT_LEAST, FactOperator.MORE)
    for upper in (FactOperator.AT_MOST, FactOperator.LESS)
]
_NUMBERS_ONLY = re.compile(r"(?:[\s.;]|\b(?:to|and|inclusive|\d+))*")
_AND = re.compile(r"\s?(?:,|and|to|but|&|or)\s?(?:,|and)?\s?")
_GROUPS = {
    "adult": "adult", "adults": "adult", "child": "child", "children": "child", "pediatric": "child",
    "paediatric": "child", "adolescent": "adolescent", "adolescents": "adolescent",
    "infant": "infant", "infants": "infant",
    "newborn": "newborn", "newborns": "newborn", "neonate": "newborn", "neonates": "newborn", "elderly": "elderly",
}  # fmt: skip
_GROUP = re.compile(
    rf"\W*(?:(?:healthy|male|female|consenting|all|any|an?|older)\s)*(?P<group>{'|'.join(_GROUPS)})(?![\w-])"
)


@cache
def _words(kind: str) -> str:
    return "|".join(sorted(rules.load("eligibility/words")["age"][kind], key=len, reverse=True))


@cache
def _only_people() -> re.Pattern[str]:
    """Words that say of whom an age is, and nothing else."""
    return re.compile(rf"(?:\W|\d+[.)]|\b(?:{_words('people')}|{_words('around')})\b)*")


@cache
def _people_just_before() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{_words('people')})\s?(?:who are|are|aged|of|is|must be|between)?\s?[(\[,]?\s?$"
    )


@cache
def _filling() -> re.Pattern[str]:
    """What may stand between the word "age" and its bound."""
    return re.compile(rf"\W*(?:(?:{_words('people')}|{_words('around')}|{_words('filling')})\b\W*)*")


@cache
def _not_behind() -> re.Pattern[str]:
    """What shows that years are not an age: "over 5 years after surgery"."""
    return re.compile(rf"\s?\(?(?:{_words('not_behind')})")


def ages_among(line: Line, quantities: list[Quantity]) -> list[Quantity]:
    """Those of the quantities that say how old someone is."""
    ages: list[Quantity] = []
    for quantity in quantities:
        if is_age(line, quantity) or (ages and _ends_range(line, ages[-1], quantity)):
            ages.append(quantity)
    return ages


def is_age(line: Line, quantity: Quantity) -> bool:
    """Whether a quantity is how old someone is."""
    if (
        quantity.unit not in _AGE_UNITS
        or quantity.within
        or quantity.relative_to
        or quantity.slash is not None
        or is_a_name(line, quantity)
    ):
        return False
    if _says_age(line, quantity) or _follows_name(line, quantity) or _joined_to_age(line, quantity):
        return True
    if quantity.unit == "":
        return _of_people(line, quantity)
    behind = line.plain[quantity.end : quantity.end + 24]
    if quantity.unit != "a" or quantity.operator is None or _not_behind().match(behind):
        return False
    before = line.before(quantity.start)
    return _only_people().fullmatch(before) is not None or _people_just_before().search(before) is not None


def _says_age(line: Line, quantity: Quantity) -> bool:
    behind = line.plain[quantity.end : quantity.end + 24]
    words = line.plain[quantity.start : quantity.end]
    said = _BEHIND.match(behind) or _INSIDE.search(words)
    return bool(said) and not _is_other_age(line, quantity)


def _joined_to_age(line: Line, quantity: Quantity) -> bool:
    """ "> 18 and < 60 years of age"."""
    later = line.quantities_from(quantity.start + 1, quantity.end + _FARTHEST_JOINED)
    joined = bool(later) and _AND.fullmatch(line.plain[quantity.end : later[0].start])
    return (
        bool(joined)
        and quantity.operator is not None
        and later[0].unit in _AGE_UNITS - {""}
        and _says_age(line, later[0])
    )


def _ends_range(line: Line, age: Quantity, quantity: Quantity) -> bool:
    """ "Over 18 to 70 years", "patients < 18 years and ≥ 12 years"."""
    opposite = {age.operator, quantity.operator} in _OPPOSITE
    alike = quantity.unit == age.unit and not quantity.within and not quantity.relative_to
    between = line.plain[age.end : quantity.start]
    return (
        opposite
        and alike
        and _AND.fullmatch(between) is not None
        and not _not_behind().match(line.plain, quantity.end)
    )


def _of_people(line: Line, quantity: Quantity) -> bool:
    """ "Patients < 18"."""
    binds = quantity.operator not in {None, FactOperator.EQUAL}
    if not (binds and _OLD_ENOUGH <= quantity.value <= _TOO_OLD):
        return False
    before = line.before(quantity.start)
    if _people_just_before().search(before) is not None:
        return True
    # "Over 18 to 70", and nothing else
    behind = _NUMBERS_ONLY.fullmatch(line.plain, quantity.end) is not None
    return behind and _only_people().fullmatch(before) is not None


def _is_other_age(line: Line, quantity: Quantity) -> bool:
    return _OTHER_AGE.search(line.before(quantity.start, 30)) is not None


def _follows_name(line: Line, quantity: Quantity) -> bool:
    before = line.before(quantity.start, 90)
    names = list(_NAMED.finditer(before))
    if not names:
        return False
    name_end = quantity.start - len(before) + names[-1].end()
    between = line.plain[name_end : quantity.start]
    if line.concepts_from(name_end, quantity.start):
        return False
    others = line.quantities_from(name_end, quantity.start)
    if others and quantity.unit and _not_behind().match(line.plain, quantity.end):
        return False  # "age over 18 and 6 months since a stroke"
    if any(other.unit not in _AGE_UNITS or other.within for other in others):
        return False
    for other in others:
        between = between.replace(line.plain[other.start : other.end], " ")
    return _filling().fullmatch(between) is not None


def age_facts(line: Line, quantities: list[Quantity]) -> Iterator[Fact]:
    """Facts for quantities that are ages; the group ("adults") where no number tells it: how old an adult is
    depends on the country, and the text does not say.
    """
    for quantity in quantities:
        yield Fact(
            FactKind.AGE,
            "age",
            quantity.operator or least_or_most(line, quantity) or FactOperator.EQUAL,
            quantity.value,
            quantity.start,
            quantity.end,
            high=quantity.high,
            unit=quantity.unit or "a",
        )
    if not quantities and (match := _GROUP.match(line.plain)):
        yield Fact(
            FactKind.AGE, "age group", FactOperator.EQUAL, _GROUPS[match["group"]], *match.span("group")
        )
