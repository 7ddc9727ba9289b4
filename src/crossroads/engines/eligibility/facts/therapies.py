"""How many therapies came before: "no more than two prior lines", "at least 1 prior regimen"."""

from __future__ import annotations

import re
from functools import cache

from crossroads.engines import rules
from crossroads.engines.eligibility.facts.line import Line
from crossroads.engines.eligibility.facts.quantities import Quantity
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator

_PRIOR = r"(?:prior|previous|preceding|earlier|failed)"


@cache
def _behind() -> re.Pattern[str]:
    therapy = "|".join(rules.load("eligibility/words")["therapy"]["kinds"])
    return re.compile(
        rf"\s?(?:or more\s|or fewer\s)?(?:{_PRIOR}\s(?:[\w/-]+\s){{0,4}}?(?:{therapy})"
        r"|lines?\s(?:of\s)?(?:[\w/-]+\s){0,3}?(?:therap|treatment|chemo|systemic)"
        rf"|(?:[\w/-]+\s){{0,2}}?(?:lines?|regimens?)\b|(?:{therapy})\s{_PRIOR})"
    )


def therapy_fact(line: Line, quantity: Quantity) -> Fact | None:
    """The fact for a quantity that counts therapies already had; ``None`` for any other."""
    if quantity.unit or quantity.relative_to or not _behind().match(line.plain, quantity.end):
        return None
    return Fact(
        FactKind.PRIOR_THERAPY_COUNT,
        "prior therapies",
        quantity.operator or FactOperator.EQUAL,
        quantity.value,
        quantity.start,
        quantity.end,
        high=quantity.high,
    )
