"""Conditions, drugs and procedures, as far as words beside them give them away.

Precise names are the work of the entity model; here are only the things that a sentence plainly speaks of:
behind "history of", "diagnosis of", "treatment with", "allergy to", and in the reach of a negation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.phrases import Worded
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_REACTION = re.compile(r"allerg|hypersens|intoleran|contraindic")
_LONGEST_LIST = 8
_FARTHEST = 300  # characters that one name can take
_JOINED = re.compile(r"\s*(?:,\s*(?:and/or|or|and)|,|\b(?:and/or|or|and)\b)\s*")


@cache
def _stop() -> re.Pattern[str]:
    """What ends the name of a thing."""
    words = "|".join(re.escape(word) for word in rules.load("eligibility/things")["stops"])
    return re.compile(rf"[;:.()\[\],](?!\d)|\s-\s|[≥≤<>]|(?<![^\W_])(?:{words}|\d)(?![^\W\d_])")


@cache
def _cues() -> Worded:
    cues = rules.load("eligibility/things")["cues"]
    ordered = sorted((cue for listed in cues.values() for cue in listed), key=len, reverse=True)
    words = "|".join(re.escape(cue).replace(r"\ ", r"\s+") for cue in ordered)
    lead = "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in rules.load("eligibility/things")["lead"]
    )
    return Worded(rf"(?<![^\W_])(?P<cue>{words})\s+(?:(?:{lead})\s+)*(?=[^\W\d_])", ordered)


@cache
def _kind_by_cue() -> dict[str, FactKind]:
    cues = rules.load("eligibility/things")["cues"]
    return {cue: FactKind(kind) for kind, listed in cues.items() for cue in listed}


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    table = rules.load("eligibility/things")
    return {
        kind: re.compile(
            rf"(?<![^\W_])(?:{'|'.join(map(re.escape, table[kind]['words']))})(?:s|es)?(?![^\W_])"
            rf"|(?:{'|'.join(map(re.escape, table[kind]['endings']))})s?(?![^\W_])"
        )
        for kind in ("procedure", "drug", "condition")
    }


@cache
def _numbers() -> frozenset[str]:
    return frozenset(rules.load("eligibility/words")["numbers"])


@lru_cache(maxsize=4096)
def kind_of(words: str, otherwise: FactKind) -> FactKind:
    """Whether words name a procedure, a drug or a condition, by the words and endings of the list."""
    hits = [(match.end(), kind) for kind, pattern in _kinds().items() for match in pattern.finditer(words)]
    return FactKind(max(hits)[1]) if hits else otherwise


def thing(
    plain: str,
    name: tuple[int, int],
    otherwise: FactKind,
    *,
    negated: bool = False,
    span: tuple[int, int] | None = None,
) -> Fact:
    """The fact for the words at a place; ``span`` where more words than the name belong to it."""
    words = re.sub(r"\s+", " ", plain[slice(*name)].strip(" -/\"'"))
    start, end = span or name
    return Fact(kind_of(words, otherwise), words, FactOperator.EQUAL, None, start, end, negated=negated)


def things(plain: str) -> Iterator[Fact]:
    """What stands behind a word such as "history of"."""
    for match in _cues().finditer(plain):
        cue = re.sub(r"\s+", " ", match["cue"])
        for start, end in _listed(plain, match.end()):
            if plain[start:end] in _numbers():
                continue  # "received one prior line" counts, and names nothing
            fact = thing(plain, (start, end), _kind_by_cue()[cue])
            yield _reaction(fact, cue, match.start()) if _REACTION.match(cue) else fact


def _reaction(fact: Fact, cue: str, start: int) -> Fact:
    """ "Allergy to penicillin" is a condition, not the taking of a drug."""
    return replace(fact, kind=FactKind.CONDITION, concept=f"{cue} {fact.concept}", start=start)


def _listed(plain: str, at: int) -> Iterator[tuple[int, int]]:
    """The things of a list: "stroke, asthma or heart failure"; five words each at the most."""
    for _ in range(_LONGEST_LIST):
        farthest = min(len(plain), at + _FARTHEST)
        stop = _stop().search(plain, at, farthest)
        limit = stop.start() if stop else farthest
        joined = _JOINED.search(plain, at, limit + 8)
        end = min(limit, joined.start() if joined else limit)
        words = list(re.finditer(r"\S+", plain[at:end]))[:5]
        if not words:
            return
        yield at, at + words[-1].end()
        if joined is None or joined.start() > limit or "or" not in joined.group():
            return
        at = joined.end()
