"""Template filters that every room uses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template

from crossroads.base import clock, lives, slots

register = template.Library()


@register.filter
def moment(value: datetime | None, zone: str = "UTC") -> str:
    """``{{ at|moment:org.time_zone }}``: 22 Nov 2026, 14:00 CET; empty for no time."""
    return clock.moment(value, zone) if value else ""


@register.filter
def words(state: str) -> str:
    """A state or a code as people read it."""
    return lives.words(str(state))


@register.filter
def until(due: datetime | None, now: datetime | None = None) -> str:
    """How long is left, in plain words: "in 3 hours", "2 days overdue"."""
    if due is None:
        return ""
    left = due - (now or clock.now())
    amount = _span(abs(left))
    return f"in {amount}" if left > timedelta(0) else f"{amount} overdue"


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    for size, unit in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return "less than a minute"


@register.filter
def due_tone(due: datetime | None, now: datetime | None = None) -> str:
    """How a due time looks: late, soon (within a day) or calm."""
    if due is None:
        return "calm"
    left = due - (now or clock.now())
    return "late" if left < timedelta(0) else "soon" if left < timedelta(days=1) else "calm"


@register.simple_tag
def slot(place: str, **context: Any) -> list[Any]:
    """What later rooms put into a named place of this page."""
    return slots.contents(place, **context)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """A value of a mapping by a key that is itself a variable; None where there is none."""
    return mapping.get(key)
