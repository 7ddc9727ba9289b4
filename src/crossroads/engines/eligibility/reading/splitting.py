"""From the nested items to criteria: which stand alone, which complete a stem, and what category each has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from crossroads.engines.eligibility.parsed import Heading
from crossroads.engines.eligibility.reading import words
from crossroads.engines.eligibility.reading.headings import HeadingKind, HeadingRead, read_heading
from crossroads.engines.eligibility.reading.inline import clauses, pieces, sentences
from crossroads.engines.eligibility.reading.items import Item, read_items
from crossroads.engines.eligibility.reading.marks import MarkKind
from crossroads.engines.eligibility.reading.tree import Node, nest
from crossroads.engines.terms import CriterionCategory

MOST_TOGETHER = 12
LONGEST_TOGETHER = 2_500
"""Sub-items and characters beyond which a list is one of criteria, not one criterion."""

SHORT_WORDS, SHORT_WORDS_TOGETHER = 14, 40
"""A line of a list that lost its indentation is this short at most; longer where no empty line parts it."""

LONGEST_STEM = 120
"""Characters of a stem that are kept as the group of its sub-items."""

_ASKS_FOR_ALL = re.compile(r"\b(?:all|must|each|adequate)\b", re.IGNORECASE)

FEW_PARAGRAPHS = 2
"""A section of so few unmarked paragraphs is cut into sentences."""


@dataclass(frozen=True, slots=True)
class ReadCriterion:
    """One criterion's place; ``sure`` where a heading gave its category."""

    start: int
    end: int
    category: CriterionCategory
    group: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """What the headings so far have said. ``outer`` is a group that held before "Inclusion" or "Exclusion"."""

    category: CriterionCategory | None
    outer: str = ""
    inner: str = ""

    @property
    def group(self) -> str:
        return self.inner or self.outer


def split_criteria(
    text: str, category: CriterionCategory | None
) -> tuple[list[ReadCriterion], list[Heading]]:
    """Criteria and headings in reading order; together they hold every letter and digit beside list marks."""
    rows = _rows(text)
    walk = _Walk(text, _Place(category))
    walk.all(nest(rows))
    return walk.criteria, walk.headings


LONGEST_LABEL = 40
_FORM_LABEL = re.compile(rf"(?:{words.LABEL.pattern}|{words.DEFINING.pattern})\s*", re.IGNORECASE)

Row = tuple[Item, HeadingRead | None, bool]


def _rows(text: str) -> list[Row]:
    """Items cut small, each with what it says as a heading and whether it opens a list."""
    items: list[Item] = []
    read = read_items(text)
    for place, item in enumerate(read):
        below = read[place + 1] if place + 1 < len(read) else None
        following = below.mark.value if below and below.mark.kind is item.mark.kind else None
        items += pieces(text, item, following)
    rows: list[Row] = []
    for place, item in enumerate(items):
        below = items[place + 1] if place + 1 < len(items) else None
        rows.append(_row(text, item, below))
    return _with_sentences(text, rows)


def _row(text: str, item: Item, below: Item | None) -> Row:
    said = text[item.start : item.end]
    opens = below is not None and (
        said.rstrip(" *_").endswith(":")
        or words.is_stem(said)
        or (len(said) <= LONGEST_LABEL and _FORM_LABEL.fullmatch(said) is not None)
    )
    marked_below = below is not None and below.mark.kind is not MarkKind.NONE
    heading = read_heading(said, opens=opens or (marked_below and item.mark.kind is MarkKind.NONE))
    return item, heading, opens or (heading is not None and heading.kind is not HeadingKind.REMARK)


def _with_sentences(text: str, rows: list[Row]) -> list[Row]:
    """Sections of a paragraph or two cut into sentences, and any unmarked line of clauses into these."""
    done: list[Row] = []
    section: list[Row] = []
    for row in [*rows, None]:
        if row is not None and (row[1] is None or row[1].kind is HeadingKind.REMARK):
            section.append(row)
            continue
        done += _section_cut(text, section)
        section = []
        if row is not None:
            done.append(row)
    return done


def _section_cut(text: str, section: list[Row]) -> list[Row]:
    loose = all(item.mark.kind is MarkKind.NONE for item, _, _ in section)
    few = loose and len(section) <= FEW_PARAGRAPHS
    cut: list[Row] = []
    for row in section:
        item, heading, opens = row
        if heading is not None or opens or (item.mark.kind is not MarkKind.NONE and len(section) > 1):
            cut.append(row)
            continue
        parts = [
            clause for part in (sentences(text, item) if few else [item]) for clause in clauses(text, part)
        ]
        cut += [row] if len(parts) == 1 else [_row(text, part, None) for part in parts]
    return cut


@dataclass(slots=True)
class _Walk:
    """One pass over the nested items; headings change the place that the criteria after them have."""

    text: str
    place: _Place
    criteria: list[ReadCriterion] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    def all(self, nodes: list[Node]) -> None:
        skip = 0
        for index, node in enumerate(nodes):
            if skip:
                skip -= 1
            elif node.heading is not None:
                self._heading(node, nodes[index + 1 : index + 2])
            else:
                skip = self._criterion(node, nodes[index + 1 : index + 1 + MOST_TOGETHER])

    def _heading(self, node: Node, after: list[Node]) -> None:
        heading = node.heading
        assert heading is not None
        before = self.place
        if heading.kind is HeadingKind.CATEGORY:
            self.place = replace(before, category=heading.category, inner=heading.group)
        elif heading.kind is HeadingKind.ALLOWANCE:
            self.place = replace(before, inner=heading.group)
        elif heading.kind is HeadingKind.GROUP:
            outermost = not node.children and bool(after) and _says_category(after[0])
            outermost = outermost or (bool(node.children) and _says_category(node.children[0]))
            self.place = (
                _Place(before.category, outer=heading.group)
                if outermost
                else replace(before, inner=heading.group)
            )
        self.headings.append(
            Heading(
                self.text[node.item.start : node.item.end],
                (node.item.start, node.item.end),
                heading.category,
                heading.group,
            )
        )
        self.all(node.children)
        if heading.kind is HeadingKind.GROUP and node.children and node.item.mark.kind is not MarkKind.NONE:
            self.place = before

    def _criterion(self, node: Node, after: list[Node]) -> int:
        """Adds the criterion that begins here; tells how many of the nodes after it belong to it."""
        if node.children:
            self._with_children(node)
            return 0
        taken = _taken(self.text, node, after)
        if self.place.category is not CriterionCategory.EXCLUSION:
            # Among exclusion criteria each alternative excludes by itself: nothing is lost by leaving them apart.
            taken = _with_alternatives(self.text, node, after, taken)
        self._add(node.item.start, after[taken - 1].end if taken else node.item.end)
        return taken

    def _with_children(self, node: Node) -> None:
        said = self.text[node.item.start : node.item.end]
        if self._only_labels(said, node):
            self.headings.append(Heading(said, (node.item.start, node.item.end), None, ""))
            self.all(node.children)
        elif _size(node) > MOST_TOGETHER or node.end - node.item.start > LONGEST_TOGETHER:
            self._add(node.item.start, node.item.end)
            self._apart(said, node)
        else:
            self._add(node.item.start, node.end)

    def _apart(self, said: str, node: Node) -> None:
        """Too many sub-items to stand in one criterion; where their stem does not ask for all, it is their group."""
        outer = self.place
        if outer.category is not CriterionCategory.EXCLUSION and not _ASKS_FOR_ALL.search(said):
            self.place = replace(outer, inner=" ".join(said.split())[:LONGEST_STEM])
        stem = self.place.inner
        self.all(node.children)
        if self.place.inner == stem:
            self.place = replace(self.place, inner=outer.inner)

    def _only_labels(self, said: str, node: Node) -> bool:
        """ "Adequate organ function:" over limits that each must hold."""
        if self.place.category is CriterionCategory.EXCLUSION or len(node.children) < 2 or not node.opens:
            return False
        return words.MERE_LABEL.search(said) is not None and not words.ANY_OF.search(said)

    def _add(self, start: int, end: int) -> None:
        category = self.place.category
        if category is None:
            category = CriterionCategory.INCLUSION
            said = self.text[start:end]
            if words.SPEAKS_FOR_EXCLUSION.search(said) and not _also_includes(said):
                category = CriterionCategory.EXCLUSION
        sure = self.place.category is not None
        self.criteria.append(ReadCriterion(start, end, category, self.place.group, sure))


def _also_includes(said: str) -> bool:
    lowered = said.lower()
    return "are eligible" in lowered or "is eligible" in lowered


def _says_category(node: Node) -> bool:
    return node.heading is not None and node.heading.kind is HeadingKind.CATEGORY


def _size(node: Node) -> int:
    """Items under a node, at any depth."""
    count, waiting = 0, list(node.children)
    while waiting:
        child = waiting.pop()
        count += 1
        waiting += child.children
    return count


def _taken(text: str, node: Node, after: list[Node]) -> int:
    """How many siblings complete a stem whose sub-items lost their indentation.

    They end with an empty line where the first ones had none, or at a line that reads as a criterion of its own.
    """
    if not node.opens or node.children:
        return 0
    taken = 0
    for place, sibling in enumerate(after):
        said = text[sibling.item.start : sibling.item.end]
        first = said.split(None, 1)[0].lower().strip(",;:")
        together = place > 0 and not sibling.item.blank_before and sibling.item.mark.kind is MarkKind.NONE
        most = SHORT_WORDS_TOGETHER if together else SHORT_WORDS
        if sibling.heading or sibling.children or sibling.opens or len(said.split(None, most + 1)) > most:
            break
        if first in words.OPENING or (
            place > 1 and sibling.item.blank_before and not after[1].item.blank_before
        ):
            break
        taken += 1
    return taken


def _with_alternatives(text: str, node: Node, after: list[Node], taken: int) -> int:
    """The count with the siblings that are alternatives: "ECOG 0-2 OR" and the line below it."""
    while taken < len(after):
        end = after[taken - 1].end if taken else node.end
        sibling = after[taken]
        too_long = sibling.end - node.item.start > LONGEST_TOGETHER
        if too_long or sibling.heading or not (_ends_on_or(text, end) or _opens_on_or(text, sibling.item)):
            break
        taken += 1
        taken += _taken(text, sibling, after[taken:])
    return taken


_OR_LAST = re.compile(r"(?:^|[\s/])or\W*$", re.IGNORECASE)
_OR_FIRST = re.compile(r"(?:and\s*/\s*)?or\b", re.IGNORECASE)


def _ends_on_or(text: str, end: int) -> bool:
    return _OR_LAST.search(text[max(0, end - 12) : end]) is not None


def _opens_on_or(text: str, item: Item) -> bool:
    return _OR_FIRST.match(text, item.start, item.end) is not None
