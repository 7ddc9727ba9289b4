"""Named places in earlier pages that later rooms fill: data flows one way, and so do the imports.

A page asks ``contents("study.page.actions", ...)``; a later room has said ``fill("study.page.actions", fn)`` when
the app started. A place that nobody fills is empty, never an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_fillers: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def fill(place: str, provider: Callable[..., Any]) -> None:
    """Let ``provider`` add to a place. It returns one thing, or None where it has nothing to say."""
    if provider not in _fillers[place]:
        _fillers[place].append(provider)


def contents(place: str, **context: Any) -> list[Any]:
    """What all providers of a place have to say, in the order of the house."""
    answers = (provider(**context) for provider in _fillers[place])
    return [answer for answer in answers if answer is not None]


def first(place: str, **context: Any) -> Any:
    """The first answer, or None."""
    return next(iter(contents(place, **context)), None)
