"""The one place that reads the clock. Edges call ``now`` and hand the time in; services take ``at=``."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from crossroads.engines.errors import InputProblem


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def zone(name: str) -> ZoneInfo:
    """An IANA time zone. Raises InputProblem "time.unknown_zone" for any other name."""
    if name not in available_timezones():
        raise InputProblem("time.unknown_zone", zone=name)
    return ZoneInfo(name)


def from_wall_time(wall: datetime, zone_name: str) -> datetime:
    """UTC for a wall time in a zone.

    A wall time that a clock change skips or repeats would publish at another hour than the person meant,
    so both are told: InputProblem "time.skipped" or "time.repeated".
    """
    where = zone(zone_name)
    early, late = wall.replace(tzinfo=where, fold=0), wall.replace(tzinfo=where, fold=1)
    if early.utcoffset() != late.utcoffset():
        returned = early.astimezone(UTC).astimezone(where).replace(tzinfo=None)
        code = "time.repeated" if returned == wall else "time.skipped"
        raise InputProblem(code, time=wall.strftime("%d %b %Y %H:%M"), zone=zone_name)
    return early.astimezone(UTC)


def moment(value: datetime, zone_name: str) -> str:
    """A time as people read it, with its zone: ``22 Nov 2026, 14:00 CET``."""
    return value.astimezone(zone(zone_name)).strftime("%-d %b %Y, %H:%M %Z")
