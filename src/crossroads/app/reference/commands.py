"""The command line, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from crossroads.app.reference.tables import NOTE, table

INTRO = """# Commands

One entry point, `crossroads`. Engine commands need no database, read files or `-` (standard input), and print text
for people or, with `--format json`, data for programs. Exit codes: 0 fine, 1 findings or refused, 2 bad input, told
in one sentence.
"""


def page() -> str:
    from crossroads.app.cli import cli, commands  # noqa: F401 - registers every command

    return f"{NOTE}{INTRO}\n" + "\n".join(_sections(typer.main.get_command(cli), "crossroads"))


def _sections(command: Any, path: str) -> Iterator[str]:
    """A section for every command below this one; the library's own types differ between its versions."""
    inner = getattr(command, "commands", None)
    if inner:
        for name in sorted(inner):
            yield from _sections(inner[name], f"{path} {name}")
        return
    rows = [[f"`{_sign(p)}`", getattr(p, "help", None) or ""] for p in command.params if p.name != "help"]
    options = f"\n{table(['argument', 'meaning'], rows)}\n" if rows else ""
    yield f"## `{path}`\n\n{(command.help or '').strip()}\n{options}"


def _sign(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return ", ".join([*parameter.opts, *parameter.secondary_opts])
