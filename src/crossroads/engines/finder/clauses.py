"""Whose thing it is: what a person has, had, or says they do not have, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from crossroads.engines import rules
from crossroads.engines.finder.words import split_words

_SENTENCE = re.compile(r"(?<=[a-z\d)\]%])[.!?]+(?=\s|$)|[\n;]+|(?<=[A-Z])\.(?=\s+[A-Z])")
_CLAUSE = re.compile(
    r"(?i),\s*(?=(?:but|however|and (?:he|she|i|they|no)|no|not|denies|without)\b)|\b(?:but|however)\b"
)
_HEADED_LIST = re.compile(
    r"(?i)^\W*(?:past medical history|pmhx?|medical history|past surgical history|surgical history)\W*$"
)
REACH = 8
"""So many words a denial reaches: "no history of asthma, diabetes or heart disease"."""


class Cue(StrEnum):
    """How a clause, from some word on, stands to the person."""

    DENIED = "denied"
    FAMILY = "family"
    PAST = "past"
    MAIN = "main"


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence. ``number`` counts sentences from 0; ``cues`` are (place of the word, cue) in order.

    listed  whether it stands in a list under "past medical history"
    """

    text: str
    number: int
    words: tuple[str, ...]
    cues: tuple[tuple[int, Cue], ...]
    listed: bool = False

    def cue_at(self, place: int) -> Cue | None:
        """What is said of the word at this place: a relative holds to the end of the clause."""
        before = {
            cue
            for start, cue in self.cues
            if start <= place and (cue is not Cue.DENIED or place - start <= REACH)
        }
        return next((cue for cue in Cue if cue in before), None)


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a text, in order, with what each says about whose things are told."""
    number, listed = 0, False
    for sentence in _SENTENCE.split(text):
        if not sentence.strip():
            continue
        if _HEADED_LIST.match(sentence.strip().rstrip(":")):
            listed = True
            continue
        listed = listed and bool(re.match(r"\s*[-*•\d]", sentence))
        for part in _CLAUSE.split(sentence):
            words = tuple(split_words(part))
            if words:
                yield Clause(part, number, words, tuple(_cues(words)), listed)
        number += 1


def _cues(words: tuple[str, ...]) -> Iterator[tuple[int, Cue]]:
    for place in range(len(words)):
        for phrase, cue in _cue_table().get(words[place], ()):
            if words[place : place + len(phrase)] == phrase:
                yield place, cue
                break


@cache
def _cue_table() -> dict[str, list[tuple[tuple[str, ...], Cue]]]:
    """Cues by their first word, longest first: "history of" is met before "history"."""
    table: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for cue in Cue:
        for text in rules.load("finder")["cues"][cue.value]:
            phrase = tuple(split_words(text))
            table.setdefault(phrase[0], []).append((phrase, cue))
    for found in table.values():
        found.sort(key=lambda entry: -len(entry[0]))
    return table
