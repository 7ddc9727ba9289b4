"""The one button that stops, and the careful way back."""

from __future__ import annotations

import uuid

import pytest

from crossroads.base import events
from crossroads.engines.errors import ActionDenied, Conflict, InputProblem, NotFound
from crossroads.studies import queries, services
from crossroads.studies.events import RecruitingStopped
from crossroads.studies.models import StopOrder
from makers.studies import make_study, raw_record, record_with, site_of
from world import NOW, World


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[RecruitingStopped]:
    told: list[RecruitingStopped] = []
    monkeypatch.setitem(events._handlers, RecruitingStopped, [told.append])
    return told


def test_a_stop_of_the_study_covers_its_sites_and_campaigns(
    world: World, heard: list[RecruitingStopped]
) -> None:
    study = make_study(world)
    order = services.stop(study=study, reason="A question of safety.", by=world.samir, at=NOW)
    assert queries.is_stopped(study) == order
    assert queries.is_stopped(study, site=site_of(study)) == order
    assert queries.is_stopped(study, campaign_ref=uuid.uuid4()) == order
    assert [event.stop_order_id for event in heard] == [order.public_id]
    assert study not in queries.public_open_studies()


def test_a_stop_of_one_place_covers_that_place_alone(world: World) -> None:
    study, campaign = make_study(world), uuid.uuid4()
    services.stop(study=study, site=site_of(study), reason="Flooded.", by=world.samir, at=NOW)
    services.stop(study=study, campaign_ref=campaign, reason="Too loud.", by=world.alice, at=NOW)
    assert queries.is_stopped(study) is None
    assert queries.is_stopped(study, site=site_of(study)) is not None
    assert queries.is_stopped(study, site=site_of(study, "Leeds")) is None
    assert queries.is_stopped(study, campaign_ref=campaign) is not None
    assert study in queries.public_open_studies()


def test_what_listens_and_fails_undoes_the_stop(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Order and consequences stand or fall together."""

    def fail(_event: RecruitingStopped) -> None:
        raise RuntimeError

    study = make_study(world)
    monkeypatch.setitem(events._handlers, RecruitingStopped, [fail])
    with pytest.raises(RuntimeError):
        services.stop(study=study, reason="Flooded.", by=world.samir, at=NOW)
    assert not StopOrder.objects.exists()


def test_a_stop_is_lifted_with_a_reason_and_only_once(world: World) -> None:
    study = make_study(world)
    order = services.stop(study=study, reason="A question.", by=world.samir, at=NOW)
    lifted = services.lift_stop(stop_order=order, reason="Answered.", by=world.regina, at=NOW)
    assert lifted.lift_reason == "Answered." and queries.is_stopped(study) is None
    with pytest.raises(Conflict, match="already"):
        services.lift_stop(stop_order=order, reason="Again.", by=world.regina, at=NOW)


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_reason_no_stop_and_no_lifting(world: World, reason: str) -> None:
    study = make_study(world)
    with pytest.raises(InputProblem, match="reason"):
        services.stop(study=study, reason=reason, by=world.samir, at=NOW)
    order = services.stop(study=study, reason="A question.", by=world.samir, at=NOW)
    with pytest.raises(InputProblem, match="reason"):
        services.lift_stop(stop_order=order, reason=reason, by=world.regina, at=NOW)


def test_the_same_stop_twice_is_told(world: World) -> None:
    study = make_study(world)
    services.stop(study=study, reason="A question.", by=world.samir, at=NOW)
    with pytest.raises(Conflict, match="stopped there already"):
        services.stop(study=study, reason="A question.", by=world.alice, at=NOW)


def test_a_site_of_another_study_is_told_like_none(world: World) -> None:
    study = make_study(world)
    other = services.import_record(
        raw=raw_record(record_with(identificationModule__nctId="NCT99990002")), by=world.alice, at=NOW
    ).study
    with pytest.raises(NotFound):
        services.stop(study=study, site=site_of(other), reason="Flooded.", by=world.samir, at=NOW)


@pytest.mark.parametrize(
    ("name", "may_stop", "may_lift"),
    [
        ("alice", True, False),
        ("regina", True, True),
        ("samir", True, True),
        ("ada", True, True),
        ("bob", False, False),
        ("carol", False, False),
        ("dora", False, False),
        ("anna", False, False),
    ],
)
def test_going_on_is_not_for_those_whose_numbers_depend_on_it(
    world: World, name: str, may_stop: bool, may_lift: bool
) -> None:
    study, actor = make_study(world), getattr(world, name)
    if may_stop:
        order = services.stop(study=study, reason="A question.", by=actor, at=NOW)
    else:
        with pytest.raises(ActionDenied):
            services.stop(study=study, reason="A question.", by=actor, at=NOW)
        order = services.stop(study=study, reason="A question.", by=world.samir, at=NOW)
    if may_lift:
        services.lift_stop(stop_order=order, reason="Answered.", by=actor, at=NOW)
    else:
        with pytest.raises(ActionDenied):
            services.lift_stop(stop_order=order, reason="Answered.", by=actor, at=NOW)
