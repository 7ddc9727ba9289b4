"""Finding a study by one's own words: the finder over the studies that are open to the public here.

What a person types is read in memory, looked for, and forgotten: no row, no log, no address holds it. The index
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
from crossroads.portal import public, queries
from crossroads.portal.counting import local_day
from crossroads.portal.names import MedicalNames
from crossroads.studies.models import Site
from crossroads.studies.queries import parsed, public_open_studies

MOST_SHOWN = 20


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

    open_here  how many studies are open here at all
    """

    profile: Profile
    matches: tuple[Match, ...]
    open_here: int


def find(told: Told, at: datetime) -> Answer:
    """The open studies of this installation for what somebody told.

    raises  InputProblem "finder.nothing_understood", or "portal.place_unknown" at the field "place"
    """
    profile = _profile(told)
    if not profile.said and not profile.words:
        raise InputProblem("finder.nothing_understood", where=Where(field="words"))
    index = _fresh_index(at)
    found = Finder(index).find(profile, Limits(limit=MOST_SHOWN))
    entries = {stored.entry.id: stored.entry for stored in index.get([one.id for one in found])}
    return Answer(profile, tuple(_match(one, entries[one.id]) for one in found), index.count())


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
