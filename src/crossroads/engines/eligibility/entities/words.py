"""What the model sees of a word, and of two or three words in a row.

An attribute is a short string; its first letter says what it is:

    word     w form (digits as 0), l without plural s, p/s first and last letters, h shape, k lexical class,
             a b c its groups of words that are used alike (clusters), coarse to fine
    pair     w two forms, m form and group, n group and form, o two groups
    triple   t three groups, u a form between two groups
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

Clusters = Mapping[str, tuple[str, ...]]
"""Form of a word -> its group in the coarse, middle and fine division."""

EDGE = "\n"
"""Stands before the first and behind the last word; no token is like it."""
OFFSETS = (-3, -2, -1, 0, 1, 2, 3)
MARGIN = 3
"""Edges before and behind every stretch, as many as the widest offset."""

_DIGIT = re.compile(r"\d")
CLASSES: dict[str, str] = {
    word: name
    for name, words in {
        "time": "second seconds minute minutes min mins hour hours hr hrs h day days week weeks wk wks month months mo"
        " mos year years yr yrs decade trimester",
        "unit": "mg g kg mcg ug µg μg ng pg ml l dl cm mm m mmhg mmol µmol μmol umol mol iu u meq kpa hz bpm cells"
        " copies percent % ° c f db gy kcal mcl ul µl μl pmol nmol ms msec s units unit ratio score",
        "operator": "< > = ≤ ≥ ≦ ≧ ± ~ less greater more least most above below under over exceeding exceeds between"
        " equal higher lower fewer older younger minimum maximum up",
        "limit": "uln lln upper limit limits normal times x ×",
        "negation": "no not without non none never absence except excluding exclude excluded free neither nor lack"
        " unable cannot other than denies negative un",
        "when": "within before after during since prior until following preceding past last previous recent recently"
        " current currently ago history at time start screening baseline enrollment randomization entry first every",
        "person": "men man women woman male males female females adult adults child children infant infants neonate"
        " neonates adolescents age aged patient patients subject subjects participants participant volunteers",
        "article": "a an the any all each some this that these those their his her its such",
        "link": "of in on for to with by from as per via due and or / & but",
        "number": "one two three four five six seven eight nine ten eleven twelve half twice once single double",
    }.items()
    for word in words.split()
}


@lru_cache(maxsize=50_000)
def form(word: str) -> str:
    """Lower case, every digit as 0: "12.5" and "37.0" are one."""
    return _DIGIT.sub("0", word.lower())


def _shape(word: str) -> str:
    if word.isalpha():
        if word.islower():
            return "x"
        if word.isupper():
            return "X" if len(word) > 1 else "I"
        return "Xx" if word[1:].islower() else "xX"
    return form(word)[:6] if word[0].isdigit() else "."


@lru_cache(maxsize=20_000)
def _plain_attributes(word: str) -> tuple[str, ...]:
    """Attributes of a word that need no table of groups."""
    low = form(word)
    if not low[0].isalpha():
        return ("w" + low, "h" + _shape(word), "k" + CLASSES.get(low, "-"))
    stem = low[:-1] if low.endswith("s") and len(low) > 3 and not low.endswith("ss") else low
    opening = ("p" + low[:letters] for letters in (3, 4, 5))
    closing = ("s" + low[-letters:] for letters in (2, 3, 4, 5))
    named = ("w" + low, "h" + _shape(word), "k" + CLASSES.get(low, "-"), "l" + stem)
    return tuple(dict.fromkeys((*named, *opening, *closing)))  # a short word has the same ends more than once


def word_attributes(word: str, clusters: Clusters) -> list[str]:
    """Attributes that a word lends to its own place and to its neighbours'."""
    if word == EDGE:
        return ["|"]
    groups = zip("abc", clusters.get(form(word), ()), strict=False)
    return [*_plain_attributes(word), *(kind + group for kind, group in groups)]


_NEAR = {0: "whkslpabc", 1: "whkslabc", 2: "whkabc", 3: "wab"}
"""Which attributes of a word are looked at, by distance; at distance 1 no more than its three last letters."""


def seen_from(attribute: str, distance: int) -> bool:
    if attribute == "|":
        return True
    return attribute[0] in _NEAR[distance] and not (
        distance == 1 and attribute[0] == "s" and len(attribute) != 4
    )


class Levels(NamedTuple):
    """A form and the groups that it is in, as pairs and triples name them."""

    form: str
    coarse: str
    middle: str


def levels(low: str, clusters: Clusters) -> Levels:
    """A form that is in no group counts as of the group of its last letters."""
    coarse, middle, *_ = clusters.get(low) or ("?" + low[-2:],) * 2
    return Levels(low, "c" + coarse, "m" + middle)


PAIRS: dict[str, tuple[str, ...]] = {
    "w": ("form", "form"),
    "m": ("form", "middle"),
    "n": ("middle", "form"),
    "o": ("middle", "middle"),
}
"""Attributes of two words in a row: what counts of each. Lent to both places: ">" to the first, "<" to the second."""
TRIPLES: dict[str, tuple[str, ...]] = {"t": ("coarse", "coarse", "coarse"), "u": ("coarse", "form", "coarse")}
"""Attributes of three words in a row, for the place of the middle one."""


def row_attributes(kinds: Mapping[str, tuple[str, ...]], row: Sequence[Levels]) -> list[str]:
    """The attributes of two or three words in a row, such as "n m17 stroke"."""
    return [
        " ".join((kind, *(getattr(word, level) for word, level in zip(row, counted, strict=True))))
        for kind, counted in kinds.items()
    ]
