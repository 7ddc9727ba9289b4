"""Which lines only say what follows: sections, groups, labels and remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from crossroads.engines.eligibility.reading import words
from crossroads.engines.terms import CriterionCategory


class HeadingKind(StrEnum):
    """CATEGORY says include or exclude; GROUP says for whom; ALLOWANCE what nobody needs but anybody may have;
    LABEL only where we are; REMARK that nothing follows."""

    CATEGORY = "category"
    GROUP = "group"
    ALLOWANCE = "allowance"
    LABEL = "label"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class HeadingRead:
    """What a heading's words say."""

    kind: HeadingKind
    category: CriterionCategory | None = None
    group: str = ""


LONGEST = 200
SHORT = 60
"""Characters; above the first, a line is no heading, above the second only with words that headings have."""

LONGEST_GROUP_WORDS = 12
LONGEST_LABEL_WORDS = 6

_MAYBE = re.compile(r"clusion|exclud|includ|eligib|follow|criteri|intended", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’/-]*")
_DECORATION = " \t\r\n*_#=-–—:.~"
_CRITERIA = re.compile(
    r"\b(?P<said>(?:non-?\s?)?(?:inclusion|exclusion))s?\b(?:\s+(?:and|or|/)\s+\w+)?"
    r"(?:\s+(?:criteri(?:a|on|um|as|ons)|requirements?))?",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\binclusion\s*(?:/|and|&|or)\s*exclusion", re.IGNORECASE)
_ALTERNATIVES = re.compile(r"\b(?:any|either|one|two|three)\b", re.IGNORECASE)
_COMPARED = re.compile(r"[<>≥≤=]|\d\s*(?:%|mg|kg|ml|mmol|years?|yrs?|months?|weeks?|days?)\b", re.IGNORECASE)
_NAMED_GROUP = re.compile(
    r"\b(?:(?:sub-?)?cohort|arm|part|phase|group|stage|step|stratum|sub-?study|study|segment|period)s?\s+"
    r"(?:(?-i:[A-Z0-9]{1,3}|[IVX]{1,4})|one|two|three|four)\b",
    re.IGNORECASE,
)
_GROUP_VERB = re.compile(
    r"\b(?:must|should|shall|will|may|can|has|have|is|are|was|were|agree|able|willing|using|use|history|diagnosis|"
    r"evidence|treatment|therapy|received|undergoing|following)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(r"^all\b|\b(?:continues?|meets?|see|above|fulfill?s?|may\s+apply)\b", re.IGNORECASE)
_FINITE = re.compile(r"\b(?:must|should|shall|will|may|can|has|have|is|are|was|were|agree)\b", re.IGNORECASE)
_SHARED = re.compile(r"\b(?:all|both|every|everyone|common)\b", re.IGNORECASE)
_GROUP_LEAD = re.compile(
    r"^(?:[\s:,–—-]|\b(?:for|of|in|from|specific to|applicable to|only|the)\b)+", re.IGNORECASE
)


def read_heading(said: str, *, opens: bool) -> HeadingRead | None:
    """What ``said`` says as a heading; None where it is a criterion.

    opens  sub-items or lines of a list follow it directly
    """
    colon = said.rstrip(" *_-–").endswith(":")
    telling = colon or _MAYBE.search(said) is not None
    if len(said) > LONGEST or not (telling or opens or len(said) <= SHORT):
        return None
    if words.REMARK.fullmatch(said):
        return HeadingRead(HeadingKind.REMARK)
    bare = said.replace("_", " ").strip(_DECORATION)
    found = _section(bare) or _people(bare, colon=colon)
    if found is None and telling:
        found = _criteria_heading(bare, colon=colon) or _cue_heading(said, bare, colon=colon)
    if found is None and (colon or opens):
        found = _group_heading(said, bare, colon=colon, opens=opens) or _label(bare, colon=colon, opens=opens)
    return found


def _section(bare: str) -> HeadingRead | None:
    if words.REQUIRED_SECTION.fullmatch(bare):
        return HeadingRead(HeadingKind.CATEGORY, CriterionCategory.INCLUSION)
    if words.SECTION.fullmatch(bare):
        return HeadingRead(HeadingKind.LABEL)
    if words.ALLOWED.fullmatch(bare):
        return HeadingRead(HeadingKind.ALLOWANCE, group=bare)
    head, _, rest = bare.partition(":")
    if rest and words.SECTION.fullmatch(head.strip()):
        return read_heading(f"{rest.strip()}:", opens=True)  # "Prior Medication: Excluded:"
    return None


def _criteria_heading(bare: str, *, colon: bool) -> HeadingRead | None:
    """ "Key Inclusion Criteria for part B:", "Donor exclusion criteria", "INCLUSION"."""
    match = _CRITERIA.search(bare)
    if match is None:
        return None
    if _BOTH.search(bare):
        brief = colon or len(_WORD.findall(bare)) <= LONGEST_LABEL_WORDS
        return HeadingRead(HeadingKind.LABEL) if brief else None
    around = f"{bare[: match.start()]} {bare[match.end() :]}"
    others = [word for word in _WORD.findall(around.lower()) if word not in words.GENERIC]
    before = [word for word in _WORD.findall(bare[: match.start()].lower()) if word not in words.GENERIC]
    named = "criteri" in match[0].lower()
    if not colon and _REFERS.search(bare) and "following" not in bare.lower():
        return None
    if others and not ((colon or named) and len(others) <= 8 and len(before) <= 3):
        return None
    if (
        others
        and not colon
        and (_FINITE.search(around) or bare != bare.strip(".;,") or _COMPARED.search(around))
    ):
        return None
    said = match["said"].lower()
    includes = said.endswith("inclusion") is not said.startswith("non")
    category = CriterionCategory.INCLUSION if includes else CriterionCategory.EXCLUSION
    return HeadingRead(HeadingKind.CATEGORY, category, _group_in(bare, match))


def _group_in(bare: str, match: re.Match[str]) -> str:
    """The cohort that a heading names beside "inclusion criteria"."""
    for part in (bare[match.end() :], bare[: match.start()]):
        named = _GROUP_LEAD.sub("", part.split(":")[0]).strip(" \t\n:,;.–—-*_")
        if named.startswith("(") and named.endswith(")"):
            named = named[1:-1].strip()
        said = [word for word in _WORD.findall(named.lower()) if word not in words.GENERIC]
        is_group = _NAMED_GROUP.search(named) or (said and words.GROUP.search(named))
        if is_group and not _SHARED.search(named):
            return named
    return ""


def _people(bare: str, *, colon: bool) -> HeadingRead | None:
    """ "Patients:", "HEALTHY VOLUNTEERS": nothing but for whom the next lines hold."""
    spoken = [word for word in _WORD.findall(bare) if word.lower() not in ("for", "the", "only")]
    alone = 0 < len(spoken) <= 3 and all(words.GROUP.fullmatch(word) for word in spoken)
    if not alone or not (colon or bare.isupper()):
        return None
    return HeadingRead(HeadingKind.GROUP, group="" if _SHARED.search(bare) else _GROUP_LEAD.sub("", bare))


def _cue_heading(said: str, bare: str, *, colon: bool) -> HeadingRead | None:
    """ "Patients must have:", "You will not be eligible if you", "The following patients are excluded." """
    lowered = bare.lower()
    if not colon and "following" not in lowered and (said.rstrip()[-1] in ".;,)" or _REFERS.search(bare)):
        return None
    others = [word for word in _WORD.findall(_NAMED_GROUP.sub("", bare).lower()) if word not in words.GENERIC]
    if others or _COMPARED.search(bare):
        return None
    named = _NAMED_GROUP.search(bare)
    group = named[0] if named else ""
    if (
        not colon
        and not re.search(r"following|\bif\b|criteri", lowered)
        and lowered not in ("excluded", "included")
    ):
        return None
    if words.EXCLUDES.search(bare):
        return HeadingRead(HeadingKind.CATEGORY, CriterionCategory.EXCLUSION, group)
    if words.ANY_OF.search(bare):
        return None  # what stands under it are alternatives: one criterion
    if words.INCLUDES.search(bare):
        return HeadingRead(HeadingKind.CATEGORY, CriterionCategory.INCLUSION, group)
    return HeadingRead(HeadingKind.LABEL) if colon and not group else None


def _group_heading(said: str, bare: str, *, colon: bool, opens: bool) -> HeadingRead | None:
    """ "Cohort B (naive):", "For all participants:", "HEALTHY VOLUNTEERS"."""
    loud = bare.isupper() and len(bare) > 3
    if not (colon or (opens and (loud or _NAMED_GROUP.match(bare)))) or said.rstrip()[-1] in ".;,":
        return None
    named = _NAMED_GROUP.search(bare)
    spoken = _WORD.findall(bare)
    if len(spoken) > LONGEST_GROUP_WORDS or ". " in bare or words.is_stem(bare):
        return None
    if bare.lower().startswith("for ") and colon and any(words.GROUP.fullmatch(word) for word in spoken):
        return HeadingRead(HeadingKind.GROUP, group="" if _SHARED.search(bare) else _GROUP_LEAD.sub("", bare))
    if _COMPARED.search(bare) and not (named and named.start() == 0):
        return None
    if not named and (_GROUP_VERB.search(bare) or not any(words.GROUP.fullmatch(word) for word in spoken)):
        return None
    if named and re.search(r"\b(?:must|following|have|has|defined)\b", bare, re.IGNORECASE):
        return None
    return HeadingRead(HeadingKind.GROUP, group="" if _SHARED.search(bare) else _GROUP_LEAD.sub("", bare))


def _label(bare: str, *, colon: bool, opens: bool) -> HeadingRead | None:
    """ "Hepatic:", "Prior therapy:": short, and something stands under it."""
    if opens and words.LABEL.fullmatch(bare) and not words.DEFINING.fullmatch(bare):
        return HeadingRead(HeadingKind.LABEL)
    if not opens or not colon or words.DEFINING.fullmatch(bare):
        return None
    spoken = _WORD.findall(bare)
    if not spoken or len(spoken) > LONGEST_LABEL_WORDS or _COMPARED.search(bare) or "," in bare:
        return None
    if words.is_stem(bare) or _GROUP_VERB.search(bare) or spoken[-1].lower() in words.HANGING:
        return None
    if _ALTERNATIVES.search(bare):
        return None
    if re.match(r"(?:no|not|any|at|without|with|known|active|current|prior|recent)\b", bare, re.IGNORECASE):
        return None
    return HeadingRead(HeadingKind.LABEL)
