"""Lines as they stand, and items: lines joined where a sentence was only wrapped."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from crossroads.engines.eligibility.reading import words
from crossroads.engines.eligibility.reading.marks import Mark, MarkKind, mark_at

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LAST_WORD = re.compile(r"(\S+)\s*$")
_FIRST_WORD = re.compile(r"\S+")
_RANGE_BEGINS = re.compile(r"([\d.]+)\s?[%\w/]{0,8}$")
_RANGE_ENDS = re.compile(r"([\d.]+)(?=[\s%\w]|$)")
_WORDS = re.compile(r"[^\W_]")

NARROWEST, WIDEST = 60, 132
"""Columns of a text that was wrapped by a machine; outside of them, line ends mean something."""

TAB = 4

LONGEST_RANGE_END = 40


@dataclass(frozen=True, slots=True)
class Item:
    """One line of thought: words from ``start`` to ``end``, without what opens them.

    indent        column of the mark, or of the first word
    column        column of the first word
    blank_before  an empty line stands above it
    """

    start: int
    end: int
    indent: int
    column: int
    mark: Mark
    blank_before: bool

    def part(self, start: int, end: int, mark: Mark | None = None) -> Item:
        """A stretch of this item, as an item of its own beside it."""
        return replace(self, start=start, end=end, mark=self.mark if mark is None else mark)


def read_items(text: str) -> list[Item]:
    """Every line that has a letter or digit, joined with the lines that go on with it."""
    lines = _read_lines(text)
    width = _wrap_width(text, lines)
    capitals = _mostly_capitals(text, lines)
    items: list[Item] = []
    last: Item | None = None
    for line in lines:
        if items and last and _goes_on(text, items[-1], last, line, width, capitals=capitals):
            items[-1] = replace(items[-1], end=line.end)
        else:
            items.append(line)
        last = line
    return items


def says_something(text: str, start: int, end: int) -> bool:
    """Whether there is a letter or digit; what has none is a rule drawn with signs, or nothing."""
    return _WORDS.search(text, start, end) is not None


def _read_lines(text: str) -> list[Item]:
    lines: list[Item] = []
    blank = False
    below = 0
    for match in _LINE.finditer(text):
        blank = blank or (match.start() - below > 1 and len(_BREAK.findall(text, below, match.start())) > 1)
        below = match.end()
        line = match[0]
        bare = line.strip()
        if not bare:
            blank = True
            continue
        lead = len(line) - len(line.lstrip())
        first = match.start() + lead
        end = first + len(bare)
        mark, start = mark_at(text, first, end)
        if not says_something(text, start, end):
            blank = True
            continue
        indent = len(line[:lead].expandtabs(TAB))
        lines.append(Item(start, end, indent, indent + start - first, mark, blank))
        blank = False
    return lines


def _wrap_width(text: str, lines: list[Item]) -> int | None:
    """The column at which a machine broke the lines, None where authors did.

    A machine breaks where the next word would not have fitted: nearly all breaks without an empty line are so.
    """
    width = max((line.column + line.end - line.start for line in lines), default=0)
    if not NARROWEST <= width <= WIDEST:
        return None
    pairs = [
        (above, below)
        for above, below in itertools.pairwise(lines)
        if not below.blank_before and below.mark.kind is MarkKind.NONE
    ]
    forced = sum(_had_to_break(text, above, below, width) for above, below in pairs)
    return width if pairs and forced >= 0.8 * len(pairs) else None


def _had_to_break(text: str, above: Item, below: Item, width: int) -> bool:
    word = _FIRST_WORD.match(text, below.start, below.end)
    return above.column + above.end - above.start + 1 + (len(word[0]) if word else 0) >= width


def _mostly_capitals(text: str, lines: list[Item]) -> bool:
    """Whether lines open with a capital as a rule, so that a small letter means that a sentence goes on."""
    small = sum(text[line.start].islower() for line in lines)
    return small <= 0.2 * len(lines)


def _goes_on(text: str, item: Item, above: Item, line: Item, width: int | None, *, capitals: bool) -> bool:
    """Whether a line goes on with the item above it."""
    ending = text[max(above.start, above.end - 60) : above.end]
    if line.mark.kind is not MarkKind.NONE:
        aligned = line.indent == item.column > item.indent and not line.blank_before
        wrapped = width is not None and aligned and _had_to_break(text, above, line, width)
        return wrapped or _is_cut_range(text, ending, line)
    if not line.blank_before:
        if width is not None:
            return _had_to_break(text, above, line, width) or line.indent == item.column > item.indent
        if line.indent == item.column > item.indent:
            return True
    if not (text[line.start].islower() or _is_open(text, above)):
        return _hangs(ending) and not text[line.start].isupper()
    return _hangs(ending) or _is_open(text, above) or (
        capitals and ending[-1] not in ".;:)" and line.blank_before and line.indent <= item.column
    )  # fmt: skip


def _is_cut_range(text: str, ending: str, line: Item) -> bool:
    """ "BMI 27", "- 42 kg/m2": a range that somebody took for a bullet."""
    begins, ends = _RANGE_BEGINS.search(ending), _RANGE_ENDS.match(text, line.start, line.end)
    if line.mark.kind is not MarkKind.BULLET or line.blank_before or not (begins and ends):
        return False
    if line.end - line.start > LONGEST_RANGE_END:
        return False
    low, high = (_number(match[1]) for match in (begins, ends))
    return low is not None and high is not None and low < high


def _number(said: str) -> float | None:
    try:
        return float(said)
    except ValueError:
        return None


def _hangs(ending: str) -> bool:
    word = _LAST_WORD.search(ending)
    return word is not None and (word[1].lower() in words.HANGING or word[1][-1] in "(<>≥≤=/+")


def _is_open(text: str, line: Item) -> bool:
    """Whether a bracket is still open at the end of a line."""
    return text.count("(", line.start, line.end) > text.count(")", line.start, line.end)
