"""Assertions about the database that tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass
class Counts:
    """How many queries each measured call made."""

    found: list[int] = field(default_factory=list)

    def measure(self, call: Callable[[], object]) -> None:
        with CaptureQueriesContext(connection) as captured:
            call()
        self.found.append(len(captured))


@contextmanager
def same_count_of_queries() -> Iterator[Counts]:
    """Every call measured inside makes as many queries as the others, however many rows there are by then."""
    counts = Counts()
    yield counts
    assert len(set(counts.found)) == 1, counts.found
