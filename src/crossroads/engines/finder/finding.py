"""From a profile to ranked studies with reasons: the index proposes, the ranking weighs, the limits decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp

from crossroads.engines.finder import reasons
from crossroads.engines.finder.index import Filters, Index, Query, Stored
from crossroads.engines.finder.places import distance_km
from crossroads.engines.finder.ranking import Scorer, Statistics, Weights
from crossroads.engines.finder.values import (
    Found,
    Kind,
    Place,
    Profile,
    Reason,
    Said,
    Standing,
    StudyEntry,
    StudySite,
)

SpeaksAgainst = Callable[[Profile, StudyEntry], Sequence[Reason]]
"""What else speaks against a person's joining a study: from its reviewed criteria, say."""

PROPOSED = 60
"""How many studies are weighed closely for a short answer: three times what is shown."""
MOST_MAIN = 3
MOST_NAMES, MOST_BESIDE = 6, 4
NEAR_KM = 150.0
FAR_SHARE = 0.6
"""A study at the other end of the world keeps this share of its score; one at ``NEAR_KM`` about three quarters."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the answer may hold.

    limit      at most so many studies
    within_km  None for any distance; studies farther away count as excluded
    only_open  leave out studies that take nobody in
    excluded   also give studies that exclude the person, last, with the reason
    """

    limit: int = 20
    within_km: float | None = None
    only_open: bool = True
    excluded: bool = False


class Finder:
    """Finds studies in an index.

    speaks_against  asked for each study that would be shown
    """

    def __init__(
        self, index: Index, *, weights: Weights | None = None, speaks_against: SpeaksAgainst | None = None
    ) -> None:
        self._index = index
        self._weights = weights or Weights()
        self._speaks_against = speaks_against

    def find(self, profile: Profile, limits: Limits | None = None) -> list[Found]:
        """Studies for a person, the nearest to what they told first; empty where nothing was told that is known."""
        limits = limits or Limits()
        filters = (
            Filters(only_open=limits.only_open)
            if limits.excluded
            else Filters(profile.age, profile.sex, limits.only_open)
        )
        statistics = self._index.statistics()
        proposed = self._propose(profile, filters, statistics, max(PROPOSED, limits.limit))
        near = [stored for stored in proposed if reasons.is_near(profile, stored.folded)]
        found = [one for one in self._weigh(profile, near, statistics, limits) if one.score > 0]
        found = found if limits.excluded else [one for one in found if not one.excluded_because]
        return found[: limits.limit]

    def rank(self, profile: Profile, ids: Sequence[str]) -> list[Found]:
        """All of these studies that the index has, excluded ones last; none is dropped."""
        limits = Limits(limit=len(ids), only_open=False, excluded=True)
        return self._weigh(profile, self._index.get(ids), self._index.statistics(), limits)

    def _propose(
        self, profile: Profile, filters: Filters, statistics: Statistics, count: int
    ) -> list[Stored]:
        proposed: dict[str, Stored] = {}
        for query in _queries(profile, statistics):
            for stored in self._index.search(query, filters, count):
                proposed.setdefault(stored.entry.id, stored)
            if len(proposed) >= count:
                break
        return list(proposed.values())

    def _weigh(
        self, profile: Profile, studies: Iterable[Stored], statistics: Statistics, limits: Limits
    ) -> list[Found]:
        scorer = Scorer(profile, statistics, self._weights)
        weighed = []
        for stored in studies:
            near = nearest(profile.place, stored.entry.sites)
            against = reasons.exclusions(profile, stored.entry, near, limits.within_km)
            score = scorer.score(stored.folded) * _share(profile.place, near)
            weighed.append((bool(against), -score, stored.entry.id, stored, near, against))
        weighed.sort(key=lambda one: one[:3])
        found = [
            self._found(profile, stored, -score, near, against)
            for _, score, _, stored, near, against in weighed[: limits.limit]
        ]
        return sorted(found, key=lambda one: bool(one.excluded_because))  # stable: the order stays within

    def _found(
        self,
        profile: Profile,
        stored: Stored,
        score: float,
        near: tuple[StudySite, float] | None,
        against: tuple[Reason, ...],
    ) -> Found:
        more = tuple(self._speaks_against(profile, stored.entry)) if self._speaks_against else ()
        distance = round(near[1], 1) if near else None
        return Found(
            stored.entry.id, score, reasons.inclusions(profile, stored, near), distance, (*against, *more)
        )


def nearest(place: Place | None, sites: Iterable[StudySite]) -> tuple[StudySite, float] | None:
    """The nearest open site and how far it is in km; None where either place is unknown."""
    if place is None:
        return None
    known = [
        (site, distance_km(place, site.latitude, site.longitude))
        for site in sites
        if site.open and site.latitude is not None and site.longitude is not None
    ]
    return min(known, key=lambda one: one[1], default=None)


def _share(place: Place | None, near: tuple[StudySite, float] | None) -> float:
    """What distance leaves of a score; half way where it is unknown."""
    if place is None:
        return 1.0
    closeness = 0.5 if near is None else exp(-near[1] / NEAR_KM)
    return FAR_SHARE + (1 - FAR_SHARE) * closeness


def _queries(profile: Profile, statistics: Statistics) -> list[Query]:
    """What the index is asked, one after the other until it has proposed enough.

    First each main thing, lifted by whatever else was told; then everything at once, words too.
    """
    told = [said for said in profile.said if said.weight > 0]
    main = [said for said in told if said.standing is Standing.MAIN and said.kind is not Kind.QUALIFIER]
    main = main[:MOST_MAIN]
    of_things = {word for said in told for word in _names(said)[0].split()}
    words = sorted((word for word, _ in profile.words), key=statistics.rarity, reverse=True)
    own_words = [word for word in words if word not in of_things]
    queries = []
    for said in main:
        others = [name for other in told if other is not said for name in _names(other)[:2]]
        beside = [name for name in dict.fromkeys((*others, *own_words)) if name not in _names(said)]
        queries.append(Query(_names(said), tuple(beside[:MOST_BESIDE])))
    everything = tuple(dict.fromkeys((*(name for said in told for name in _names(said)[:2]), *words)))
    if everything:
        queries.append(Query(everything[: 2 * MOST_NAMES]))
    return queries


def _names(said: Said) -> tuple[str, ...]:
    return tuple(name for name, _ in said.forms[:MOST_NAMES])
