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

COMMON = frozenset(
    ["a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "is", "are", "was", "be", "been", "it", "its", "this", "that", "you", "your", "you'll", "we", "our", "us", "i", "my", "me", "they", "will", "can", "may", "do", "does", "have", "has", "had", "with", "from", "by", "as", "at", "no", "not", "more", "than", "one", "all"]
)
"""Words too frequent to choose a pattern by."""


class PatternMistake(ValueError):
    """A pattern of the rule data that cannot be read: a mistake of ours, not of a user."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase to look for.

    anchors  a message can only match if it has one of these words; None: it must be tried on all
    own      the words that the pattern spells out itself, lexicons apart: they cannot take its meaning back
    """

    source: str
    finder: regex.Pattern[str]
    anchors: frozenset[str] | None
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A translated part: its regex, the words one of which it must begin with, and whether it may be missing."""

    body: str
    first_words: frozenset[str] | None
    optional: bool = False
    edge: bool = False  # ^ or $: takes no room, needs no separator


def compile_pattern(source: str, lexicons: Mapping[str, Sequence[str]]) -> Pattern:
    """Translate a pattern. Raises PatternMistake with the pattern and the reason."""
    tokens = _TOKEN.findall(source)
    pieces, rest = _pieces(tokens, lexicons, source)
    if rest:
        raise PatternMistake(f"{source!r}: unbalanced at {rest[0]!r}")
    finder = regex.compile(rf"(?<!\w){_join(pieces, source)}(?!\w)")
    return Pattern(source, finder, _anchors(pieces), frozenset(_SPELLED_OUT.findall(source)))


def _pieces(
    tokens: list[str], lexicons: Mapping[str, Sequence[str]], source: str
) -> tuple[list[_Piece], list[str]]:
    pieces: list[_Piece] = []
    while tokens and tokens[0] not in ("|", ")"):
        token, tokens = tokens[0], tokens[1:]
        if token == "(":
            piece, tokens = _alternatives(tokens, lexicons, source)
        elif token == "?":
            raise PatternMistake(f"{source!r}: nothing before '?'")
        else:
            piece = _piece(token, lexicons, source)
        if tokens and tokens[0] == "?":
            piece, tokens = _Piece(piece.body, piece.first_words, optional=True), tokens[1:]
        pieces.append(piece)
    return pieces, tokens


def _alternatives(
    tokens: list[str], lexicons: Mapping[str, Sequence[str]], source: str
) -> tuple[_Piece, list[str]]:
    phrases: list[list[_Piece]] = []
    while True:
        phrase, tokens = _pieces(tokens, lexicons, source)
        phrases.append(phrase)
        if not tokens:
            raise PatternMistake(f"{source!r}: a bracket is not closed")
        closing, tokens = tokens[0], tokens[1:]
        if closing == ")":
            return _one_of(phrases, source), tokens


def _one_of(phrases: Sequence[Sequence[_Piece]], source: str) -> _Piece:
    bodies = [_join(phrase, source) for phrase in phrases]
    anchors = [_anchors(phrase) for phrase in phrases]
    known = [words for words in anchors if words is not None]
    together = frozenset().union(*known) if len(known) == len(anchors) else None
    return _Piece("(?:" + "|".join(bodies) + ")", together)


def _piece(token: str, lexicons: Mapping[str, Sequence[str]], source: str) -> _Piece:
    if token in ("^", "$"):
        return _Piece(rf"^{_NO_WORD}*" if token == "^" else rf"{_NO_WORD}*$", None, edge=True)
    if token.startswith(".."):
        return _Piece(rf"(?:{WORD}{SEPARATOR}){{0,{int(token[2:])}}}?", None, optional=True)
    if token.startswith("<"):
        return _lexicon(token[1:-1], lexicons, source)
    if token.startswith("*"):
        return _Piece(rf"\w{{3,}}{regex.escape(token[1:])}", None)
    if token == "#":
        return _Piece(r"\d+", None)
    if token.endswith("*"):
        return _Piece(rf"{regex.escape(token[:-1])}\w*", None)
    if not regex.fullmatch(r"[\w'-]+~?", token):
        if token == "-":
            return _Piece("", None, optional=True)
        raise PatternMistake(f"{source!r}: {token!r} is not understood")
    forms = endings(token[:-1]) if token.endswith("~") else (token,)
    return _Piece("(?:" + "|".join(map(regex.escape, forms)) + ")", frozenset(forms))


def _lexicon(name: str, lexicons: Mapping[str, Sequence[str]], source: str) -> _Piece:
    if name in _MARKS:
        return _Piece(f"{_MARKS[name]}+", frozenset({_MARKS[name]}))
    if name not in lexicons:
        raise PatternMistake(f"{source!r}: there is no lexicon {name!r}")
    phrases = [_pieces(_TOKEN.findall(entry), lexicons, entry)[0] for entry in lexicons[name]]
    return _one_of(phrases, source)


def _join(pieces: Sequence[_Piece], source: str) -> str:
    pieces = [piece for piece in pieces if piece.body]
    if not pieces:
        raise PatternMistake(f"{source!r}: empty")
    last = max((i for i, piece in enumerate(pieces) if not piece.edge), default=-1)
    if last < 0 or pieces[last].optional:
        raise PatternMistake(f"{source!r}: must end with a word that is there")
    return "".join(_spaced(piece, is_last=index == last) for index, piece in enumerate(pieces))


def _spaced(piece: _Piece, *, is_last: bool) -> str:
    if piece.edge or is_last or piece.body.endswith("}?"):  # a gap brings its own separators
        return piece.body
    spaced = f"{piece.body}{SEPARATOR}"
    return f"(?:{spaced})?" if piece.optional else spaced


def _anchors(pieces: Sequence[_Piece]) -> frozenset[str] | None:
    """The words of the most telling required part: no common word if that can be had, else the fewest."""
    choices = [p.first_words for p in pieces if p.first_words and not p.optional and not p.edge]
    if not choices:
        return None
    return min(choices, key=lambda words: (len(words & COMMON), len(words)))


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
