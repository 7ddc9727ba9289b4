"""What things are called, for the finder: the eligibility engine's names of diseases and medicines.

Engines do not know each other, so the edge joins them: this, and the command line through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from crossroads.engines.eligibility.entities import vocabulary
from crossroads.engines.eligibility.entities.vocabulary import Concept, Group

SIGNS = "C23"
"""MeSH's branch of signs, symptoms and pathological conditions; the rest of its branch C are diseases."""
TOO_WIDE = 2
"""Concepts with so few places in their tree number say too little: C04.588 is "neoplasms by site"."""


class MedicalNames:
    """The finder's ``Vocabulary`` over the names that are installed. Read when first asked, then kept."""

    def names(self, words: str) -> Sequence[str]:
        return vocabulary.synonyms(words)

    def wider(self, words: str) -> Sequence[str]:
        """The preferred names of the concepts right above, where those still tell something."""
        concept = vocabulary.vocabulary().concept(words)
        if concept is None or concept.group is not Group.DISEASE:
            return ()
        above = {tree.rpartition(".")[0] for tree in concept.trees}
        found = (_by_tree().get(tree) for tree in sorted(above) if tree.count(".") >= TOO_WIDE)
        return tuple(dict.fromkeys(name for name in found if name))

    def kind(self, words: str) -> str:
        concept = vocabulary.vocabulary().concept(words)
        return "" if concept is None else _kind(concept)


def _kind(concept: Concept) -> str:
    if concept.group is not Group.DISEASE:
        return "treatment" if concept.group in (Group.MEDICINE, Group.CLASS) else ""
    return "sign" if all(tree.startswith(SIGNS) for tree in concept.trees) else "disease"


@cache
def _by_tree() -> dict[str, str]:
    """Preferred names by tree number."""
    return {tree: concept.name for concept in vocabulary.vocabulary().concepts for tree in concept.trees}
