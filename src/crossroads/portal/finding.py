"""Finding a study by one's own words: the finder over the studies that are open to the public here.

What a person types is read in memory, looked for, and forgotten: no row, no log, no address holds it. What it
plainly says is held against each study's reviewed rules; a study that it speaks against stands apart and says why.
The index
lies in the installation's own database beside the rooms' tables, holds nothing but what public pages say, and is
built anew whenever something that decides it has changed: a stop, an approval, a record, a site, a day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.db import connection, transaction

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.finder import (
    Finder,
    Found,
    Index,
    Lexicon,
    Limits,
    Place,
    PostgresqlIndex,
    Profile,
    SqliteIndex,
    StudyEntry,
    StudySite,
    find_place,
    read,
    read_place,
)
from crossroads.engines.terms import Sex
from crossroads.portal import fitting, public, queries
from crossroads.portal.counting import local_day
from crossroads.portal.names import MedicalNames
from crossroads.portal.statements import Plain, read_plainly
from crossroads.studies.models import Site
from crossroads.studies.queries import parsed, public_open_studies, public_screeners

MOST_SHOWN, MOST_APART = 20, 10
LOOKED_AT = 60
"""Studies that are held against what was told, on each way of looking: three times what is shown."""


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What a person told. Never shown in a log or traceback.

    words  their own; age, sex, place  from the fields beside, over what the words say; None and "" for not told
    """

    words: str
    age: float | None = None
    sex: Sex | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Match:
    """A study in the answer: what its public page is called, where it lies, and why it is here."""

    slug: str
    title: str
    places: tuple[str, ...]
    found: Found


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The studies, likeliest first, and what was understood, so that a misreading shows.

    plain      what was taken for told, beside age and sex, and held against the studies' rules
    apart      studies that speak of it too, but that something told speaks against: each says what
    more_apart  how many more of those there are
    open_here  how many studies are open here at all
    """

    profile: Profile
    plain: Plain
    matches: tuple[Match, ...]
    apart: tuple[Match, ...]
    more_apart: int
    open_here: int


def find(told: Told, at: datetime) -> Answer:
    """The open studies of this installation for what somebody told.

    raises  InputProblem "finder.nothing_understood", or "portal.place_unknown" at the field "place"
    """
    profile = _profile(told)
    if not profile.said and not profile.words:
        raise InputProblem("finder.nothing_understood", where=Where(field="words"))
    plain = read_plainly(told.words, _lexicon())
    index = _fresh_index(at)
    found = _ranked(index, profile, plain)
    entries = {stored.entry.id: stored.entry for stored in index.get([one.id for one in found])}
    matches = [_match(one, entries[one.id]) for one in found if not one.excluded_because]
    apart = [_match(one, entries[one.id]) for one in found if one.excluded_because]
    more = max(0, len(apart) - MOST_APART)
    return Answer(profile, plain, tuple(matches[:MOST_SHOWN]), tuple(apart[:MOST_APART]), more, index.count())


def _ranked(index: Index, profile: Profile, plain: Plain) -> list[Found]:
    """First what age and sex allow by the record, so that nothing crowds it out; then all that speaks of it.

    Only then is it known whose rules to read: two queries, however many studies there are.
    """
    finder = Finder(index)
    fitting_by_record = finder.find(profile, Limits(limit=LOOKED_AT))
    anywhere = finder.find(profile, Limits(limit=LOOKED_AT, excluded=True))
    ids = list(dict.fromkeys(one.id for one in (*fitting_by_record, *anywhere)))
    against = fitting.speaks_against(public_screeners(ids), plain)
    return Finder(index, speaks_against=against).rank(profile, ids)


def _profile(told: Told) -> Profile:
    profile = read(told.words, _lexicon(), place=read_place)
    return replace(
        profile,
        age=profile.age if told.age is None else (told.age, told.age),
        sex=told.sex or profile.sex,
        place=_place(told.place) or profile.place,
    )


def _place(words: str) -> Place | None:
    if not words.strip():
        return None
    found = find_place(words)
    if found is None:
        raise InputProblem("portal.place_unknown", where=Where(field="place"))
    return found


@cache
def _lexicon() -> Lexicon:
    return Lexicon(MedicalNames())


def _match(found: Found, entry: StudyEntry) -> Match:
    return Match(found.id, entry.title, tuple(dict.fromkeys(site.name for site in entry.sites)), found)


# --- the index


def _fresh_index(at: datetime) -> Index:
    """The index as the studies are now; whoever comes first after a change builds it."""
    stamp = _stamp(at)
    with transaction.atomic():
        index = _index()
        if index.stamp() != stamp:
            index.build((_entry(opening) for opening in public.open_to_public(at)), stamp=stamp)
    return index


def _index() -> Index:
    """In the database of the rooms, past Django's query log: what people look for stays out of it."""
    connection.ensure_connection()
    raw: Any = connection.connection
    return SqliteIndex(raw) if connection.vendor == "sqlite" else cast(Index, PostgresqlIndex(raw))


def _stamp(at: datetime) -> str:
    """Equal stamps mean equal answers: every row that decides, and the day that it is where the study is."""
    studies = list(public_open_studies().select_related("organisation").order_by("pk"))
    rows = queries.public_findable(studies, at)
    now = [(study.pk, study.slug, study.current_version_id, local_day(study, at)) for study in studies]
    return hashlib.sha256(repr((now, rows)).encode()).hexdigest()


def _entry(opening: public.Opening) -> StudyEntry:
    """A study as it is found: by its approved words and by its public record, at the places that are open."""
    record, page = parsed(opening.study), opening.page.page
    written = [str(part) for part in page.values() if isinstance(part, str)]
    return StudyEntry(
        id=opening.study.slug,
        title=str(page.get("title", "")) or opening.study.brief_title,
        summary="\n".join((record.brief_title, record.official_title, record.brief_summary, *written)),
        conditions=record.conditions,
        keywords=record.keywords,
        criteria=record.eligibility_criteria,
        sex=record.sex or Sex.ALL,
        minimum_age=record.minimum_age.years if record.minimum_age else None,
        maximum_age=record.maximum_age.years if record.maximum_age else None,
        sites=tuple(_site(site) for site in opening.sites),
    )


def _site(site: Site) -> StudySite:
    """A site without coordinates lies where its town does."""
    name = site.city or site.facility
    if site.latitude is not None and site.longitude is not None:
        return StudySite(name, site.latitude, site.longitude)
    town = find_place(", ".join(part for part in (site.city, site.state, site.country) if part))
    return StudySite(name, town.latitude, town.longitude) if town else StudySite(name)
