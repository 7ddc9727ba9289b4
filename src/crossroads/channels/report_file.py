"""A platform's report as a CSV of our own plain columns, for any network whose export a person can rearrange.

    token,day,impressions,reach,clicks,spend,currency
    k3mz8q2nfwae,2026-11-20,1204,980,31,12.50,USD

``token`` and ``day`` (YYYY-MM-DD) are needed; a number that the platform does not give is left empty,
never 0. Spend is in whole units with a point, and then needs its currency (ISO 4217).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from crossroads.engines.errors import InputProblem, Problems, Where

COLUMNS = ("token", "day", "impressions", "reach", "clicks", "spend", "currency")
NEEDED = ("token", "day")
MAX_LINES = 50_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file (the header is 1), token and day, and what the platform counted."""

    number: int
    token: str
    day: date
    impressions: int | None
    reach: int | None
    clicks: int | None
    spend: Decimal | None
    currency: str


def read(content: bytes, name: str, problems: Problems) -> list[Line]:
    """The good lines of a report; every problem of the others is added, with line and column.

    raises  InputProblem "channels.report_columns", "channels.report_empty", "channels.report_too_long" or
            "input.invalid" for a file that cannot be read as a table at all
    """
    rows = _rows(content, name)
    if not rows:
        raise InputProblem("channels.report_empty", where=Where(file=name))
    if len(rows) > MAX_LINES:
        raise InputProblem("channels.report_too_long", where=Where(file=name), limit=MAX_LINES)
    found = [_line(number, row, name, problems) for number, row in rows]
    lines = [line for line in found if line is not None]
    _tell_repeated(lines, name, problems)
    return lines


def _rows(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputProblem("input.invalid", field=name, reason="it is not UTF-8 text") from None
    reader = csv.DictReader(io.StringIO(text), restkey="(too many)", restval="")
    try:
        columns = [column.strip().lower() for column in reader.fieldnames or ()]
        if not set(NEEDED) <= set(columns) or set(columns) - set(COLUMNS):
            raise InputProblem(
                "channels.report_columns", where=Where(file=name, line=1), columns=", ".join(COLUMNS)
            )
        reader.fieldnames = columns
        return [(reader.line_num, dict(row)) for row in reader if any(row.values())]
    except csv.Error as error:
        raise InputProblem("input.invalid", field=name, reason=str(error)) from None


def _line(number: int, row: dict[str, str], name: str, problems: Problems) -> Line | None:
    before = len(problems.found)
    if "(too many)" in row:
        problems.add("channels.report_cells", where=Where(file=name, line=number))

    def take(column: str, read_as: Callable[[str], T], expected: str) -> T | None:
        text = (row.get(column) or "").strip()
        where = Where(file=name, line=number, field=column)
        if not text:
            if column in NEEDED:
                problems.add("input.required", where=where, field=column)
            return None
        try:
            return read_as(text)
        except (ValueError, InvalidOperation):
            problems.add("input.invalid", where=where, field=column, reason=f"{text[:40]} is not {expected}")
            return None

    token = take("token", str, "a token")
    day = take("day", date.fromisoformat, "a day such as 2026-11-20")
    impressions = take("impressions", _count, "a whole number")
    reach = take("reach", _count, "a whole number")
    clicks = take("clicks", _count, "a whole number")
    spend = take("spend", _amount, "an amount such as 12.50")
    currency = take("currency", _currency, "a currency such as USD")
    if len(problems.found) > before or token is None or day is None:
        return None
    return Line(number, token, day, impressions, reach, clicks, spend, currency or "")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise ValueError(text)
    return int(text)


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    if not amount.is_finite() or amount < 0 or amount >= 10**10 or amount != round(amount, 2):
        raise ValueError(text)
    return amount


def _currency(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise ValueError(text)
    return text.upper()


def _tell_repeated(lines: list[Line], name: str, problems: Problems) -> None:
    first: dict[tuple[str, date], int] = {}
    for line in lines:
        earlier = first.setdefault((line.token, line.day), line.number)
        if earlier != line.number:
            problems.add(
                "channels.report_repeated", where=Where(file=name, line=line.number), earlier=earlier
            )
