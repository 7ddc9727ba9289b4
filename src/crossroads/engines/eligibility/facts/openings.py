"""Where a quantity can begin: the patterns that read one are long, so they are tried only there."""

from __future__ import annotations

import re
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.phrases import WordList

RECENT = "last|past|previous|preceding|prior|next|following|first|upcoming|subsequent|immediate"
WINDOW = frozenset({"within", "inside", *RECENT.split("|")})
RANGE = frozenset({"between", "from", "ranging", "range", "ranges", "in"})
_ONE = frozenset({"a", "an"})  # "a year"
_SIGNS = frozenset({"-", "+", "."})
# what must stand behind these for a quantity to begin there: "-5", "a year", "a maximum of", "in the range of"
_DIGITS = tuple("0123456789")
_BEHIND = dict.fromkeys(_SIGNS, _DIGITS) | {
    "a": tuple(f"{joint}{first}" for joint in " -" for first in "dhmwy"),
    "an": tuple(f"{joint}{first}" for joint in " -" for first in "dhmwy"),
    "in": (" t", " e", " m"),
}
_FRACTIONS = "½¼¾⅓⅔"
_NUMBER = re.compile(rf"[\d{_FRACTIONS}]")
_OPENING = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")


@cache
def _number_words() -> frozenset[str]:
    return _ONE | {word.partition("-")[0] for word in rules.load("eligibility/words")["numbers"]}


@cache
def _spelled() -> WordList:
    return WordList(_number_words())


@cache
def _opens() -> frozenset[str]:
    """Words and signs, digits aside."""
    operators = rules.load("eligibility/words")["operators"]["before"].values()
    firsts = {match[0] for listed in operators for phrase in listed if (match := _OPENING.match(phrase))}
    return _number_words() | firsts | WINDOW | RANGE | _SIGNS | frozenset(_FRACTIONS)


def openings(plain: str) -> list[int]:
    """Places in a plain text, in reading order; none where it has no number."""
    if _NUMBER.search(plain) is None and not _spelled().places(plain):
        return []
    opens = _opens()
    return [
        match.start()
        for match in _OPENING.finditer(plain)
        if (token := match[0]).isdecimal()
        or (token in opens and (token not in _BEHIND or plain[match.end() :][:2].startswith(_BEHIND[token])))
    ]
