"""A note, criteria, and what is said of each, drawn as one table. All people are invented."""

from __future__ import annotations

from crossroads.engines.eligibility.notes import judge
from crossroads.engines.terms import CriterionCategory

CATEGORIES = {"in": CriterionCategory.INCLUSION, "ex": CriterionCategory.EXCLUSION}


def holds(note: str, table: str) -> None:
    """Asserts a table ``category | criterion | label | sentences`` line by line, all differences at once.

    sentences  numbers with spaces between; "-" for none; "" where they do not matter
    """
    wrong = []
    for line in table.strip().splitlines():
        category, criterion, label, sentences = (cell.strip() for cell in f"{line} |".split("|")[:4])
        said = judge(note, criterion, CATEGORIES[category])
        expected = () if sentences == "-" else tuple(int(number) for number in sentences.split())
        if said.label.value != label or (sentences and said.evidence != expected):
            wrong.append(f"{criterion}: {said.label.value} {said.evidence} by {said.reason.value}")
    assert not wrong, "\n".join(wrong)
