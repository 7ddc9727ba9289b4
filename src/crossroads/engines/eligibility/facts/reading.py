"""Reading one criterion: every kind of fact, negation, and the sentence as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crossroads.engines.eligibility.facts.ages import age_facts, ages_among
from crossroads.engines.eligibility.facts.checking import problems_of
from crossroads.engines.eligibility.facts.comparisons import (
    comparison_facts,
    concepts_of,
    is_comparison,
    measures,
)
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.negating import negate
from crossroads.engines.eligibility.facts.people import people_facts
from crossroads.engines.eligibility.facts.performance import performance_facts
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.facts.sentence import tree_of
from crossroads.engines.eligibility.facts.stages import stage_facts
from crossroads.engines.eligibility.facts.therapies import therapy_fact
from crossroads.engines.eligibility.facts.things import things
from crossroads.engines.eligibility.facts.windows import window_fact
from crossroads.engines.eligibility.logic import Tree, mapped
from crossroads.engines.eligibility.parsed import Fact
from crossroads.engines.errors import CrossroadsError, InputProblem
from crossroads.engines.terms import CriterionCategory

_READ_AT_MOST = 16_000  # characters of one criterion
_LONGEST = 4_000  # characters; real criteria have less than half of that


@dataclass(frozen=True, slots=True)
class FactsRead:
    """What one criterion says.

    facts     in reading order; offsets are into the whole text
    logic     when the criterion as worded holds; ``None`` where the facts do not tell the whole sentence
    problems  never raised: what a person should know of
    """

    facts: tuple[Fact, ...] = ()
    logic: Tree[Fact] | None = None
    problems: tuple[CrossroadsError, ...] = ()


_NOTHING = FactsRead()


def read_facts(text: str, start: int, end: int, category: CriterionCategory) -> FactsRead:
    """Read the criterion that stands in ``text[start:end]``.

    category  of the section that it stands in; it does not change what a sentence says
    """
    if end - start <= _LONGEST:
        return _read(text, start, end, category)
    pieces = list(_pieces(text, start, min(end, start + _READ_AT_MOST)))
    read = [_read(text, *piece, category) for piece in pieces]
    problems = [problem for part in read for problem in part.problems]
    if end - start > _READ_AT_MOST:
        problems.append(
            InputProblem("eligibility.criterion_too_long", read=_READ_AT_MOST, length=end - start)
        )
    return FactsRead(tuple(fact for part in read for fact in part.facts), None, tuple(problems))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A criterion of thousands of characters in parts, so that the work grows with its length and not faster."""
    while end - start > _LONGEST:
        cut = max(text.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in (". ", "; ", "\n"))
        cut = cut if cut > 0 else text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut + 1 if cut > 0 else start + _LONGEST
        yield start, cut
        start = cut
    yield start, end


def _read(text: str, start: int, end: int, category: CriterionCategory) -> FactsRead:
    told = _read_words(text[start:end], category)
    if not told.facts:
        return told
    if told.logic is None:
        return FactsRead(tuple([_moved(fact, start) for fact in told.facts]), None, told.problems)
    moved = {fact: _moved(fact, start) for fact in told.facts}
    return FactsRead(
        tuple(moved.values()),
        mapped(told.logic, lambda fact: moved[fact]),
        told.problems,
    )


@lru_cache(maxsize=4096)
def _read_words(words: str, category: CriterionCategory) -> FactsRead:
    """A criterion by itself, offsets from its own start. Kept, since one in five is worded as one before it."""
    line = Line.of(words)
    found = negate(line, list(_facts(line)), category)
    if not found:
        return _NOTHING
    facts = tuple(sorted(dict.fromkeys(found), key=lambda fact: (fact.start, fact.end)))
    return FactsRead(facts, tree_of(line, facts), tuple(problems_of(line, facts)))


def _moved(fact: Fact, by: int) -> Fact:
    # field by field: "replace" takes six times as long, and this is done for every fact
    return Fact(
        fact.kind,
        fact.concept,
        fact.operator,
        fact.value,
        fact.start + by,
        fact.end + by,
        fact.high,
        fact.unit,
        fact.relative_to,
        fact.negated,
    )


def _facts(line: Line) -> Iterator[Fact]:
    """Facts as if nothing were negated, in no order."""
    yield from people_facts(line)
    yield from things(line.plain)
    stages = list(stage_facts(line))
    yield from stages
    performance = list(performance_facts(line))
    yield from (fact for _, fact in performance)
    taken = [(fact.start, fact.end) for fact in stages] + [(read.start, read.end) for read, _ in performance]
    free = [
        one for one in line.quantities if not any(start < one.end and one.start < end for start, end in taken)
    ]
    yield from _measured(line, free)


def _measured(line: Line, quantities: list[Quantity]) -> Iterator[Fact]:
    """Every quantity is an age, a count of therapies, a time, a comparison, or nothing."""
    ages = ages_among(line, quantities)
    starts = {quantity.start for quantity in ages}
    yield from age_facts(line, ages)
    for quantity in quantities:
        if quantity.start in starts:
            continue
        therapies = therapy_fact(line, quantity)
        concepts = concepts_of(line, quantity)
        if therapies is not None:
            yield therapies
        elif quantity.is_time and not measures(line, quantity, concepts):
            yield window_fact(line, quantity)
        elif is_comparison(line, quantity, concepts):
            yield from comparison_facts(line, quantity, concepts)
