"""Recurring work of this room."""

from __future__ import annotations

from datetime import timedelta

from crossroads.base.duties import Duty
from crossroads.content.services import expire_approvals

EXPIRE = Duty(name="content.expire", every=timedelta(minutes=1), run=expire_approvals)
