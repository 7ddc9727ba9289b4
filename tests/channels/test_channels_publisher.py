"""Published exactly once: asked again, claimed, written down, called, and settled by looking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from flaky_network import FlakyNetwork

from crossroads.base.audit import history
from crossroads.channels import publisher, services
from crossroads.channels.models import LocalPost, Publication
from crossroads.channels.networks import installed
from crossroads.channels.protocol import Absent, Found, PublishRequest
from crossroads.channels.publisher import steps
from crossroads.channels.publisher.outcomes import MAX_TRIES
from crossroads.channels.publisher.settling import SETTLE_WITHIN
from crossroads.content import services as content
from crossroads.engines.errors import ActionDenied, InputProblem
from crossroads.engines.terms import Network
from crossroads.planning import services as planning
from crossroads.studies import services as studies
from makers.channels import make_account, make_publication, make_published, make_variant
from makers.content import approve
from world import NOW, World

HOUR = timedelta(hours=1)
DUE = NOW + HOUR


@pytest.fixture
def network() -> FlakyNetwork:
    return FlakyNetwork()


@pytest.fixture
def due(world: World) -> Publication:
    return make_publication(world)


def _publish(network: FlakyNetwork, at=DUE) -> None:
    publisher.publish_due(at, channels={Network.LOCAL: network})


def _settle(network: FlakyNetwork, at) -> None:
    publisher.settle_unknown(at, channels={Network.LOCAL: network})


def _state(publication: Publication) -> tuple[str, str]:
    publication.refresh_from_db()
    return publication.state, publication.held_code


# --- going out


def test_nothing_goes_out_before_its_time(due: Publication, network: FlakyNetwork) -> None:
    _publish(network, DUE - timedelta(seconds=1))
    assert _state(due) == ("scheduled", "")
    _publish(network, DUE)
    assert _state(due) == ("published", "")


def test_it_goes_out_once_however_often_the_worker_comes(due: Publication, network: FlakyNetwork) -> None:
    for minutes in range(5):
        _publish(network, DUE + timedelta(minutes=minutes))
    assert len(network.requests) == 1


def test_what_goes_out_is_the_text_with_the_link_of_this_publication(
    due: Publication, network: FlakyNetwork
) -> None:
    _publish(network)
    (request,) = network.requests
    assert request.link == f"http://localhost:8000/go/{due.token}/"
    assert request.text.endswith(request.link)
    assert "{" not in request.text


def test_a_request_shows_neither_access_key_nor_picture() -> None:
    """Requests end up in tracebacks; what they must not tell is left out of their text."""
    from uuid import uuid4

    request = PublishRequest(uuid4(), "t" * 12, "a", "text", "", NOW, credentials="a secret key")
    assert "a secret key" not in repr(request)


def test_the_attempt_is_on_the_record_before_the_network_is_called(
    transactional_db: None, world: World, network: FlakyNetwork
) -> None:
    """No transaction is open while the network is called, and the attempt is committed."""
    seen = []

    def look_around(request: PublishRequest) -> None:
        row = Publication.objects.get(public_id=request.publication)
        attempt = row.attempts.get()
        seen.append((connection.in_atomic_block, row.state, attempt.request_started_at, attempt.outcome))

    make_publication(world)
    network.on_call = look_around
    _publish(network)
    assert seen == [(False, "sending", DUE, "")]


def test_a_run_inside_a_transaction_is_refused(
    transactional_db: None, world: World, network: FlakyNetwork
) -> None:
    from django.db import transaction

    make_publication(world)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        _publish(network)


def test_a_run_takes_nothing_new_after_five_minutes(world: World, network: FlakyNetwork) -> None:
    """Claims count from the run's own time; a run that goes on for too long would claim in the past."""
    variant, account = make_variant(world), make_account(world)
    for second in range(3):
        make_publication(world, variant, account, after=timedelta(seconds=second))
    ticks = iter([0.0, 0.0, 301.0])
    publisher.publish_due(DUE, channels={Network.LOCAL: network}, seconds=lambda: next(ticks))
    assert len(network.requests) == 1


# --- asked again at fire time


def _edited(world: World, row: Publication) -> None:
    content.set_variant(
        message=row.variant.message,
        network="local",
        placement="organic",
        text="Other words.",
        by=world.alice,
        at=NOW,
    )


def _edited_unseen(world: World, row: Publication) -> None:
    type(row.variant).objects.filter(pk=row.variant.pk).update(text="Words that nobody approved.")


def _lapsed(world: World, row: Publication) -> None:
    approve(world, _back_in_review(world, row), at=NOW, expires_at=NOW + timedelta(minutes=30))


def _back_in_review(world: World, row: Publication):
    _edited(world, row)
    message = row.variant.message
    message.refresh_from_db()
    return message


def _suspended(world: World, row: Publication) -> None:
    content.suspend_message(message=row.variant.message, reason="A signal.", by=world.samir, at=NOW)


def _stopped(world: World, row: Publication) -> None:
    studies.stop(study=row.campaign.study, reason="A signal.", by=world.samir, at=NOW)


def _stopped_unheard(world: World, row: Publication) -> None:
    """The stop is in force, and the event that cancels was never handled."""
    row.campaign.study.stop_orders.create(reason="A signal.", ordered_by=world.samir.user, ordered_at=NOW)


def _paused(world: World, row: Publication) -> None:
    planning.pause_campaign(campaign=row.campaign, by=world.alice, at=NOW)


def _closed(world: World, row: Publication) -> None:
    planning.close_campaign(campaign=row.campaign, by=world.alice, at=NOW)


def _account_paused(world: World, row: Publication) -> None:
    services.change_account(account=row.account, to="paused", by=world.ada, at=NOW)


@pytest.mark.parametrize(
    ("happened", "state", "code"),
    [
        (_edited, "held", "channels.not_approved"),
        (_edited_unseen, "held", "channels.not_approved"),
        (_lapsed, "held", "channels.not_approved"),
        (_suspended, "held", "channels.not_approved"),
        (_stopped, "cancelled", "channels.stopped"),
        (_stopped_unheard, "cancelled", "channels.stopped"),
        (_paused, "held", "channels.campaign_not_running"),
        (_closed, "cancelled", "channels.campaign_over"),
        (_account_paused, "held", "channels.account_not_active"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)).strip("_"),
)
def test_what_does_not_hold_at_fire_time_does_not_go_out(
    world: World, due: Publication, network: FlakyNetwork, happened, state: str, code: str
) -> None:
    happened(world, due)
    _publish(network)
    assert _state(due) == (state, code)
    assert network.requests == []
    assert due.attempts.count() == 0


def test_a_network_that_we_cannot_speak_to_is_told(due: Publication) -> None:
    publisher.publish_due(DUE, channels={})
    assert _state(due) == ("held", "channels.no_channel")


def test_what_is_a_day_late_waits_for_a_person(due: Publication, network: FlakyNetwork) -> None:
    """After an outage nobody wants all of last week's posts at three in the morning."""
    _publish(network, DUE + timedelta(days=1, seconds=1))
    assert _state(due) == ("held", "channels.too_late")


# --- what networks answer


@pytest.mark.parametrize(
    ("publishing", "state", "code"),
    [
        ("accept", "published", ""),
        ("refuse for good", "failed", "channels.refused_no_account"),
        ("refuse for now", "held", "channels.no_channel"),
        ("lose it before the post", "unknown", "channels.channel_broke"),
        ("lose it after the post", "unknown", "channels.channel_broke"),
        ("break before the post", "unknown", "channels.channel_broke"),
        ("break after the post", "unknown", "channels.channel_broke"),
    ],
)
def test_each_answer_has_its_state(due: Publication, publishing: str, state: str, code: str) -> None:
    network = FlakyNetwork(publishing=publishing)
    _publish(network)
    assert _state(due) == (state, code)
    assert due.attempts.get().finished_at == DUE


def test_a_refusal_for_now_is_tried_again_by_itself(due: Publication, network: FlakyNetwork) -> None:
    network.publishing = "refuse for now"
    _publish(network)
    assert due.__class__.objects.get().retry_at == DUE + timedelta(minutes=10)
    assert publisher.release_due(DUE + timedelta(minutes=9)) == 0
    assert publisher.release_due(DUE + timedelta(minutes=10)) == 1
    network.publishing = "accept"
    _publish(network, DUE + timedelta(minutes=10))
    assert _state(due) == ("published", "")


def test_after_five_tries_a_person_decides(due: Publication, network: FlakyNetwork) -> None:
    network.publishing = "refuse for now"
    at = DUE
    for _ in range(MAX_TRIES):
        _publish(network, at)
        at += timedelta(minutes=10)
        publisher.release_due(at)
    assert _state(due) == ("held", "channels.too_many_tries")
    assert len(network.requests) == MAX_TRIES


# --- settling what is unknown


@pytest.mark.parametrize(
    ("publishing", "listing", "after", "state", "code"),
    [
        ("lose it after the post", "complete", timedelta(seconds=1), "published", ""),
        ("lose it before the post", "complete", timedelta(seconds=1), "held", "channels.surely_absent"),
        ("lose it before the post", "lagging", timedelta(seconds=1), "unknown", "channels.channel_broke"),
        ("lose it after the post", "lagging", SETTLE_WITHIN, "held", "channels.absent_unsure"),
        ("lose it after the post", "away", timedelta(seconds=1), "unknown", "channels.channel_broke"),
        ("lose it after the post", "away", SETTLE_WITHIN, "held", "channels.cannot_tell"),
        ("lose it after the post", "broken", SETTLE_WITHIN, "held", "channels.cannot_tell"),
    ],
)
def test_only_certainty_settles_at_once(
    due: Publication, publishing: str, listing: str, after: timedelta, state: str, code: str
) -> None:
    network = FlakyNetwork(publishing=publishing, listing=listing)
    _publish(network)
    _settle(network, DUE + after)
    assert _state(due) == (state, code)


def test_what_is_surely_absent_goes_out_after_all_and_the_way_there_is_on_the_record(
    world: World, due: Publication, network: FlakyNetwork
) -> None:
    network.publishing = "lose it before the post"
    _publish(network)
    network.publishing = "accept"
    at = DUE + timedelta(minutes=1)
    _settle(network, at)
    publisher.release_due(at)
    _publish(network, at)
    assert _state(due) == ("published", "")
    told = [entry.action.rpartition(".")[2] for entry in reversed(history(due, world.alice))]
    assert told == ["scheduled", "sending", "unknown", "held", "scheduled_again", "sending", "published"]


def test_a_second_try_looks_before_it_sends(world: World, due: Publication, network: FlakyNetwork) -> None:
    """Even where a person was sure that nothing is there."""
    network.publishing, network.listing = "lose it after the post", "lagging"
    _publish(network)
    _settle(network, DUE + HOUR)
    due.refresh_from_db()
    services.release_held(publication=due, by=world.alice, at=DUE + HOUR)
    network.publishing, network.listing = "accept", "complete"
    _publish(network, DUE + HOUR)
    assert _state(due) == ("published", "")
    assert len(network.posts) == 1


def test_a_person_who_sees_the_post_says_where(world: World, due: Publication, network: FlakyNetwork) -> None:
    network.publishing, network.listing = "lose it after the post", "lagging"
    _publish(network)
    _settle(network, DUE + HOUR)
    due.refresh_from_db()
    services.say_found(
        publication=due,
        network_id="post-1",
        network_url="https://network.example/post-1",
        by=world.carol,
        at=DUE,
    )
    assert _state(due) == ("published", "")
    with pytest.raises(ActionDenied, match="known whether"):
        services.say_found(publication=due, network_id="x", network_url="", by=world.carol, at=DUE)


def test_a_post_belongs_to_one_publication(world: World, network: FlakyNetwork) -> None:
    first = make_published(world)
    network.publishing = "lose it after the post"
    second = make_publication(world, first.variant, first.account, after=timedelta(0), at=DUE)
    _publish(network, DUE)
    second.refresh_from_db()
    with pytest.raises(InputProblem, match="has this post already"):
        services.say_found(
            publication=second, network_id=first.network_id, network_url="", by=world.alice, at=DUE
        )


def test_a_claim_lapses_after_a_quarter_of_an_hour(due: Publication, network: FlakyNetwork) -> None:
    claimed = steps.claim(due.pk, DUE, {Network.LOCAL: network})
    assert isinstance(claimed, steps.Claim)
    assert publisher.reclaim_stale(DUE + steps.CLAIM) == 0
    assert publisher.reclaim_stale(DUE + steps.CLAIM + timedelta(seconds=1)) == 1
    assert _state(due) == ("unknown", "channels.claim_lapsed")


def test_whoever_lost_the_claim_does_not_begin_to_send(due: Publication, network: FlakyNetwork) -> None:
    """The first worker wakes up after its claim was taken up by another."""
    first = steps.claim(due.pk, DUE, {Network.LOCAL: network})
    assert isinstance(first, steps.Claim)
    later = DUE + steps.CLAIM + timedelta(seconds=1)
    publisher.reclaim_stale(later)
    assert not steps.start(first, later)


def test_a_late_answer_is_believed(due: Publication, network: FlakyNetwork) -> None:
    """The first worker's call took longer than its claim; meanwhile the publication became unknown."""
    first = steps.claim(due.pk, DUE, {Network.LOCAL: network})
    assert isinstance(first, steps.Claim)
    steps.start(first, DUE)
    publisher.reclaim_stale(DUE + steps.CLAIM + timedelta(seconds=1))
    steps.record(first, network.publish(first.request), DUE + HOUR)
    assert _state(due) == ("published", "")


def test_a_surplus_post_must_come_down(due: Publication, network: FlakyNetwork) -> None:
    """Should a second post ever be found, a person hears of it at once."""
    _publish(network)
    steps.record_found(due.pk, Found("another-post", "https://network.example/another-post"), DUE + HOUR)
    task = due.takedowns.get()
    assert "another-post" in task.reason
    assert _state(due) == ("published", "")


# --- the local network


def test_the_local_network_shows_what_was_published(world: World) -> None:
    row = make_published(world)
    post = LocalPost.objects.get()
    assert (row.network_id, post.mark, row.state) == (str(post.public_id), row.token, "published")
    assert row.network_url.endswith(f"/local/{row.account.handle}/#post-{post.public_id}")


def test_the_local_networks_absent_is_authoritative(due: Publication) -> None:
    from crossroads.channels.asking import compose

    due = Publication.objects.select_related("variant__message", "account", "campaign__study").get(pk=due.pk)
    assert installed()[Network.LOCAL].look_for(compose(due, DUE)) == Absent(authoritative=True)
