"""Sentences of a record as they are compared: what a registry's typesetting changes does not count.

``plain`` drops bullets, markdown escapes, line breaks and the stop at the end; case, signs and digits stay, since
"mg" and "Mg", "<" and "≤" are not the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Final

Span = tuple[int, int]
"""[start, end)"""

ALIKE: Final = 0.6
"""The least ratio (Ratcliff and Obershelp, as ``difflib`` has it) at which a sentence is another one changed."""
LIKELY: Final = 10
"""How many sentences are compared letter by letter with one."""

_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_MARK = re.compile(r"\s*(?:[*•·\-–]+|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s+")
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD))
_STOPS = " .;,"


def plain(sentence: str) -> str:
    """A sentence without its typesetting."""
    text = _ESCAPE.sub("", sentence.translate(_UNSEEN))
    mark = _MARK.match(text)
    return " ".join(text[mark.end() if mark else 0 :].split()).rstrip(_STOPS)


class PlainText:
    """A whole text without its typesetting, that still knows where everything stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        kept: list[str] = []
        self._places: list[int] = []
        skipped = {match.start() for match in _ESCAPE.finditer(text)}
        for place, letter in enumerate(text):
            if place in skipped or ord(letter) in _UNSEEN:
                continue
            if letter.isspace():
                if not kept or kept[-1] == " ":
                    continue
                letter = " "
            kept.append(letter)
            self._places.append(place)
        self._plain = "".join(kept)

    def find(self, sentence: str) -> Span | None:
        """Where a sentence stands, word for word or typeset otherwise; None where it does not."""
        exact = self.text.find(sentence) if sentence else -1
        if exact >= 0:
            return exact, exact + len(sentence)
        wanted = plain(sentence)
        at = self._plain.find(wanted) if wanted else -1
        if at < 0:
            return None
        return self._places[at], self._places[at + len(wanted) - 1] + 1


def alike(sentence: str, among: Mapping[int, str]) -> list[tuple[float, int]]:
    """The plain sentences that may be this one changed, as (ratio, key), the closest first."""
    words = set(sentence.split())
    sharing = ((_shared(words, set(other.split())), -key) for key, other in among.items())
    # comparing letter by letter takes a millisecond a pair: only those that share most words come so far
    likely = sorted((pair for pair in sharing if pair[0]), reverse=True)[:LIKELY]
    ratios = [
        (SequenceMatcher(None, sentence, among[-key], autojunk=False).ratio(), key) for _share, key in likely
    ]
    return [(ratio, -key) for ratio, key in sorted(ratios, reverse=True) if ratio >= ALIKE]


def _shared(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / max(1, len(one) + len(other))


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def covered(span: Span, by: Iterable[Span]) -> float:
    """The share of a span that others cover, which do not overlap each other."""
    return sum(overlap(span, other) for other in by) / max(1, span[1] - span[0])
