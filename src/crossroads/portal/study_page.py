"""The public study page: the approved words, and beside them facts with their source.

A fact stands on the page only as the board saw it: one that was entered or changed after the page was
approved waits until the page is approved anew. Places and whether they are open are told as they are now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossroads.content import plain_words
from crossroads.content.pages import SECTIONS
from crossroads.engines.terms import OverallStatus
from crossroads.portal.counting import local_day
from crossroads.portal.public import Opening
from crossroads.studies.fact_book import fact_source
from crossroads.studies.models import Fact, Site, Study
from crossroads.studies.queries import parsed, study_facts

Text = str | Promise

_RATIO = re.compile(r"(\d+)\s*(?:in|of|out of|/|:)\s*(\d+)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent)")
_NONE = frozenset({"none", "no", "no placebo", "nobody", "0"})

_CITIES_NAMED = 2
_TERM_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as the public reads it, and where it comes from; ``source`` empty for our own count."""

    term: Text
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the approved page."""

    key: str
    heading: Text
    text: str


@dataclass(frozen=True, slots=True)
class TenPeople:
    """The chance of a placebo, counted in ten people."""

    placebo: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    where: str
    words: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class StudyPage:
    """All that the template shows, in its order; ``sources`` has a line for each fact with a source."""

    title: str
    aim: str
    three: tuple[Line, ...]
    parts: Mapping[str, Part]
    asks_as_list: bool
    asks: tuple[Line, ...]
    ten: TenPeople | None
    board: Line | None
    board_is_written: bool
    after: Line | None
    sources: tuple[Line, ...]
    contact: str
    open_places: tuple[Place, ...]
    other_places: tuple[Place, ...]


def study_page(opening: Opening, at: datetime) -> StudyPage:
    study, words = opening.study, opening.page.page
    facts = _facts_as_approved(study, opening.approved.decision.decided_at)
    three, asked = _three(study, facts, opening.sites), _asked(facts)
    board, after = (
        _line(_("Approved by"), facts.get("board")),
        _line(_("After the study"), facts.get("after")),
    )
    written = written_lines(str(words.get("asks", "")))
    chance = _line(_("Chance of a placebo"), facts.get("placebo_chance"))
    places = _places(opening, local_day(study, at))
    return StudyPage(
        title=str(words.get("title", "")) or study.brief_title,
        aim=str(words.get("aim", "")),
        three=three,
        parts={part.key: part for part in _parts(words)},
        asks_as_list=bool(written),
        asks=(*written, *_unwritten(asked, str(words.get("asks", "")))),
        ten=_ten(facts.get("placebo_chance")),
        board=board,
        board_is_written=bool(board) and not _unwritten((board,), str(words.get("runs", ""))),
        after=after,
        sources=tuple(line for line in (*three, *asked, chance, board, after) if line and line.source),
        contact=_contact(study),
        open_places=tuple(place for place in places if place.is_open),
        other_places=tuple(place for place in places if not place.is_open),
    )


def _facts_as_approved(study: Study, decided_at: datetime) -> dict[str, Fact]:
    return {key: fact for key, fact in study_facts(study).items() if fact.entered_at <= decided_at}


def _contact(study: Study) -> str:
    """Always the newest: an old number helps nobody."""
    fact = study_facts(study).get("contact")
    return fact.value if fact else ""


def _parts(words: Mapping[str, str]) -> list[Part]:
    return [
        Part(section.key, section.heading, str(words[section.key]))
        for section in SECTIONS
        if str(words.get(section.key, "")).strip()
    ]


def _line(term: str, fact: Fact | None) -> Line | None:
    return Line(term, fact.value, fact_source(fact)) if fact else None


# --- who, where, how long


def _three(study: Study, facts: Mapping[str, Fact], sites: tuple[Site, ...]) -> tuple[Line, ...]:
    lines = [_line(_("Who"), facts.get("who")) or _who(study), Line(_("Where"), where_words(sites))]
    how_long = _line(_("How long"), facts.get("duration"))
    return tuple([*lines, how_long] if how_long else lines)


def _who(study: Study) -> Line:
    record = parsed(study)
    low, high = (str(age) if age else "" for age in (record.minimum_age, record.maximum_age))
    people = plain_words.sex(record.sex.value if record.sex else "", low).capitalize()
    ages = plain_words.ages(low, high)
    value = _("%(people)s of any age") if ages == "any age" else _("%(people)s aged %(ages)s")
    return Line(_("Who"), value % {"people": people, "ages": ages}, _record_source(study))


def _record_source(study: Study) -> str:
    version = study.current_version
    assert version is not None
    return _("registry record %(id)s, version %(number)d") % {
        "id": study.registry_id,
        "number": version.number,
    }


def where_words(sites: tuple[Site, ...]) -> str:
    """Where people are taken now: "Utrecht", "Ghent and Utrecht", "Ghent, Utrecht and 2 more places"."""
    cities = sorted({site.city or site.facility for site in sites})
    if not cities:
        return _("No place is open now")
    more = len(cities) - _CITIES_NAMED
    if more <= 0:
        return _(" and ").join(cities)
    named = ", ".join(cities[:_CITIES_NAMED])
    return ngettext("%(named)s and %(more)d more place", "%(named)s and %(more)d more places", more) % {
        "named": named,
        "more": more,
    }


# --- what it asks, and chance


def written_lines(text: str) -> tuple[Line, ...]:
    """The approved paragraphs as a list, where each of them reads "Visits: 6 of an hour each"; else none."""
    parts = [part.partition(": ") for part in text.splitlines() if part.strip()]
    if not all(words and len(term) <= _TERM_LENGTH for term, _colon, words in parts):
        return ()
    return tuple(Line(term, words) for term, _colon, words in parts)


def _unwritten(lines: Iterable[Line | None], text: str) -> tuple[Line, ...]:
    """The facts whose words the approved text does not say already."""
    return tuple(line for line in lines if line and line.value.strip().rstrip(".") not in text)


def _asked(facts: Mapping[str, Fact]) -> tuple[Line, ...]:
    terms = {
        "visits": _("Visits"),
        "travel": _("Travel"),
        "cost": _("What it costs you"),
        "compensation": _("What you get for your time"),
    }
    found = (_line(term, facts.get(key)) for key, term in terms.items())
    return tuple(line for line in found if line is not None)


def placebo_in_ten(value: str) -> float | None:
    """The chance of a placebo as people in ten: "1 in 2" and "50 %" are 5.0, "none" is 0; None where
    unreadable."""
    text = value.strip().lower().rstrip(".")
    if text in _NONE:
        return 0.0
    if ratio := _RATIO.search(text):
        count, whole = int(ratio[1]), int(ratio[2])
        return 10 * count / whole if whole > 0 and count <= whole else None
    if percent := _PERCENT.search(text):
        return float(percent[1]) / 10 if float(percent[1]) <= 100 else None
    return None


def _ten(fact: Fact | None) -> TenPeople | None:
    chance = placebo_in_ten(fact.value) if fact else None
    if fact is None or chance is None:
        return None
    people = round(chance)
    if chance == 0:
        sentence = _("Nobody in this study gets a placebo.")
    else:
        number = str(people) if chance == people else _("about %(count)d") % {"count": people}
        sentence = _(
            "Chance decides who gets what. Of ten people who take part, %(number)s get a placebo. "
            "A placebo looks the same and has no medicine in it."
        ) % {"number": number}
    return TenPeople(people, sentence)


# --- places


def _places(opening: Opening, today: date) -> list[Place]:
    """All places of the record, by country and city."""
    open_now = {site.pk for site in opening.sites} if opening.closed != "stopped" else set()
    sites = opening.study.sites.filter(in_record=True).select_related("study")
    return [
        Place(
            name=site.facility or site.city,
            where=", ".join(part for part in (site.city, site.state, site.country) if part),
            words=_place_words(site, site.pk in open_now, today),
            is_open=site.pk in open_now,
        )
        for site in sites
    ]


def _place_words(site: Site, is_open: bool, today: date) -> str:
    if is_open:
        return _("open")
    if site.full_until is not None and today <= site.full_until:
        return _("full until %(day)s") % {"day": site.full_until.strftime("%-d %b %Y")}
    if site.capacity == 0:
        return _("full")
    status = site.status or site.study.overall_status
    if status == OverallStatus.NOT_YET_RECRUITING:
        return _("not open yet")
    return _("not open now")
