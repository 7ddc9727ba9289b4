"""What is missing on a new machine is told in one sentence, with the command that mends it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AS_NOBODY = (
    ("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") if os.geteuid() == 0 else ()
)
TOOLS = ("sh", "dirname", "cat", "cksum", "rm", "id", "pwd", "echo", "env")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but what the script looks at, and a PATH with nothing but the shell's own tools."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "scripts" / "setup", tmp_path / "scripts" / "setup")
    for tool in TOOLS:
        if found := shutil.which(tool):
            (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def _set_up(checkout: Path, *before: str) -> tuple[int, str]:
    environment = {"PATH": str(checkout / "bin"), "HOME": os.environ.get("HOME", "/")}
    command = [*before, "/bin/sh", "scripts/setup", "web"]
    ran = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stderr.strip()


def _python(checkout: Path, script: str) -> None:
    path = checkout / "bin" / "python3"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_without_python_the_package_to_install_is_named(checkout: Path) -> None:
    code, told = _set_up(checkout)
    assert code == 2
    assert told == (
        "crossroads: Python 3.11 or newer is missing; install it with: sudo apt-get install python3 python3-venv"
    )


def test_an_older_python_counts_as_none(checkout: Path) -> None:
    _python(checkout, "exit 1")
    assert "Python 3.11 or newer is missing" in _set_up(checkout)[1]


def test_a_python_without_venv_is_told_apart(checkout: Path) -> None:
    _python(checkout, 'case "$2" in *ensurepip*) exit 1;; esac')
    code, told = _set_up(checkout)
    assert code == 2
    assert told.endswith("install it with: sudo apt-get install python3-venv")


def test_a_folder_that_cannot_be_written_is_told(checkout: Path) -> None:
    """Root may write everywhere, so root tries it as nobody."""
    _python(checkout, "exit 0")
    for folder in (checkout, *checkout.parents):
        if folder.owner() == "root" and folder.is_relative_to(tempfile.gettempdir()):
            folder.chmod(folder.stat().st_mode | 0o055)
    checkout.chmod(0o555)
    try:
        assert "cannot be written" in _set_up(checkout, *AS_NOBODY)[1]
    finally:
        checkout.chmod(0o755)
