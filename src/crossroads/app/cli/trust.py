"""Keys and the trail."""

from __future__ import annotations

from pathlib import Path

import typer

from crossroads.app.cli import cli, site

audit_cli = typer.Typer(help="The audit trail.", no_args_is_help=True)
keys_cli = typer.Typer(help="The keys of personal data.", no_args_is_help=True)
cli.add_typer(audit_cli, name="audit")
cli.add_typer(keys_cli, name="keys")


@audit_cli.command()
def verify() -> None:
    """Walk the hash chain of every organisation and say where it breaks, if it does."""
    site()
    from crossroads.base.models import Organisation
    from crossroads.base.sealing import verify as verify_chain

    reports = [verify_chain(organisation) for organisation in Organisation.objects.order_by("slug")]
    for report in reports:
        state = "holds" if report.holds else "BROKEN"
        print(f"{report.organisation}: {state}; {report.sealed} sealed, {report.unsealed} not sealed yet")
        for line in report.breaks:
            print(f"  {line}")
    raise typer.Exit(0 if all(report.holds for report in reports) else 1)


@audit_cli.command()
def seal() -> None:
    """Seal what is committed and not yet in the chain. The worker does this by itself."""
    site()
    from crossroads.base import clock
    from crossroads.base.sealing import seal_committed

    print(f"{seal_committed(clock.now())} entries sealed")


@keys_cli.command()
def make(path: Path) -> None:
    """Make a key file. Keep a copy of it apart from the database: without it contact data stays unreadable."""
    from crossroads.base.crypto import Keyring
    from crossroads.engines.errors import InputProblem

    try:
        Keyring.fresh().write(path)
    except FileExistsError:
        raise InputProblem("keys.exists", path=str(path)) from None
    print(f"Keys written to {path}. Set CROSSROADS_KEYS_FILE={path}")
