"""What holds for every text: nothing is lost, nothing is told twice, nothing crashes."""

from __future__ import annotations

import gzip
import itertools
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.eligibility.reading import ReadText, split
from shared_data import shared

# What may stand outside of criteria and headings: white space, signs, and the marks of lists.
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SIGNS = r"[\W_]*"
_CODE = r"(?:I|E|IN|EX|IC|EC|INC|EXC)\W{0,2}\d{1,2}[.):]"
_MARK = (
    r"(?:\d{1,3}\s?\\?[.)\]:–-]|\d{1,2}(?:\.\d{1,2})+|[A-Za-z]\\?[.)]|[ivxIVX]{1,5}\\?[.)]|o\b|" + _CODE + ")"
)
_MARKS = re.compile(rf"{_SIGNS}(?:{_MARK}{_SIGNS}){{0,3}}")


def spans(read: ReadText) -> list[tuple[int, int]]:
    return sorted([*((one.start, one.end) for one in read.criteria), *(one.span for one in read.headings)])


def lost(text: str, read: ReadText) -> list[str]:
    """Stretches between the spans that are more than the mark of a list."""
    edges = [0, *(place for span in spans(read) for place in span), len(text)]
    between = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return [gap for gap in between if not all(_MARKS.fullmatch(line) for line in _BREAK.split(gap))]


def check(text: str) -> None:
    read = split(text)
    placed = spans(read)
    assert all(0 <= start < end <= len(text) for start, end in placed), "spans are stretches of the text"
    assert all(first[1] <= then[0] for first, then in itertools.pairwise(placed)), "spans are disjoint"
    assert [one.start for one in read.criteria] == sorted(one.start for one in read.criteria), "and in order"
    assert all(text[start:end] == text[start:end].strip() for start, end in placed), (
        "without white space around"
    )
    assert all(_WORD.search(text, start, end) for start, end in placed), "each says something"
    assert lost(text, read) == [], "no letter or digit is lost beside the marks of lists"


LINES = (
    *(
        "Inclusion Criteria:",
        "Exclusion Criteria",
        "Part A:",
        "For children:",
        "Age: 18 Hepatic: none Other: cough",
    ),
    *(
        "1. Age 18",
        "2) cough",
        "a. fever",
        "(b) stroke",
        "ii. pain",
        "o chills",
        "\t5. tab",
        "1.1 Age",
        "\\* x",
        "1.",
        "-",
    ),
    *(
        "•",
        "- one of the following:",
        "* ECOG 0-1 or",
        "    - deeper",
        "        * deepest",
        "and",
        "None",
        "***",
        "  ",
        "",
    ),
    *(
        "1. a 2. b 3. c",
        "one; two; three",
        "A. It. Was. So",
        "BMI 19",
        "- 32",
        "no cough (since",
        "May 2020)",
        "ﬁ ½ ²",
    ),
)


@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
def test_nothing_is_lost_of_lines_as_they_come(text: str) -> None:
    check(text)


@given(st.text(max_size=300))
def test_nothing_is_lost_of_any_text(text: str) -> None:
    check(text)


@given(st.text(alphabet="ab1.;:()-*• \n\tIVx", max_size=120))
def test_nothing_is_lost_of_marks_in_any_order(text: str) -> None:
    check(text)


@pytest.mark.shared
@pytest.mark.slow
def test_nothing_is_lost_of_real_records() -> None:
    """All texts of the pool of criteria."""
    with gzip.open(shared("criteria-pool/criteria_pool.jsonl.gz"), "rt", encoding="utf-8") as stream:
        for line in stream:
            text = json.loads(line).get("criteria")
            if text:
                check(text)
