"""Finding many phrases in one pass over a comment's words.

A phrase is written as plain words. ``*`` at the end of a word stands for any ending ("nause*"), at its
beginning for any beginning ("*itis"), ``_`` for any one word ("gained _ pounds"). Phrases are indexed by
their first word, so the cost of a comment does not grow with the number of phrases; one large regular
expression was ten times slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, product
from typing import Any

from crossroads.engines import rules

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STEM_KEY = 3  # letters by which stems are indexed; every stem in the rules has at least as many
_ENDING_KEY = 4  # the same for endings
ANY_WORD = "_"


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared, and where it stands in the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: tokens ``first`` up to and without ``last`` carry ``label``."""

    label: str
    first: int
    last: int


def tokenise(text: str) -> list[Token]:
    """The words of a text. Case and the form of the apostrophe do not matter; places are the text's own."""
    return [
        Token(match.group().casefold().replace("’", "'"), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


@dataclass(frozen=True, slots=True)
class _Pattern:
    words: tuple[str, ...]
    label: str

    def fits(self, tokens: list[Token], at: int) -> bool:
        """Whether the words from ``at`` on are the pattern's."""
        if at + len(self.words) > len(tokens):
            return False
        return all(_word_fits(word, tokens[at + step].word) for step, word in enumerate(self.words))


def _word_fits(pattern: str, word: str) -> bool:
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    if pattern.startswith("*"):
        return word.endswith(pattern[1:])
    return pattern in (ANY_WORD, word)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by label, ready to be searched."""

    exact: dict[str, list[_Pattern]] = field(default_factory=dict)
    stems: dict[str, list[_Pattern]] = field(default_factory=dict)
    endings: dict[str, list[_Pattern]] = field(default_factory=dict)

    @classmethod
    def of(cls, phrases: Mapping[str, Iterable[str]]) -> Lexicon:
        lexicon = cls()
        for label, texts in phrases.items():
            for text in texts:
                lexicon._add(label, text)
        return lexicon

    def _add(self, label: str, phrase: str) -> None:
        words = tuple(phrase.casefold().replace("’", "'").split())
        pattern, first = _Pattern(words, label), words[0]
        if first.endswith("*"):
            self.stems.setdefault(first[:_STEM_KEY], []).append(pattern)
        elif first.startswith("*"):
            self.endings.setdefault(first[-_ENDING_KEY:], []).append(pattern)
        else:
            self.exact.setdefault(first, []).append(pattern)

    def _candidates(self, word: str) -> Iterable[_Pattern]:
        """Patterns whose first word may be this one."""
        return chain(
            self.exact.get(word, ()),
            self.stems.get(word[:_STEM_KEY], ()),
            self.endings.get(word[-_ENDING_KEY:], ()),
        )

    def hits(self, tokens: list[Token]) -> list[Hit]:
        """Every phrase found, in text order; of the phrases of a label at one place only the longest."""
        found: list[Hit] = []
        for at, token in enumerate(tokens):
            longest: dict[str, int] = {}
            for pattern in self._candidates(token.word):
                if pattern.fits(tokens, at):
                    longest[pattern.label] = max(longest.get(pattern.label, 0), len(pattern.words))
            found.extend(Hit(label, at, at + length) for label, length in longest.items())
        return found


def _pairs(table: dict[str, Any]) -> Iterable[str]:
    """Phrases made of a left and a right part, side by side or one word apart ("loss of [my] appetite")."""
    for left, right in product(table["left"], table["right"]):
        yield f"{left} {right}"
        yield f"{left} {ANY_WORD} {right}"


@cache
def shipped_lexicon() -> Lexicon:
    """The lexicon of ``rules/en/triage.toml``, built once."""
    table = rules.load("triage")
    phrases: dict[str, list[str]] = {label: list(texts) for label, texts in table["lexicon"].items()}
    for pair in table["pairs"]:
        phrases.setdefault(pair["label"], []).extend(_pairs(pair))
    for name, hint in table["seriousness"].items():
        phrases[f"serious.{name}"] = list(hint["phrases"])
    return Lexicon.of(phrases)


@cache
def named_lexicon(products: tuple[str, ...], conditions: tuple[str, ...]) -> Lexicon:
    """The names that a context brings along, as phrases."""
    return Lexicon.of(
        {
            "product": [" ".join(token.word for token in tokenise(name)) for name in products],
            "condition": [" ".join(token.word for token in tokenise(name)) for name in conditions],
        }
    )
