"""Words and where they stand.

A token is a run of letters, a number with its decimal or thousands mark, or one other visible character: "HbA1c" is
three tokens, "≥2.5" two. Of the gold spans of Chia, 998 in 1,000 begin and end between two such tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ESCAPE = re.compile(r"\\(?=[<>=~*_+\-#\[\](){}.!^|&])")
"""A registry's markdown escape ("\\>= 9"): no word, and no part of one."""
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[^\W\d_]+|(?!{ESCAPE.pattern})[^\w\s]|_")
_WORD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one stretch of text; three lists of one length.

    words   as they stand
    starts  offset of the first character, in the text that was handed in
    ends    offset behind the last character
    """

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokenise(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """The tokens of ``text[start:end]``."""
    found = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    return Tokens(
        [match.group() for match in found],
        [match.start() for match in found],
        [match.end() for match in found],
    )


def normal_form(words: str) -> str:
    """Lower-case words and numbers with one space between, no marks: by this a vocabulary is searched.

    >>> normal_form("Non-Hodgkin's lymphoma")
    "non hodgkin s lymphoma"
    """
    return " ".join(_WORD.findall(words.lower()))
