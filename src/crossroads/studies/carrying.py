"""Where kept criteria stand in a newer record: the same, changed, or gone.

Two records are laid beside one another whole, so that a sentence that stands twice is followed in its own place.
A sentence that moved from the inclusion to the exclusion criteria has changed, whatever its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from crossroads.engines.eligibility.parsed import ParsedCriterion, ParsedText
from crossroads.studies.sentences import PlainText, Span, alike, overlap, plain

MANY: Final = 1000
"""In more sentences than this, those that stand over and over are paired in order, not in their context."""


class Fate(StrEnum):
    """What became of a sentence."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """The eligibility text of one record, and what was read in it."""

    text: str
    read: ParsedText


@dataclass(frozen=True, slots=True)
class Kept:
    """The words of a kept criterion, and where they stood; ``span`` is None where nobody noted it."""

    words: str
    span: Span | None
    record: ReadRecord


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a kept criterion.

    span       of its own words in the newer text; None unless they are the same
    sentences  places in the newer record's criteria of the sentences that hold its words, or have become them
    moved      an inclusion criterion has become an exclusion criterion, or the other way round
    """

    fate: Fate
    span: Span | None = None
    sentences: tuple[int, ...] = ()
    moved: bool = False


def carry(kept: Sequence[Kept], newer: ReadRecord) -> list[Carried]:
    """Follow kept criteria into a newer record, in the same order."""
    held: list[tuple[int, ...]] = []
    wanted: dict[str, set[int]] = defaultdict(set)
    older = {one.record.text: one.record for one in kept}
    plain_texts = {text: PlainText(text) for text in {*older, newer.text}}
    for one in kept:
        inside = _sentences_at(_span_of(one, plain_texts[one.record.text]), one.record.read.criteria)
        held.append(inside)
        wanted[one.record.text] |= set(inside)
    followed = {
        text: follow(record.read.criteria, newer.read.criteria, wanted[text])
        for text, record in older.items()
    }
    return [
        _carried(one, inside, followed[one.record.text], newer, plain_texts[newer.text])
        for one, inside in zip(kept, held, strict=True)
    ]


def _span_of(one: Kept, text: PlainText) -> Span | None:
    if one.span is not None and one.record.text[one.span[0] : one.span[1]] == one.words:
        return one.span
    return text.find(one.words)


def _sentences_at(span: Span | None, sentences: Iterable[ParsedCriterion]) -> tuple[int, ...]:
    if span is None:
        return ()
    return tuple(number for number, one in enumerate(sentences) if overlap(span, one.span))


def _carried(
    one: Kept,
    inside: tuple[int, ...],
    followed: Mapping[int, tuple[Fate, int | None]],
    newer: ReadRecord,
    newer_plain: PlainText,
) -> Carried:
    """A criterion that spans several sentences is the same only where all of them are."""
    if not inside:
        span = newer_plain.find(one.words)
        return Carried(Fate.SAME if span else Fate.GONE, span)
    fates = {followed[number][0] for number in inside}
    there = tuple(number for number in (followed[old][1] for old in inside) if number is not None)
    if fates == {Fate.SAME}:
        return Carried(Fate.SAME, _within(newer, there, one.words), there)
    before = {one.record.read.criteria[number].category for number in inside}
    moved = any(newer.read.criteria[number].category not in before for number in there)
    return Carried(Fate.CHANGED if there else Fate.GONE, None, there, moved)


def _within(record: ReadRecord, sentences: Collection[int], words: str) -> Span:
    """Where words stand inside these sentences of a record: the same words may stand elsewhere too."""
    spans = [record.read.criteria[number].span for number in sentences]
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    inner = PlainText(record.text[start:end]).find(words) or (0, end - start)
    return start + inner[0], start + inner[1]


def follow(
    old: Sequence[ParsedCriterion], new: Sequence[ParsedCriterion], wanted: Collection[int]
) -> dict[int, tuple[Fate, int | None]]:
    """Each wanted sentence of an older record: its fate, and its place among the newer one's criteria.

    Equal sentences are paired first, in their context; then equal ones that moved; then those whose words are the
    same on the other side; then the closest of what is left, the best pairs first.
    """
    pairs = _pair_equal([_key(one) for one in old], [_key(one) for one in new])
    found: dict[int, tuple[Fate, int | None]] = {place: (Fate.SAME, pairs[place]) for place in pairs}
    free = {place: plain(one.text) for place, one in enumerate(new) if place not in set(pairs.values())}
    likely = [
        (ratio, -place, -there)
        for place in sorted(set(wanted) - set(pairs))
        for ratio, there in alike(plain(old[place].text), free)
    ]
    for _ratio, place, there in sorted(likely, reverse=True):
        if -place not in found and -there in free:
            found[-place] = (Fate.CHANGED, -there)
            del free[-there]
    return {place: found.get(place, (Fate.GONE, None)) for place in wanted}


def _key(one: ParsedCriterion) -> tuple[str, str]:
    return plain(one.text), one.category.value


def _pair_equal(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Places of equal sentences: where they stand in the same order, and then wherever they moved."""
    pairs: dict[int, int] = {}
    for block in SequenceMatcher(None, old, new, autojunk=len(new) > MANY).get_matching_blocks():
        pairs |= {block.a + step: block.b + step for step in range(block.size)}
    moved: dict[tuple[str, str], list[int]] = defaultdict(list)
    taken = set(pairs.values())
    for place, key in enumerate(new):
        if place not in taken:
            moved[key].append(place)
    for place, key in enumerate(old):
        if place not in pairs and moved[key]:
            pairs[place] = moved[key].pop(0)
    return pairs
