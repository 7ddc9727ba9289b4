"""The database itself refuses what the publisher must never do, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from crossroads.channels.models import PUBLICATION_LIFE, Publication
from crossroads.content import services as content
from crossroads.content.models import ApprovedContent
from makers.channels import make_publication, make_published, make_variant
from world import NOW, World


def _update(row: Publication, **values: object) -> None:
    """Past every service and every check in Python."""
    with transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(**values)


def _claim(row: Publication, **other: object) -> dict[str, object]:
    approved = ApprovedContent.objects.get(variant_ref=row.variant.public_id, ended_at__isnull=True)
    claim = {"state": "sending", "approved": approved, "sent_hash": approved.content_hash, "claimed_at": NOW}
    return {**claim, **other}


def test_a_claim_under_a_holding_approval_passes(world: World) -> None:
    row = make_publication(world)
    _update(row, **_claim(row))


@pytest.mark.parametrize(
    "wrong",
    [{"sent_hash": "0" * 64}, {"approved": None}, {"claimed_at": None}, {"sent_hash": ""}],
    ids=["another hash", "no approval", "no time of the claim", "no hash"],
)
def test_nothing_is_sent_but_what_was_approved(world: World, wrong: dict[str, object]) -> None:
    row = make_publication(world)
    with pytest.raises(DatabaseError):
        _update(row, **_claim(row, **wrong))


def test_an_approval_of_another_variant_does_not_do(world: World) -> None:
    row = make_publication(world)
    other = make_variant(world, row.campaign, title="Another", text=row.variant.text)
    foreign = ApprovedContent.objects.get(variant_ref=other.public_id)
    assert foreign.content_hash == row.variant.content_hash
    with pytest.raises(DatabaseError, match="as it was approved"):
        _update(row, **_claim(row, approved=foreign))


def test_an_approval_that_had_ended_does_not_do(world: World) -> None:
    row = make_publication(world)
    claim = _claim(row)
    content.withdraw_message(message=row.variant.message, reason="An error.", by=world.alice, at=NOW)
    with pytest.raises(DatabaseError, match="as it was approved"):
        _update(row, **claim)


def test_an_approval_that_had_lapsed_does_not_do(world: World) -> None:
    lapses = NOW + timedelta(hours=2)
    row = make_publication(world, make_variant(world, expires_at=lapses))
    with pytest.raises(DatabaseError, match="as it was approved"):
        _update(row, **_claim(row, claimed_at=lapses))


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_an_approval_that_ends_while_the_post_is_on_its_way_takes_nothing_back(
    world: World, seconds: int
) -> None:
    """Its end may even bear an earlier time: whoever ended it had looked at the clock before, and waited."""
    row = make_publication(world)
    _update(row, **_claim(row))
    ApprovedContent.objects.update(ended_at=NOW + timedelta(seconds=seconds), end_reason="edited")
    _update(row, state="published", network_id="1", published_at=NOW)


@pytest.mark.parametrize("field", ["sent_hash", "claimed_at"])
def test_a_claim_stays_as_it_was_made(world: World, field: str) -> None:
    row = make_publication(world)
    _update(row, **_claim(row))
    content.withdraw_message(message=row.variant.message, reason="An error.", by=world.alice, at=NOW)
    other = {"sent_hash": "0" * 64, "claimed_at": NOW + timedelta(hours=1)}
    with pytest.raises(DatabaseError, match="as it was approved"):
        _update(row, **{field: other[field]})


@pytest.mark.parametrize("now", PUBLICATION_LIFE.states)
@pytest.mark.parametrize("to", PUBLICATION_LIFE.states)
def test_a_state_follows_another_only_along_the_table(world: World, now: str, to: str) -> None:
    from crossroads.base import guards

    row = make_publication(world)
    with guards.lifted("channels_publication"):
        Publication.objects.filter(pk=row.pk).update(**_claim(row, state=now, network_id="1"))
    if to == now or PUBLICATION_LIFE.allows(now, to):
        _update(row, state=to)
    else:
        with pytest.raises(DatabaseError, match="cannot go from this state"):
            _update(row, state=to)


@pytest.mark.parametrize("field", ["token", "sent_hash", "network_id"])
def test_what_was_published_does_not_change(world: World, field: str) -> None:
    row = make_published(world)
    with pytest.raises(DatabaseError):
        _update(row, **{field: "f" * 12})


def test_a_publication_cannot_be_born_published(world: World) -> None:
    row = make_publication(world)
    row.pk, row.public_id, row.token, row.state = None, None, "z" * 12, "published"
    row.network_id = "1"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
