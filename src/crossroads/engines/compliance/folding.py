"""A message as the matcher reads it: plain lower-case letters, each knowing where it came from.

Social posts hide words from a plain search: bold letters from the mathematical alphabet, zero-width
characters, hashtags and handles in camel case. Folding undoes these and keeps, per folded character, the
index of the original one, so that every span can be shown in the text as it was written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex

PRODUCT = "\ue000"
"""Stands, repeated, for the letters of a product name: a private-use character that no message contains."""
CONDITION = "\ue001"
"""Stands, repeated, for the letters of a condition."""

_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": ";",
        "…": ".",
    }
)
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
_TAG = regex.compile(r"[#@]\w+")
_HUMP = regex.compile(r"(?<=[\p{Ll}\p{N}])(?=\p{Lu})")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded message.

    text     what is matched
    offsets  where each of its characters stood; None: every character kept its place
    """

    text: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of a non-empty span of the folded one."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a message. Plain English text, the common case, is only lowered."""
    if text.isascii() and "#" not in text and "@" not in text:
        return Folded(text.lower())
    humps = {
        tag.start() + hump.start() for tag in _TAG.finditer(text) for hump in _HUMP.finditer(tag.group())
    }
    characters: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(text):
        if character in _INVISIBLE:
            continue
        if index in humps:
            characters.append(" ")
            offsets.append(index)
        characters.append(_fold_character(character))
        offsets.append(index)
    return Folded("".join(characters), tuple(offsets))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in (PRODUCT, CONDITION):
        return " "
    plain = unicodedata.normalize("NFKC", character).lower().translate(_PLAIN)
    return plain if len(plain) == 1 else character


@lru_cache(maxsize=256)
def name_finder(names: tuple[str, ...], *, inside_words: bool) -> regex.Pattern[str] | None:
    """A pattern that finds any of the names, the longest first; None for no names.

    inside_words  True for product names: digits may follow, and hyphens and spaces are interchangeable,
                  so that "XY-123" is found in "xy123" and in "#XY123study"
    """
    cleaned = sorted({_fold_name(name) for name in names if name.strip()}, key=lambda n: (-len(n), n))
    if not cleaned:
        return None
    if inside_words:
        body = "|".join(_loose(name) for name in cleaned)
        return regex.compile(rf"(?<!\p{{L}})(?:{body})(?!\p{{L}}{{2}})")
    body = "|".join(regex.escape(name).replace(r"\ ", r"\s+") for name in cleaned)
    return regex.compile(rf"(?<!\w)(?:{body})(?:'s|s)?(?!\w)")


def _fold_name(name: str) -> str:
    return fold(name.strip()).text


def _loose(name: str) -> str:
    parts = regex.findall(r"\p{L}+|\p{N}+|[^\p{L}\p{N}\s-]+", name)
    return r"[-\s]?".join(regex.escape(part) for part in parts)


def mask(text: str, finder: regex.Pattern[str] | None, mark: str) -> str:
    """Replace every name by as many marks as it has characters, so that no place shifts."""
    if finder is None:
        return text
    masked: str = finder.sub(lambda found: mark * len(found.group()), text)
    return masked


def mask_names(text: str, products: Iterable[str], conditions: Iterable[str]) -> str:
    text = mask(text, name_finder(tuple(products), inside_words=True), PRODUCT)
    return mask(text, name_finder(tuple(conditions), inside_words=False), CONDITION)
