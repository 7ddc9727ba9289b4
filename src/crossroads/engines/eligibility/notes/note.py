"""A patient's note as numbered sentences, each word with how it is meant: so, not so, no longer so, perhaps, of others.

The scopes follow the idea of ConText (Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002): a cue rules the words
behind (or before) it up to the end of its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from crossroads.engines.eligibility.notes.words import Words, is_mark, merged_with_places, phrase_list, words

_NUMBERED_LINE = re.compile(r"^[ \t]*(\d{1,4})[.)]\s+(\S.*)$")
_DENYING_BRACKET = re.compile(
    r"\(([^()]*\b(?:no|not|without|denie[sd]|negative|never)\b[^()]*)\)", re.IGNORECASE
)
_PAST_REACH = 5  # words that "stopped" and the like rule
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])|\n+")


class Meant(StrEnum):
    """How a word of a note is meant."""

    SO = "so"
    NOT_SO = "not so"
    PERHAPS = "perhaps"
    PAST = "no longer so"
    OTHERS = "of somebody else"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One numbered sentence.

    plain  stems as written, each meant as ``plain_meant`` says
    words  the same with synonyms merged, each meant as ``meant`` says
    """

    number: int
    text: str
    plain: Words
    plain_meant: tuple[Meant, ...]
    words: Words
    meant: tuple[Meant, ...]


def read_sentences(note: str) -> tuple[Sentence, ...]:
    """Sentences under the numbers that the note gives, or counted from 0 where it gives none."""
    return tuple(_sentence(number, text) for number, text in _numbered(note))


def _numbered(note: str) -> Iterator[tuple[int, str]]:
    lines = [line for line in note.splitlines() if line.strip()]
    marked = [_NUMBERED_LINE.match(line) for line in lines]
    if len(lines) > 1 and marked[0] and sum(mark is not None for mark in marked) * 2 > len(lines):
        yield from _by_line(lines)
    elif marked and marked[0]:
        yield from _in_one_line(" ".join(lines), first=int(marked[0][1]))
    else:
        parts = (part.strip() for part in _SENTENCE_END.split(note))
        yield from enumerate(part for part in parts if part)


def _by_line(lines: list[str]) -> Iterator[tuple[int, str]]:
    """A line without a number goes on with the sentence before it."""
    number, text = 0, ""
    for line in lines:
        mark = _NUMBERED_LINE.match(line)
        if mark is None:
            text = f"{text} {line.strip()}"
            continue
        if text:
            yield number, text
        number, text = int(mark[1]), mark[2].strip()
    if text:
        yield number, text


def _in_one_line(note: str, *, first: int) -> Iterator[tuple[int, str]]:
    """ "0. A woman ... 1. She ..." in one line: each number is one more than the last."""
    number, rest = first, re.sub(r"^\s*\d+[.)]\s+", "", note)
    while True:
        following = re.search(rf"(?<=[.!?\"])\s+{number + 1}[.)]\s+(?=\S)", rest)
        if following is None:
            break
        yield number, rest[: following.start()].strip()
        number, rest = number + 1, rest[following.end() :]
    yield number, rest.strip()


def _sentence(number: int, text: str) -> Sentence:
    plain = words(_DENYING_BRACKET.sub(r"; \1 ;", text))
    places = tuple(merged_with_places(plain))
    row = tuple(word for word, _, _ in places)
    meant = _meanings(row)
    plain_meant = tuple(
        kind for (_, start, end), kind in zip(places, meant, strict=True) for _ in range(start, end)
    )
    return Sentence(number, text, plain, plain_meant, row, meant)


def _meanings(row: Words) -> tuple[Meant, ...]:
    meant = [Meant.SO] * len(row)
    for start, end in _clauses(row):
        if row[end : end + 1] == ("?",):
            meant[start:end] = [Meant.PERHAPS] * (end - start)
        _mark(row[start:end], meant, start)
    return tuple(meant)


def _clauses(row: Words) -> Iterator[tuple[int, int]]:
    """(start, end) of every clause; the word that ends one opens the next."""
    ends = {start for start, _, _ in phrase_list("assertion", "clause_end").found(row)}
    start = 0
    for place in range(1, len(row)):
        if place in ends or (is_mark(row[place]) and row[place] in ";:.!?"):
            yield start, place
            start = place
    yield start, len(row)


def _mark(clause: Words, meant: list[Meant], offset: int) -> None:
    """Sets how the words of one clause are meant; a denial is stronger than a doubt."""
    length = len(clause)
    no_denial = {
        place
        for start, end, _ in phrase_list("assertion", "no_denial").found(clause)
        for place in range(start, end)
    }
    for _, end, _ in phrase_list("assertion", "uncertain_after").found(clause):
        meant[offset + end : offset + length] = [Meant.PERHAPS] * (length - end)
    for start, end, _ in phrase_list("assertion", "denied_after").found(clause):
        if start not in no_denial:
            meant[offset + end : offset + length] = [Meant.NOT_SO] * (length - end)
    for start, _, _ in phrase_list("assertion", "denied_before").found(clause):
        meant[offset : offset + start] = [Meant.NOT_SO] * start
    for start, _, _ in phrase_list("assertion", "uncertain_before").found(clause):
        meant[offset : offset + start] = [Meant.PERHAPS] * start
    for _, end, _ in phrase_list("assertion", "past_after").found(clause):
        ruled = min(_PAST_REACH, length - end)
        meant[offset + end : offset + end + ruled] = [Meant.PAST] * ruled
    for start, _, _ in phrase_list("assertion", "past_before").found(clause):
        meant[offset : offset + start] = [Meant.PAST] * start
    for start, _, _ in phrase_list("assertion", "family").found(clause):
        meant[offset + start : offset + length] = [Meant.OTHERS] * (length - start)
