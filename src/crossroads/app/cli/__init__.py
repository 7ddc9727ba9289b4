"""The command line: a thin face over services and engines, one file per subject.

Engine commands need no database and start quickly: Django is set up only by those that call ``site``.
Exit codes: 0 fine, 1 findings (or refused), 2 bad input, told in one sentence.
"""

from __future__ import annotations

import sys

import typer

from crossroads.engines.errors import CrossroadsError

cli = typer.Typer(
    name="crossroads",
    help="Recruit for a clinical trial through social media, from the registry record to people enrolled.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def site() -> None:
    """Set up Django, for commands that need the database."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crossroads.app.settings")
    django.setup()


def main() -> None:
    """Run one command; tell an anticipated error in its own words."""
    from crossroads.app.cli import commands  # noqa: F401 - registers every command

    try:
        cli()
    except CrossroadsError as error:
        print(f"crossroads: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
