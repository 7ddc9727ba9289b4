"""What this room does when recruiting is stopped, in the stop's own transaction."""

from __future__ import annotations

from crossroads.base.actor import Actor
from crossroads.base.events import subscribe
from crossroads.channels.services import stop_publications
from crossroads.studies.events import RecruitingStopped
from crossroads.studies.models import StopOrder


def listen() -> None:
    """Called once, when the app starts."""
    subscribe(RecruitingStopped, on_stopped)


def on_stopped(event: RecruitingStopped) -> None:
    order = StopOrder.objects.select_related("study__organisation", "site").get(public_id=event.stop_order_id)
    stop_publications(order=order, by=Actor.worker(order.study.organisation), at=order.ordered_at)
