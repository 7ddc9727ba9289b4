"""A quantity: a number with the words that bind it and the unit behind it, and which words bind.

What a quantity is a quantity of (an age, a time, a laboratory value) is for others to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.units import TIME_UNITS
from crossroads.engines.eligibility.parsed import FactOperator


@dataclass(frozen=True, slots=True)
class Quantity:
    """One bound as it is worded.

    start, end    from the words that bind ("at least") to the unit or to the words behind it ("or older")
    number_start  where the first number stands
    operator      ``None`` where no word says how it binds ("for 3 months")
    high          the upper end of a range, else ``None``
    unit          UCUM; "" where none stands there
    relative_to   "ULN", "LLN", "baseline", "predicted" where it is a multiple or part of one
    slash         the second number of "140/90" and of "24/30"
    within        worded as a stretch of time: "within", "past", "next"; "" else
    """

    start: int
    end: int
    number_start: int
    number_end: int
    operator: FactOperator | None
    value: Decimal
    high: Decimal | None = None
    unit: str = ""
    relative_to: str = ""
    slash: Decimal | None = None
    within: str = ""

    @property
    def is_time(self) -> bool:
        return self.unit in TIME_UNITS


# what may stand between words that bind and the number, and behind the unit of an age
FILL = (
    r"(?:(?:approximately|approx\.?|about|around|roughly|the age of|an age of|ages? of|ages?|a total of|the|a|an|of"
    r"|equal to|their|score of|scores of|value of|grade|class|stage|or equal to|from|between|is|was|are|dose of)"
    r"(?:\s|(?<=age)|(?<=ages)|(?<=of)|(?<=grade)|(?<=class)|(?<=stage))){0,3}"
)
_NO_LETTER_BEFORE, _NO_LETTER_BEHIND = r"(?<![^\W_])", r"(?![^\W\d_])"
AGED = r"(?:\s?[-,]?\s?\(?(?:of age|old|in age|olds?|of life|ages?)\)?)?"


def any_of(phrases: list[str], *, inside: bool = False) -> str:
    """Any of these phrases, as whole words; ``inside`` lets a letter stand before ("xULN").

    What must stand before and behind a phrase is said once for all that need it: so each begins with its own letter,
    and one that begins with another is passed over at once.
    """
    listed = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    kinds: dict[tuple[bool, bool], list[str]] = {}
    for phrase in listed:
        kinds.setdefault((phrase[0].isalpha(), phrase[-1].isalpha()), []).append(phrase)
    return "|".join(
        rf"{'' if inside or not opens else _NO_LETTER_BEFORE}(?:{'|'.join(map(_spaced, alike))})"
        rf"{_NO_LETTER_BEHIND if closes else ''}"
        # "> or equal to" before ">", "min." before "min": a phrase before those that it begins with
        for (opens, closes), alike in sorted(
            kinds.items(), key=lambda kind: (kind[0][0], kind[0][0] == kind[0][1])
        )
    )


def _spaced(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", r"\s" if phrase[0].isalpha() else r"\s?")


@cache
def operators(place: str) -> dict[str, FactOperator]:
    table = rules.load("eligibility/words")["operators"][place]
    return {
        re.sub(r"\s", "", phrase): FactOperator(operator)
        for operator, listed in table.items()
        for phrase in listed
    }


@cache
def operator_words(place: str) -> str:
    """A regular expression, without groups, for any words that bind and stand "before" or "after" a value."""
    table = rules.load("eligibility/words")["operators"][place]
    return any_of([phrase for listed in table.values() for phrase in listed])


@lru_cache(maxsize=1024)
def read_operator(words: str, *, before: bool) -> FactOperator | None:
    """The operator that words say which stand before, or behind, a value; ``None`` where they say none."""
    return operators("before" if before else "after").get(re.sub(r"\s", "", words))
