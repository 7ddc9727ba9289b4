"""A criterion as a tree over its facts: and, or, not, exceptions; nothing where the facts do not tell the whole.

A leaf holds when what its fact says holds, negation included: "no stroke" is one leaf, whose fact is negated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.performance import performance_names
from crossroads.engines.eligibility.facts.phrases import placed_words
from crossroads.engines.eligibility.facts.windows import anchor_spans
from crossroads.engines.eligibility.logic import All, AnyOf, Not, Tree
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_WORDS = re.compile(r"[^\W_]+")
_THERAPIES = frozenset(
    {"prior", "previous", "line", "lines", "therapy", "regimen", "regimens", "systemic", "treatments"}
)
_JOINERS = frozenset({"and", "or", "nor"})


@dataclass(frozen=True, slots=True)
class _Group:
    """Facts of one span, as a tree."""

    start: int
    end: int
    tree: Tree[Fact]
    negated: bool
    is_window: bool


def tree_of(line: Line, facts: Sequence[Fact]) -> Tree[Fact] | None:
    """When the criterion holds; ``None`` where words are left over or "and" and "or" are mixed without commas.

    facts  in reading order, offsets into the line
    """
    telling = [fact for fact in facts if not (fact.kind is FactKind.SEX and fact.value == "all")]
    if not telling or _is_conditional(line, telling) or not _tells_all(line, facts):
        return None
    exception = _exceptions().search(line.plain)
    if exception is None:
        return _joined(line, _groups(line, telling))
    before = _joined(line, _groups(line, [fact for fact in telling if fact.end <= exception.start() + 1]))
    behind = _joined(line, _groups(line, [fact for fact in telling if fact.start >= exception.end()]))
    if before is None or behind is None:
        return None
    if all(fact.negated for fact in telling if fact.end <= exception.start() + 1):
        return AnyOf((before, behind))  # "no cancer except skin cancer" holds with skin cancer, too
    return All((before, Not(behind)))


_ONE_SEX = re.compile(
    r"(?:\b(?:in|for|if)\s|\(|,\s)(?:the\s)?(?:fe)?males?\b|(?:\b(?:in|for|if)\s|\()(?:wo)?m[ae]n\b"
)
_CHILDBEARING = frozenset(
    {"childbearing potential", "contraception", "postmenopause", "sterilization", "pregnancy test"}
)


def _is_conditional(line: Line, facts: Sequence[Fact]) -> bool:
    """Whether a part holds for some people only: "women who can become pregnant must ...", "≥ 12 g/dL in women"."""
    if any(fact.concept in _CHILDBEARING for fact in facts):
        return True
    return any(fact.kind is FactKind.COMPARISON for fact in facts) and _ONE_SEX.search(line.plain) is not None


@cache
def _exceptions() -> re.Pattern[str]:
    words = sorted(rules.load("eligibility/sentence")["exceptions"], key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])")


@cache
def _idle() -> frozenset[str]:
    table = rules.load("eligibility/sentence")
    excepting = (word for phrase in table["exceptions"] for word in phrase.split())
    return frozenset(table["idle"]) | frozenset(excepting) | _JOINERS


def _tells_all(line: Line, facts: Sequence[Fact]) -> bool:
    """Whether every word is in a fact, names what a fact measures, or changes nothing."""
    measured = {fact.concept for fact in facts}
    names = {word for concept in measured for word in _WORDS.findall(concept)}
    if any(fact.kind is FactKind.PRIOR_THERAPY_COUNT for fact in facts):
        names |= _THERAPIES
    idle = _idle()
    weighty = [start for word, start, _ in placed_words(line.plain) if word not in idle and word not in names]
    if not weighty:
        return True
    covered = [(fact.start, fact.end) for fact in facts]
    covered += [(found.start, found.end) for found in line.concepts if found.meaning.name in measured]
    left = _outside(weighty, covered)
    return not left or not _outside(left, _covered_beside(line, facts))


def _covered_beside(line: Line, facts: Sequence[Fact]) -> list[tuple[int, int]]:
    """What else a fact tells of: when a time is counted from, which scale a performance status is of."""
    windows = {fact.start for fact in facts if fact.kind is FactKind.TIME_WINDOW}
    spans = performance_names(line)
    for quantity in line.quantities:
        if quantity.start in windows:
            spans += anchor_spans(line, quantity)
    return spans


def _outside(places: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[int]:
    """Places that none of the spans covers."""
    left = list(places)
    for start, end in spans:
        left = [place for place in left if not start <= place < end]
    return left


def _groups(line: Line, facts: Sequence[Fact]) -> list[_Group]:
    groups: list[_Group] = []
    by_span: dict[tuple[int, int], list[Fact]] = {}
    for fact in facts:
        by_span.setdefault((fact.start, fact.end), []).append(fact)
    for (start, end), alike in by_span.items():
        either = " or " in line.before(start, 60) or _is_pressure(alike)
        several: Tree[Fact] = AnyOf(tuple(alike)) if either else All(tuple(alike))
        tree = alike[0] if len(alike) == 1 else several
        window = alike[0].kind is FactKind.TIME_WINDOW
        if window and groups and groups[-1].negated:
            tree = Not(tree)  # "no stroke within 6 months": no stroke, or not so lately
        groups.append(_Group(start, end, tree, all(fact.negated for fact in alike), window))
    return groups


def _is_pressure(facts: Sequence[Fact]) -> bool:
    """ "Above 140/90" is told by either number, "below 140/90" by both."""
    above = facts[0].operator in {FactOperator.MORE, FactOperator.AT_LEAST}
    return above and {fact.concept.partition(" ")[0] for fact in facts} == {"systolic", "diastolic"}


def _joined(line: Line, groups: Sequence[_Group]) -> Tree[Fact] | None:
    """Groups by what stands between them; where both "and" and "or" do, commas must tell which binds closer."""
    if not groups:
        return None
    joints = [_joint(line, earlier, later) for earlier, later in pairwise(groups)]
    words = [word for word, _ in joints if word]
    joints = [(word or (words[-1] if words else "and"), strong) for word, strong in joints]
    if len({word for word, _ in joints}) < 2:
        return _flat([group.tree for group in groups], joints[0][0] if joints else "and")
    outer = {word for word, strong in joints if strong}
    if len(outer) != 1 or any(word in outer and not strong for word, strong in joints):
        return None
    inner = ({"and", "or"} - outer).pop()
    chunks: list[list[Tree[Fact]]] = [[groups[0].tree]]
    for group, (_, strong) in zip(groups[1:], joints, strict=True):
        if strong:
            chunks.append([group.tree])
        else:
            chunks[-1].append(group.tree)
    return _flat([_flat(chunk, inner) for chunk in chunks], outer.pop())


def _joint(line: Line, earlier: _Group, later: _Group) -> tuple[str, bool]:
    """ "and", "or" or "" between two groups, and whether a comma makes it the weaker bond."""
    between = (
        line.plain[earlier.end : later.start]
        if earlier.end <= later.start
        else line.plain[earlier.start : later.end]
    )
    words = set(_WORDS.findall(between)) & _JOINERS
    word = "or" if words & {"or", "nor"} else "and" if words else ""
    if later.is_window:
        word = "or" if earlier.negated else "and"
    elif earlier.negated and later.negated:
        word = "and"  # "no stroke or cancer": neither
    return word, re.search(r"[,;]\s*(?:and|or)\b", between) is not None


def _flat(trees: Sequence[Tree[Fact]], word: str) -> Tree[Fact]:
    if len(trees) == 1:
        return trees[0]
    return AnyOf(tuple(trees)) if word == "or" or _nobody_is_both(trees) else All(tuple(trees))


_UPWARD = frozenset({FactOperator.MORE, FactOperator.AT_LEAST})
_DOWNWARD = frozenset({FactOperator.LESS, FactOperator.AT_MOST})


def _nobody_is_both(trees: Sequence[Tree[Fact]]) -> bool:
    """Whether two bounds leave nothing between them: "under 18 and over 75" speaks of two kinds of people."""
    match trees:
        case [Fact() as one, Fact() as other] if one.concept == other.concept and (
            one.unit == other.unit or "" in (one.unit, other.unit)
        ):
            low, high = (one, other) if one.operator in _UPWARD else (other, one)
            return (
                low.operator in _UPWARD
                and high.operator in _DOWNWARD
                and not (one.negated or other.negated)
                and isinstance(low.value, Decimal)
                and isinstance(high.value, Decimal)
                and low.value > high.value
            )
    return False
