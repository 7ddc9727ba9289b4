"""Why a criterion is left to the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.asking.plain import any_of


class LeftReason(StrEnum):
    """The sentence for staff stands in ``rules/<lang>/questions/left.toml``."""

    NEEDS_TEST = "needs_test"
    NEEDS_DOCTOR = "needs_doctor"
    TOO_INTIMATE = "too_intimate"
    CONSENT = "consent"
    NOT_READ = "not_read"
    SEVERAL_IDEAS = "several_ideas"
    NOT_PLAIN = "not_plain"
    ONE_GROUP = "one_group"
    ALLOWED = "allowed"
    BEYOND_LIMIT = "beyond_limit"

    @property
    def sentence(self) -> str:
        """The reason in plain words, as staff read it."""
        return str(rules.load("questions/left")["reasons"][self.value])


@dataclass(frozen=True, slots=True)
class LeftToSite:
    """One criterion that no question asks, by its code in the screener."""

    code: str
    reason: LeftReason


@cache
def _pattern(reason: LeftReason) -> re.Pattern[str]:
    return any_of(rules.load("questions/left")["words"][reason.value])


def tells(reason: LeftReason, text: str) -> bool:
    """Whether a word of the criterion tells this reason."""
    return _pattern(reason).search(text) is not None
