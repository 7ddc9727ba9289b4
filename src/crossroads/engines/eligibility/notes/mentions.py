"""Whether a note names what a criterion names, and how it is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from crossroads.engines.eligibility.notes.criterion import Part
from crossroads.engines.eligibility.notes.note import Meant, Sentence
from crossroads.engines.eligibility.notes.things import things_in
from crossroads.engines.eligibility.notes.words import class_words, kinds, opposites

WHOLE = 1.0
_SCATTERED = 0.5  # share of a part whose words stand far apart
_REACH, _REACH_OF_CLASS = 6, 1  # words from one word of a part to the next


@dataclass(frozen=True, slots=True)
class Mention:
    """One part of a criterion found in one sentence.

    share     of the part's words that the sentence has, 0 to 1
    narrowed  whether the sentence has every narrowing word, too ("severe")
    """

    part: Part
    sentence: Sentence
    meant: Meant
    share: float
    narrowed: bool


def mentions(parts: Iterable[Part], sentences: Sequence[Sentence]) -> list[Mention]:
    """Every part in every sentence that has at least one of its strong words."""
    return [hit for part in parts for sentence in sentences for hit in _in_sentence(part, sentence)]


def _in_sentence(part: Part, sentence: Sentence) -> Iterator[Mention]:
    narrowed = all(_place(word, sentence) is not None for word in part.narrowing)
    for meant in _by_vocabulary(part, sentence):
        yield Mention(part, sentence, meant, WHOLE, narrowed)
    places = {word: _place(word, sentence) for word in part.strong | part.beside}
    found = {word: place for word, place in places.items() if place is not None}
    if any(word in found for word in part.strong):
        meant = _together(
            [_meant(word, place, sentence) for word, place in found.items() if word in part.strong]
        )
        share = len(found) / len(places) if _near(found.values(), part) else _SCATTERED
        yield Mention(part, sentence, meant, share, narrowed)


def _near(places: Collection[int], part: Part) -> bool:
    """Whether words stand close enough together to speak of one thing; "disease" belongs to the word beside it."""
    reach = _REACH_OF_CLASS if part.beside and part.beside <= class_words() else _REACH
    return max(places) - min(places) <= reach * (len(places) - 1)


def _by_vocabulary(part: Part, sentence: Sentence) -> Iterator[Meant]:
    """How the same concept is meant, or one of its kind that is so: no pneumonia is not no infection."""
    if part.code is None:
        return
    for thing in things_in(sentence):
        if thing.code == part.code or (thing.meant is Meant.SO and thing.is_a(part.code)):
            yield thing.meant


def _place(word: str, sentence: Sentence) -> int | None:
    """Where a word, its opposite, or one of its kind that is so stands; one that is so before one that is not."""
    same = {word} | opposites().get(word, frozenset())
    members = kinds().get(word, frozenset())
    places = [
        place
        for place, said in enumerate(sentence.words)
        if said in same or (said in members and sentence.meant[place] is Meant.SO)
    ]
    return next(
        (place for place in places if sentence.meant[place] is Meant.SO), places[0] if places else None
    )


def _meant(word: str, place: int, sentence: Sentence) -> Meant:
    """How a word of the criterion is meant where its own or its opposite stands."""
    meant = sentence.meant[place]
    if sentence.words[place] in opposites().get(word, frozenset()):
        return {Meant.SO: Meant.NOT_SO, Meant.NOT_SO: Meant.SO}.get(meant, meant)
    return meant


def _together(meant: Sequence[Meant]) -> Meant:
    """How a part is meant as a whole: the least sure of its words."""
    for kind in (Meant.OTHERS, Meant.NOT_SO, Meant.PERHAPS, Meant.PAST):
        if kind in meant:
            return kind
    return Meant.SO
