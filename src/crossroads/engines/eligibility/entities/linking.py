"""A vocabulary code for the words of an entity, where a vocabulary knows them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from crossroads.engines.eligibility.entities.tokens import normal_form
from crossroads.engines.eligibility.entities.vocabulary import Group, vocabulary
from crossroads.engines.eligibility.parsed import Code, EntityType

_GROUPS = {
    EntityType.CONDITION: (Group.DISEASE, Group.BEHAVIOUR),
    EntityType.OBSERVATION: (Group.DISEASE, Group.BEHAVIOUR),
    EntityType.DRUG: (Group.MEDICINE, Group.CLASS, Group.SUBSTANCE),
    EntityType.MEASUREMENT: (Group.SUBSTANCE, Group.MEDICINE, Group.DISEASE),
    EntityType.PROCEDURE: (Group.BEHAVIOUR, Group.CLASS),
}
"""Which concepts an entity may mean; the other types have no code."""

_LOOSE_WORDS = (
    "a an the any all other another known active acute chronic severe serious significant clinically symptomatic"
    " uncontrolled concomitant concurrent current previous prior history of documented suspected confirmed major"
    " moderate mild persistent recurrent newly diagnosed therapy treatment medication medications drug drugs use oral"
    " systemic topical intravenous agents agent products"
)
_LOOSE = frozenset(_LOOSE_WORDS.split())
"""Words that may stand around a name without changing which concept it is."""


@lru_cache(maxsize=20_000)
def link(kind: EntityType, words: str) -> Code | None:
    """The code of the concept that these words name; None where there is none for this type.

    The whole words are looked up first, then without a plural, then without words such as "severe" or "therapy"
    around the name. Part of a name is never enough: "breast cancer screening" is not breast cancer.
    """
    groups = _GROUPS.get(kind)
    if groups is None:
        return None
    known = vocabulary()
    for name in _ways_to_say(normal_form(words)):
        place = known.names.get(name)
        if place is not None and known.concepts[place].group in groups:
            return known.concepts[place].code
    return None


def _ways_to_say(name: str) -> Iterator[str]:
    yield name
    yield from _singular(name)
    kept = name.split()
    while kept and kept[0] in _LOOSE:
        kept = kept[1:]
    while kept and kept[-1] in _LOOSE:
        kept = kept[:-1]
    core = " ".join(kept)
    if core and core != name:
        yield core
        yield from _singular(core)


def _singular(name: str) -> Iterator[str]:
    if name.endswith("ies"):
        yield name[:-3] + "y"
    elif name.endswith("s") and not name.endswith("ss"):
        yield name[:-1]
