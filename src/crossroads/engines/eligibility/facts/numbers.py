"""Numbers as texts write them: digits, thousands, decimals, fractions, words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from crossroads.engines import rules

_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667"}


@cache
def number_pattern() -> str:
    """A regular expression for one number in a plain text; it has no groups."""
    words = "|".join(sorted(rules.load("eligibility/words")["numbers"], key=len, reverse=True))
    # a sum of thousands: "1,500", "100 000"; but not "2,500" after a zero or with more digits behind it
    # and "1,2 or 3" begins with one, not with one and a fifth
    digits = (
        r"\d(?=,\d(?:\s?,\s?|\s?,?\s?(?:or|and)\s|\s?&\s?)\d(?![\d.,]))"
        r"|[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?|[1-9]\d{0,2}(?: 000)+(?!\d)"
        r"|\d+(?:[.,]\d+)?[½¼¾]?|\.\d+"
    )
    return rf"(?:{digits}|[{''.join(_FRACTIONS)}]|\b(?:{words})(?![^\W_]))"


def read_number(words: str) -> Decimal:
    """What a match of ``number_pattern`` says. A decimal comma counts unless three digits follow it."""
    spelled = rules.load("eligibility/words")["numbers"].get(words)
    if spelled is not None:
        return Decimal(spelled)
    fraction = _FRACTIONS.get(words[-1], "0")
    digits = words[:-1] if words[-1] in _FRACTIONS else words
    if re.fullmatch(r"[1-9]\d{0,2}(?:[, ]\d{3})+(?:\.\d+)?", digits):
        digits = re.sub("[, ]", "", digits)
    return Decimal(digits.replace(",", ".") or "0") + Decimal(fraction)


def number_value(words: str) -> Decimal:
    """As ``read_number``, with a sign; "a" and "an" ("a year") are one."""
    if words in {"a", "an"}:
        return Decimal(1)
    return -read_number(words[1:]) if words.startswith("-") else read_number(words.removeprefix("+"))
