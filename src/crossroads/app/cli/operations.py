"""Running the site."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import Annotated

import typer

from crossroads.app.cli import cli, site
from crossroads.engines.errors import ConfigurationProblem

Port = Annotated[int, typer.Option(help="Port on this machine.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


@cli.command()
def migrate() -> None:
    """Bring the database up to date with this version."""
    site()
    from django.conf import settings
    from django.core.management import call_command

    settings.CROSSROADS.home.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=1)


@cli.command()
def serve(port: Port = 8000, host: Host = "127.0.0.1", workers: int = 1, with_worker: bool = True) -> None:
    """Serve the site; the worker runs as a child process."""
    site()
    run_site(host=host, port=port, workers=workers, with_worker=with_worker, command="crossroads serve")


@cli.command()
def worker(
    once: Annotated[bool, typer.Option(help="Run every duty once, then end.")] = False,
    pause_seconds: Annotated[float, typer.Option(help="Rest between two looks at what is due.")] = 1.0,
) -> None:
    """Run the duties: publish, settle, triage, hand off, seal."""
    site()
    from django.db import close_old_connections

    from crossroads.base import clock
    from crossroads.base.duties import run_all, run_due

    if once:
        print(f"{run_all(clock.now())} things done")
        return
    parent = os.getppid()
    while os.getppid() == parent:  # a worker never outlives the site that started it
        run_due(clock.now())
        close_old_connections()
        time.sleep(pause_seconds)


def run_site(*, host: str, port: int, workers: int, with_worker: bool, command: str) -> None:
    """Serve until interrupted. Raises ConfigurationProblem "serve.port_taken" or "serve.not_migrated"."""
    from granian import Granian
    from granian.constants import Interfaces

    check_port(host, port, command)
    _check_migrated()
    child = subprocess.Popen([sys.executable, "-m", "crossroads", "worker"]) if with_worker else None
    try:
        Granian(
            "crossroads.app.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_access=False,
        ).serve()
    finally:
        if child is not None:
            child.send_signal(signal.SIGTERM)
            child.wait(timeout=10)


def check_port(host: str, port: int, command: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise ConfigurationProblem(
                "serve.port_taken", port=port, other=port + 1, command=command
            ) from None


def _check_migrated() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ConfigurationProblem("serve.not_migrated")
