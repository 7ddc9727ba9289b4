"""Where tests find the shared data: a folder beside the checkout, never part of it.

A machine without the data skips such a test and says so; in continuous integration that is a failure.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(name: str) -> Path:
    """The path of a file in the shared data, such as "ctgov-xml/trials.jsonl.gz"."""
    path = SHARED_DATA / name
    if not path.exists():
        reason = f"the shared data has no {name} (looked beside the checkout)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
