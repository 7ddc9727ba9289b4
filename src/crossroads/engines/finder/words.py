"""How words are cut and folded, once for questions and once for studies, so that both databases find the same.

"Anaemias", "anemia" and "ANÆMIA" are one stem; "depression", "depressed" and "depressive" are another. The rules
are light on purpose: a stem that joins too much finds the wrong study, one that joins too little is mended by a
synonym.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BREAK = "\n"
"""Stands between sentences in a folded text: no phrase reaches over it."""

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_SENTENCE_END = re.compile(r"[;\n•]|[.?!:](?=\s|$)")
_LIGATURES = str.maketrans({"æ": "e", "œ": "e", "ß": "ss", "ø": "o", "≥": " ", "≤": " "})
_SHORT = 3


def fold(text: str) -> str:
    """Lower case without accents, possessives and typographic marks.

    >>> fold("Crohn’s Œdème")
    'crohn edeme'
    """
    lowered = _POSSESSIVE.sub("", text.lower().translate(_LIGATURES))
    if lowered.isascii():
        return lowered
    parts = unicodedata.normalize("NFKD", lowered).lower()  # "𝕬" becomes "A" only here
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def split_words(text: str) -> list[str]:
    """The words of a text, folded, not yet cut to stems."""
    return _WORD.findall(fold(text))


def stems(text: str) -> list[str]:
    """The stems of a text, in order.

    >>> stems("Anaemias and depressive disorders")
    ['anemia', 'and', 'depress', 'disorder']
    """
    return [stem(word) for word in split_words(text)]


def phrase(text: str) -> str:
    """A name as it is looked for: its stems with single spaces."""
    return " ".join(stems(text))


def folded_text(text: str) -> str:
    """A text as it is searched: stems with spaces around each, sentences apart.

    ``f" {phrase} " in folded`` asks for a name; lines of a criteria list never run into each other.
    """
    lines = (_WORD.findall(line) for line in _SENTENCE_END.split(fold(text)))
    return "".join(f" {' '.join(map(stem, line))} {BREAK}" for line in lines if line)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """One folded word without its ending.

    >>> [stem(word) for word in ("metastases", "metastasis", "therapies", "smoking", "diabetic")]
    ['metastas', 'metastas', 'therap', 'smok', 'diabet']
    """
    if len(word) <= _SHORT or not word.isalpha():
        return word
    word = _american(word)
    for ending, instead, at_least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= at_least:
            word = word[: len(word) - len(ending)] + instead
            break
    for ending, instead, at_least in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= at_least:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > _SHORT + 1 and word[-1] == word[-2] and word[-1] not in "aeios":
        word = word[:-1]
    while len(word) > _SHORT and word[-1] in "ey":
        word = word[:-1]
    return word


def _american(word: str) -> str:
    """British spellings of the field as American ones: both stand in the registries."""
    word = word.replace("ae", "e").replace("oe", "e")
    return word[:-3] + "or" if word.endswith("our") else word.replace("tumour", "tumor")


# ending, what stands in its place, and how many letters must be left before it; the first that fits is taken
_ENDINGS = (
    ("sses", "ss", 1),
    ("ases", "as", 2),
    ("asis", "as", 2),
    ("oses", "os", 2),
    ("osis", "os", 2),
    ("ises", "is", 3),
    ("ies", "y", 2),
    ("xes", "x", 2),
    ("ss", "ss", 1),
    ("us", "us", 1),
    ("is", "is", 1),
    ("s", "", 3),
)
_SUFFIXES = (
    ("itis", "it", 3),
    ("ing", "", 4),
    ("ed", "", 4),
    ("ion", "", 5),
    ("ive", "", 5),
    ("ence", "", 5),
    ("ency", "", 5),
    ("ent", "", 5),
    ("ic", "", 5),
)
