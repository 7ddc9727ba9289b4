"""What a person may do with a comment, and what not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from crossroads.base.models import AuditEntry
from crossroads.channels.models import LocalPost
from crossroads.community import house_rules, queries, services
from crossroads.community.models import Comment
from crossroads.content import services as content
from crossroads.content.models import Variant
from crossroads.engines.errors import ActionDenied, Conflict, InputProblem
from crossroads.engines.terms import CommentClass, Network, Role, Urgency
from crossroads.studies import services as studies
from makers.community import EVENT, KIND, QUESTION, make_account, make_comment, make_post
from makers.content import make_approved_reply
from makers.studies import make_study, record_with
from world import NOW, World

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def asked(world: World) -> tuple[Comment, Variant]:
    """A question under a post, and an approved reply."""
    post = make_post(world, make_study(world))
    return make_comment(world, QUESTION, post=post), make_approved_reply(world, post.campaign.study)


# --- answering


def test_the_answer_stands_under_the_comment_in_the_approved_words(
    world: World, asked: tuple[Comment, Variant]
) -> None:
    comment, variant = asked
    reply = services.answer(comment=comment, variant=variant, by=world.carol, at=NOW)
    post = LocalPost.objects.get(parent=comment.item.network_id)
    assert (post.text, str(post.public_id)) == (variant.text, reply.network_id)
    assert reply.content_hash == variant.content_hash
    assert (comment.state, comment.read_by) == ("answered", world.carol.user)


def test_what_is_not_approved_is_never_said(world: World, asked: tuple[Comment, Variant]) -> None:
    comment, variant = asked
    content.withdraw_message(message=variant.message, reason="Out of date.", by=world.alice, at=NOW)
    with pytest.raises(ActionDenied) as refused:
        services.answer(comment=comment, variant=variant, by=world.carol, at=NOW)
    assert refused.value.code == "community.reply_not_approved"
    assert not LocalPost.objects.exclude(parent="").exists()
    assert queries.ranked_replies(world.carol, comment, NOW) == []


def test_a_reply_of_another_study_or_network_is_refused(world: World, asked: tuple[Comment, Variant]) -> None:
    comment, _variant = asked
    other = make_study(world, record=record_with(identificationModule__nctId="NCT99990002"))
    for wrong in (
        make_approved_reply(world, other),
        make_approved_reply(world, comment.item.publication.campaign.study, Network.MASTODON),
    ):
        with pytest.raises(InputProblem) as refused:
            services.answer(comment=comment, variant=wrong, by=world.carol, at=NOW)
        assert refused.value.code == "community.reply_elsewhere"


def test_where_we_hold_no_line_the_reply_is_posted_by_hand(world: World) -> None:
    study = make_study(world)
    account = make_account(world, network=Network.REDDIT, handle="harbour-reddit")
    comment = make_comment(world, QUESTION, account=account)
    services.set_study(comment=comment, study=study, by=world.carol, at=NOW)
    variant = make_approved_reply(world, study, Network.REDDIT)
    reply = services.answer(comment=comment, variant=variant, by=world.carol, at=NOW)
    assert reply.network_id == ""
    assert AuditEntry.objects.get(action="community.comment.answered").data["by_hand"] is True


def test_a_comment_is_answered_once_until_it_is_opened_again(
    world: World, asked: tuple[Comment, Variant]
) -> None:
    """Two people at one comment: the slower one is told, and nothing is said twice."""
    comment, variant = asked
    slower = Comment.objects.select_related("item__account", "study").get(pk=comment.pk)
    services.answer(comment=comment, variant=variant, by=world.carol, at=NOW)
    with pytest.raises(Conflict):
        services.answer(comment=slower, variant=variant, by=world.carol, at=NOW)
    assert LocalPost.objects.exclude(parent="").count() == 1
    services.reopen(comment=comment, reason="Not understood.", by=world.carol, at=LATER)
    services.answer(comment=comment, variant=variant, by=world.carol, at=LATER)
    assert comment.replies.count() == 2


def test_answers_go_on_while_recruiting_is_stopped(world: World, asked: tuple[Comment, Variant]) -> None:
    comment, variant = asked
    studies.stop(study=variant.message.study, reason="Full.", by=world.alice, at=NOW)
    services.answer(comment=comment, variant=variant, by=world.carol, at=NOW)
    assert comment.state == "answered"


def test_replies_for_the_comments_class_come_first(world: World) -> None:
    from crossroads.engines.terms import Placement
    from makers.content import make_approved_message, only_variant

    study = make_study(world)
    general, fitting = (
        make_approved_message(
            world, study, title=title, placement=Placement.MESSAGE, text=f"{title}.", with_link=False
        )
        for title in ("A thank-you", "To a complaint")
    )
    comment = make_comment(world, "This study is a scam and your staff were rude to me.")
    services.set_study(comment=comment, study=study, by=world.carol, at=NOW)
    assert "complaint" in comment.classes
    ranked = queries.ranked_replies(world.carol, comment, NOW)
    assert ranked == [only_variant(fitting), only_variant(general)]


# --- who


@pytest.mark.parametrize("role", [Role.SAFETY_OFFICER, Role.OUTREACH_LEAD, Role.ANALYST, Role.ADMIN])
def test_the_community_manager_answers_and_nobody_else(
    world: World, asked: tuple[Comment, Variant], role: Role
) -> None:
    comment, variant = asked
    with pytest.raises(ActionDenied) as refused:
        services.answer(comment=comment, variant=variant, by=world.actor(role), at=NOW)
    assert refused.value.code == "role.missing"


@pytest.mark.parametrize("role", [Role.OUTREACH_LEAD, Role.REVIEWER, Role.ANALYST, Role.SITE_COORDINATOR])
def test_comments_are_sorted_by_community_and_safety_only(world: World, role: Role) -> None:
    comment, by = make_comment(world, QUESTION), world.actor(role)
    for act in (
        lambda: services.hide(comment=comment, reason="No.", by=by, at=NOW),
        lambda: services.no_action(comment=comment, by=by, at=NOW),
        lambda: services.mark_read(comment=comment, by=by, at=NOW),
        lambda: services.raise_safety_report(comment=comment, by=by, at=NOW),
        lambda: services.reclassify(
            comment=comment, classes=[CommentClass.SPAM], urgency=Urgency.ROUTINE, by=by, at=NOW
        ),
    ):
        with pytest.raises(ActionDenied):
            act()


def test_a_person_confined_to_another_study_sees_nothing_of_this_one(world: World) -> None:
    from crossroads.base.actor import Actor, Grant

    post = make_post(world, make_study(world))
    comment = make_comment(world, QUESTION, post=post)
    other = make_study(world, record=record_with(identificationModule__nctId="NCT99990002"))
    confined = Actor(world.ours, world.carol.user, (Grant(Role.COMMUNITY_MANAGER, study=other.public_id),))
    assert not Comment.visible_to(confined).filter(pk=comment.pk).exists()


# --- putting aside


def test_what_safety_must_hear_is_not_put_aside(world: World) -> None:
    comment = make_comment(world, EVENT)
    for act in (
        lambda: services.no_action(comment=comment, by=world.carol, at=NOW),
        lambda: services.snooze(comment=comment, until=LATER, by=world.carol, at=NOW),
    ):
        with pytest.raises(ActionDenied) as refused:
            act()
        assert refused.value.code == "community.safety_first"
    services.hand_off(report=comment.safety_report, to="Safety desk", by=world.samir, at=NOW)
    assert services.no_action(comment=comment, by=world.carol, at=NOW).state == "no_action"


def test_hiding_a_comment_hides_no_event(world: World) -> None:
    comment = make_comment(world, EVENT)
    services.hide(comment=comment, reason="Names a doctor.", by=world.carol, at=NOW)
    comment.safety_report.refresh_from_db()
    assert comment.safety_report.state == "possible"


def test_a_snoozed_comment_comes_back_by_itself_with_a_new_clock(world: World) -> None:
    comment = make_comment(world, QUESTION)
    services.snooze(comment=comment, until=LATER, by=world.carol, at=NOW)
    assert services.wake(LATER - timedelta(seconds=1)) == 0
    assert services.wake(LATER) == 1
    comment.refresh_from_db()
    assert (comment.state, comment.due_at) == ("waiting", LATER + timedelta(hours=24))


@pytest.mark.parametrize("until", [NOW, NOW - timedelta(hours=1), NOW + timedelta(days=8)])
def test_later_is_neither_past_nor_never(world: World, until: object) -> None:
    with pytest.raises(InputProblem) as refused:
        services.snooze(comment=make_comment(world), until=until, by=world.carol, at=NOW)  # type: ignore[arg-type]
    assert refused.value.code == "community.snooze_time"


def test_now_means_now(world: World) -> None:
    comment = make_comment(world, "I want to kill myself.")
    with pytest.raises(ActionDenied) as refused:
        services.snooze(comment=comment, until=LATER, by=world.carol, at=NOW)
    assert refused.value.code == "community.now_means_now"


def test_whoever_was_asked_may_give_it_back(world: World) -> None:
    comment = make_comment(world, QUESTION)
    services.escalate(comment=comment, to=Role.OUTREACH_LEAD, reason="Money.", by=world.carol, at=NOW)
    with pytest.raises(ActionDenied):
        services.reopen(comment=comment, reason="Mine?", by=world.regina, at=NOW)
    services.reopen(comment=comment, reason="See the page.", by=world.alice, at=NOW)
    assert (comment.state, comment.escalated_to) == ("waiting", "")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.SITE_COORDINATOR, Role.REVIEWER])
def test_nobody_is_asked_who_may_not_read(world: World, role: Role) -> None:
    with pytest.raises(InputProblem) as refused:
        services.escalate(comment=make_comment(world), to=role, reason="Help.", by=world.carol, at=NOW)
    assert refused.value.code == "community.cannot_help"


@pytest.mark.parametrize("reason", ["", "   "])
def test_hiding_and_asking_need_a_reason(world: World, reason: str) -> None:
    comment = make_comment(world)
    with pytest.raises(InputProblem) as refused:
        services.hide(comment=comment, reason=reason, by=world.carol, at=NOW)
    assert refused.value.where.field == "reason"


# --- a person's word


def test_a_persons_word_beats_the_engines_and_erases_nothing(world: World) -> None:
    comment = make_comment(world, KIND)
    services.reclassify(
        comment=comment, classes=[CommentClass.COMPLAINT], urgency=Urgency.SOON, by=world.carol, at=NOW
    )
    comment.refresh_from_db()
    assert (comment.classes, comment.urgency) == (["complaint"], "soon")
    assert [triage.classes for triage in comment.triages.all()] == [["complaint"], ["support"]]


def test_a_person_who_sees_an_event_opens_its_report_in_the_same_step(world: World) -> None:
    comment = make_comment(world, KIND)
    services.reclassify(
        comment=comment, classes=[CommentClass.ADVERSE_EVENT], urgency=Urgency.TODAY, by=world.carol, at=LATER
    )
    assert comment.safety_report.flagged_at == LATER
    assert comment.safety_report.raised_by == world.carol.user


def test_taking_the_class_away_dismisses_no_report(world: World) -> None:
    comment = make_comment(world, EVENT)
    services.reclassify(
        comment=comment, classes=[CommentClass.OTHER], urgency=Urgency.ROUTINE, by=world.carol, at=NOW
    )
    comment.safety_report.refresh_from_db()
    assert comment.safety_report.state == "possible"


def test_naming_it_again_never_buys_time(world: World) -> None:
    """A more urgent comment gets less time from now; a less urgent one counts from its arrival."""
    comment = make_comment(world, QUESTION)
    due = comment.due_at
    for _ in range(3):
        services.reclassify(
            comment=comment, classes=[CommentClass.QUESTION], urgency=Urgency.SOON, by=world.carol, at=LATER
        )
    assert comment.due_at == due
    services.reclassify(
        comment=comment, classes=[CommentClass.COMPLAINT], urgency=Urgency.NOW, by=world.carol, at=LATER
    )
    assert comment.due_at == LATER + timedelta(hours=1)


def test_an_event_never_waits_for_a_quiet_day(world: World) -> None:
    with pytest.raises(InputProblem) as refused:
        services.reclassify(
            comment=make_comment(world),
            classes=[CommentClass.ADVERSE_EVENT],
            urgency=Urgency.ROUTINE,
            by=world.carol,
            at=NOW,
        )
    assert refused.value.code == "community.too_slow"


def test_triages_only_grow(world: World) -> None:
    from django.db import DatabaseError

    triage = make_comment(world).triages.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        type(triage).objects.filter(pk=triage.pk).update(classes=["spam"])


# --- reading again


def test_a_second_reading_is_done_by_another_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house_rules, "is_drawn", lambda item: True)
    comment = make_comment(world, KIND)
    with pytest.raises(Conflict) as early:
        services.read_again(comment=comment, was_missed=False, by=world.samir, at=NOW)
    assert early.value.code == "community.not_read_once"
    services.mark_read(comment=comment, by=world.carol, at=NOW)
    with pytest.raises(ActionDenied) as same:
        services.read_again(comment=comment, was_missed=False, by=world.carol, at=NOW)
    assert same.value.code == "community.own_reading"
    services.read_again(comment=comment, was_missed=False, by=world.samir, at=NOW)
    with pytest.raises(Conflict):
        services.read_again(comment=comment, was_missed=False, by=world.samir, at=NOW)


def test_the_database_keeps_the_two_readers_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = make_comment(world, KIND)
    services.mark_read(comment=comment, by=world.carol, at=NOW)
    rows = Comment.objects.filter(pk=comment.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(second_read_by=world.carol.user, second_read_at=NOW, was_missed=False)


def test_what_was_missed_becomes_a_report_and_is_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house_rules, "is_drawn", lambda item: True)
    comment = make_comment(world, KIND)
    services.no_action(comment=comment, by=world.carol, at=NOW)
    services.read_again(comment=comment, was_missed=True, by=world.samir, at=LATER)
    assert comment.safety_report.state == "possible"
    assert comment.classes == ["adverse_event", "support"]
    found = queries.second_readings(world.carol)
    assert (found.read, found.missed, found.to_read) == (1, 1, 0)


def test_the_first_reader_stays_on_record(world: World) -> None:
    comment = make_comment(world)
    services.mark_read(comment=comment, by=world.carol, at=NOW)
    services.mark_read(comment=comment, by=world.samir, at=LATER)
    services.no_action(comment=comment, by=world.samir, at=LATER)
    comment.refresh_from_db()
    assert (comment.read_by, comment.read_at) == (world.carol.user, NOW)
