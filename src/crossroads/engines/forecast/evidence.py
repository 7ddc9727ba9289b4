"""The published recruitment results and comparisons that every number of a forecast rests on.

``evidence.csv`` holds one row per campaign or arm; a study may have several rows, which are not independent.
``reviews.csv`` holds the counts of published comparisons of channels. Empty cells mean "not reported",
never zero.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise

from crossroads.engines.errors import Problems, Where

EVIDENCE_FILE = "evidence.csv"
REVIEWS_FILE = "reviews.csv"


class Design(StrEnum):
    """How much stands between a click and taking part; yields differ tenfold and more between the three.

    Our own reading of each study. ``CLINIC_TRIAL``: several steps, such as a call, a visit, a sample or a
    check by staff. ``ONLINE_TRIAL``: an intervention or follow-up joined and done at a distance.
    ``SURVEY``: a questionnaire, a registry entry, an awareness campaign.
    """

    CLINIC_TRIAL = "clinic_trial"
    ONLINE_TRIAL = "online_trial"
    SURVEY = "survey"


class Channel(StrEnum):
    """The kind of way by which people heard of a study."""

    PAID_SOCIAL = "paid_social"
    ORGANIC_SOCIAL = "organic_social"
    MIXED_SOCIAL = "mixed_social"
    SEARCH = "search"
    OTHER_ONLINE = "other_online"
    TRADITIONAL = "traditional"
    MAIL = "mail"
    CLINIC = "clinic"
    REGISTRY = "registry"
    COMMUNITY = "community"
    MIXED = "mixed"


COST_UNITS = frozenset(
    {
        *("prescreened", "eligible", "consented", "enrolled", "randomised", "completed"),
        *("enrolled_with_staff", "completed_with_staff"),
    }
)
"""What a published cost was divided by; ``_with_staff`` where staff time is in the cost."""

NESTED = ("clicks", "landing_visits", "prescreened", "eligible_by_site", "enrolled", "randomised")
"""Counts, each part of the one before it. Where consent and completion stand differs between studies."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One published campaign or arm: people or events, money in ``currency``, None for "not reported"."""

    id: str
    study: str
    year: int | None
    condition: str
    design: Design
    country: str
    channel: Channel
    network: str
    currency: str
    spend: float | None
    impressions: int | None
    clicks: int | None
    landing_visits: int | None
    inquiries: int | None
    prescreened: int | None
    eligible_by_site: int | None
    consented: int | None
    enrolled: int | None
    randomised: int | None
    completed: int | None
    cost_per_click: float | None
    cost_per_unit: float | None
    cost_per: str
    duration_days: float | None
    doi: str
    url: str

    @property
    def final(self) -> int | None:
        """The first of randomised, enrolled, completed, consented that the study reports."""
        counts = (self.randomised, self.enrolled, self.completed, self.consented)
        return next((count for count in counts if count is not None), None)

    @property
    def interested(self) -> int | None:
        """People who answered first questions or asked; the wider count where a study has both."""
        counts = [count for count in (self.inquiries, self.prescreened) if count is not None]
        return max(counts) if counts else None

    @property
    def source(self) -> str:
        """The DOI, or the address where there is none."""
        return self.doi or self.url


@dataclass(frozen=True, slots=True)
class Review:
    """One figure of a published review: ``count`` of ``of`` comparisons, or an estimate with its interval."""

    id: str
    review: str
    year: int
    measure: str
    count: int | None
    of: int | None
    estimate: float | None
    low: float | None
    high: float | None
    doi: str
    url: str

    @property
    def source(self) -> str:
        return self.doi or self.url


@dataclass(frozen=True, slots=True)
class Evidence:
    """All rows, and the hash of the two files they came from, which a kept forecast carries."""

    rows: tuple[EvidenceRow, ...]
    reviews: tuple[Review, ...]
    version: str

    def review(self, measure: str) -> Review:
        """The review figure of that measure. raises KeyError where there is none: a mistake of ours."""
        for review in self.reviews:
            if review.measure == measure:
                return review
        raise KeyError(measure)

    def without(self, study: str) -> Evidence:
        """The same evidence with one study left out, for testing a forecast on it."""
        rows = tuple(row for row in self.rows if row.study != study)
        return Evidence(rows, self.reviews, f"{self.version}-without-{study}")


@cache
def load_evidence() -> Evidence:
    """The evidence that ships with the product."""
    folder = files(__package__)
    return parse_evidence(
        folder.joinpath(EVIDENCE_FILE).read_text(encoding="utf-8"),
        folder.joinpath(REVIEWS_FILE).read_text(encoding="utf-8"),
    )


def parse_evidence(rows_text: str, reviews_text: str) -> Evidence:
    """Read the two tables from CSV text.

    raises  InputProblem or ManyProblems with every row that cannot be used, by file and line
    """
    problems = Problems()
    rows = [_row(cells, Where(EVIDENCE_FILE, line), problems) for line, cells in _lines(rows_text)]
    reviews = [_review(cells, Where(REVIEWS_FILE, line), problems) for line, cells in _lines(reviews_text)]
    kept = tuple(row for row in rows if row is not None)
    _check_ids(kept, problems)
    problems.raise_any()
    version = hashlib.sha256(f"{rows_text}\0{reviews_text}".encode()).hexdigest()[:16]
    return Evidence(kept, tuple(review for review in reviews if review is not None), version)


def _lines(text: str) -> list[tuple[int, dict[str, str]]]:
    """Each record with its line in the file; the header is line 1."""
    return [(line, record) for line, record in enumerate(csv.DictReader(io.StringIO(text)), start=2)]


def _row(cells: Mapping[str, str], where: Where, problems: Problems) -> EvidenceRow | None:
    try:
        row = EvidenceRow(
            id=cells["id"],
            study=cells["study"],
            year=_integer(cells["year"]),
            condition=cells["condition"],
            design=Design(cells["design"]),
            country=cells["country"],
            channel=Channel(cells["channel"]),
            network=cells["network"],
            currency=cells["currency"],
            spend=_number(cells["spend"]),
            impressions=_integer(cells["impressions"]),
            clicks=_integer(cells["clicks"]),
            landing_visits=_integer(cells["landing_visits"]),
            inquiries=_integer(cells["inquiries"]),
            prescreened=_integer(cells["prescreened"]),
            eligible_by_site=_integer(cells["eligible_by_site"]),
            consented=_integer(cells["consented"]),
            enrolled=_integer(cells["enrolled"]),
            randomised=_integer(cells["randomised"]),
            completed=_integer(cells["completed"]),
            cost_per_click=_number(cells["cost_per_click"]),
            cost_per_unit=_number(cells["cost_per_unit"]),
            cost_per=cells["cost_per"],
            duration_days=_number(cells["duration_days"]),
            doi=cells["doi"],
            url=cells["url"],
        )
    except (KeyError, TypeError, ValueError) as error:
        problems.add("forecast.evidence_unreadable", where=where, reason=str(error))
        return None
    _check_row(row, where, problems)
    return row


def _check_row(row: EvidenceRow, where: Where, problems: Problems) -> None:
    if not row.source:
        problems.add("forecast.evidence_no_source", where=where, row=row.id)
    if not row.study:
        problems.add("forecast.evidence_unreadable", where=where, reason="study is empty")
    money = (row.spend, row.cost_per_click, row.cost_per_unit)
    if any(amount is not None for amount in money) and not row.currency:
        problems.add("forecast.evidence_no_currency", where=where, row=row.id)
    if bool(row.cost_per) != (row.cost_per_unit is not None) or row.cost_per not in COST_UNITS | {""}:
        problems.add("forecast.evidence_unreadable", where=where, reason=f"cost_per is {row.cost_per!r}")
    chain = [(name, getattr(row, name)) for name in NESTED if getattr(row, name) is not None]
    for (wider, more), (narrower, fewer) in pairwise(chain):
        if fewer > more:
            problems.add(
                "forecast.evidence_not_nested", where=where, row=row.id, wider=wider, narrower=narrower
            )


def _check_ids(rows: tuple[EvidenceRow, ...], problems: Problems) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            problems.add("forecast.evidence_repeated_id", where=Where(EVIDENCE_FILE), row=row.id)
        seen.add(row.id)


def _review(cells: Mapping[str, str], where: Where, problems: Problems) -> Review | None:
    try:
        review = Review(
            id=cells["id"],
            review=cells["review"],
            year=int(cells["year"]),
            measure=cells["measure"],
            count=_integer(cells["count"]),
            of=_integer(cells["of"]),
            estimate=_number(cells["estimate"]),
            low=_number(cells["low"]),
            high=_number(cells["high"]),
            doi=cells["doi"],
            url=cells["url"],
        )
    except (KeyError, TypeError, ValueError) as error:
        problems.add("forecast.evidence_unreadable", where=where, reason=str(error))
        return None
    if not review.source:
        problems.add("forecast.evidence_no_source", where=where, row=review.id)
    return review


def _number(cell: str) -> float | None:
    if not cell:
        return None
    value = float(cell)
    if not 0 <= value < float("inf"):
        raise ValueError(f"{cell} is not an amount of zero or more")
    return value


def _integer(cell: str) -> int | None:
    value = _number(cell)
    if value is None:
        return None
    if value != int(value):
        raise ValueError(f"{cell} is not a whole number")
    return int(value)
