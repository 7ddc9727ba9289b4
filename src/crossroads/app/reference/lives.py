"""The lives of things, drawn from their transition tables."""

from __future__ import annotations

from crossroads.app.reference.tables import NOTE
from crossroads.base.lives import all_lives

INTRO = """# The lives of things

Each thing has one table of states and of the steps between them. The table is the rule that services keep, the
constraint that the database keeps, and the drawing below.
"""


def page() -> str:
    parts = [
        f"## {life.name.capitalize()}\n\n```mermaid\n{life.mermaid()}\n```\n" for life in all_lives().values()
    ]
    return f"{NOTE}{INTRO}\n" + "\n".join(parts)
