"""A roster as CSV -> what it says of each site, or every problem in it at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crossroads.base.cells import harmless
from crossroads.engines.errors import InputProblem, Problems, Where
from crossroads.studies.models import Site

COLUMNS = (
    "site_key",
    "facility",
    "city",
    "contact_name",
    "contact_email",
    "contact_phone",
    "capacity",
    "full_until",
)
"""``site_key`` alone, or facility and city, name the site; dates are YYYY-MM-DD."""

VALUES = COLUMNS[3:]
MAX_BYTES = 2_000_000
FILE = "roster"

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{5,30}(?:(?:ext|x)\.?\s?\d{1,6})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class RosterRow:
    """One site, and what the roster says of it by field."""

    site: Site
    values: dict[str, Any]

    @property
    def differs(self) -> bool:
        return any(getattr(self.site, name) != value for name, value in self.values.items())


def read(content: bytes, sites: Sequence[Site]) -> list[RosterRow]:
    """Read a roster against the sites of a study.

    raises  InputProblem or ManyProblems; what a cell holds never stands in them, since it may be a person's
    """
    problems = Problems()
    lines = _lines(content)
    columns = _columns(lines[0], problems)
    rows: list[RosterRow] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            problems.add(
                "studies.roster_cells", where=Where(FILE, number), found=len(cells), wanted=len(columns)
            )
            continue
        row = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
        site = _site(row, sites, number, problems)
        values = _values(row, number, problems)
        if site is None:
            continue
        if site.key in seen:
            problems.add("studies.roster_twice", where=Where(FILE, number), first=seen[site.key])
        seen.setdefault(site.key, number)
        rows.append(RosterRow(site, values))
    problems.raise_any()
    if not rows:
        raise InputProblem("studies.roster_empty", where=Where(FILE))
    return rows


def template(sites: Sequence[Site]) -> str:
    """The study's own sites as a roster to fill in, with what is known of capacity; contacts are left out."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for site in sites:
        full = site.full_until.isoformat() if site.full_until else ""
        known = "" if site.capacity is None else site.capacity
        writer.writerow([site.key, harmless(site.facility), harmless(site.city), "", "", "", known, full])
    return out.getvalue()


def _lines(content: bytes) -> list[list[str]]:
    if len(content) > MAX_BYTES:
        raise InputProblem("studies.roster_too_large", where=Where(FILE), limit=MAX_BYTES // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputProblem("studies.roster_not_utf8", where=Where(FILE)) from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputProblem("studies.roster_not_csv", where=Where(FILE), reason=str(error)) from None
    if not lines:
        raise InputProblem("studies.roster_empty", where=Where(FILE))
    return lines


def _columns(head: Sequence[str], problems: Problems) -> list[str]:
    names = [cell.strip().lower() for cell in head]
    for name in names:
        if name not in COLUMNS:
            problems.add(
                "studies.roster_column", where=Where(FILE, 1), name=name[:40], known=", ".join(COLUMNS)
            )
    if "site_key" not in names and not {"facility", "city"} <= set(names):
        problems.add("studies.roster_names_no_site", where=Where(FILE, 1))
    if len(set(names)) != len(names):
        problems.add("studies.roster_column_twice", where=Where(FILE, 1))
    problems.raise_any()
    return names


def _site(row: dict[str, str], sites: Sequence[Site], number: int, problems: Problems) -> Site | None:
    key = row.get("site_key", "")
    if key:
        found = [site for site in sites if site.key == key]
    else:
        place = (row.get("facility", "").casefold(), row.get("city", "").casefold())
        found = [site for site in sites if (site.facility.casefold(), site.city.casefold()) == place]
    if len(found) == 1:
        return found[0]
    field = "site_key" if key else "facility"
    code = "studies.roster_ambiguous" if found else "studies.roster_no_such_site"
    problems.add(code, where=Where(FILE, number, field), count=len(found))
    return None


def _values(row: dict[str, str], number: int, problems: Problems) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in VALUES:
        if name not in row:
            continue
        try:
            values[name] = _READERS[name](row[name])
        except ValueError:
            problems.add(f"studies.roster_{name}", where=Where(FILE, number, name))
    return values


def _name(cell: str) -> str:
    if len(cell) > 200:
        raise ValueError
    return cell


def _matching(pattern: re.Pattern[str]) -> Any:
    def read_cell(cell: str) -> str:
        if cell and not pattern.fullmatch(cell):
            raise ValueError
        return cell

    return read_cell


def _capacity(cell: str) -> int | None:
    if cell and not (cell.isascii() and cell.isdigit() and int(cell) <= 100_000):
        raise ValueError
    return int(cell) if cell else None


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


_READERS: dict[str, Any] = {
    "contact_name": _name,
    "contact_email": _matching(_EMAIL),
    "contact_phone": _matching(_PHONE),
    "capacity": _capacity,
    "full_until": _day,
}
