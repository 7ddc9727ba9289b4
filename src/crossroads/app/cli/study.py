"""Registry records in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from crossroads.app.cli import cli, site
from crossroads.engines.errors import InputProblem

if TYPE_CHECKING:
    from crossroads.base.actor import Actor
    from crossroads.engines.registry import RawRecord
    from crossroads.studies.services import ImportReport

study_cli = typer.Typer(help="Registry records.", no_args_is_help=True)
cli.add_typer(study_cli, name="study")

SHOWN_PROBLEMS = 20

Files = Annotated[list[Path], typer.Argument(help="Registry files: JSON, XML, JSONL, gzip, tar or zip.")]
Org = Annotated[
    str, typer.Option("--org", help="Whose studies they are; the only organisation if there is one.")
]
As = Annotated[str, typer.Option("--as", help="E-mail of who imports; the installation itself if not given.")]


@study_cli.callback()
def study() -> None:
    """Registry records."""


@study_cli.command("import")
def import_files(files: Files, org: Org = "", as_: As = "") -> None:
    """Read registry files, one record or thousands; the same again changes nothing.

    Ends with 0 when every record was read, 1 when some failed, 2 when nothing could be read.
    """
    site()
    from crossroads.base import clock
    from crossroads.studies.services import import_records

    missing = [path for path in files if not path.is_file()]
    if missing:
        raise InputProblem("input.file_missing", path=str(missing[0]))
    actor = _actor(org, as_)
    with _progress() as progress:
        task = progress.add_task("Reading", total=sum(path.stat().st_size for path in files))
        records = _records(files, lambda done: progress.update(task, completed=done))
        report = import_records(raw=records, by=actor, at=clock.now())
    _show(report)
    if not report.read:
        raise InputProblem("studies.nothing_read")
    raise typer.Exit(1 if report.failed else 0)


def _actor(org: str, email: str) -> Actor:
    """Who imports: a member by e-mail, else the installation's own worker."""
    from crossroads.base.actor import Actor
    from crossroads.base.models import Organisation, User
    from crossroads.base.queries import actor_for

    organisations = list(Organisation.objects.order_by("slug"))
    chosen = [one for one in organisations if one.slug == org] if org else organisations
    if len(chosen) != 1:
        known = ", ".join(one.slug for one in organisations) or "none yet"
        raise InputProblem("studies.organisation_missing", count=len(organisations), known=known)
    if not email:
        return Actor.worker(chosen[0])
    user = User.objects.filter(email=email).first()
    if user is None:
        raise InputProblem("studies.nobody_may_import")
    return actor_for(user, chosen[0].slug)


def _records(files: list[Path], moved: Callable[[int], None]) -> Iterator[RawRecord | InputProblem]:
    from crossroads.engines.registry import RawRecord, read_records

    before = 0
    for path in files:
        for found in read_records(path):
            if isinstance(found, RawRecord):
                moved(before + found.bytes_read)
            yield found
        before += path.stat().st_size
        moved(before)


def _progress() -> Progress:
    """A bar by bytes, on standard error, so that the table can be piped."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _show(report: ImportReport) -> None:
    table = Table(title="Records")
    table.add_column("What became of them")
    table.add_column("How many", justify="right")
    for words, count in (
        ("new", len(report.new)),
        ("changed, a new version", len(report.changed)),
        ("unchanged", len(report.unchanged)),
        ("failed", len(report.failed)),
    ):
        table.add_row(words, f"{count:,}")
    Console().print(table)
    for problem in report.failed[:SHOWN_PROBLEMS]:
        print(problem, file=sys.stderr)
    if len(report.failed) > SHOWN_PROBLEMS:
        print(f"and {len(report.failed) - SHOWN_PROBLEMS:,} more", file=sys.stderr)
