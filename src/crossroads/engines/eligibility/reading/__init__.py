"""Reading an eligibility text: headings, criteria with their places and categories, the language.

``split`` is the door. Nothing is lost: criteria and headings together hold every letter and digit of the text
beside the marks of lists ("1.", "(b)", bullets).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crossroads.engines.eligibility.parsed import Heading
from crossroads.engines.eligibility.reading.language import ENGLISH, language_of
from crossroads.engines.eligibility.reading.splitting import ReadCriterion, split_criteria
from crossroads.engines.errors import CrossroadsError, InputProblem
from crossroads.engines.terms import CriterionCategory

__all__ = ["ENGLISH", "LONGEST", "ReadCriterion", "ReadText", "language_of", "split"]

LONGEST = 100_000
"""Characters above which a text is told to be no eligibility section; it is still read."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class ReadText:
    """An eligibility text cut into criteria; spans are ordered and disjoint."""

    criteria: tuple[ReadCriterion, ...]
    headings: tuple[Heading, ...]
    language: str
    problems: tuple[CrossroadsError, ...]


def split(text: str, category: CriterionCategory | None = None) -> ReadText:
    """Cut an eligibility text, of whatever shape, into its criteria.

    category  what holds until a heading of the text says otherwise, where the text is one section
    raises    nothing: what is wrong with the text stands among the problems
    """
    criteria, headings = split_criteria(text, category)
    language = language_of(text)
    return ReadText(tuple(criteria), tuple(headings), language, tuple(_problems(text, criteria, language)))


def _problems(text: str, criteria: list[ReadCriterion], language: str) -> list[CrossroadsError]:
    found: list[CrossroadsError] = []
    if not criteria:
        found.append(InputProblem("eligibility.no_criteria"))
    if language != ENGLISH:
        found.append(InputProblem("eligibility.not_parsed", language=language))
    if len(text) > LONGEST:
        found.append(InputProblem("eligibility.too_long", length=len(text), longest=LONGEST))
    controls = len(_CONTROL.findall(text))
    if controls:
        found.append(InputProblem("eligibility.control_characters", count=controls))
    if _RIGHT_TO_LEFT.search(text):
        found.append(InputProblem("eligibility.right_to_left"))
    unsure = sum(not criterion.sure for criterion in criteria)
    if unsure:
        found.append(InputProblem("eligibility.category_assumed", count=unsure))
    return found
