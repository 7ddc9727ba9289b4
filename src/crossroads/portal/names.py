"""What things are called, for the finder: the eligibility engine's names of diseases and medicines.

Engines do not know each other, so the edge joins them: this, and the command line through it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from crossroads.engines import rules
from crossroads.engines.eligibility.entities import vocabulary
from crossroads.engines.eligibility.entities.vocabulary import Concept, Group
from crossroads.engines.finder.words import phrase

SIGNS = "C23"
"""MeSH's branch of signs, symptoms and pathological conditions; the rest of its branch C are diseases."""
TUMORS = "C04"
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


def is_kind_of(one: str, other: str) -> bool:
    """Whether ``one`` is the same as ``other`` or a kind of it, as far as that is sure: by the plain names that
    questions use, and by the tree of the medical vocabulary. "Lung cancer" is a kind of "cancer"; a name that may
    mean several things is one only where each of them is.
    """
    if phrase(one) == phrase(other):
        return True
    mine, theirs = _meant(one), _meant(other)
    return bool(mine) and all(any(_is_below(concept, wide, one) for wide in theirs) for concept in mine)


def _is_below(concept: Concept, wide: Concept, name: str) -> bool:
    """The vocabulary's tumors hold the benign ones, too: below them only a name that tells that it is malignant."""
    if concept.name == wide.name:
        return True
    malignant = any(word in name.lower() for word in rules.load("told")["words"]["malignant"])
    above = [tree for tree in wide.trees if malignant or not tree.startswith(TUMORS)]
    return any(tree.startswith(f"{one}.") for tree in concept.trees for one in above)


@lru_cache(maxsize=5000)
def _meant(words: str) -> tuple[Concept, ...]:
    """The concepts that a name stands for: its own, or those of the medical terms that it is the plain name of."""
    known = vocabulary.vocabulary()
    terms = [words, *_terms().get(phrase(words), ())]
    found = (known.concept(term) for term in terms)
    return tuple({concept.name: concept for concept in found if concept is not None}.values())


@cache
def _terms() -> Mapping[str, list[str]]:
    """Medical terms by the plain name that questions use for them."""
    terms: dict[str, list[str]] = {}
    for term, plain in rules.load("questions/lay")["lay"].items():
        terms.setdefault(phrase(plain), []).append(term)
    return terms
