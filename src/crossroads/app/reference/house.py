"""The house, drawn from the imports that are really there."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from crossroads.app.reference.tables import NOTE, table

ROOT = Path(__file__).resolve().parents[2]
FLOORS = (
    "engines", "base", "studies", "planning", "content", "channels", "community", "portal", "evaluation", "playbook",
    "app",
)  # fmt: skip

INTRO = """# The house

Data flows from studies to playbook; imports run the other way: a room reads the rooms before it and knows no later
one. A linter holds this in every run of the checks. What must look upward goes through `base/events.py` (something
happened) and `base/slots.py` (a place in an earlier page).

A room holds `models` (tables and lives), `policies` (who may, and why not), `queries` (reading), `services`
(changing), `views`, `forms`, `urls`, `tasks` (duties of the worker), `waiting` (what waits for whom) and its
templates, as far as it needs them.

An arrow says that a room imports another, and how many of its files do.
"""


def page() -> str:
    arrows = _arrows()
    lines = [
        f'    {a}["{a}"] -->|{count}| {b}["{b}"]'
        for (a, b), count in sorted(arrows.items())
        if b != "engines"
    ]
    rows = [[room, _meaning(room), str(_size(room))] for room in FLOORS]
    drawing = "\n".join(["flowchart BT", *lines])
    return f"{NOTE}{INTRO}\n```mermaid\n{drawing}\n```\n\n{table(['room', 'what it is', 'Python files'], rows)}\n"


def _arrows() -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for room in FLOORS:
        for file in _files(room):
            found.update((room, other) for other in _imports(file) - {room})
    return found


def _imports(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crossroads."):
            names.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "crossroads":
            names.update(alias.name for alias in node.names)
    return names & set(FLOORS)


def _files(room: str) -> list[Path]:
    return [f for f in sorted((ROOT / room).rglob("*.py")) if "migrations" not in f.parts]


def _size(room: str) -> int:
    return len(_files(room))


def _meaning(room: str) -> str:
    doc = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    return doc.splitlines()[0] if doc else ""
