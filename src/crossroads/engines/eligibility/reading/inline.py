"""What one line holds several of: headings amid words, run-on lists, sentences."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from crossroads.engines.eligibility.reading import words
from crossroads.engines.eligibility.reading.items import Item, says_something
from crossroads.engines.eligibility.reading.marks import MarkKind, mark_at

# "Inclusion Criteria: Age ...", and the same amid a paragraph whose line ends were lost.
_CRITERIA = re.compile(
    r"(?:(?<=\s)|^|(?<=[*_.;:)\]]))(?P<lead>(?:(?:Key|Main|Major|Primary|General|Patient|Subject|Participant|Study|Donor|Additional|"
    r"Other|Specific|KEY|MAIN|MAJOR|PRIMARY|GENERAL|Cohort|Part|Phase|Group|Arm|COHORT|PART|ARM)\s+(?:[A-Z0-9]{1,3}\s+)?)?)"
    r"(?P<said>Inclusion|Exclusion|INCLUSION|EXCLUSION|Non-inclusion|Exclusions|Inclusions)"
    r"(?P<criteria>\s+(?:[Cc]riteri(?:a|on)|CRITERI(?:A|ON)))?(?:\s+(?:are|include|were|for\s+[^:.;\n]{1,40}))?\s*(?P<sign>:)"
)
_MAYBE_CRITERIA = re.compile(r"(?:in|ex)clusion", re.IGNORECASE)
_LEADING = re.compile(
    r"(?P<said>(?:key\s+|main\s+|major\s+|primary\s+)?(?:inclusion|exclusion)(?:\s+criteri(?:a|on))?\s*(?::|\s[-–—]\s|\.-|(?=\s+\(?1[.)]\s)))\s*(?=\S)",
    re.IGNORECASE,
)
_LOUD = re.compile(r"[A-Z][A-Z/ ,&()-]{8,60}:(?=\s+\S)")

_NUMBERED = re.compile(r"(\d{1,2})\s?[.)](?=\s*[A-Za-z<>≥≤(])")
_LETTERED = re.compile(r"([a-z])\)(?=\s*\S)")
_BEFORE_A_MARK = frozenset(" \t\r\n.;:,)")
_DOTS = re.compile(r"[•●▪◦■](?<=\s.)(?=\s*\S)")
_DASHES = re.compile(r"(?<=[^\d\s])\s(?:-|–|\*)\s+(?=[A-Z≥≤<>])")

_SENTENCE = re.compile(r"(?<=[a-z0-9)\]%\"”][.!?])\s+(?=[A-Z≥≤<>(\"“])|(?<=[A-Z]{2}[.!?])\s+(?=[A-Z][a-z])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|approx|incl|excl|no|dr|resp|cf|ca|max|min)\.|\b[A-Z]\.)$", re.IGNORECASE
)
_SEMICOLON = re.compile(r";\s+(?=\S)")

LEAST_PARTS = 3
"""Fewer parts between semicolons are one sentence."""

LONGEST_PART = 30

SHORTEST_RUN_ON = 40
"""Characters; several criteria take more."""

SENTENCE_ENDS = (".", ";", ":", ",", ")")
_WORD = re.compile(r"[^\W\d_][\w.]*")
_JOINED = re.compile(r"(?:or|and|then|otherwise|however)\b")


def pieces(text: str, item: Item, following: int | None) -> list[Item]:
    """The item cut at headings amid its words, then at run-on lists.

    following  the number that the next item is marked with, so that a number amid words is not taken for it
    """
    found: list[Item] = []
    for part in _cut_at_headings(text, item):
        found += _cut_at_marks(text, part, following)
    return found


def _cut_at_headings(text: str, item: Item) -> list[Item]:
    cuts: list[int] = []
    if text.find(":", item.start, item.end) >= 0:
        cuts = _criteria_cuts(text, item) + _label_cuts(text, item)
    leading = _LEADING.match(text, item.start, item.end)
    if leading and item.start not in cuts:
        cuts += [item.start, leading.end("said")]
    return _parts(text, item, cuts) if cuts else [item]


def _criteria_cuts(text: str, item: Item) -> list[int]:
    """Before and behind "Exclusion Criteria:", wherever it stands."""
    if not _MAYBE_CRITERIA.search(text, item.start, item.end):
        return []
    cuts: list[int] = []
    below = item.start
    for match in _CRITERIA.finditer(text, item.start, item.end):
        if match["criteria"] or match.start() == item.start or match["said"].isupper():
            cuts += [below if _names_a_part(text, below, match.start()) else match.start(), match.end()]
            below = match.end()
    return cuts


def _names_a_part(text: str, start: int, end: int) -> bool:
    """Whether the words before "Inclusion Criteria:" belong to it: "Main Study", "Substudy"."""
    if end - start > LONGEST_PART:
        return False
    spoken = _WORD.findall(text, start, end)
    return all(word.lower() in words.GENERIC or words.GROUP.fullmatch(word) for word in spoken)


def _label_cuts(text: str, item: Item) -> list[int]:
    """Before each of a form's labels, and behind those that hold no criterion themselves."""
    loud = _LOUD.match(text, item.start, item.end)
    labels = list(words.INLINE_LABEL.finditer(text, item.start, item.end))
    if len(labels) < 2:
        section = loud and words.SECTION.fullmatch(loud[0].rstrip(":"))
        return [item.start, loud.end()] if loud and section else []
    cuts: list[int] = []
    for match in labels:
        cuts.append(match.start())
        if words.SECTION.fullmatch(match[0].rstrip(": ")):
            cuts.append(match.end())
    return cuts


def _cut_at_marks(text: str, item: Item, following: int | None) -> list[Item]:
    """ "1. Age ... 2. Weight ... 3. ..." and bullets within a line, where the item opens with the first of them."""
    cuts: list[int] = []
    if item.mark.kind is MarkKind.NUMBER:
        cuts = _sequence(text, item, _NUMBERED, int, following)
    elif item.mark.kind in (MarkKind.LETTER, MarkKind.ROMAN):
        cuts = _sequence(text, item, _LETTERED, lambda said: ord(said) - 96, following)
    elif item.mark.kind is MarkKind.BULLET and item.end - item.start > SHORTEST_RUN_ON:
        cuts = _run_of_numbers(text, item)
    return _parts(text, item, cuts or _bullet_cuts(text, item))


def _bullet_cuts(text: str, item: Item) -> list[int]:
    dots = [match.start() for match in _DOTS.finditer(text, item.start, item.end)]
    if dots:
        return [] if words.is_stem(text[item.start : dots[0]]) else dots
    if item.mark.kind is not MarkKind.BULLET:
        return []
    if (
        text.count(" - ", item.start, item.end)
        + text.count(" – ", item.start, item.end)
        + text.count(" * ", item.start, item.end)
        < LEAST_PARTS
    ):
        return []
    dashes = [match.start() + 1 for match in _DASHES.finditer(text, item.start, item.end)]
    return dashes if len(dashes) >= LEAST_PARTS else []


def _run_of_numbers(text: str, item: Item) -> list[int]:
    """ "... contraception 10. Nonsmoker 11. No surgery": numbers that go on from a list whose line ends were lost."""
    cuts: list[int] = []
    wanted = 0
    for match in _NUMBERED.finditer(text, item.start, item.end):
        value = int(match[1])
        if value != wanted and (cuts or value < 2):
            continue
        place = _mark_start(text, match.start())
        if place is not None:
            cuts.append(place)
            wanted = value + 1
    return cuts if len(cuts) > 1 else []


def _mark_start(text: str, place: int) -> int | None:
    """Where a number's mark begins, its bracket counted in; None where it is part of a word or a larger number."""
    if place > 0 and text[place - 1] == "(":
        place -= 1
    return place if place == 0 or text[place - 1] in _BEFORE_A_MARK else None


def _sequence(
    text: str, item: Item, pattern: re.Pattern[str], value: Callable[[str], int], following: int | None
) -> list[int]:
    """Where each next number of the list stands; a single one needs a sentence's end before it."""
    cuts: list[int] = []
    wanted = item.mark.value + 1
    for match in pattern.finditer(text, item.start, item.end):
        if value(match[1]) == wanted != following and (place := _mark_start(text, match.start())) is not None:
            cuts.append(place)
            wanted += 1
    if len(cuts) == 1 and text[item.start : cuts[0]].rstrip()[-1:] not in SENTENCE_ENDS:
        return []
    return cuts


def _parts(text: str, item: Item, cuts: list[int]) -> list[Item]:
    """The item cut at these places; each part without white space, and with the mark that opens it."""
    places = sorted({item.start, *cuts, item.end})
    if len(places) == 2:
        return [item]
    parts: list[Item] = []
    for start, end in itertools.pairwise(places):
        first, last = _trimmed(text, start, end)
        mark, begins = (item.mark, first) if start == item.start else mark_at(text, first, last)
        if begins < last and says_something(text, begins, last):
            parts.append(item.part(begins, last, mark))
    return parts


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


def sentences(text: str, item: Item) -> list[Item]:
    """A paragraph cut into its sentences; one that leans on the sentence before it stays with it."""
    cuts: list[int] = []
    for match in _SENTENCE.finditer(text, item.start, item.end):
        word = _WORD.match(text, match.end(), item.end)
        leaning = word is not None and word[0].lower() in words.LEANING
        if not (leaning or _ABBREVIATED.search(text, max(item.start, match.start() - 8), match.start())):
            cuts.append(match.end())
    return _parts(text, item, cuts)


def clauses(text: str, item: Item) -> list[Item]:
    """ "A; B; C" cut at its semicolons, unless a colon or bracket holds them together."""
    cuts = _outside_brackets(
        text, item, [match.end() for match in _SEMICOLON.finditer(text, item.start, item.end)]
    )
    if len(cuts) < LEAST_PARTS - 1 or ":" in text[item.start : cuts[0]]:
        return [item]
    if any(text[start].islower() and _JOINED.match(text, start, item.end) for start in cuts):
        return [item]
    return _parts(text, item, cuts)


def _outside_brackets(text: str, item: Item, cuts: list[int]) -> list[int]:
    kept: list[int] = []
    open_brackets = 0
    for begin, end in itertools.pairwise([item.start, *cuts]):
        open_brackets = max(0, open_brackets + text.count("(", begin, end) - text.count(")", begin, end))
        if open_brackets == 0:
            kept.append(end)
    return kept
