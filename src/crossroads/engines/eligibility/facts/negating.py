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
_NEAR = 40  # characters from a cue to the number that it negates
_FARTHEST = 60  # characters from a thing to the end of "are excluded" behind it
_LONGEST_BOUND = 40  # characters of words such as "not older than the age of"
_CIRCULAR = re.compile(
    r"\b(?:criteri(?:a|on)|restrictions|(?:age|gender|sex)\srestriction|requirements?|limits?)\b"
)
# what says more of the thing behind "or": "no renal or hepatic disease", "no history or signs of stroke"
_QUALIFIES = re.compile(
    r"(?:[\w-]+\s){0,2}(?:(?!trial|hospital|withdrawal|narcotic|removal)[\w-]+(?:al|ic|ar|ive|ous|ary)"
    r"|liver|kidney|heart|lung|uterine|hearing|vision)"
)
# "patients with [seizures] will be excluded"
_EXCLUDED = re.compile(
    r"(?:.*\b(?:with|having|have|taking|using|received)\s)?\W*(?:an?\s|the\s|any\s)?"
    r"(?P<thing>[^\W\d_][\w-]*(?:\s[\w-]+){0,5}?)\s(?:will|are|is|were|was|shall|must|should|may)\s(?:also\s|be\s){0,2}"
)
_SPEAKS_OF = re.compile(r"(?:[\w-]+\s){0,2}(?:history|diagnosis|signs?|symptoms|evidence)")
# "not have", "not taking": a list behind is of nouns
_HAVING = re.compile(
    r"\s(?:be\s|been\s)?(?:currently\s)?(?:hav(?:e|ing)|had|present|tak(?:e|en|ing)|receiv\w+|us(?:e|ed|ing)|suffer\w*|diagnosed)\b"
)
# "troponin was [not measured]", "objects that [cannot be removed]"
_LETTERS = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_WHAT_IS_NOT = re.compile(
    rf"(?<![^\W_])(?P<what>{_LETTERS}(?:\s(?!(?:that|which|is|are|was|were|has|have)\b){_LETTERS})?)\s(?:(?:that|which)\s)?(?:(?:is|are|was|were|has|have)\s)?$"
)
_DONE = re.compile(r"(?:be\s|been\s)?[^\W\d_]{3,}(?:ed|able|ible|sufficient|allowed|taken|given)\b")
_NOBODY = re.compile(
    r"\b(?:patients?|subjects?|participants?|who|they|women|men|those|individuals?|and|or|if|but|do|does|will|should|must|may|can|could|to|is|are|was|were|has|have|previously|that|which|it|there)\b"
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
            _negate_before(line, kept, negation)
    return kept


def _is_in_a_bound(line: Line, negation: Negation) -> bool:
    """ "No poorer than 30 dB" says how the number binds."""
    bounds = line.quantities_from(negation.start - _LONGEST_BOUND, negation.end)
    return any(one.start <= negation.start < one.number_start for one in bounds)


def _meant(plain: str, negation: Negation) -> tuple[Part, ...]:
    """The first thing, and all that "or" joins to it: "no stroke, asthma or cancer"; not what "and" does.

    A list with commas belongs to a cue before nouns only: "unable to walk, asthma or cancer" is three things.
    """
    naming = _NAMING.match(negation.cue) if negation.cue != "not" else _HAVING.match(plain, negation.end)
    reached = 1
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
    if _SPEAKS_OF.fullmatch(words):
        return True
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
    found = thing(plain, (part.start, part.end), kind, negated=True, span=(negation.start, part.reach))
    facts.append(_with_what(plain, found, negation, part))


def _with_what(plain: str, fact: Fact, negation: Negation, part: Part) -> Fact:
    """ "Troponin was not measured" speaks of troponin."""
    if (
        negation.cue not in {"not", "cannot"}
        or plain.startswith(" to", negation.end)
        or not _DONE.match(plain, part.start)
    ):
        return fact
    what = _WHAT_IS_NOT.search(plain, max(0, negation.start - _NEAR), negation.start)
    if what is None or _NOBODY.search(what["what"]):
        return fact
    return replace(fact, concept=f"{what['what']} {fact.concept}", start=what.start())


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
    if fact.kind in {FactKind.COMPARISON, FactKind.AGE} and fact.start - negation.end > _NEAR:
        return fact.start
    return min(fact.start, negation.start)


def _negate_before(line: Line, facts: list[Fact], negation: Negation) -> None:
    """Change the list: what stands before "are excluded" is negated; the nearest thing takes the cue to itself."""
    part = negation.parts[0]
    hit = [
        place
        for place, fact in enumerate(facts)
        if part.start <= fact.start < part.end and fact.kind is not FactKind.TIME_WINDOW
    ]
    for place in hit:
        facts[place] = replace(facts[place], negated=True)
    if hit:
        last = max(hit, key=lambda place: facts[place].end)
        if 0 <= negation.end - facts[last].end <= _FARTHEST:
            facts[last] = replace(facts[last], end=negation.end)
        return
    named = _EXCLUDED.fullmatch(line.plain, part.start, part.end)
    if named is not None and not _NOBODY.search(named["thing"]):
        span = (named.start("thing"), negation.end)
        facts.append(thing(line.plain, named.span("thing"), FactKind.CONDITION, negated=True, span=span))
