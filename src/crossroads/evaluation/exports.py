"""The shown tables as files. They hold what the page shows and nothing that it hides.

CSV after RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front
(OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crossroads.base.cells import harmless
from crossroads.engines.measurement.tables import Cell
from crossroads.evaluation.tables import ALL, Row, Tables

COLUMNS = (
    "table",
    "group",
    "stage",
    "count",
    "suspect",
    "rate_from",
    "rate",
    "rate_low",
    "rate_high",
    "cost",
    "currency",
)


def to_csv(rows: Iterable[Mapping[str, Cell]], columns: Sequence[str]) -> str:
    """Rows as CSV with a header; every cell that is text is safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


def flat_rows(tables: Tables) -> list[Row]:
    """Both tables one under the other, and the totals once; the same columns in every row."""
    return [
        *(_named("channel", row) for row in tables.by_channel if row["channel"] != ALL),
        *(_named("message", row) for row in tables.by_message if row["message"] != ALL),
        *_total_rows(tables),
    ]


def _named(table: str, row: Row) -> Row:
    return {
        "table": table,
        "group": row[table],
        **{name: cell for name, cell in row.items() if name != table},
    }


def _total_rows(tables: Tables) -> list[Row]:
    return [
        {
            "table": "total",
            "group": ALL,
            "stage": total.stage.value,
            "count": total.count,
            "rate_from": total.step.denominator.value if total.step else None,
            "rate": total.step.value if total.step else None,
            "rate_low": total.step.low if total.step else None,
            "rate_high": total.step.high if total.step else None,
            "cost": str(total.cost.amount) if total.cost else None,
            "currency": total.cost.currency if total.cost else None,
        }
        for total in tables.totals
    ]


def tables_csv(tables: Tables) -> str:
    return to_csv(flat_rows(tables), COLUMNS)


def tables_json(tables: Tables, about: Mapping[str, Any]) -> str:
    """``about``, the spending, the rows of the CSV, and what is doubtful about them."""
    spend = {"amount": str(tables.spend.amount), "currency": tables.spend.currency} if tables.spend else None
    rows = [{column: row.get(column) for column in COLUMNS} for row in flat_rows(tables)]
    document = {**about, "spend": spend, "rows": rows, "notes": list(tables.notes)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
