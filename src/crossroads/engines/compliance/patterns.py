"""The small pattern language in which rules are written, and its translation into ``regex``.

A pattern is words with spaces between. Each word stands for itself, or:

    stop~         the word and its endings: stop, stops, stopped, stopping
    thera*        a word that begins so          *tinib   a word that ends so
    (a|b c)       one of several phrases         <will>   one phrase of a lexicon
    word?         the word may be missing        ..3      up to three words of any kind
    #             a number
    ^             the sentence begins here       $        the sentence ends here

``<product>`` and ``<condition>`` are the names of the study at hand (``folding.py`` marks them in the text).
Words of a pattern are apart by one to three characters that are no letters and end no sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from crossroads.engines.compliance.folding import CONDITION, PRODUCT

SEPARATOR = r"[^\w.!?\n\ue000\ue001]{1,3}"
WORD = r"[\w\ue000\ue001]+(?:'\w+)?"
_NO_WORD = r"[^\w\ue000\ue001]"
_MARKS = {"product": PRODUCT, "condition": CONDITION}
_TOKEN = regex.compile(r"\.\.\d+|[()|?^$]|<\w+>|\*?[\w']+[~*]?|\S")
_SPELLED_OUT = regex.compile(r"(?<![<\w])[\w']+(?![>\w])")
_VOWELS = frozenset("aeiou")


class PatternError(ValueError):
    """A pattern of the rule data that cannot be read: a mistake of ours, not of a user."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase to look for.

    anchors  a sentence can only match if it has a word of each set, the most telling first; may be empty
    own      the words that the pattern spells out itself, lexicons apart: they cannot take its meaning back
    """

    source: str
    finder: regex.Pattern[str]
    anchors: tuple[frozenset[str], ...]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A translated part of a pattern.

    body         its regex
    first_words  the words one of which it must begin with; None where that is not known
    optional     whether it may be missing
    bare         whether no separator follows it: an edge (^ or $), or a gap, which brings its own
    """

    body: str
    first_words: frozenset[str] | None
    optional: bool = False
    bare: bool = False


def compile_pattern(source: str, lexicons: Mapping[str, Sequence[str]]) -> Pattern:
    """Translate a pattern. Raises PatternError with the pattern and the reason."""
    parts = _TOKEN.findall(source)
    pieces, rest = _pieces(parts, lexicons, source)
    if rest:
        raise PatternError(f"{source!r}: unbalanced at {rest[0]!r}")
    finder = regex.compile(rf"(?<!\w){_join(pieces, source)}(?!\w)")
    return Pattern(source, finder, _anchors(pieces), frozenset(_SPELLED_OUT.findall(source)))


def _pieces(
    parts: list[str], lexicons: Mapping[str, Sequence[str]], source: str
) -> tuple[list[_Piece], list[str]]:
    pieces: list[_Piece] = []
    while parts and parts[0] not in ("|", ")"):
        part, parts = parts[0], parts[1:]
        if part == "(":
            piece, parts = _alternatives(parts, lexicons, source)
        elif part == "?":
            raise PatternError(f"{source!r}: nothing before '?'")
        else:
            piece = _piece(part, lexicons, source)
        if parts and parts[0] == "?":
            piece, parts = _Piece(piece.body, piece.first_words, optional=True), parts[1:]
        pieces.append(piece)
    return pieces, parts


def _alternatives(
    parts: list[str], lexicons: Mapping[str, Sequence[str]], source: str
) -> tuple[_Piece, list[str]]:
    phrases: list[list[_Piece]] = []
    while True:
        phrase, parts = _pieces(parts, lexicons, source)
        phrases.append(phrase)
        if not parts:
            raise PatternError(f"{source!r}: a bracket is not closed")
        closing, parts = parts[0], parts[1:]
        if closing == ")":
            return _one_of(phrases, source), parts


def _one_of(phrases: Sequence[Sequence[_Piece]], source: str) -> _Piece:
    bodies = [_join(phrase, source) for phrase in phrases]
    anchors = [_anchors(phrase) for phrase in phrases]
    together = frozenset().union(*(sets[0] for sets in anchors)) if all(anchors) else None
    return _Piece("(?:" + "|".join(bodies) + ")", together)


def _piece(part: str, lexicons: Mapping[str, Sequence[str]], source: str) -> _Piece:
    if part in ("^", "$"):
        return _Piece(rf"^{_NO_WORD}*" if part == "^" else rf"{_NO_WORD}*$", None, bare=True)
    if part.startswith(".."):
        return _Piece(rf"(?:{WORD}{SEPARATOR}){{0,{int(part[2:])}}}?", None, optional=True, bare=True)
    if part.startswith("<"):
        return _lexicon(part[1:-1], lexicons, source)
    if part.startswith("*"):
        return _Piece(rf"\w{{3,}}{regex.escape(part[1:])}", None)
    if part == "#":
        return _Piece(r"\d+", None)
    if part.endswith("*"):
        return _Piece(rf"{regex.escape(part[:-1])}\w*", None)
    if not regex.fullmatch(r"[\w'-]+~?", part):
        if part == "-":
            return _Piece("", None, optional=True)
        raise PatternError(f"{source!r}: {part!r} is not understood")
    forms = endings(part[:-1]) if part.endswith("~") else (part,)
    return _Piece("(?:" + "|".join(map(regex.escape, forms)) + ")", frozenset(forms))


def _lexicon(name: str, lexicons: Mapping[str, Sequence[str]], source: str) -> _Piece:
    if name in _MARKS:
        return _Piece(f"{_MARKS[name]}+", frozenset({_MARKS[name]}))
    if name not in lexicons:
        raise PatternError(f"{source!r}: there is no lexicon {name!r}")
    phrases = [_pieces(_TOKEN.findall(entry), lexicons, entry)[0] for entry in lexicons[name]]
    return _one_of(phrases, source)


def _join(pieces: Sequence[_Piece], source: str) -> str:
    pieces = [piece for piece in pieces if piece.body]
    if not pieces:
        raise PatternError(f"{source!r}: empty")
    last = max((i for i, piece in enumerate(pieces) if piece.optional or not piece.bare), default=-1)
    if last < 0 or pieces[last].optional:
        raise PatternError(f"{source!r}: must end with a word that is there")
    return "".join(_spaced(piece, is_last=index == last) for index, piece in enumerate(pieces))


def _spaced(piece: _Piece, *, is_last: bool) -> str:
    if piece.bare or is_last:
        return piece.body
    spaced = f"{piece.body}{SEPARATOR}"
    return f"(?:{spaced})?" if piece.optional else spaced


def _anchors(pieces: Sequence[_Piece]) -> tuple[frozenset[str], ...]:
    """The first words of each required part. Long words are rare, so the longest come first."""
    choices = [p.first_words for p in pieces if p.first_words and not p.optional]
    return tuple(sorted(choices, key=lambda words: (-min(map(len, words)), len(words))))


def endings(word: str) -> tuple[str, ...]:
    """A regular English word with -s, -ed and -ing. Generous: a form that does not exist does no harm."""
    if len(word) > 2 and word.endswith("y") and word[-2] not in _VOWELS:
        return (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    if word.endswith("e"):
        return (word, word + "s", word + "d", word[:-1] + "ing")
    plural = word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    forms = (word, plural, word + "ed", word + "ing")
    closed = len(word) > 2 and word[-1] not in "aeiouwxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS
    return (*forms, word + word[-1] + "ed", word + word[-1] + "ing") if closed else forms
