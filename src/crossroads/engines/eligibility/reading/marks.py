"""Bullets, numbers and letters that open a list item; they are no part of a criterion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum


class MarkKind(IntEnum):
    """In the order in which authors nest them where indentation does not tell."""

    NONE = 0
    NUMBER = 1
    LETTER = 2
    ROMAN = 3
    BULLET = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """``value`` is the place in the list: 3 for "3.", "c)" and "iii."; 0 for bullets."""

    kind: MarkKind
    value: int = 0


NO_MARK = Mark(MarkKind.NONE)

BULLETS = "-–—−*•●○◦▪▫■□◆◇►▶➢➤✓✔‣⁃∙·\uf0b7\uf0a7\uf0d8\uf02d\u25cf\u2022\u00b7"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
          "xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15}  # fmt: skip

# Longest first. A number needs white space or a letter behind it, so that "1.5 x ULN" is none; an upper-case
# letter with a full stop needs no small word behind it, so that "E. coli" is none.
_MARK = re.compile(
    rf"""
    (?P<bullet>
        (?:\\?[{re.escape(BULLETS)}])+ (?=[\s\w(\[<>≥≤"'“&#+\\~=/.$%°±]|$) (?!\*?\s*$)
      | o (?=\s+\S)
    )
  | (?P<number>
        \(? \d{{1,3}} (?: \.\d{{1,2}} ){{0,3}} \s? \\? [.)\]] (?:\s?-)? [.)]? (?=\s|[A-Za-z<>≥≤(\\\[]|$)
      | \d{{1,2}} (?: \.\d{{1,2}} ){{1,3}} (?=\s+[A-Z][a-z])
      | \d{{1,2}} \s? [-–:] (?=\s+(?!(?:and|or|to)\b)[A-Za-z]|[A-Z])
      | (?:IC|EC|IN|EX|I|E|INC|EXC) \s? [-#]? \d{{1,2}} [.):] (?=\s)
    )
  | (?P<roman> \(? (?: x?(?:ix|iv|v?i{{1,3}}) | v | x | XI{{0,3}} | I?[VX] | VI{{0,3}} | I{{1,3}} ) \\?[.)] (?=\s|$) )
  | (?P<letter> \(? [a-z] \\?[.)] (?=\s|$) | \(? [A-Z] \\?\) (?=\s|$) | [A-Z] \. (?=\s+[A-Z0-9<>≥≤(]) )
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"(?:[\s\u200b\ufeff\u200e\u200f]|[:;,](?=\s))*")  # a stray colon behind a mark, too
_DEEPEST = 3  # "- 1. a) ..." on one line


def mark_at(text: str, start: int, end: int) -> tuple[Mark, int]:
    """The mark that opens ``text[start:end]``, and where the words behind it begin.

    Of several ("- 1. ...") the one that counts is told.
    """
    mark, place = NO_MARK, start
    for _ in range(_DEEPEST):
        match = _MARK.match(text, place, end)
        if match is None:
            break
        found = _read(match)
        if mark.kind in (MarkKind.NONE, MarkKind.BULLET) or found.kind is not MarkKind.BULLET:
            mark = found
        space = _SPACE.match(text, match.end(), end)
        place = space.end() if space else match.end()
    return mark, place


def _read(match: re.Match[str]) -> Mark:
    if match["bullet"]:
        return Mark(MarkKind.BULLET)
    if match["number"]:
        digits = re.findall(r"\d+", match["number"])
        # "1.2" and "1.2.1" lie deeper than "1."; their depth is told by a kind that nests below numbers.
        return Mark(MarkKind.NUMBER if len(digits) == 1 else MarkKind.LETTER, int(digits[-1]))
    word = match.group().strip("(.)\\ ")
    if match["roman"]:
        return Mark(MarkKind.ROMAN, _ROMAN.get(word.lower(), 0))
    return Mark(MarkKind.LETTER, ord(word.lower()) - ord("a") + 1)
