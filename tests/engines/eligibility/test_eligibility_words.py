"""What people read is plain: school grade 8 or below, and complete."""

from __future__ import annotations

import re

from crossroads.engines import rules
from crossroads.engines.eligibility import ReasonCode
from crossroads.engines.terms import Fit

TABLE = rules.load("eligibility")


def sentences() -> list[str]:
    core = [text for question in TABLE["core"].values() for text in question.values()]
    shown = [*core, *TABLE["reasons"].values(), *TABLE["fit"].values()]
    return [re.sub(r'"?\{\w+\}"?', "years", text) for text in shown]


def syllables(word: str) -> int:
    """Groups of vowels, a silent final e left out: close enough for plain English."""
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith("le")))


def grade(text: str) -> float:
    """Flesch-Kincaid grade (Kincaid et al. 1975, US Naval Technical Training Command report 8-75)."""
    words = re.findall(r"[a-z']+", text.lower())
    count = len(re.findall(r"[.!?]", text)) or 1
    return 0.39 * len(words) / count + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_every_sentence_reads_at_grade_8_or_below() -> None:
    assert {text: grade(text) for text in sentences() if grade(text) > 8} == {}


def test_every_reason_and_fit_has_its_sentence() -> None:
    assert set(TABLE["reasons"]) == {code.value for code in ReasonCode}
    assert set(TABLE["fit"]) == {fit.name.lower() for fit in Fit}
