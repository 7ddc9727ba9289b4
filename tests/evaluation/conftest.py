from __future__ import annotations

import pytest

from makers.evaluation import Example, make_example
from world import World


@pytest.fixture
def example(world: World) -> Example:
    return make_example(world)
