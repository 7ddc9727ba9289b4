"""The toolkit as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crossroads.app.cli import cli, site

toolkit_cli = typer.Typer(help="The best practices toolkit.", no_args_is_help=True)
cli.add_typer(toolkit_cli, name="toolkit")


@toolkit_cli.callback()
def group() -> None:
    """The best practices toolkit: practices, rules, metrics, how to run a roundtable."""


@toolkit_cli.command()
def build(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one with an earlier toolkit.")],
) -> None:
    """Write the toolkit as plain pages that open from a disk or any web server."""
    site()
    from crossroads.playbook.toolkit import build as build_folder

    written = build_folder(folder)
    print(f"{len(written)} pages written. Open {folder / 'index.html'}")
