"""The words of rules/en/reading.toml, ready to search with."""

from __future__ import annotations

import re

from crossroads.engines import rules

_TABLE: dict[str, str] = rules.load("reading")


def _set(name: str) -> frozenset[str]:
    return frozenset(_TABLE[name].split())


def _pattern(name: str, shape: str = "{}") -> re.Pattern[str]:
    """One of the table's alternatives; line ends between them mean nothing."""
    return re.compile(shape.format(re.sub(r"\s*\n\s*", "", _TABLE[name])), re.IGNORECASE)


def _names(name: str) -> str:
    """Alternatives as a part of a larger expression."""
    return re.sub(r"\s*\n\s*", "", _TABLE[name]).replace(" ", r"\s+")


GENERIC = _set("generic")
HANGING = _set("hanging")
LEANING = _set("leaning")
OPENING = _set("opening")
SMALL = _set("small")

EXCLUDES = _pattern("excludes", r"\b(?:{})\b")
INCLUDES = _pattern("includes", r"\b(?:{})\b")
SPEAKS_FOR_EXCLUSION = _pattern("speaks_for_exclusion", r"(?:{})")
GROUP = re.compile(rf"(?:{'|'.join(_TABLE['groups'].split())})", re.IGNORECASE)
REMARK = re.compile(rf"\W*(?:(?:{_names('labels')})\s*:\s*)?(?:{_names('remarks')})\W*", re.IGNORECASE)
SECTION = re.compile(rf"(?:{_names('sections')}|{_names('plain_sections')})", re.IGNORECASE)
REQUIRED_SECTION = re.compile(rf"(?:{_names('required_sections')})", re.IGNORECASE)
ALLOWED = re.compile(_names("allowances"), re.IGNORECASE)
LABEL = re.compile(rf"(?:{_names('labels')})", re.IGNORECASE)
DEFINING = re.compile(rf"(?:{_names('defining')})", re.IGNORECASE)
STEM = _pattern("stem")
ANY_OF = _pattern("any_of")
MERE_LABEL = _pattern("mere_label")

# "PATIENT CHARACTERISTICS: Age: 18 and over Performance status: ..." on one line.
INLINE_LABEL = re.compile(rf"(?<!\S)(?:{_names('sections')}|{_names('labels')})\s*:(?=\s|$)", re.IGNORECASE)

_STEM_ENDS = ("follows", "including", "include", "includes", " as", " by", " of")
_STEM_TAIL = 40


def is_stem(said: str) -> bool:
    """Whether a line ends on words that its sub-items complete: "... at least one of the following"."""
    tail = said[-_STEM_TAIL:].rstrip(" :*_").lower()
    return ("following" in tail or tail.endswith(_STEM_ENDS)) and STEM.search(tail) is not None
