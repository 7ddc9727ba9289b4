"""Numbers so small that they could point at a person, hidden from those who see numbers only."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crossroads.base.actor import Actor
from crossroads.engines.terms import Role

SMALL = 5
"""Fewer people than this are not shown as a number."""


def hides_small(actor: Actor) -> bool:
    """Whether small numbers are hidden from this person: from all but those who run the recruiting."""
    return not actor.holds(Role.ADMIN, Role.OUTREACH_LEAD)


def is_small(number: int) -> bool:
    return 0 < number < SMALL


def cell(number: int, hides: bool) -> str:
    return _("under %(small)d") % {"small": SMALL} if hides and is_small(number) else str(number)
