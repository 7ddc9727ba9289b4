from __future__ import annotations

from collections.abc import Iterator

import pytest
from finder_indexes import ON_POSTGRESQL, a_postgresql_index, a_sqlite_index

from crossroads.engines.finder import Index, Lexicon


@pytest.fixture
def index() -> Iterator[Index]:
    """An empty index in the database that the run tests on."""
    make = a_postgresql_index if ON_POSTGRESQL else a_sqlite_index
    with make() as made:
        yield made


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The finder's own names, without any handed in."""
    return Lexicon()
