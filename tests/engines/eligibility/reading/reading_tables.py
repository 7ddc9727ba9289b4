"""Tables of the specification: a text, and under it what is read from it, line by line.

``#`` opens a heading, ``+`` an inclusion criterion, ``-`` an exclusion criterion, ``?+`` one whose category no
heading tells. A group stands in square brackets. White space within a criterion is shown as one space.
"""

from __future__ import annotations

from inspect import cleandoc

from crossroads.engines.eligibility.reading import ReadText, split
from crossroads.engines.terms import CriterionCategory


def check(text: str, table: str, category: CriterionCategory | None = None) -> ReadText:
    """The text, without the indentation of the test, reads as the table says."""
    text = cleandoc(text)
    read = split(text, category)
    assert shown(text, read) == [line.strip() for line in cleandoc(table).splitlines()]
    return read


def shown(text: str, read: ReadText) -> list[str]:
    rows = [(heading.span[0], _row("#", text, heading.span, heading.group)) for heading in read.headings]
    for one in read.criteria:
        sign = "+" if one.category is CriterionCategory.INCLUSION else "-"
        rows.append(
            (one.start, _row(sign if one.sure else f"?{sign}", text, (one.start, one.end), one.group))
        )
    return [row for _, row in sorted(rows)]


def _row(sign: str, text: str, span: tuple[int, int], group: str) -> str:
    said = " ".join(text[span[0] : span[1]].split())
    return f"{sign} [{group}] {said}" if group else f"{sign} {said}"
