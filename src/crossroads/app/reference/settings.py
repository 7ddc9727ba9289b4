"""The settings, from the loader's own list."""

from __future__ import annotations

from crossroads.app.config import PREFIX, SETTINGS
from crossroads.app.reference.tables import NOTE, table

INTRO = """# Settings

All settings are environment variables. Those marked secret may instead be read from a file: put `_FILE` behind the
name and the path into the value. A wrong or unknown setting is told at the start, all of them at once.
"""


def page() -> str:
    rows = [
        [f"`{PREFIX}{s.name}`", f"`{s.default}`" if s.default else "", "yes" if s.secret else "", s.meaning]
        for s in SETTINGS
    ]
    return f"{NOTE}{INTRO}\n{table(['name', 'default', 'secret', 'meaning'], rows)}\n"
