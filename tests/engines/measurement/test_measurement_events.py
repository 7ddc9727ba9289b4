"""Rows from CSV and JSON lines: every problem in one pass, with its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.errors import CrossroadsError, InputProblem, each_problem
from crossroads.engines.measurement import CountRow, SpendRow, read_events
from crossroads.engines.terms import Stage

CSV = """day,channel,message,stage,count,suspect,amount,currency
2026-03-01,search,m1,click,200,,,
2026-03-01,search,m1,referred,9,yes,,
2026-03-01,search,m1,,,,12.50,eur
"""
JSONL = """
{"day": "2026-03-01", "channel": "search", "message": "m1", "stage": "click", "count": 200}
{"day": "2026-03-01", "channel": "search", "message": "m1", "stage": "referred", "count": 9, "suspect": true}

{"day": "2026-03-01", "channel": "search", "message": "m1", "amount": 12.50, "currency": "EUR"}
"""
ROWS = [
    CountRow(date(2026, 3, 1), "search", "m1", Stage.CLICK, 200),
    CountRow(date(2026, 3, 1), "search", "m1", Stage.REFERRED, 9, suspect=True),
    SpendRow(date(2026, 3, 1), "search", "m1", Decimal("12.50"), "EUR"),
]


def problems_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputProblem) as caught:
        list(read_events(text.splitlines(keepends=True), file="e.csv"))
    problems = each_problem(caught.value)
    assert all(problem.advice and problem.message != problem.code for problem in problems)
    return [(problem.code, str(problem.where)) for problem in problems]


@pytest.mark.parametrize("text", [CSV, JSONL, "\n\n" + CSV, "\ufeff" + CSV, "\ufeff" + JSONL.strip()])
def test_both_formats_give_the_same_rows(text: str) -> None:
    assert list(read_events(text.splitlines(keepends=True))) == ROWS


def test_an_empty_file_has_no_rows() -> None:
    assert list(read_events([])) == []
    assert list(read_events(["\n", " \n"])) == []


def test_every_bad_cell_is_told_with_its_place() -> None:
    text = """day,channel,message,stage,count,suspect,amount,currency
2026-02-30,,m1,clicked,many,perhaps,,
2026-03-01,search,m1,click,-5,,,
2026-03-01,search,m1,,,,free,EUR
2026-03-01,search,m1,,,,5,euro
2026-03-01,search,m1,,,,5,
2026-03-01,search,m1,,,,,
2026-03-01,search,m1,click,5,,5,EUR
2026-03-01,search,m1,click,5,,,,one,too,many
2026-03-01,search,m1,click,5,,,
"""
    assert problems_of(text) == [
        ("input.invalid", "e.csv:2: day"),
        ("input.required", "e.csv:2: channel"),
        ("measurement.stage", "e.csv:2: stage"),
        ("input.invalid", "e.csv:2: count"),
        ("input.invalid", "e.csv:2: suspect"),
        ("measurement.negative_count", "e.csv:3"),
        ("input.invalid", "e.csv:4: amount"),
        ("measurement.currency", "e.csv:5"),
        ("input.required", "e.csv:6: currency"),
        ("measurement.row_kind", "e.csv:7"),
        ("measurement.row_kind", "e.csv:8"),
        ("measurement.csv", "e.csv:9"),
    ]


def test_bad_json_lines_are_told_with_their_lines() -> None:
    text = '\n{"day"\n5\n' + "{" * 5 + "\n" + '{"day": "2026-03-01", "stage": "click", "count": 1.5}\n'
    assert problems_of(text) == [
        ("input.not_json", "e.csv:2"),
        ("measurement.not_an_object", "e.csv:3"),
        ("input.not_json", "e.csv:4"),
        ("input.required", "e.csv:5: channel"),
        ("input.invalid", "e.csv:5: count"),
    ]


def test_a_header_without_the_needed_columns_is_told_once() -> None:
    assert problems_of("date,channel\n2026-03-01,search\n") == [("measurement.columns", "e.csv:1")]


@pytest.mark.parametrize("number", ["١٢", "1e5", "1 000", "1,000", "9" * 16, "+5", "0x1"])
def test_only_plain_whole_numbers_are_counts(number: str) -> None:
    line = f'2026-03-01,search,m1,click,"{number}"\n'
    with pytest.raises(InputProblem):
        list(read_events(["day,channel,message,stage,count\n", line]))


@given(st.lists(st.text(max_size=60), max_size=6), st.booleans())
def test_whatever_comes_is_read_or_told(lines: list[str], with_header: bool) -> None:
    """Never a crash: rows, or anticipated problems."""
    header = ["day,channel,message,stage,count,amount,currency\n"] if with_header else []
    try:
        rows = list(read_events(header + [f"{line}\n" for line in lines]))
    except CrossroadsError as problem:
        assert each_problem(problem)
    else:
        assert all(isinstance(row, CountRow | SpendRow) for row in rows)
