"""What the plan does when recruiting is stopped."""

from __future__ import annotations

from crossroads.base.actor import Actor
from crossroads.planning.models import Campaign
from crossroads.planning.services import halt_campaign
from crossroads.studies.events import RecruitingStopped
from crossroads.studies.models import StopOrder


def halt_campaigns(event: RecruitingStopped) -> None:
    """A stopped study halts all its campaigns, a stopped campaign itself; a stopped site none."""
    if event.site_id is not None:
        return
    order = StopOrder.objects.select_related("study__organisation").get(public_id=event.stop_order_id)
    campaigns = (
        Campaign.objects.select_related("study")
        .filter(study=order.study)
        .exclude(state__in=("stopped", "closed"))
    )
    if event.campaign_ref is not None:
        campaigns = campaigns.filter(public_id=event.campaign_ref)
    for campaign in campaigns:
        halt_campaign(campaign=campaign, by=Actor.worker(order.study.organisation), at=order.ordered_at)
