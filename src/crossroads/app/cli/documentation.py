"""Pages of the documentation that are drawn from the product."""

from __future__ import annotations

from pathlib import Path

import typer

from crossroads.app.cli import cli, site

docs_cli = typer.Typer(help="The generated documentation.", no_args_is_help=True)
cli.add_typer(docs_cli, name="docs")


@docs_cli.callback()
def group() -> None:
    """The generated documentation."""


@docs_cli.command()
def write(folder: Path) -> None:
    """Write the generated pages below a folder."""
    site()
    from crossroads.app.reference import pages

    for name, text in pages().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
