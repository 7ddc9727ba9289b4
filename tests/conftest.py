"""What every test may ask for. The world itself is in ``world.py``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from browser import AXE, CHROMIUM
from crossroads.base import guards
from world import World, make_world

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("house")


def _flush_guarded_tables() -> None:
    """Append-only tables refuse DELETE and TRUNCATE, and so would Django's flush between tests: lift, flush, guard."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with guards.lifted():
            flush(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


_flush_guarded_tables()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What this machine lacks is skipped with the command that mends it, and fails where CI=true."""
    if CHROMIUM and AXE.exists():
        return
    lack = "Chromium: apt-get install -y chromium" if not CHROMIUM else "axe-core: npm ci"
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=f"not run: needs {lack}"))


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    """Sign-in counters and the like do not leak from one test to the next."""
    from django.core.cache import cache

    cache.clear()
    yield


@pytest.fixture
def world(db: None) -> World:
    return make_world()
