"""What a message may state: facts of the study's record, fact sheet and sites, each with its version."""

from __future__ import annotations

from collections.abc import Iterable

from crossroads.content.models import Variant
from crossroads.engines.errors import InputProblem
from crossroads.studies.fact_book import FactBook, FactValue
from crossroads.studies.models import Study


def read(book: FactBook, path: str) -> FactValue | None:
    """A fact by its path, or None where the study has none.

    path  such as "record.conditions", "sheet.visits" or "site.<public id>.city"
    """
    try:
        return book.value(path)
    except InputProblem:
        return None


def changed_slots(study: Study, slots: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The slots whose fact no longer has the value that the message states.

    The value counts, not the version: a record that changed elsewhere leaves the statement as true as it was.
    """
    stale, book = [], FactBook(study)
    for slot in slots:
        fact = read(book, slot["path"])
        if (fact.value if fact else "") != slot["value"]:
            stale.append(slot)
    return stale


def stale_slots(variant: Variant) -> list[dict[str, str]]:
    return changed_slots(variant.message.study, variant.slots)
