"""Every anticipated problem: its code, its sentence, and what to do."""

from __future__ import annotations

from crossroads.app.reference.tables import NOTE, table
from crossroads.engines.rules import problem_table

INTRO = """# Problems

Codes are stable; sentences may be worded better at any time. Pages show the sentence and the advice, the API answers
problem details (RFC 9457) with the code, and the command line prints them and exits with 1 or 2.
"""


def page() -> str:
    rows = [
        [f"`{code}`", entry["sentence"], entry.get("advice", "")]
        for code, entry in sorted(problem_table().items())
    ]
    return f"{NOTE}{INTRO}\n{table(['code', 'sentence', 'advice'], rows)}\n"
