"""The promise to call: by when a site has tried to reach a person who asked for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from crossroads.base import clock

WORKING_DAYS_TO_CALL = 2
"""A house number, told to every person before they consent."""

WORKING_DAYS_BETWEEN_CALLS = 1
"""After a call that nobody took, the next is due one working day later."""

_SATURDAY = 5


def call_by(asked_at: datetime, *, zone_name: str, working_days: int = WORKING_DAYS_TO_CALL) -> datetime:
    """The same hour, so many working days (Monday to Friday) later, in the organisation's zone; in UTC.

    Public holidays differ from site to site and are not known here: a promise that falls on one shows as
    overdue.
    """
    local = asked_at.astimezone(clock.zone(zone_name))
    left = working_days
    while left:
        local += timedelta(days=1)  # wall time: the hour stays the same over a change of clocks
        left -= local.weekday() < _SATURDAY
    return local.astimezone(asked_at.tzinfo)
