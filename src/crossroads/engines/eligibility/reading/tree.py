"""Items in their nesting: what stands under what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crossroads.engines.eligibility.reading.headings import HeadingKind, HeadingRead
from crossroads.engines.eligibility.reading.items import Item
from crossroads.engines.eligibility.reading.marks import MarkKind

DEEPEST = 20
"""Levels that are told apart; no list of a registry comes near."""


_ABOVE_ALL = (HeadingKind.CATEGORY, HeadingKind.GROUP)
"""What such a heading without a mark opens, no list item above it can hold, however far it is set in."""


@dataclass(slots=True)
class Node:
    """An item, what it says as a heading, and the items under it."""

    item: Item
    heading: HeadingRead | None
    opens: bool
    children: list[Node] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Where the last item under this one ends."""
        node = self
        while node.children:
            node = node.children[-1]
        return node.item.end


def nest(items: Iterable[tuple[Item, HeadingRead | None, bool]]) -> list[Node]:
    """The items as a forest, in reading order.

    Each comes with what it says as a heading, and whether it opens a list ("... one of the following:").
    Deeper means: further to the right; at the same column, a kind of mark that none above has (letters under
    numbers), or a mark under an unmarked line that opens a list.
    """
    roots: list[Node] = []
    above: list[Node] = []
    for item, heading, opens in items:
        node = Node(item, heading, opens)
        while above and (len(above) >= DEEPEST or not _is_under(item, heading, above)):
            above.pop()
        (above[-1].children if above else roots).append(node)
        above.append(node)
    return roots


def _is_under(item: Item, heading: HeadingRead | None, above: list[Node]) -> bool:
    """Whether the item stands under the last of ``above``."""
    parent = above[-1]
    mark, over = item.mark.kind, parent.item.mark.kind
    if mark is MarkKind.NONE and heading is not None and heading.kind in _ABOVE_ALL:
        return False
    if mark is MarkKind.NONE:
        # A paragraph set under the words of a list item belongs to it.
        return over is not MarkKind.NONE and item.indent >= parent.item.column > parent.item.indent
    if over is MarkKind.NONE:
        return parent.opens and item.indent >= parent.item.indent
    if item.indent != parent.item.indent:
        return item.indent > parent.item.indent
    if any(node.item.mark.kind is mark and node.item.indent == item.indent for node in above):
        return False
    return mark > over and (parent.opens or item.mark.value <= 1)
