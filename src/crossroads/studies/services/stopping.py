"""The one button that stops, and the careful way back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from crossroads.base import audit
from crossroads.base.actor import Actor
from crossroads.base.events import announce
from crossroads.base.service import service
from crossroads.engines.errors import Conflict, InputProblem, NotFound, Where
from crossroads.studies import policies
from crossroads.studies.events import RecruitingStopped
from crossroads.studies.models import Site, StopOrder, Study


@service("studies.recruiting.stop")
def stop(
    *,
    study: Study,
    reason: str,
    by: Actor,
    at: datetime,
    site: Site | None = None,
    campaign_ref: UUID | None = None,
) -> StopOrder:
    """Stop recruiting for the study, or for one site or campaign of it.

    What later rooms must do (cancel, close, take down) happens in this same transaction, through
    ``RecruitingStopped``.

    raises  InputProblem "studies.stop_reason", "studies.stop_one_place"; NotFound for a site of another
            study; Conflict "studies.already_stopped"
    """
    policies.check_can_stop(by, study)
    Study.objects.select_for_update().get(pk=study.pk)  # two clicks are one stop
    if not reason.strip():
        raise InputProblem("studies.stop_reason", where=Where(field="reason"))
    if site is not None and campaign_ref is not None:
        raise InputProblem("studies.stop_one_place")
    if site is not None and site.study_id != study.pk:
        raise NotFound("thing.not_found", thing="site")
    if StopOrder.objects.filter(
        study=study, site=site, campaign_ref=campaign_ref, lifted_at__isnull=True
    ).exists():
        raise Conflict("studies.already_stopped")
    order = StopOrder.objects.create(
        study=study,
        site=site,
        campaign_ref=campaign_ref,
        reason=reason.strip(),
        ordered_by=by.user,
        ordered_at=at,
    )
    audit.record(
        "studies.recruiting.stopped", target=order, by=by, at=at, reason=order.reason, study=study.registry_id
    )
    announce(
        RecruitingStopped(
            study_id=study.public_id,
            site_id=site.public_id if site else None,
            campaign_ref=campaign_ref,
            stop_order_id=order.public_id,
        )
    )
    return order


@service("studies.recruiting.lift")
def lift_stop(*, stop_order: StopOrder, reason: str, by: Actor, at: datetime) -> StopOrder:
    """Lift a stop. Nothing starts again by itself: each campaign and publication is taken up by a person.

    raises  InputProblem "studies.stop_reason", Conflict "studies.stop_lifted"
    """
    policies.check_can_lift(by, stop_order)
    if not reason.strip():
        raise InputProblem("studies.stop_reason", where=Where(field="reason"))
    lifted = StopOrder.objects.filter(pk=stop_order.pk, lifted_at__isnull=True).update(
        lifted_by=by.user, lifted_at=at, lift_reason=reason.strip()
    )
    if not lifted:
        raise Conflict("studies.stop_lifted")
    stop_order.refresh_from_db()
    audit.record("studies.recruiting.stop_lifted", target=stop_order, by=by, at=at, reason=reason.strip())
    return stop_order
