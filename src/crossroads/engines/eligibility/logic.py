"""And, or, not over any kind of leaf, in three-valued logic.

``True``, ``False``, or ``None`` for "cannot be known" (Kleene's strong logic, Kleene 1952, Introduction to
Metamathematics, section 64): an unknown part leaves the whole unknown unless the other parts decide.
A criterion as worded is such a tree over facts; a rule of a screener is one over comparisons of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

Truth = bool | None

Leaf = TypeVar("Leaf")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class All(Generic[Leaf]):
    """True when every part is; false as soon as one is."""

    parts: tuple[Tree[Leaf], ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Generic[Leaf]):
    """True as soon as one part is; false when none is."""

    parts: tuple[Tree[Leaf], ...]


@dataclass(frozen=True, slots=True)
class Not(Generic[Leaf]):
    """True when its part is false; an exception ("unless treated") is ``All((rule, Not(exception)))``."""

    part: Tree[Leaf]


Tree: TypeAlias = "Leaf | All[Leaf] | AnyOf[Leaf] | Not[Leaf]"


def truth(tree: Tree[Leaf], of_leaf: Callable[[Leaf], Truth]) -> Truth:
    """What a whole tree comes to, given the truth of each leaf."""
    match tree:
        case Not(part):
            inner = truth(part, of_leaf)
            return None if inner is None else not inner
        case All(parts):
            return _decided_by(False, [truth(part, of_leaf) for part in parts])
        case AnyOf(parts):
            return _decided_by(True, [truth(part, of_leaf) for part in parts])
        case leaf:
            return of_leaf(leaf)


def _decided_by(decisive: bool, parts: list[Truth]) -> Truth:
    """``decisive`` where any part is; unknown where none is but some are unknown; else the opposite."""
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def leaves(tree: Tree[Leaf]) -> Iterator[Leaf]:
    """Every leaf, in reading order."""
    match tree:
        case Not(part):
            yield from leaves(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case leaf:
            yield leaf


def open_leaves(tree: Tree[Leaf], of_leaf: Callable[[Leaf], Truth]) -> Iterator[Leaf]:
    """Leaves that are unknown and could still help to settle the tree; none once it is settled."""
    if truth(tree, of_leaf) is not None:
        return
    match tree:
        case Not(part):
            yield from open_leaves(part, of_leaf)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from open_leaves(part, of_leaf)
        case leaf:
            yield leaf


def mapped(tree: Tree[Leaf], change: Callable[[Leaf], Tree[Other]]) -> Tree[Other]:
    """The same tree with each leaf replaced."""
    match tree:
        case Not(part):
            return Not(mapped(part, change))
        case All(parts):
            return All(tuple(mapped(part, change) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(mapped(part, change) for part in parts))
        case leaf:
            return change(leaf)
