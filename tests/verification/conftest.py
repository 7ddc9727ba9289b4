"""The demo's story, told once for all tests of a file; each test is rolled back to the end of the story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from crossroads.app.demo import Story, tell_story
from world import NOW


@contextmanager
def _rolled_back() -> Iterator[None]:
    """A transaction that never commits, and that durable transactions may nest in, as in Django's own test cases."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # type: ignore[attr-defined]
    with atomic:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker) -> Iterator[Story]:
    with django_db_blocker.unblock(), _rolled_back():
        yield tell_story(NOW)


@pytest.fixture
def story(told: Story, db: None) -> Story:
    """The story as it was told; ``db`` rolls the test itself back."""
    return told
