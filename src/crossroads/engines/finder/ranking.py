"""How near a study is to what a person told: words weighed by where they stand, and by what they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from crossroads.engines.finder.sections import halves
from crossroads.engines.finder.values import Profile, Said, Standing, StudyEntry
from crossroads.engines.finder.words import folded_text

FIRST_LINES = 300
"""Characters at the head of the criteria: there a study most often says which illness it is about."""
MOST_CONDITIONS = 2
"""More mentions among the conditions are one illness in its stages, line by line."""


@dataclass(frozen=True, slots=True)
class FoldedStudy:
    """A study's texts as they are searched: see ``words.folded_text``."""

    title: str
    conditions: str
    summary: str
    wanted: str
    unwanted: str


def fold_study(entry: StudyEntry) -> FoldedStudy:
    wanted, unwanted = halves(entry.criteria)
    return FoldedStudy(
        title=folded_text(entry.title),
        conditions=folded_text("\n".join((*entry.conditions, *entry.keywords))),
        summary=folded_text(entry.summary),
        wanted=folded_text(wanted),
        unwanted=folded_text(unwanted),
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """What the score is made of; the values were chosen by hand on half of the topics, see the docs.

    title .. wanted  what a mention counts in each field
    flat             how soon further mentions stop to count (BM25's k1)
    long             how much a long text discounts its mentions (BM25's b)
    words            what all other words count, beside the things that were recognised
    refused          what mentions among the exclusions take away, as a share of the thing's own weight
    denied           what is taken away where the study is about something that the person does not have
    first            what a mention in the first lines of the criteria counts beside the others
    """

    title: float = 3.0
    conditions: float = 3.0
    summary: float = 1.0
    wanted: float = 1.0
    flat: float = 1.2
    long: float = 0.5
    words: float = 0.4
    refused: float = 0.3
    denied: float = 0.1
    first: float = 1.0


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the ranking knows of all studies.

    studies    how many there are
    frequency  in how many of them a stem stands
    length     the mean length of a study, in characters of folded text
    """

    studies: int
    frequency: Callable[[str], int]
    length: float

    def rarity(self, word: str) -> float:
        """BM25's inverse document frequency, as a share of its maximum: 0 everywhere, 1 almost nowhere."""
        count = min(self.frequency(word), self.studies)
        most = math.log(1 + self.studies)
        return math.log(1 + (self.studies - count + 0.5) / (count + 0.5)) / most if most else 1.0


@dataclass(frozen=True, slots=True)
class _Needle:
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Thing:
    weight: float
    needles: list[_Needle]


class Scorer:
    """Scores studies for one profile: built once per question, used on every candidate.

    A thing counts by its best name, over the fields as BM25F has it (Robertson, Zaragoza & Taylor 2004,
    doi:10.1145/1031171.1031181): mentions are weighed by field, then flattened together.
    """

    def __init__(self, profile: Profile, statistics: Statistics, weights: Weights | None = None) -> None:
        self._weights = weights = weights or Weights()
        self._length = statistics.length or 1.0
        self._told = [
            _Thing(said.weight * _rarity(said, statistics), _needles(said))
            for said in profile.said
            if said.weight > 0
        ]
        self._denied = [_needles(said) for said in profile.said if said.standing is Standing.DENIED]
        words = [(f" {word} ", weight * statistics.rarity(word) ** 2) for word, weight in profile.words]
        total = sum(weight for _, weight in words) or 1.0
        self._words = [(needle, weights.words * weight / total) for needle, weight in words]

    def score(self, study: FoldedStudy) -> float:
        """How near the study is to the profile; 0 where it shares nothing, below where it rather refuses."""
        weights = self._weights
        size = len(study.title) + len(study.conditions) + len(study.summary) + len(study.wanted)
        norm = weights.flat * (1 - weights.long + weights.long * size / self._length)
        everything = f"{study.title}{study.conditions}{study.summary}{study.wanted}"
        score = 0.0
        for thing in self._told:
            there = max(
                (self._presence(study, n, norm) for n in thing.needles if n.text in everything), default=0.0
            )
            refused = _most(thing.needles, study.unwanted)
            score += thing.weight * (there - weights.refused * refused / (refused + 1))
        for needles in self._denied:
            if _most(needles, study.conditions or study.wanted[:FIRST_LINES]):
                score -= weights.denied
        for word, weight in self._words:
            if word in everything:
                score += weight * self._flat(self._mentions(study, word), norm)
        return score

    def _presence(self, study: FoldedStudy, needle: _Needle, norm: float) -> float:
        """How much a thing is there by this name; a mention in the first lines of the criteria counts more."""
        early = self._weights.first if needle.text in study.wanted[:FIRST_LINES] else 0.0
        return needle.weight * self._flat(self._mentions(study, needle.text) + early, norm)

    def _mentions(self, study: FoldedStudy, needle: str) -> float:
        weights = self._weights
        return (
            weights.title * study.title.count(needle)
            + weights.conditions * min(study.conditions.count(needle), MOST_CONDITIONS)
            + weights.summary * study.summary.count(needle)
            + weights.wanted * study.wanted.count(needle)
        )

    def _flat(self, count: float, norm: float) -> float:
        return count * (1 + self._weights.flat) / (count + norm)


def _needles(said: Said) -> list[_Needle]:
    return [_Needle(f" {name} ", weight) for name, weight in said.forms]


def _most(needles: Iterable[_Needle], text: str) -> float:
    return max((needle.weight * text.count(needle.text) for needle in needles), default=0.0)


def _rarity(said: Said, statistics: Statistics) -> float:
    """Of the rarest word of the thing's own name."""
    own = said.forms[0][0].split() if said.forms else []
    return max((statistics.rarity(word) for word in own), default=0.0)
