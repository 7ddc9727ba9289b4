"""What the worker does here, again and again."""

from __future__ import annotations

from datetime import timedelta

from crossroads.base.duties import Duty
from crossroads.community import services

TAKE_IN = Duty(name="community.take_in", every=timedelta(minutes=1), run=services.take_in)
"""Its clocks start at arrival: the more often it runs, the more of them is left to people."""
WAKE = Duty(name="community.wake", every=timedelta(minutes=5), run=services.wake)
