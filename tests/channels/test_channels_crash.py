"""Killed at every step, published exactly once: real processes, a real SIGKILL, on the database of this
run.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from crossroads.channels import publisher
from crossroads.channels.models import LocalPost, Publication
from crossroads.channels.networks import installed
from crossroads.channels.publisher import SETTLE_STEPS, STEPS
from crossroads.channels.publisher.steps import CLAIM
from makers.channels import make_account, make_publication, make_variant
from world import NOW, World

pytestmark = pytest.mark.slow

WORKER = Path(__file__).with_name("crash_worker.py")
DUE = NOW + timedelta(minutes=5)
LATER = DUE + CLAIM + timedelta(minutes=1)


@pytest.fixture
def due(transactional_db, world: World) -> int:
    return _schedule(world, 3)


def _schedule(world: World, count: int) -> int:
    variant, account = make_variant(world), make_account(world)
    for number in range(count):
        make_publication(world, variant, account, after=timedelta(seconds=number))
    return count


def _start(at: datetime, step: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKER), str(connection.settings_dict["NAME"]), at.isoformat(), step]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def _go(*workers: subprocess.Popen[str]) -> list[int]:
    """Let all of them run at once; their exit codes."""
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate(timeout=60)
    return [worker.returncode for worker in workers]


def _recover() -> None:
    """What the worker does after a restart, until nothing is left to do."""
    for minutes in range(3):
        at = LATER + timedelta(minutes=minutes)
        publisher.reclaim_stale(at)
        publisher.settle_unknown(at, channels=installed())
        publisher.release_due(at)
        publisher.publish_due(at, channels=installed())


def _each_exactly_once(count: int) -> None:
    posts = Counter(LocalPost.objects.values_list("mark", flat=True))
    tokens = list(Publication.objects.values_list("token", flat=True))
    assert posts == dict.fromkeys(tokens, 1)
    assert Counter(Publication.objects.values_list("state", flat=True)) == {"published": count}
    assert set(Publication.objects.values_list("network_id", flat=True)) == {
        str(ref) for ref in LocalPost.objects.values_list("public_id", flat=True)
    }


@pytest.mark.parametrize("step", STEPS)
def test_killed_while_publishing(due: int, step: str) -> None:
    assert _go(_start(DUE, step)) == [-signal.SIGKILL]
    _recover()
    _each_exactly_once(due)


class _Crash(BaseException):
    """Ends a run where it stands, as a kill does."""


@pytest.mark.parametrize("left_at", ["started", "answered"], ids=["before-the-post", "after-the-post"])
@pytest.mark.parametrize("step", SETTLE_STEPS)
def test_killed_again_while_settling(due: int, left_at: str, step: str) -> None:
    """The second worker is killed while it finds out what the first one left behind."""

    def crash(now: str) -> None:
        if now == left_at:
            raise _Crash

    with pytest.raises(_Crash):
        publisher.publish_due(DUE, channels=installed(), on_step=crash)
    killed = _go(_start(LATER, step))
    released = left_at == "started"
    assert killed == [-signal.SIGKILL if released or not step.startswith("releas") else 0]
    _recover()
    _each_exactly_once(due)


def test_two_workers_at_once_publish_each_of_fifty_once(transactional_db, world: World) -> None:
    count = _schedule(world, 50)
    assert _go(_start(DUE), _start(DUE)) == [0, 0]
    _each_exactly_once(count)
    assert set(Publication.objects.values_list("tries", flat=True)) == {1}


def test_two_workers_at_once_settle_what_a_third_left(due: int) -> None:
    assert _go(_start(DUE, "answered")) == [-signal.SIGKILL]
    assert _go(_start(LATER), _start(LATER)) == [0, 0]
    _recover()
    _each_exactly_once(due)
