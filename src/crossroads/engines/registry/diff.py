"""Two versions of a record -> what changed, in words that a team can act on, most important first.

Order of sites, countries, conditions or arms is no change, nor is a text whose lines only break elsewhere.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from itertools import zip_longest
from typing import Any

from crossroads.engines.registry.sites import site_key, site_order
from crossroads.engines.registry.study import (
    Amendment,
    Arm,
    CriteriaTranslation,
    Enrollment,
    Intervention,
    Organisation,
    Outcome,
    Site,
    Study,
)


class Importance(IntEnum):
    """What a change touches; the lower number comes first."""

    WHO_MAY_JOIN = 1  # status and eligibility: messages and screeners must be looked at again
    WHERE = 2
    WHAT = 3  # the design, the treatment, the words that messages quote
    WHEN = 4
    DETAIL = 5


class ChangeKind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class SegmentKind(StrEnum):
    EQUAL = "equal"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words in a redline. Equal and inserted ones together are the new text."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    field      attribute of Study
    label      its name in the registry's own words
    old, new   as they are shown; empty where there was or is nothing
    segments   the redline of a text, else empty
    site       ``site_key`` where the change is of one site
    """

    field: str
    label: str
    kind: ChangeKind
    old: str
    new: str
    importance: Importance
    segments: tuple[Segment, ...] = ()
    site: str = ""


def diff(old: Study, new: Study) -> tuple[Change, ...]:
    """What changed from one version to another, most important first; the same record gives ()."""
    changes = [change for compared in _FIELDS for change in compared.changes(old, new)]
    return tuple(
        sorted([*changes, *_site_changes(old.sites, new.sites)], key=lambda change: change.importance)
    )


# --- texts


_WORD = re.compile(r"\s*\S+\s*|\s+")


def redline(old: str, new: str) -> tuple[Segment, ...]:
    """What stayed, came and went, word for word and whatever the blanks. First by lines, then in them."""
    segments: list[Segment] = []
    for tag, was, now in _compared(
        old.strip().splitlines(keepends=True), new.strip().splitlines(keepends=True)
    ):
        if tag == "equal":
            _extend(segments, SegmentKind.EQUAL, "".join(now))
            continue
        for part, gone, come in _compared(_WORD.findall("".join(was)), _WORD.findall("".join(now))):
            if part == "equal":
                _extend(segments, SegmentKind.EQUAL, "".join(come))
            else:
                _extend(segments, SegmentKind.DELETED, "".join(gone))
                _extend(segments, SegmentKind.INSERTED, "".join(come))
    return tuple(segments)


# In longer or very repetitive texts the commonest words anchor no comparison: it would take minutes.
_MANY_WORDS = 5000
_REPETITIVE = 20  # times that a word comes up on average


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    plain_old = [" ".join(part.split()) for part in old]
    plain_new = [" ".join(part.split()) for part in new]
    repetitive = max(len(old), len(new)) > _MANY_WORDS or len(set(plain_new)) * _REPETITIVE < len(new)
    matcher = difflib.SequenceMatcher(None, plain_old, plain_new, autojunk=repetitive)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        yield tag, old[old_from:old_to], new[new_from:new_to]


def _extend(segments: list[Segment], kind: SegmentKind, text: str) -> None:
    if not text:
        return
    if segments and segments[-1].kind is kind:
        segments[-1] = Segment(kind, segments[-1].text + text)
    else:
        segments.append(Segment(kind, text))


# --- fields


@dataclass(frozen=True, slots=True)
class _Field:
    """How one field of a Study is compared and shown."""

    name: str
    label: str
    importance: Importance

    def changes(self, old: Study, new: Study) -> Iterator[Change]:
        was, now = self._shown(old), self._shown(new)
        if was.split() != now.split():
            yield self.change(was, now)

    def _shown(self, study: Study) -> str:
        return shown(getattr(study, self.name))

    def change(self, old: str, new: str, segments: tuple[Segment, ...] = ()) -> Change:
        kind = ChangeKind.CHANGED if old and new else ChangeKind.ADDED if new else ChangeKind.REMOVED
        return Change(self.name, self.label, kind, old, new, self.importance, segments)


@dataclass(frozen=True, slots=True)
class _Text(_Field):
    """A text, shown as a redline."""

    def changes(self, old: Study, new: Study) -> Iterator[Change]:
        was, now = self._shown(old), self._shown(new)
        if was.split() != now.split():
            yield self.change(was, now, redline(was, now))


@dataclass(frozen=True, slots=True)
class _Members(_Field):
    """Several things, each added, removed or, under the same name, changed."""

    def changes(self, old: Study, new: Study) -> Iterator[Change]:
        was, now = list(getattr(old, self.name)), list(getattr(new, self.name))
        for gone, come in _paired(was, now, key=_name, order=shown):
            before = shown(gone) if gone is not None else ""
            after = shown(come) if come is not None else ""
            redlined = redline(before, after) if before and after else ()
            yield self.change(before, after, redlined)


def shown(value: Any) -> str:
    """A value of a Study in one line of words."""
    match value:
        case None | "":
            return ""
        case bool():
            return "Yes" if value else "No"
        case tuple():
            return ", ".join(shown(item) for item in value)
        case Enrollment(count, kind) | Organisation(count, kind):
            return f"{count} ({kind})" if kind else str(count)
        case Arm(label, kind, description):
            return ": ".join(part for part in (f"{label} ({kind})" if kind else label, description) if part)
        case Intervention(kind, name, description, other_names):
            named = f"{name} ({kind})" if kind else name
            others = f"also {', '.join(other_names)}" if other_names else ""
            return ": ".join(part for part in (named, description, others) if part)
        case Amendment(name, summary) | CriteriaTranslation(name, summary):
            return f"{name}: {summary}" if summary else name
        case Outcome(measure, time_frame):
            return f"{measure} [{time_frame}]" if time_frame else measure
        case _:
            kind = getattr(value, "kind", None)
            return f"{value} ({kind})" if kind else str(value)


def _name(item: Any) -> str:
    """What a member of a list is known by."""
    for attribute in ("label", "name", "measure", "language"):
        if hasattr(item, attribute):
            return str(getattr(item, attribute))
    return str(item)


def _paired(
    old: Iterable[Any], new: Iterable[Any], *, key: Callable[[Any], str], order: Callable[[Any], Any]
) -> Iterator[tuple[Any, Any]]:
    """Pairs (was, is) of what differs under the same key; None where one side has nothing.

    Under one key several may stand, such as ten places named "Research Site" in one city. What is the same
    on both sides is set aside first, whatever its order, and only the rest is paired.
    """
    by_key: dict[str, tuple[list[Any], list[Any]]] = {}
    for side, items in enumerate((old, new)):
        for item in items:
            by_key.setdefault(key(item), ([], []))[side].append(item)
    for was, now in by_key.values():
        for item in list(was):
            if item in now:
                was.remove(item)
                now.remove(item)
        yield from zip_longest(sorted(was, key=order), sorted(now, key=order))


# --- sites


def _site_changes(old: Iterable[Site], new: Iterable[Site]) -> Iterator[Change]:
    """Sites added and removed, and what changed at those that stayed, in the order of the sites' names."""
    pairs = sorted(
        _paired(old, new, key=site_key, order=site_order), key=lambda pair: site_order(pair[1] or pair[0])
    )
    for was, now in pairs:
        if was is None or now is None:
            yield Change(
                "sites",
                "Location",
                ChangeKind.ADDED if was is None else ChangeKind.REMOVED,
                "" if was is None else site_name(was),
                "" if now is None else site_name(now),
                Importance.WHERE,
                site=site_key(now or was),
            )
        else:
            yield from _changes_at(was, now)


def _changes_at(was: Site, now: Site) -> Iterator[Change]:
    """What changed at a site that stayed: its status, or how its place is spelled. A position is no news."""
    status = _Field("sites", f"Location Recruitment Status, {site_name(now)}", Importance.WHERE)
    spelling = _Field("sites", "Location", Importance.DETAIL)
    for compared, before, after in (
        (status, shown(was.status), shown(now.status)),
        (spelling, site_name(was), site_name(now)),
    ):
        if before != after:
            yield replace(compared.change(before, after), site=site_key(now))


def site_name(site: Site) -> str:
    """A site in one line: facility, city, state, postal code, country."""
    return ", ".join(part for part in (site.facility, site.city, site.state, site.zip, site.country) if part)


# Labels are ClinicalTrials.gov's own names of its data elements. ``criteria`` stand word for word in the text
# of ``eligibility_criteria``, and are not compared twice.
_FIELDS: tuple[_Field, ...] = (
    _Field("registry_id", "Registry Number", Importance.WHO_MAY_JOIN),
    _Field("overall_status", "Overall Recruitment Status", Importance.WHO_MAY_JOIN),
    _Text("why_stopped", "Why Study Stopped", Importance.WHO_MAY_JOIN),
    _Text("eligibility_criteria", "Eligibility Criteria", Importance.WHO_MAY_JOIN),
    _Members("criteria_translations", "Eligibility Criteria in Another Language", Importance.WHO_MAY_JOIN),
    _Field("minimum_age", "Minimum Age", Importance.WHO_MAY_JOIN),
    _Field("maximum_age", "Maximum Age", Importance.WHO_MAY_JOIN),
    _Field("sex", "Sex", Importance.WHO_MAY_JOIN),
    _Field("gender_based", "Gender Based", Importance.WHO_MAY_JOIN),
    _Text("gender_description", "Gender Eligibility Description", Importance.WHO_MAY_JOIN),
    _Field("healthy_volunteers", "Accepts Healthy Volunteers", Importance.WHO_MAY_JOIN),
    _Text("study_population", "Study Population Description", Importance.WHO_MAY_JOIN),
    _Field("sampling_method", "Sampling Method", Importance.WHO_MAY_JOIN),
    _Members("location_countries", "Location Countries", Importance.WHERE),
    _Text("brief_title", "Brief Title", Importance.WHAT),
    _Text("official_title", "Official Title", Importance.WHAT),
    _Field("acronym", "Acronym", Importance.WHAT),
    _Text("brief_summary", "Brief Summary", Importance.WHAT),
    _Members("conditions", "Conditions or Focus of Study", Importance.WHAT),
    _Members("interventions", "Interventions", Importance.WHAT),
    _Members("arms", "Arms", Importance.WHAT),
    _Members("primary_outcomes", "Primary Outcome Measure", Importance.WHAT),
    _Field("study_type", "Study Type", Importance.WHAT),
    _Field("patient_registry", "Patient Registry", Importance.WHAT),
    _Field("phases", "Study Phase", Importance.WHAT),
    _Field("allocation", "Allocation", Importance.WHAT),
    _Field("intervention_model", "Interventional Study Model", Importance.WHAT),
    _Field("primary_purpose", "Primary Purpose", Importance.WHAT),
    _Field("masking", "Masking", Importance.WHAT),
    _Members("who_masked", "Roles Masked", Importance.WHAT),
    _Field("protocol_version", "Protocol Version", Importance.WHAT),
    _Members("amendments", "Protocol Amendments", Importance.WHAT),
    _Field("enrollment", "Enrollment", Importance.WHEN),
    _Field("start_date", "Study Start Date", Importance.WHEN),
    _Field("primary_completion_date", "Primary Completion Date", Importance.WHEN),
    _Field("completion_date", "Study Completion Date", Importance.WHEN),
    _Field("has_results", "Results Posted", Importance.WHEN),
    _Text("detailed_description", "Detailed Description", Importance.DETAIL),
    _Field("lead_sponsor", "Sponsor", Importance.DETAIL),
    _Members("collaborators", "Collaborators", Importance.DETAIL),
    _Members("keywords", "Keywords", Importance.DETAIL),
    _Members("other_ids", "Secondary IDs", Importance.DETAIL),
    _Field("first_posted_date", "First Posted", Importance.DETAIL),
    _Field("last_update_posted_date", "Last Update Posted", Importance.DETAIL),
    _Field("version_date", "Last Update Submitted", Importance.DETAIL),
)
