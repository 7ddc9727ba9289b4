"""Recurring work, claimed by one worker at a time.

A ``Duty`` names what is to be done and how often. Its row is claimed by a conditional UPDATE, alike on SQLite and
PostgreSQL: one row changed means it is ours. Claim and completion are apart, so that work whose worker died is
taken up again when the claim lapses; a duty must therefore bear being run twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from crossroads.base.models import DutyRow

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)

_duties: dict[str, Duty] = {}


@dataclass(frozen=True, slots=True)
class Duty:
    """name   stable, such as "audit.seal"
    every  how long after one run the next is due
    run    does all that is due at the given time and returns how many things it did
    """

    name: str
    every: timedelta
    run: Callable[[datetime], int]

    def register(self) -> None:
        _duties[self.name] = self


def all_duties() -> tuple[Duty, ...]:
    return tuple(_duties[name] for name in sorted(_duties))


def run_due(at: datetime) -> int:
    """Run every duty that is due and free; returns how many things were done in all."""
    return sum(_run_if_due(duty, at) for duty in all_duties())


def run_all(at: datetime) -> int:
    """Run every duty now, due or not: for tests, demos and ``crossroads worker --once``."""
    return sum(duty.run(at) for duty in all_duties())


def _run_if_due(duty: Duty, at: datetime) -> int:
    if not _claim(duty, at):
        return 0
    done, error = 0, ""
    try:
        done = duty.run(at)
    except Exception as failure:
        logger.exception("duty %s failed", duty.name)
        error = type(failure).__name__
    DutyRow.objects.filter(name=duty.name).update(
        due_at=at + duty.every, claimed_until=None, finished_at=at, done_count=done, last_error=error
    )
    return done


def _claim(duty: Duty, at: datetime) -> bool:
    DutyRow.objects.get_or_create(name=duty.name, defaults={"due_at": at})
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
    claimed = DutyRow.objects.filter(free, name=duty.name, due_at__lte=at).update(claimed_until=at + CLAIM)
    return claimed == 1
