"""One twin for every check: the same rule as a sentence, so that a disabled button and a refusal cannot disagree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crossroads.engines.errors import CrossroadsError


def why_not(check: Callable[..., Any], *about: Any, advice: bool = False) -> str:
    """The sentence of a check that would refuse; empty where it would not. ``advice`` adds what to do about it."""
    try:
        check(*about)
    except CrossroadsError as refusal:
        return f"{refusal.message} {refusal.advice}".strip() if advice else refusal.message
    return ""
