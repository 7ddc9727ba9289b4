"""A comment read once: its words, its sentences, and the phrases found, each with what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from crossroads.engines import rules
from crossroads.engines.triage.lexicon import Hit, Token, named_lexicon, shipped_lexicon, tokenise
from crossroads.engines.triage.values import Evidence, TriageContext

_SENTENCE_END = re.compile(r"(?<![.!?;\n…])[.!?;\n…]++(?=\s|$)|\n+")  # a run of dots is read once
_NEGATION_REACH = 6  # words that "no" or "without" govern; longer reaches lost more events than they spared
_LONGEST_NEGATION = 4  # words of the longest cue itself
_first = attrgetter("first")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``first`` up to and without ``last``; whether it asks."""

    first: int
    last: int
    asks: bool


@dataclass
class Reading:
    """A comment with everything the rules look at; made once, then only read."""

    text: str
    tokens: list[Token]
    hits: list[Hit]

    @classmethod
    def of(cls, text: str, context: TriageContext) -> Reading:
        tokens = tokenise(text)
        hits = shipped_lexicon().hits(tokens)
        if context.products or context.conditions:
            hits += named_lexicon(context.products, context.conditions).hits(tokens)
        return cls(text, tokens, hits)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Sentences by their end marks. A question mark, or a first word that asks, makes a question."""
        ends = [(match.start(), "?" in match.group()) for match in _SENTENCE_END.finditer(self.text)]
        ends.append((len(self.text), False))
        sentences, first = [], 0
        for end, marked in ends:
            last = first
            while last < len(self.tokens) and self.tokens[last].start < end:
                last += 1
            if last > first:
                sentences.append(Sentence(first, last, marked or self._opens_as_question(first)))
            first = last
        return sentences

    def _opens_as_question(self, at: int) -> bool:
        return bool(self._starting("asks_first", at, at + 1))

    @cached_property
    def _by_label(self) -> dict[str, list[Hit]]:
        table: dict[str, list[Hit]] = {}
        for hit in sorted(self.hits, key=_first):
            table.setdefault(hit.label, []).append(hit)
        return table

    def _starting(self, label: str, start: int, end: int) -> list[Hit]:
        """Hits of a label that begin from ``start`` up to and without ``end``.

        Found by halving, so that a long comment costs no more a word than a short one.
        """
        hits = self._by_label.get(label, [])
        return hits[bisect_left(hits, start, key=_first) : bisect_left(hits, end, key=_first)]

    def labelled(self, *labels: str) -> list[Hit]:
        return [hit for label in labels for hit in self._by_label.get(label, ())]

    def within(self, sentence: Sentence, *labels: str) -> list[Hit]:
        """Hits of these labels that begin in a sentence."""
        return [hit for label in labels for hit in self._starting(label, sentence.first, sentence.last)]

    def negated(self, hit: Hit, sentence: Sentence) -> bool:
        """Whether a negation governs the hit: near before it with no "but" between, or right behind it."""
        earliest = max(sentence.first, hit.first - _NEGATION_REACH - _LONGEST_NEGATION)
        for cue in self._starting("negation", earliest, hit.first):
            near = 0 <= hit.first - cue.last < _NEGATION_REACH
            if near and not self._starting("negation_break", cue.last, hit.first):
                return True
        return bool(self._starting("negation_after", hit.last, min(hit.last + 1, sentence.last)))

    def evidence(self, hits: Iterable[Hit]) -> tuple[Evidence, ...]:
        """The hits as exact places in the text, in order, overlapping ones joined."""
        spans = sorted((self.tokens[hit.first].start, self.tokens[hit.last - 1].end) for hit in hits)
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return tuple(Evidence(start, end, self.text[start:end]) for start, end in joined)

    @property
    def language_unknown(self) -> bool:
        """Whether the comment is long enough to judge and has almost none of the language's small words.

        The lexicon then proves nothing by finding nothing.
        """
        limits = rules.load("triage")["language"]
        if len(self.tokens) < limits["words_needed"]:
            return self.has_foreign_letters
        share: float = limits["small_word_share"]
        return len(self.labelled("small_word")) < share * len(self.tokens)

    @property
    def has_foreign_letters(self) -> bool:
        """Whether most letters are none of the Latin alphabet."""
        letters = [letter for letter in self.text if letter.isalpha()]
        foreign = sum(not ("a" <= letter.lower() <= "z" or "À" <= letter <= "ž") for letter in letters)
        return foreign * 2 > len(letters)
