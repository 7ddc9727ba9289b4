"""Planning a publication, accounts, stopping, taking down, and answering."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crossroads.base.models import AuditEntry
from crossroads.base.slots import contents
from crossroads.channels import publisher, queries, services, tasks
from crossroads.channels.models import InboxItem, LocalPost, TakedownTask
from crossroads.channels.networks import installed
from crossroads.channels.services import Arrived
from crossroads.channels.takingdown import take_down_now
from crossroads.content import services as content
from crossroads.engines.errors import ActionDenied, Conflict, CrossroadsError, ManyProblems, each_problem
from crossroads.engines.terms import Network, Placement
from crossroads.studies import services as studies
from makers.channels import make_account, make_publication, make_published, make_variant
from makers.content import make_approved_message, make_approved_reply, only_variant
from makers.planning import make_campaign
from makers.studies import make_study, site_of
from world import NOW, World

HOUR = timedelta(hours=1)


def _schedule(world: World, **changes: object):
    variant = changes.pop("variant", None) or make_variant(world)
    account = changes.pop("account", None) or make_account(world)
    asked = {
        "variant": variant,
        "account": account,
        "campaign": variant.message.campaign,
        "wall_time": datetime(2026, 11, 25, 14, 0),
        "time_zone": "Europe/Amsterdam",
        "by": world.alice,
        "at": NOW,
        **changes,
    }
    return services.schedule(**asked)  # type: ignore[arg-type]


def _codes(error: CrossroadsError) -> list[str]:
    return [problem.code for problem in each_problem(error)]


# --- scheduling


def test_a_wall_time_is_kept_beside_the_moment_that_it_means(world: World) -> None:
    row = _schedule(world)
    assert row.scheduled_for.isoformat() == "2026-11-25T13:00:00+00:00"
    assert row.wall_time.isoformat() == "2026-11-25T14:00:00+00:00"
    assert (row.state, row.time_zone) == ("scheduled", "Europe/Amsterdam")


def test_every_publication_has_a_token_of_its_own(world: World) -> None:
    variant, account = make_variant(world), make_account(world)
    tokens = [make_publication(world, variant, account, after=HOUR * n).token for n in range(1, 6)]
    assert len(set(tokens)) == 5
    assert all(len(token) == 12 and not set(token) & set("01lo") for token in tokens)
    assert queries.publication_by_token(tokens[0]).token == tokens[0]
    assert queries.study_for_token(tokens[0]) == variant.message.study
    assert queries.study_for_token("x" * 12) is None


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"wall_time": datetime(2026, 3, 29, 2, 30)}, "time.skipped", "wall_time"),
        ({"wall_time": datetime(2026, 10, 25, 2, 30)}, "time.repeated", "wall_time"),
        ({"time_zone": "Mars/Olympus"}, "time.unknown_zone", "time_zone"),
        ({"wall_time": datetime(2026, 11, 24, 9, 0)}, "channels.time_passed", "wall_time"),
    ],
)
def test_a_time_that_cannot_be_meant_is_told_at_its_field(
    world: World, changes, code: str, field: str
) -> None:
    with pytest.raises(CrossroadsError) as told:
        _schedule(world, **changes)
    assert (told.value.code, told.value.where.field) == (code, field)


def test_all_that_is_wrong_is_told_in_one_pass(world: World) -> None:
    variant = make_variant(world)
    content.withdraw_message(message=variant.message, reason="An error.", by=world.alice, at=NOW)
    account = make_account(world, network=Network.MASTODON)
    services.change_account(account=account, to="paused", by=world.ada, at=NOW)
    with pytest.raises(ManyProblems) as told:
        _schedule(world, variant=variant, account=account, wall_time=datetime(2026, 11, 23, 9, 0))
    assert _codes(told.value) == [
        "channels.not_approved",
        "channels.other_network",
        "channels.account_not_active",
        "channels.time_passed",
    ]


def test_a_message_of_another_study_is_refused(world: World) -> None:
    from makers.studies import record_with

    variant = make_variant(world)
    other = make_study(world, record=record_with(identificationModule__nctId="NCT99990002"))
    campaign = make_campaign(world, other, running=True)
    with pytest.raises(CrossroadsError, match="another study"):
        _schedule(world, variant=variant, campaign=campaign)


@pytest.mark.parametrize("placement", [Placement.MESSAGE, Placement.PAID])
def test_only_what_is_posted_can_be_scheduled(world: World, placement: Placement) -> None:
    """Paid messages go to the buyer and replies into conversations."""
    campaign = make_campaign(world, make_study(world), running=True)
    variant = only_variant(make_approved_message(world, campaign.study, campaign, placement=placement))
    with pytest.raises(CrossroadsError, match="does not go out by schedule"):
        _schedule(world, variant=variant)


def test_an_approval_that_lapses_before_the_time_is_told_now(world: World) -> None:
    variant = make_variant(world, expires_at=NOW + HOUR)
    with pytest.raises(CrossroadsError) as told:
        _schedule(world, variant=variant)
    assert told.value.code == "channels.approval_lapses"


def test_the_same_again_is_a_slip(world: World) -> None:
    """Two clicks on the button must not be two posts."""
    first = _schedule(world)
    with pytest.raises(CrossroadsError, match="already"):
        _schedule(world, variant=first.variant, account=first.account)
    services.cancel(publication=first, by=world.alice, at=NOW)
    assert _schedule(world, variant=first.variant, account=first.account).state == "scheduled"


def test_nothing_is_scheduled_while_recruiting_is_stopped(world: World) -> None:
    variant = make_variant(world)
    studies.stop(study=variant.message.study, reason="A signal.", by=world.samir, at=NOW)
    with pytest.raises(CrossroadsError, match="stopped"):
        _schedule(world, variant=variant)


def test_only_the_outreach_lead_schedules_and_releases(world: World) -> None:
    with pytest.raises(ActionDenied):
        _schedule(world, by=world.carol)


def test_releasing_asks_first_what_would_hold_it_again(world: World) -> None:
    row = make_publication(world)
    services.change_account(account=row.account, to="paused", by=world.ada, at=NOW)
    publisher.publish_due(NOW + HOUR, channels=installed())
    row = queries.whole(row.pk)
    with pytest.raises(ActionDenied) as told:
        services.release_held(publication=row, by=world.alice, at=NOW + HOUR)
    assert told.value.code == "channels.account_not_active"
    services.change_account(account=row.account, to="active", by=world.ada, at=NOW)
    row = services.release_held(publication=queries.whole(row.pk), by=world.alice, at=NOW + 2 * HOUR)
    assert (row.state, row.scheduled_for) == ("scheduled", NOW + 2 * HOUR)


def test_what_is_out_cannot_be_cancelled(world: World) -> None:
    with pytest.raises(Conflict):
        services.cancel(publication=make_published(world), by=world.alice, at=NOW)


def test_an_account_belongs_to_one_organisation(world: World) -> None:
    make_account(world)
    with pytest.raises(CrossroadsError, match="in use already"):
        services.add_account(
            network=Network.LOCAL, handle="harbour-trials", name="Other", by=world.charlie, at=NOW
        )


def test_an_access_key_is_kept_encrypted(world: World) -> None:
    from django.db import connection

    make_account(world, credentials="a secret key")
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM channels_channelaccount")
        assert "secret" not in cursor.fetchone()[0]


# --- stopping


def test_a_stop_cancels_what_waits_and_asks_for_what_is_out(world: World) -> None:
    live = make_published(world)
    waiting = make_publication(world, live.variant, live.account)
    studies.stop(study=live.campaign.study, reason="A signal.", by=world.samir, at=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.held_code) == ("cancelled", "channels.stopped")
    task = TakedownTask.objects.get()
    assert (task.publication, task.reason, task.due_at) == (live, "A signal.", NOW + 4 * HOUR)
    assert AuditEntry.objects.filter(action="channels.takedown.opened").count() == 1


def test_a_stop_of_one_campaign_leaves_the_others(world: World) -> None:
    live = make_published(world)
    other = make_campaign(world, live.campaign.study, name="Spring", running=True)
    variant = make_variant(world, other, title="Another", text="Other words about a study.")
    waiting = make_publication(world, variant, live.account)
    studies.stop(
        study=live.campaign.study,
        campaign_ref=live.campaign.public_id,
        reason="Over.",
        by=world.alice,
        at=NOW,
    )
    waiting.refresh_from_db()
    assert waiting.state == "scheduled"
    assert live.takedowns.count() == 1


def test_a_stop_of_a_site_takes_down_what_names_it(world: World) -> None:
    study = make_study(world)
    campaign = make_campaign(world, study, running=True)
    rotterdam, leeds = site_of(study, "Rotterdam"), site_of(study, "Leeds")
    words = "Do you live near {city}? A study looks for people."
    rows = []
    for site in (rotterdam, leeds):
        variant = make_variant(world, campaign, title=site.city, text=words, site=site)
        rows.append(make_publication(world, variant))
    publisher.publish_due(NOW + HOUR, channels=installed())
    studies.stop(study=study, site=rotterdam, reason="Full.", by=world.alice, at=NOW + HOUR)
    assert [row.takedowns.count() for row in rows] == [1, 0]
    again = make_publication(world, rows[1].variant, after=2 * HOUR)
    publisher.publish_due(NOW + 2 * HOUR, channels=installed())
    again.refresh_from_db()
    assert again.state == "published"


def test_the_stop_page_hears_what_would_happen(world: World) -> None:
    live = make_published(world)
    make_publication(world, live.variant, live.account)
    study = live.campaign.study
    told = contents("stop.consequences", actor=world.alice, study=study, site=None, campaign_ref=None)
    assert (
        "1 scheduled publication is cancelled; 1 post that is out gets a take-down task, due in 4 hours."
        in told
    )
    elsewhere = contents(
        "stop.consequences", actor=world.alice, study=study, site=site_of(study), campaign_ref=None
    )
    assert any(sentence.startswith("0 scheduled") for sentence in elsewhere)


def test_a_lapse_of_approval_asks_for_the_live_post_once(world: World) -> None:
    live = make_published(world, make_variant(world, expires_at=NOW + HOUR))
    content.expire_approvals(NOW + HOUR)
    assert tasks.take_down_lapsed(NOW + HOUR) == 1
    assert tasks.take_down_lapsed(NOW + HOUR) == 0
    assert live.takedowns.get().reason == tasks.LAPSED


def test_an_edit_leaves_the_live_post_which_is_what_was_approved(world: World) -> None:
    live = make_published(world)
    content.set_variant(
        message=live.variant.message,
        network="local",
        placement="organic",
        text="New.",
        by=world.alice,
        at=NOW,
    )
    assert tasks.take_down_lapsed(NOW + HOUR) == 0


# --- taking down


def test_one_click_takes_a_local_post_down_and_proves_it(world: World) -> None:
    live = make_published(world)
    task = services.open_takedown(publication=live, reason="Wrong date.", by=world.carol, at=NOW)
    assert services.open_takedown(publication=live, reason="Again.", by=world.alice, at=NOW) == task
    done = take_down_now(task=task, channels=installed(), by=world.carol, at=NOW + HOUR)
    live.refresh_from_db()
    assert (live.state, live.removed_at) == ("removed", NOW + HOUR)
    assert (done.state, done.done_by) == ("done", world.carol.user)
    assert "does not have it" in done.proof
    assert list(queries.public_local_posts(live.account)) == []


def test_a_proof_in_words_is_kept_and_an_empty_one_refused(world: World) -> None:
    live = make_published(world)
    task = services.open_takedown(publication=live, reason="Wrong date.", by=world.alice, at=NOW)
    with pytest.raises(CrossroadsError) as told:
        services.prove_takedown(task=task, proof="  ", by=world.alice, at=NOW)
    assert told.value.code == "channels.proof_missing"
    services.prove_takedown(task=task, proof="Looked at 14:10: gone.", by=world.alice, at=NOW)
    live.refresh_from_db()
    assert live.state == "removed"
    with pytest.raises(ActionDenied):
        services.prove_takedown(task=task, proof="Again.", by=world.alice, at=NOW)


def test_what_is_not_out_cannot_be_taken_down(world: World) -> None:
    with pytest.raises(ActionDenied):
        services.open_takedown(publication=make_publication(world), reason="No.", by=world.alice, at=NOW)


# --- answering


def test_an_approved_reply_stands_under_its_comment(world: World) -> None:
    live = make_published(world)
    (item,) = services.receive_items(
        account=live.account,
        items=[Arrived("c1", "How long?", NOW, post=live.network_id)],
        by=world.carol,
        at=NOW,
    ).new
    reply = make_approved_reply(world, live.campaign.study)
    network_id = services.post_reply(item=item, variant=reply, by=world.carol, at=NOW)
    post = LocalPost.objects.get(public_id=network_id)
    assert (post.parent, post.text) == ("c1", reply.text)
    assert InboxItem.objects.get().publication == live


@pytest.mark.parametrize("wrong", ["not approved", "not a reply", "another network"])
def test_a_reply_that_cannot_be_given_is_told(world: World, wrong: str) -> None:
    live = make_published(world)
    account = live.account if wrong != "another network" else make_account(world, network=Network.FACEBOOK)
    (item,) = services.receive_items(
        account=account, items=[Arrived("c1", "How long?", NOW)], by=world.carol, at=NOW
    ).new
    reply = live.variant if wrong == "not a reply" else make_approved_reply(world, live.campaign.study)
    if wrong == "not approved":
        content.withdraw_message(message=reply.message, reason="An error.", by=world.alice, at=NOW)
    with pytest.raises(CrossroadsError) as told:
        services.post_reply(item=item, variant=reply, by=world.carol, at=NOW)
    codes = {
        "not approved": "channels.not_approved",
        "not a reply": "channels.not_a_reply",
        "another network": "channels.reply_by_hand",
    }
    assert told.value.code == codes[wrong]
