"""A person's free words, a clinical note or a filled-in form, read into a profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from crossroads.engines.finder.clauses import Clause, Cue, clauses
from crossroads.engines.finder.lexicon import SAME, Lexicon
from crossroads.engines.finder.people import read_age, read_pregnant, read_sex
from crossroads.engines.finder.questionnaire import Form, answer_of, asks_for, read_form
from crossroads.engines.finder.values import Kind, Place, Profile, Said, Standing
from crossroads.engines.finder.words import phrase, split_words, stem, stems

ReadPlace = Callable[[str], Place | None]

LONGEST_NAME = 6
MOST_SAID = 30
MOST_WORDS = 60
LONGEST_TEXT = 20_000

# How much a thing counts, by its standing, and what raises it: measured, see docs/explanation/finder.md.
STANDING_WEIGHT = {Standing.MAIN: 1.0, Standing.PRESENT: 0.35, Standing.PAST: 0.25, Standing.DENIED: 0.0}
DIAGNOSED, TOLD_FIRST, TOLD_AGAIN = 1.0, 0.6, 0.25
KIND_POINTS = {Kind.DISEASE: 1.0, Kind.SIGN: 0.4, Kind.TREATMENT: 0.3, Kind.QUALIFIER: 0.3}
"""A disease is what people seek a study for; signs, treatments and stages are told beside it."""
WORD_OF_THING = 0.25
MAIN_FROM = 0.6
"""A thing is a main one if it reaches this share of the points of the best."""


@dataclass(slots=True)
class _Mention:
    """Everything gathered of one thing while reading."""

    words: str
    kind: Kind = Kind.DISEASE
    points: float = 0.0
    told: int = 0
    standings: Counter[Standing] = field(default_factory=Counter)


def read(text: str, lexicon: Lexicon, *, place: ReadPlace | None = None) -> Profile:
    """Read what somebody wrote. Never raises; what is not understood is searched for as words.

    place  finds a town or postal code in a text; None to look for none
    """
    text = text[:LONGEST_TEXT]
    form = read_form(text)
    profile = _read_form(form, lexicon) if form else _read_prose(text, lexicon)
    where = place(text) if place else None
    names = set(stems(where.name)) if where else set()
    return Profile(
        text=text,
        age=profile.age or read_age(text),
        sex=profile.sex or read_sex(text),
        place=where,
        pregnant=read_pregnant(text),
        said=profile.said,
        words=tuple((word, weight) for word, weight in profile.words if word not in names),
    )


# --- prose


def _read_prose(text: str, lexicon: Lexicon) -> Profile:
    mentions: dict[str, _Mention] = {}
    words: Counter[str] = Counter()
    parts = list(clauses(text))
    short = len(parts) <= 4
    for clause in parts:
        taken = _things(clause, lexicon)
        for place, name in taken:
            mention = mentions.setdefault(phrase(name), _Mention(name, lexicon.kind(name) or Kind.DISEASE))
            _note(mention, clause, place, short=short)
        _count_words(words, clause, lexicon)
    said = _weigh(mentions, lexicon)
    return Profile(said=said, words=_telling(words, said))


def _things(clause: Clause, lexicon: Lexicon) -> list[tuple[int, str]]:
    """(place, name) of the things a clause names: the longest names, none inside another."""
    found = []
    place, written = 0, re.findall(r"[^\W_]+", clause.text)
    while place < len(clause.words):
        meaning = lexicon.meaning(written[place]) if place < len(written) else ""
        if meaning:
            found.append((place, meaning))
            place += 1
            continue
        for count in range(min(LONGEST_NAME, len(clause.words) - place), 0, -1):
            name = " ".join(clause.words[place : place + count])
            if _may_be_name(clause.words[place : place + count], lexicon) and lexicon.kind(name) is not None:
                found.append((place, name))
                place += count
                break
        else:
            place += 1
    return found


def _may_be_name(words: tuple[str, ...], lexicon: Lexicon) -> bool:
    """A name neither begins nor ends with a word that says nothing."""
    if len(words) == 1:
        return len(words[0]) > 2 and not words[0].isdigit() and stem(words[0]) not in lexicon.stop
    return words[0] not in _SMALL and words[-1] not in _SMALL


_SMALL = frozenset(
    {
        "a",
        "an",
        "and",
        "the",
        "of",
        "in",
        "on",
        "with",
        "to",
        "for",
        "or",
        "is",
        "was",
        "has",
        "had",
        "my",
        "his",
    }
    | {"her", "their", "by", "at", "as", "no", "not"}
)


def _note(mention: _Mention, clause: Clause, place: int, *, short: bool) -> None:
    cue = clause.cue_at(place)
    if cue in (Cue.DENIED, Cue.FAMILY):
        # What a relative has says nothing of the person, except where the message is about that relative.
        if cue is Cue.DENIED or not short:
            mention.standings[Standing.DENIED] += 1
            return
        cue = Cue.MAIN
    past = clause.listed or (cue is Cue.PAST and clause.number > 0)
    mention.standings[Standing.PAST if past else Standing.PRESENT] += 1
    mention.told += 1
    mention.points += (TOLD_AGAIN if mention.told > 1 else 0.5) + (TOLD_FIRST if clause.number == 0 else 0.0)
    if cue is Cue.MAIN or (
        clause.number == 0 and place == 0
    ):  # a text that begins with it has it for a title
        mention.points += DIAGNOSED
    elif past:
        mention.points -= 0.3


def _weigh(mentions: dict[str, _Mention], lexicon: Lexicon) -> tuple[Said, ...]:
    told = [mention for mention in mentions.values() if mention.told]
    for mention in told:
        mention.points *= KIND_POINTS[mention.kind]
    best = max((mention.points for mention in told), default=0.0)
    said = []
    for mention in mentions.values():
        if not mention.told:
            standing = Standing.DENIED
        elif mention.points >= MAIN_FROM * best:
            standing = Standing.MAIN
        else:
            standing = max(mention.standings, key=lambda s: (s is not Standing.DENIED, mention.standings[s]))
        share = mention.points / best if best else 0.0
        weight = STANDING_WEIGHT[standing] * (share if standing is Standing.MAIN else max(share, 0.3))
        said.append(
            Said(mention.words, standing, lexicon.forms(mention.words), round(weight, 4), mention.kind)
        )
    said.sort(key=lambda s: -s.weight)
    return _each_once(said)[:MOST_SAID]


def _each_once(said: list[Said]) -> tuple[Said, ...]:
    """One thing under two names is told once: the weightier stays."""
    kept: list[Said] = []
    for one in said:
        own = one.forms[0][0]
        if not any(own == name and sure >= SAME for other in kept for name, sure in other.forms):
            kept.append(one)
    return tuple(kept)


def _count_words(words: Counter[str], clause: Clause, lexicon: Lexicon) -> None:
    for place, word in enumerate(clause.words):
        if clause.cue_at(place) in (Cue.DENIED, Cue.FAMILY):
            continue
        cut = stem(word)
        if len(word) > 2 and not word[0].isdigit() and cut not in lexicon.stop:
            words[cut] += 1


def _telling(words: Counter[str], said: tuple[Said, ...]) -> tuple[tuple[str, float], ...]:
    """The most frequent words; those of a thing that was recognised count less, as the thing counts already."""
    named = {word for thing in said for word in thing.forms[0][0].split()}
    return tuple(
        (word, round(count**0.5 * (WORD_OF_THING if word in named else 1.0), 4))
        for word, count in words.most_common(MOST_WORDS)
    )


# --- forms


def _read_form(form: Form, lexicon: Lexicon) -> Profile:
    """The form's subject and diagnosis are the main things; what was answered "no" was denied."""
    said: dict[str, Said] = {}
    words: Counter[str] = Counter()
    age = sex = None
    for name, standing, weight in _told_in(form):
        key = phrase(name)
        if key and (key not in said or weight > said[key].weight):
            said[key] = Said(name, standing, lexicon.forms(name), weight, lexicon.kind(name) or Kind.DISEASE)
        if standing is Standing.MAIN:
            for word in split_words(name):
                if len(word) > 2 and not word[0].isdigit() and stem(word) not in lexicon.stop:
                    words[stem(word)] += 1
    for key, value in form.fields:
        if asks_for(key, "age"):
            age = read_age(f"aged {value}") or read_age(value)
        elif asks_for(key, "sex"):
            sex = read_sex(value)
    ordered = sorted(said.values(), key=lambda s: -s.weight)
    return Profile(age=age, sex=sex, said=tuple(ordered[:MOST_SAID]), words=_telling(words, tuple(ordered)))


def _told_in(form: Form) -> Iterator[tuple[str, Standing, float]]:
    if form.about:
        yield form.about, Standing.MAIN, 1.0
    for key, value in form.fields:
        answer = answer_of(value)
        if asks_for(key, "diagnosis"):
            if answer is None:
                yield value, Standing.MAIN, 0.6
        elif asks_for(key, "age") or asks_for(key, "sex") or asks_for(key, "place"):
            continue
        elif answer is False:
            if value:
                yield key, Standing.DENIED, 0.0
        elif answer is True:
            yield key, Standing.PRESENT, 0.25
        else:
            standing = (
                Standing.PAST if key.lower().startswith(("prior", "previous", "past")) else Standing.PRESENT
            )
            for part in re.split(r"\s*,\s*|\s+and\s+", value):
                if not re.match(r"^[\d.<>%/ ]*\w{0,5}$", part):
                    yield part, standing, 0.2
            if not asks_for(key, "also"):
                yield key, standing, 0.1
