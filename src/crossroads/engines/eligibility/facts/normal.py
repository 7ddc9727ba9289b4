"""A text made plain for matching, character for character, so that every offset still holds."""

from __future__ import annotations

import re

_LOOKALIKES = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "﹣": "-", "－": "-", "～": "~", "∼": "~",
    "＞": ">", "﹥": ">", "＜": "<", "﹤": "<", "＝": "=", "⩾": "≥", "≧": "≥", "⩽": "≤", "≦": "≤",
    "×": "x", "✕": "x", "∙": "x", "μ": "µ", "’": "'", "‘": "'", "“": '"', "”": '"',
    "（": "(", "）": ")", "，": ",", "；": ";", "：": ":", "％": "%", "／": "/", "·": ".",
    "İ": "i", "ﬁ": "f", "ﬂ": "f", "\u00ad": " ", "\u200b": " ", "\ufeff": " ",
}  # fmt: skip
_SPACES = {char: " " for char in map(chr, range(0x3001)) if char.isspace()}
_TABLE = str.maketrans(_LOOKALIKES | _SPACES)
_ESCAPE = re.compile(r"\\(?=[<>=~*_+\-#\[\](){}.!^|&])")


def plain(text: str) -> str:
    """Lower case, one kind of dash, sign and space; a backslash of markdown becomes a space.

    The result has exactly as many characters as ``text``.
    """
    same = text.translate(_TABLE)
    lowered = same.lower()  # of one length: the one capital with a longer small letter is in the table
    return _ESCAPE.sub(" ", lowered) if "\\" in lowered else lowered
