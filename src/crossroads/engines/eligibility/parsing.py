"""One door for a whole eligibility text: criteria with facts, entities and logic.

parsed = parse("Inclusion Criteria:\\n* Age 18 or older\\n\\nExclusion Criteria:\\n* Stroke within 3 months")
parsed.criteria[1].facts
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from crossroads.engines.eligibility.facts import FactsRead, read_facts
from crossroads.engines.eligibility.parsed import (
    Entity,
    FactKind,
    FactOperator,
    ParsedCriterion,
    ParsedText,
)
from crossroads.engines.eligibility.reading import ENGLISH, ReadCriterion, ReadText, split
from crossroads.engines.eligibility.reading.words import GENERIC
from crossroads.engines.errors import CrossroadsError, InputProblem
from crossroads.engines.terms import CriterionCategory

PREFIXES = {CriterionCategory.INCLUSION: "INCL", CriterionCategory.EXCLUSION: "EXCL"}
CODE_LENGTH = 8
"""SDTM IETESTCD has at most 8 characters."""


def parse(text: str, *, category: CriterionCategory | None = None, entities: bool = True) -> ParsedText:
    """Read a whole eligibility text.

    category  of the whole text, where it is one section; headings in the text go before it
    entities  whether to look for entities too: they take about half of the time
    returns   criteria in reading order; those of a text that is not English have no facts or entities
    raises    nothing: what is wrong with the text stands among the problems
    """
    return parse_all([(text, category)], entities=entities)[0]


def parse_all(
    texts: Iterable[tuple[str, CriterionCategory | None]], *, entities: bool = True
) -> list[ParsedText]:
    """``parse`` for many texts, each with its category: some thousand criteria at a time are read quickest."""
    given = [(text, split(text, category)) for text, category in texts]
    found = _entities(given) if entities else [[[] for _ in read.criteria] for _, read in given]
    return [_parsed(text, read, named) for (text, read), named in zip(given, found, strict=True)]


def _entities(given: Iterable[tuple[str, ReadText]]) -> list[list[list[Entity]]]:
    # Read late: the model and the vocabularies take a second to load.
    from crossroads.engines.eligibility.entities import find_all_entities

    return find_all_entities(
        (text if read.language == ENGLISH else "", [(one.start, one.end) for one in read.criteria])
        for text, read in given
    )


def _parsed(text: str, read: ReadText, entities: list[list[Entity]]) -> ParsedText:
    criteria = read.criteria
    facts = [
        read_facts(text, one.start, one.end, one.category) if read.language == ENGLISH else FactsRead()
        for one in criteria
    ]
    parsed = tuple(
        ParsedCriterion(
            code=code,
            category=one.category,
            text=text[one.start : one.end],
            span=(one.start, one.end),
            group=one.group,
            facts=what.facts,
            entities=tuple(named),
            logic=what.logic,
        )
        for code, one, what, named in zip(codes(criteria), criteria, facts, entities, strict=True)
    )
    return ParsedText(parsed, read.headings, read.language, tuple(_problems(read, facts, parsed)))


def codes(criteria: Iterable[ReadCriterion]) -> list[str]:
    """INCL01, EXCL01, ... in reading order within the category; at most 8 characters however many there are."""
    counts = dict.fromkeys(CriterionCategory, 0)
    found: list[str] = []
    for criterion in criteria:
        counts[criterion.category] += 1
        number = f"{counts[criterion.category]:02d}"
        found.append(PREFIXES[criterion.category][: CODE_LENGTH - len(number)] + number)
    return found


def _problems(
    read: ReadText, facts: list[FactsRead], parsed: tuple[ParsedCriterion, ...]
) -> Iterator[CrossroadsError]:
    yield from read.problems
    for what in facts:
        yield from what.problems
    yield from _contradicting_ages(parsed)


_YEARS = {
    "a": Decimal(1),
    "mo": Decimal(1) / 12,
    "wk": Decimal(7) / Decimal("365.25"),
    "d": 1 / Decimal("365.25"),
}
_NARROWING = {
    "man",
    "men",
    "woman",
    "women",
    "child",
    "children",
    "infant",
    "infants",
    "adult",
    "adults",
    "if",
    "for",
}
_NOT_NARROWING = (
    GENERIC | {"age", "aged", "ages", "range", "male", "female", "males", "females"}
) - _NARROWING
_LOWER = (FactOperator.AT_LEAST, FactOperator.MORE, FactOperator.BETWEEN)
_UPPER = (FactOperator.AT_MOST, FactOperator.LESS, FactOperator.BETWEEN)


def _contradicting_ages(criteria: tuple[ParsedCriterion, ...]) -> Iterator[CrossroadsError]:
    """A lowest age above the highest, among the inclusion criteria of one group.

    Several bounds in one criterion may be alternatives, so the widest of them counts.
    """
    for group in dict.fromkeys(one.group for one in criteria):
        bounds = [
            _age_bounds(one)
            for one in criteria
            if one.category is CriterionCategory.INCLUSION and one.group in ("", group)
        ]
        lowest = max((low for low, _ in bounds if low is not None), default=None)
        highest = min((high for _, high in bounds if high is not None), default=None)
        if lowest is not None and highest is not None and lowest > highest:
            yield InputProblem("eligibility.ages_contradict", lowest=_plain(lowest), highest=_plain(highest))
            return


def _age_bounds(criterion: ParsedCriterion) -> tuple[Decimal | None, Decimal | None]:
    """The widest range of ages, in years, that one criterion asks of everybody."""
    lows: list[Decimal] = []
    highs: list[Decimal] = []
    for fact in criterion.facts:
        years = _YEARS.get(fact.unit)
        if (
            fact.kind is not FactKind.AGE
            or fact.negated
            or years is None
            or not isinstance(fact.value, Decimal)
        ):
            continue
        if not _asks_everybody(criterion.text[: fact.start - criterion.span[0]]):
            continue
        if fact.operator in _LOWER:
            lows.append(fact.value * years)
        if fact.operator in _UPPER:
            highs.append((fact.value if fact.high is None else fact.high) * years)
    return min(lows, default=None), max(highs, default=None)


def _asks_everybody(before: str) -> bool:
    """Whether nothing before an age narrows it: "Age", "Patients must be" do not, "Infants" and "Onset at" do."""
    return all(word in _NOT_NARROWING for word in re.findall(r"[^\W\d_]+", before.lower()))


def _plain(years: Decimal) -> str:
    return f"{years:.1f}".removesuffix(".0")
