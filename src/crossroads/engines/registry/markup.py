"""XHTML in a record -> plain text whose lines and lists can still be told apart.

Parsed by libxml2's HTML parser, which expands no entities of a document's own and opens no file. What it
cannot read whole is kept with its tags cut out: a word is never lost.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from lxml import etree

from crossroads.engines.registry.fields import clean

_TAGS = (
    "a abbr article b big blockquote body br caption code col colgroup dd del div dl dt em figcaption figure font "
    "footer h1 h2 h3 h4 h5 h6 head header hr html i img ins label li ol p pre q s section small span strike strong "
    "style sub sup table tbody td tfoot th thead title tr tt u ul script"
)
_NOT_A_TAG = re.compile(rf"<(?!/?(?:{'|'.join(_TAGS.split())})[\s/>]|!--)", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "dl", "dd", "dt", "table", "tr", "caption", "blockquote", "pre", "hr"}
    | {"section", "article", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_UNSEEN = frozenset({"script", "style", "head"})
_BLANKS = re.compile(r"\s+")
_NOT_A_WORD = re.compile(r"[\W_]+")
_POWER = re.compile(r"[+\-−]?[0-9]+")


def plain_text(markup: str) -> tuple[str, bool]:
    """The words of a piece of XHTML, and whether it could be read as it was meant.

    A paragraph, a list item or a table row is a line; items of lists are marked "-", "1." or "a." and indented
    by two blanks for each list around them, cells are parted by " | ". A number set high is a power:
    10<sup>9</sup> is 10^9, not 109. A sign "<" that begins no tag is a sign.
    """
    markup = _NOT_A_TAG.sub("&lt;", clean(markup))
    stripped = html.unescape(_TAG.sub(" ", markup))
    try:
        root = etree.fromstring(f"<div>{markup}</div>", _parser())
    except (etree.XMLSyntaxError, ValueError):
        return _one_line(stripped), not markup
    if _words(stripped) != _words("".join(str(part) for part in root.itertext())):
        return _one_line(stripped), False
    page = _Page()
    _write(root, page, 0)
    page.end_line()
    return clean("\n".join(page.lines)), True


def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)


def _words(text: str) -> str:
    return _NOT_A_WORD.sub("", text)


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


@dataclass(slots=True)
class _Page:
    """Lines as they are written. ``mark`` stands before the line at hand, and is blank once it was used."""

    lines: list[str] = field(default_factory=list)
    line: str = ""
    mark: str = ""

    def write(self, text: str) -> None:
        text = _BLANKS.sub(" ", text)
        self.line += text.lstrip() if not self.line or self.line.endswith(" ") else text

    def end_line(self) -> None:
        if self.line.strip():
            self.lines.append(self.mark + self.line.rstrip())
            self.mark = " " * len(self.mark)
        self.line = ""

    def next_cell(self) -> None:
        if self.line.strip():
            self.line = f"{self.line.rstrip()} | "


def _write(element: etree._Element, page: _Page, lists: int) -> None:
    """``lists`` counts the lists around the element."""
    tag = str(element.tag).lower()
    if tag in _UNSEEN:
        return
    if tag == "li":
        _write_item(element, page, max(lists, 1))
        return
    if tag in _BLOCKS or tag == "br":
        page.end_line()
    elif tag in ("td", "th"):
        page.next_cell()
    elif tag == "sup" and _POWER.fullmatch((element.text or "").strip()) and len(element) == 0:
        page.write("^")
    _write_inside(element, page, lists + (tag in ("ul", "ol")))
    if tag in _BLOCKS:
        page.end_line()


def _write_item(item: etree._Element, page: _Page, lists: int) -> None:
    page.end_line()
    around = page.mark
    page.mark = f"{'  ' * (lists - 1)}{_mark(item)} "
    _write_inside(item, page, lists)
    page.end_line()
    page.mark = around


def _write_inside(element: etree._Element, page: _Page, lists: int) -> None:
    page.write(element.text or "")
    for child in element:
        _write(child, page, lists)
        page.write(child.tail or "")


def _mark(item: etree._Element) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "-"
    number = 1 + sum(1 for before in item.itersiblings("li", preceding=True))
    lettered = parent.get("type") == "a" or "lower-alpha" in (parent.get("style") or "")
    return f"{chr(ord('a') + number - 1)}." if lettered and number <= 26 else f"{number}."
