"""Texts that were written to keep a reader busy: the work grows with the length, and not faster."""

from __future__ import annotations

import time

import pytest
from fact_tables import read

_LENGTH = 30_000  # characters; quadratic work takes minutes on some of these
_LONGEST = 3  # seconds of processor time: what takes 0.2 on an idle machine


@pytest.mark.parametrize(
    "words",
    [
        "no ",
        "no stroke, ",
        "1 ",
        "≥ 1 ",
        "age 18 ",
        "history of x or ",
        "non-",
        "lack of x ",
        "not allowed ",
        "(",
    ],
)
def test_words_over_and_over(words: str) -> None:
    text = (words * _LENGTH)[:_LENGTH]
    started = time.process_time()
    read(text)
    assert time.process_time() - started < _LONGEST
