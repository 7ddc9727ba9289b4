"""Why a study is in the answer, and why a person cannot join it as far as the record tells."""

from __future__ import annotations

from collections.abc import Iterator

from crossroads.engines.finder.index import Stored
from crossroads.engines.finder.ranking import FIRST_LINES, FoldedStudy
from crossroads.engines.finder.values import (
    Kind,
    Profile,
    Reason,
    ReasonCode,
    Said,
    Standing,
    StudyEntry,
    StudySite,
)
from crossroads.engines.finder.words import split_words, stem
from crossroads.engines.terms import Sex

SURE_NAME = 0.5
"""A name below this weight is a wider thing than was told: no reason to name the told one."""
MOST_TOLD = 3
PEOPLE = {Sex.FEMALE: "women and girls", Sex.MALE: "men and boys"}

Near = tuple[StudySite, float] | None


def inclusions(profile: Profile, stored: Stored, near: Near) -> tuple[Reason, ...]:
    """What speaks for the study, the most telling first."""
    return tuple(_inclusions(profile, stored, near))


def _inclusions(profile: Profile, stored: Stored, near: Near) -> Iterator[Reason]:
    yield from _told(profile, stored.folded)
    yield from _ages(stored.entry)
    if stored.entry.sex in PEOPLE:
        yield Reason(ReasonCode.SEX, {"people": PEOPLE[stored.entry.sex]})
    if profile.place is not None:
        yield _distance(near)
    for said in profile.said:
        has = said.standing in (Standing.MAIN, Standing.PRESENT) and said.weight > 0
        if has and _names(said, stored.folded.unwanted) and not _names(said, _head(stored.folded)):
            yield Reason(ReasonCode.MAY_EXCLUDE, {"condition": said.words})
            return


def _told(profile: Profile, folded: FoldedStudy) -> Iterator[Reason]:
    """The things that the study is about or speaks of; else the words that it shares."""
    everything = _everything(folded)
    told = [said for said in profile.said if said.weight > 0 and _names(said, everything, above=0.0)]
    for said in told[:MOST_TOLD]:
        code = _how_told(said, folded, everything)
        yield Reason(code, {"words" if code is ReasonCode.QUALIFIES else "condition": said.words})
    if not told:
        shared = [word for word, _ in profile.words if f" {word} " in everything]
        if shared:
            yield Reason(ReasonCode.WORDS, {"words": ", ".join(_as_written(shared, profile.text)[:5])})


def _head(folded: FoldedStudy) -> str:
    """Where a study says what it is about."""
    return folded.title + folded.conditions + folded.wanted[:FIRST_LINES]


def _how_told(said: Said, folded: FoldedStudy, everything: str) -> ReasonCode:
    if said.kind is Kind.QUALIFIER:
        return ReasonCode.QUALIFIES
    if _names(said, _head(folded)):
        return ReasonCode.ABOUT
    return ReasonCode.MENTIONS if _names(said, everything) else ReasonCode.MAY_INCLUDE


def _everything(folded: FoldedStudy) -> str:
    return folded.title + folded.conditions + folded.summary + folded.wanted


def is_near(profile: Profile, folded: FoldedStudy) -> bool:
    """Whether a study is about anything that was told: a thing by any name, or a word that named no thing."""
    everything = _everything(folded)
    things = [said for said in profile.said if said.weight > 0 and said.kind is not Kind.QUALIFIER]
    if any(_names(said, everything, above=0.0) for said in things):
        return True
    of_things = {word for said in profile.said for word in said.forms[0][0].split()}
    return any(f" {word} " in everything for word, _ in profile.words if word not in of_things)


def _names(said: Said, text: str, *, above: float = SURE_NAME) -> bool:
    return any(weight >= above and f" {name} " in text for name, weight in said.forms)


def _as_written(cut: list[str], text: str) -> list[str]:
    """Stems as the person wrote them."""
    written = {stem(word): word for word in reversed(split_words(text))}
    return [written.get(word, word) for word in cut]


def _ages(entry: StudyEntry) -> Iterator[Reason]:
    low, high = entry.minimum_age, entry.maximum_age
    if low is not None and high is not None:
        yield Reason(ReasonCode.AGES, {"low": age_words(low), "high": age_words(high)})
    elif low is not None:
        yield Reason(ReasonCode.AGES_FROM, {"low": age_words(low)})
    elif high is not None:
        yield Reason(ReasonCode.AGES_UP_TO, {"high": age_words(high)})


def _distance(near: Near) -> Reason:
    if near is None:
        return Reason(ReasonCode.PLACE_UNKNOWN)
    site, km = near
    code = ReasonCode.NEAREST if km >= 1 else ReasonCode.NEAREST_HERE
    return Reason(code, {"place": site.name, "km": round_km(km)})


def round_km(km: float) -> int:
    """As people say it: whole kilometres, tens of them from a hundred on."""
    return round(km) if km < 100 else round(km / 10) * 10


def age_words(years: float) -> str:
    """Years as a number; below two years in months or days: "6 months".

    >>> age_words(18.0), age_words(0.5)
    ('18', '6 months')
    """
    if years >= 2 or years == 0:
        return f"{years:g}"
    months = years * 12
    return f"{round(months)} months" if months >= 1.5 else f"{round(years * 365.25)} days"


def exclusions(
    profile: Profile, entry: StudyEntry, near: Near, within_km: float | None
) -> tuple[Reason, ...]:
    """Why the person cannot join, by age, sex, status and distance. A range of ages excludes only as a whole."""
    return tuple(_exclusions(profile, entry, near, within_km))


def _exclusions(profile: Profile, entry: StudyEntry, near: Near, within_km: float | None) -> Iterator[Reason]:
    if profile.age is not None:
        low, high = profile.age
        if entry.minimum_age is not None and high < entry.minimum_age:
            yield Reason(ReasonCode.TOO_YOUNG, {"low": age_words(entry.minimum_age)})
        if entry.maximum_age is not None and entry.age_below is not None and low >= entry.age_below:
            yield Reason(ReasonCode.TOO_OLD, {"high": age_words(entry.maximum_age)})
    if profile.sex in PEOPLE and entry.sex in PEOPLE and profile.sex is not entry.sex:
        yield Reason(ReasonCode.OTHER_SEX, {"people": PEOPLE[entry.sex]})
    if not entry.is_open:
        yield Reason(ReasonCode.CLOSED)
    elif entry.sites and not any(site.open for site in entry.sites):
        yield Reason(ReasonCode.NO_OPEN_PLACE)
    if within_km is not None and near is not None and near[1] > within_km:
        yield Reason(ReasonCode.TOO_FAR, {"km": round_km(near[1])})
