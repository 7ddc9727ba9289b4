"""Typed slots: places in a text that are filled from facts, in plain words, each with its source.

    Do you have {condition}? We look for people aged {ages} in {city}.

A slot reads one or more facts and words them. A fact that is missing is told with the place to enter it; all
problems of a text are told in one pass.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from crossroads.content import facts, plain_words
from crossroads.content.hashing import LINK_SLOT
from crossroads.engines.errors import Problems, Where
from crossroads.studies.fact_book import FactBook
from crossroads.studies.models import Study

Values = Mapping[str, str]
_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """name   in braces in a text
    label     as people read it
    facts     paths of the facts it needs; ``site`` stands for the chosen site
    may_lack  paths that may be empty, which says something too (no upper age)
    word      the facts' values, by path, as plain words
    """

    name: str
    label: str
    facts: tuple[str, ...]
    word: Callable[[Values], str]
    may_lack: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        return self.facts + self.may_lack


def _one(name: str, label: str, path: str, word: Callable[[str], str] = plain_words.phrase) -> Slot:
    """A slot that words one fact."""
    return Slot(name, label, (path,), lambda values: word(values[path]))


_MIN, _MAX, _SEX = "record.minimum_age", "record.maximum_age", "record.sex"
_PROSE = (
    ("short_title", "Title in everyday words"),
    ("purpose", "What the study wants to learn"),
    ("who", "Who it looks for"),
    ("what_happens", "What happens"),
    ("cost", "What it costs"),
    ("risks", "Risks and burdens"),
    ("own_doctor", "My doctor and medicines"),
    ("stopping", "Can I stop"),
    ("after", "After the study"),
    ("who_runs", "Who runs it"),
    ("board", "Who approved it"),
    ("data", "My data"),
)
"""Facts of the sheet that are whole sentences, under their own keys."""

SLOTS: dict[str, Slot] = {
    slot.name: slot
    for slot in (
        _one("condition", "Condition", "record.conditions", plain_words.condition),
        Slot("ages", "Ages", (), lambda v: plain_words.ages(v[_MIN], v[_MAX]), may_lack=(_MIN, _MAX)),
        Slot("sex", "Who, by sex", (_SEX,), lambda v: plain_words.sex(v[_SEX], v[_MIN]), may_lack=(_MIN,)),
        _one("city", "City of the site", "site.city"),
        _one("visits", "Visits", "sheet.visits", plain_words.visits),
        _one("duration", "How long it takes", "sheet.duration"),
        _one("travel", "Travel", "sheet.travel"),
        _one("compensation", "Compensation", "sheet.compensation"),
        _one("placebo_chance", "Chance of a placebo", "sheet.placebo_chance", plain_words.chance),
        _one("contact", "Contact of the study", "sheet.contact"),
        _one("sponsor", "Sponsor", "record.lead_sponsor"),
        *(_one(key, label, f"sheet.{key}", plain_words.paragraphs) for key, label in _PROSE),
    )
}


@dataclass(frozen=True, slots=True)
class Filled:
    """texts  as given, slots filled; slots  what each of them states and from where, ready to be kept."""

    texts: dict[str, str]
    slots: list[dict[str, str]]


def names_in(text: str) -> list[str]:
    """The names in braces, in order, each once; ``link`` apart, which is filled when a message is sent."""
    return list(dict.fromkeys(name for name in _SLOT.findall(text) if f"{{{name}}}" != LINK_SLOT))


def fill(texts: Mapping[str, str], study: Study, site: UUID | None = None) -> Filled:
    """Fill all slots of some texts (by field) with the study's facts.

    raises  ManyProblems or InputProblem: "content.slot_unknown", "content.fact_missing",
            "content.site_missing", "content.stray_brace", with the field in which each stands
    """
    problems, book = Problems(), FactBook(study)
    words: dict[str, str] = {}
    records: list[dict[str, str]] = []
    for field, text in texts.items():
        for name in names_in(text):
            if name not in words:
                _fill_one(name, book, site, Where(field=field), words, records, problems)
        if _braces_left(text):
            problems.add("content.stray_brace", where=Where(field=field))
    problems.raise_any()
    filled = {field: _SLOT.sub(lambda m: words.get(m[1], m[0]), text) for field, text in texts.items()}
    return Filled(filled, records)


def _fill_one(
    name: str,
    book: FactBook,
    site: UUID | None,
    where: Where,
    words: dict[str, str],
    records: list[dict[str, str]],
    problems: Problems,
) -> None:
    slot = SLOTS.get(name)
    if slot is None:
        near = difflib.get_close_matches(name, SLOTS, n=1, cutoff=0.0)[0]
        problems.add("content.slot_unknown", where=where, name=name, near=near)
        return
    if "site.city" in slot.paths and site is None:
        problems.add("content.site_missing", where=where, slot=slot.label)
        return
    found = {path: facts.read(book, _for_site(path, site)) for path in slot.paths}
    values = {path: fact.value if fact else "" for path, fact in found.items()}
    words[name] = ""
    missing = [path for path in slot.facts if not values[path].strip()]
    for path in missing:
        problems.add("content.fact_missing", where=where, slot=slot.label, place=_place(path))
    if missing:
        return
    words[name] = slot.word(values)
    records += [
        {
            "name": name,
            "label": slot.label,
            "path": _for_site(path, site),
            "value": values[path],
            "version": str(fact.version) if fact else "",
            "source": str(fact.source) if fact else "",
            "words": words[name],
        }
        for path, fact in found.items()
    ]


def _for_site(path: str, site: UUID | None) -> str:
    return path.replace("site.", f"site.{site}.", 1) if path.startswith("site.") else path


def _place(path: str) -> str:
    where, _, key = path.partition(".")
    page = {"sheet": "the fact sheet", "site": "the roster of sites"}.get(where, "the registry record")
    return f"{page}, under {key.replace('_', ' ')}"


def _braces_left(text: str) -> bool:
    """A brace that belongs to no slot would later be taken for one."""
    return "{" in (rest := _SLOT.sub("", text)) or "}" in rest


def site_of(slots: list[dict[str, str]]) -> UUID | None:
    """The site that filled slots speak of, if any does."""
    for slot in slots:
        if slot["path"].startswith("site."):
            return UUID(slot["path"].split(".")[1])
    return None


def check_names(text: str, problems: Problems, *, field: str) -> None:
    """Tell slots that do not exist and braces that belong to none, before any fact is asked."""
    for name in names_in(text):
        if name not in SLOTS:
            near = difflib.get_close_matches(name, SLOTS, n=1, cutoff=0.0)[0]
            problems.add("content.slot_unknown", where=Where(field=field), name=name, near=near)
    if _braces_left(text):
        problems.add("content.stray_brace", where=Where(field=field))
