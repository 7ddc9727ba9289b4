"""How hard a text is to read: the Flesch-Kincaid grade level and its long sentences.

Source of the formula: Kincaid, Fishburne, Rogers & Chissom 1975, Derivation of New Readability Formulas
for Navy Enlisted Personnel, Research Branch Report 8-75, Naval Technical Training Command
(doi:10.21236/ADA006655): grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59.

Syllables are counted by a heuristic of our own, for English: groups of vowel letters, less silent
endings, plus vowels that are spoken apart. It is a count by letters, not by sound; grades of other
counters differ by a few tenths, and a text of one or two sentences has no stable grade in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from crossroads.engines.compliance.folding import fold
from crossroads.engines.compliance.sentences import split_sentences

LONG_SENTENCE_WORDS = 25
"""A sentence with more words is long. A house number: it is where plain-language guides ask to cut."""

SYLLABLE_COUNTER = "vowel groups, version 1"
"""Names the counter beside every grade that is shown or kept."""

_WORD = regex.compile(r"\p{L}+(?:['-]\p{L}+)*|\d+(?:[.,]\d+)*")
_LINKS_AND_TAGS = regex.compile(r"https?://\S+|[@#]\w+")
_VOWELS = regex.compile(r"[aeiouy]+")
_SILENT_E = regex.compile(
    r"[^aeiouy]e$|[^aeiouytd]ed$|[^aeiouyszxcg]es$|[^aeiouy]ely$|[^aeiouy]e(?=ment|ful|less|ness)"
)
_CONSONANT_LE = regex.compile(r"[^aeiouyl]le[sd]?$")
_APART = regex.compile(
    r"(?<![cgtsx]|ll)i[aou]|ia$|ea$|io$|eo(?![up])|[^q]ua|[^gq]ui(?=[nst]\w*[aeiou])|[aeiouy]ing|creat|scien"
    r"|(?<![tc])ie(?:n(?!d)|t)"
)
_EXCEPTIONS = {
    "diabetes": 4,
    "every": 2,
    "everyone": 3,
    "everything": 3,
    "people": 2,
    "rabies": 2,
    "herpes": 2,
}
"""Frequent words of the field that the letters mislead about."""


@dataclass(frozen=True, slots=True)
class LongSentence:
    """A sentence with more than LONG_SENTENCE_WORDS words; ``start`` and ``end`` count in the text."""

    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class Readability:
    """grade is a US school grade; None for a text without words."""

    grade: float | None
    words: int
    sentences: int
    syllables: int
    long_sentences: tuple[LongSentence, ...]
    counter: str = SYLLABLE_COUNTER


def readability(text: str) -> Readability:
    """Measure an English text. Links, tags and handles are no words."""
    folded = fold(text)
    plain = _LINKS_AND_TAGS.sub(lambda found: " " * len(found.group()), folded.text)
    words = syllables_in_all = sentences = 0
    long_sentences = []
    for sentence in split_sentences(plain):
        found = [match.group() for match in _WORD.finditer(sentence.text)]
        if not found:
            continue
        sentences += 1
        words += len(found)
        syllables_in_all += sum(syllables(word) for word in found)
        if len(found) > LONG_SENTENCE_WORDS:
            start = sentence.start + len(sentence.text) - len(sentence.text.lstrip())
            span = folded.span(start, sentence.start + len(sentence.text.rstrip()))
            long_sentences.append(LongSentence(*span, words=len(found)))
    return Readability(
        grade=_grade(words, sentences, syllables_in_all),
        words=words,
        sentences=sentences,
        syllables=syllables_in_all,
        long_sentences=tuple(long_sentences),
    )


def _grade(words: int, sentences: int, syllables_in_all: int) -> float | None:
    if not words:
        return None
    return round(0.39 * words / sentences + 11.8 * syllables_in_all / words - 15.59, 1)


def syllables(word: str) -> int:
    """Syllables of one English word, at least 1.

    A number counts as one, as its digits are read at a glance.
    """
    return sum(_syllables_of_part(part) for part in word.lower().split("-"))


def _syllables_of_part(part: str) -> int:
    letters = regex.sub(r"[^a-z]", "", part)
    if letters in _EXCEPTIONS:
        return _EXCEPTIONS[letters]
    groups = len(_VOWELS.findall(letters))
    if _SILENT_E.search(letters) and not _CONSONANT_LE.search(letters):
        groups -= 1
    return max(1, groups + len(_APART.findall(letters)))
