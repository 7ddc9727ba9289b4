"""Which facts a sentence negates; what it negates and nobody has named yet becomes a fact of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.negation import Negation, Part, negations, negations_behind
from crossroads.engines.eligibility.facts.things import kind_of, thing
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator
from crossroads.engines.terms import CriterionCategory

_NAMING = re.compile(
    r"no|without|absence|lack|free|negative|denie|never|exclusion|devoid"
)  # cues before a noun
_LONGEST_BOUND = 40  # characters of words such as "not older than the age of"
_CIRCULAR = re.compile(
    r"\b(?:criteri(?:a|on)|restrictions|(?:age|gender|sex)\srestriction|requirements?|limits?)\b"
)
# what says more of the thing behind "or": "no renal or hepatic disease", "no history or signs of stroke"
_QUALIFIES = re.compile(
    r"(?:[\w-]+\s){0,2}(?:(?!trial|hospital|withdrawal|narcotic|removal)[\w-]+(?:al|ic|ar|ive|ous|ary)"
    r"|history|diagnosis|signs?|liver|kidney|heart|lung)"
)
_OR = re.compile(r"\bor\b|\bnor\b|/")


def negate(line: Line, facts: list[Fact], category: CriterionCategory) -> list[Fact]:
    """The facts with ``negated`` set where a cue reaches them, and new ones for what no fact names."""
    plain, kept = line.plain, list(facts)
    for negation in negations(plain):
        if _is_in_a_bound(line, negation):
            continue
        for part in _meant(plain, negation):
            _negate_part(plain, kept, negation, part)
    if category is CriterionCategory.INCLUSION:
        # among exclusions "people with X are excluded" negates nothing
        for negation in negations_behind(plain):
            _negate_before(kept, negation.parts[0])
    return kept


def _is_in_a_bound(line: Line, negation: Negation) -> bool:
    """ "No poorer than 30 dB" says how the number binds."""
    bounds = line.quantities_from(negation.start - _LONGEST_BOUND, negation.end)
    return any(one.start <= negation.start < one.number_start for one in bounds)


def _meant(plain: str, negation: Negation) -> tuple[Part, ...]:
    """The first thing, and all that "or" joins to it: "no stroke, asthma or cancer"; not what "and" does.

    A list with commas belongs to a cue before nouns only: "unable to walk, asthma or cancer" is three things.
    """
    reached, naming = 1, _NAMING.match(negation.cue) and negation.cue != "not"
    for place, part in enumerate(negation.parts[1:], 2):
        if _OR.search(part.joined_by):
            reached = place
        elif not naming or part.joined_by == "and":
            break
    meant = negation.parts[:reached]
    return tuple(part for part in meant if part is meant[-1] or not _only_qualifies(plain, part))


def _only_qualifies(plain: str, part: Part) -> bool:
    """ "No renal or hepatic disease": "renal" alone names nothing."""
    words = plain[part.start : part.end]
    return _QUALIFIES.fullmatch(words) is not None and kind_of(words, FactKind.OTHER) is FactKind.OTHER


def _negate_part(plain: str, facts: list[Fact], negation: Negation, part: Part) -> None:
    """Change the list: its facts that the part names, or else one more for what the part says."""
    if negation.means:
        kind = kind_of(negation.means, FactKind.OTHER)
        facts.append(Fact(kind, negation.means, FactOperator.EQUAL, None, part.start, part.end, negated=True))
        return
    if _speaks_of_ability(plain, facts, negation, part):
        return
    hit = [place for place, fact in enumerate(facts) if _overlap(fact, part) and _can_be_negated(fact, part)]
    for place in hit:
        facts[place] = replace(facts[place], negated=True, start=_since(facts[place], negation))
    if hit or _idle().match(plain, part.start, part.end):
        return
    naming = _NAMING.match(negation.cue) is not None and negation.cue not in {"not", "non"}
    kind = FactKind.CONDITION if naming else FactKind.OTHER
    span = (negation.start, part.reach)
    facts.append(thing(plain, (part.start, part.end), kind, negated=True, span=span))


def _overlap(fact: Fact, part: Part) -> bool:
    return fact.start < part.end and part.start < fact.end


def _speaks_of_ability(plain: str, facts: list[Fact], negation: Negation, part: Part) -> bool:
    """ "Unable to consent" is a state of its own, already named; "not meeting the criteria" names nothing."""
    named = any(
        fact.concept.startswith("inability") and fact.start < part.end and negation.start < fact.end
        for fact in facts
    )
    return named or _CIRCULAR.search(plain, part.start, part.end + 24) is not None


@cache
def _idle() -> re.Pattern[str]:
    words = rules.load("eligibility/negation")["idle"]
    return re.compile(rf"(?:[\w-]+\s)?(?:{'|'.join(map(re.escape, words))})(?![^\W_])")


def _can_be_negated(fact: Fact, part: Part) -> bool:
    if fact.kind is FactKind.TIME_WINDOW:
        return False  # "no stroke within 6 months": the stroke is negated, the window is what it was
    return fact.kind is not FactKind.AGE or fact.start <= part.start + 2


def _since(fact: Fact, negation: Negation) -> int:
    return fact.start if fact.kind in {FactKind.COMPARISON, FactKind.AGE} else min(fact.start, negation.start)


def _negate_before(facts: list[Fact], part: Part) -> None:
    for place, fact in enumerate(facts):
        if part.start <= fact.start < part.end and fact.kind is not FactKind.TIME_WINDOW:
            facts[place] = replace(fact, negated=True)
