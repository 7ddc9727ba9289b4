"""Counters without persons: the only thing that is written before a person consents to contact.

A cell is (study, day, post's token, stage, criterion). There is no time of day, no address, no row per
person, and no entry in the trail either: an entry per click would be the row per person that we promise not
to keep. This is the one place outside the services that writes.

Two readings of a cell:
  criterion ""      how often the stage was reached
  criterion "EXCL2" how often that criterion spoke against taking part, in a prescreening that was completed
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from crossroads.base import clock
from crossroads.engines.terms import Stage
from crossroads.portal.models import LandingCount
from crossroads.studies.models import Study


def count(
    *, study: Study, stage: Stage, at: datetime, token: str = "", criterion: str = "", times: int = 1
) -> None:
    """Add to one cell. The day is the organisation's own; ``token`` is one that a post of ours carries."""
    cell = {
        "study": study,
        "day": local_day(study, at),
        "token": token,
        "stage": stage.value,
        "criterion": criterion,
    }
    if _add(cell, times):
        return
    try:
        with transaction.atomic():
            LandingCount.objects.create(**cell, count=times)
    except IntegrityError:  # somebody made the cell in this moment
        _add(cell, times)


def count_completed(*, study: Study, at: datetime, token: str, may_fit: bool, not_met: Iterable[str]) -> None:
    """Count a completed prescreening: that it was, whether the person may fit, and what spoke against it.

    may_fit  nothing speaks against taking part: the person may fit, or a person of the study must look
    not_met  codes of the criteria that speak against it
    """
    with transaction.atomic():
        count(study=study, stage=Stage.PRESCREEN_COMPLETED, at=at, token=token)
        if may_fit:
            count(study=study, stage=Stage.MAY_FIT, at=at, token=token)
        for code in not_met:
            count(study=study, stage=Stage.PRESCREEN_COMPLETED, at=at, token=token, criterion=code)


def local_day(study: Study, at: datetime) -> date:
    return at.astimezone(clock.zone(study.organisation.time_zone)).date()


def _add(cell: dict[str, object], times: int) -> bool:
    return LandingCount.objects.filter(**cell).update(count=F("count") + times) == 1
