"""The worked example on a database of its own, then the site."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Annotated

import typer

from crossroads.app.cli import cli, site
from crossroads.app.cli.operations import Host, Port, check_port, run_site
from crossroads.engines.errors import ConfigurationProblem

MARK = ".crossroads-demo"
COMMAND = "crossroads demo"

Home = Annotated[
    Path, typer.Option(help="Data folder of the demo; rebuilt each time, and nothing else is touched.")
]
Serve = Annotated[bool, typer.Option(help="Serve the site when the example is ready.")]


@cli.command()
def demo(
    home: Home = Path("demo-data"), port: Port = 8000, host: Host = "127.0.0.1", serve: Serve = True
) -> None:
    """Rebuild the worked example, an invented study from its record to its lesson, and serve it."""
    if serve:
        check_port(host, port, COMMAND)
    fresh_folder(home)
    for name in [name for name in os.environ if name.startswith("CROSSROADS_")]:
        del os.environ[name]
    os.environ["CROSSROADS_MODE"] = "development"
    os.environ["CROSSROADS_HOME"] = str(home.resolve())
    os.environ["CROSSROADS_PUBLIC_URL"] = f"http://localhost:{port}"
    site()
    _tell()
    if serve:
        print(_welcome(port))
        run_site(host=host, port=port, workers=1, with_worker=True, command=COMMAND)


def fresh_folder(home: Path) -> None:
    """An empty folder with our mark.

    raises  ConfigurationProblem "demo.folder_in_use" where something else lies in it, "settings.not_writable"
    """
    try:
        if home.exists() and any(home.iterdir()):
            if not (home / MARK).exists():
                raise ConfigurationProblem("demo.folder_in_use", path=str(home))
            shutil.rmtree(home)
        home.mkdir(parents=True, exist_ok=True)
        (home / MARK).touch()
    except OSError:
        raise ConfigurationProblem("settings.not_writable", path=str(home)) from None


def _tell() -> None:
    from django.core.management import call_command

    from crossroads.app.demo import tell_story
    from crossroads.base import clock
    from crossroads.base.sealing import seal_committed

    started = time.monotonic()
    print("Making the tables ...", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    print("Telling the story of an invented study, from its record to its lesson ...", flush=True)
    tell_story(clock.now())
    while seal_committed(clock.now()):
        pass
    print(f"Ready after {time.monotonic() - started:.0f} seconds.")


def _welcome(port: int) -> str:
    from crossroads.app.demo.story import PASSWORD
    from crossroads.base.models import Organisation, RoleAssignment
    from crossroads.studies.models import Study

    site_url = f"http://localhost:{port}"
    ours = Organisation.objects.order_by("pk")[0]
    held = RoleAssignment.objects.filter(organisation=ours).select_related("user").order_by("pk")
    people = "\n".join(f"    {a.role.replace('_', ' '):24} {a.user.email}" for a in held)
    study = Study.objects.filter(organisation=ours).order_by("pk")[0]
    return f"""
Everything in it is invented. Open

    {site_url}/                          studies that look for people
    {site_url}/s/{study.slug}/          what a patient sees
    {site_url}/local/lighthouse/         the feed that plays the outside network
    {site_url}/sign-in/                  for staff; every password is: {PASSWORD}

{people}

Stop with Ctrl-C. Nothing leaves this machine.
"""
