"""From the inbox to the queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from crossroads.base.actor import Actor
from crossroads.base.models import AuditEntry
from crossroads.channels.models import InboxItem
from crossroads.community import house_rules, reading, services
from crossroads.community.models import Comment, SafetyReport, Triage
from crossroads.studies import services as studies
from makers.community import CRISIS, EVENT, KIND, QUESTION, SERIOUS, make_comment, make_item, make_post
from makers.studies import make_study
from world import NOW, World


def test_every_item_becomes_one_comment_that_waits(world: World) -> None:
    item = make_item(world, QUESTION)
    assert services.take_in(NOW) == 1
    comment = Comment.objects.get(item=item)
    assert comment.state == "waiting"
    assert comment.classes == ["question"]
    assert comment.triages.get().engine


def test_taking_in_again_changes_nothing(world: World) -> None:
    make_item(world, EVENT)
    services.take_in(NOW)
    before = AuditEntry.objects.count()
    assert services.take_in(NOW + timedelta(minutes=1)) == 0
    assert (Comment.objects.count(), SafetyReport.objects.count(), AuditEntry.objects.count()) == (
        1,
        1,
        before,
    )


def test_a_crash_between_leaves_nothing_and_the_next_run_takes_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Comment, triage and report stand together or not at all."""
    make_item(world, EVENT)
    monkeypatch.setattr(Triage.objects, "create", _crash)
    with pytest.raises(RuntimeError):
        services.take_in(NOW)
    assert not Comment.objects.exists()
    assert not SafetyReport.objects.exists()
    monkeypatch.undo()
    assert services.take_in(NOW) == 1
    assert SafetyReport.objects.count() == 1


def _crash(**_: object) -> None:
    raise RuntimeError("the power went")


def test_one_bad_item_keeps_no_other_from_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure is raised in the end, so that the duty shows it, and the item is tried again."""
    bad, good = make_item(world, "first"), make_item(world, EVENT)
    read = reading.read
    monkeypatch.setattr(
        reading, "read", lambda text, study: _crash() if text == "first" else read(text, study)
    )
    with pytest.raises(RuntimeError):
        services.take_in(NOW)
    assert list(Comment.objects.values_list("item", flat=True)) == [good.pk]
    monkeypatch.undo()
    assert services.take_in(NOW) == 1
    assert Comment.objects.filter(item=bad).exists()


def test_an_item_that_was_committed_late_is_not_skipped(world: World) -> None:
    """Items are found by what they lack: a smaller number that turns up later is taken in too."""
    early, late = make_item(world, EVENT), make_item(world, QUESTION)
    services.take_in_item(item=late, by=Actor.worker(world.ours), at=NOW)
    assert services.take_in(NOW) == 1
    assert Comment.objects.filter(item=early).exists()


def test_two_workers_at_one_item_make_one_comment(world: World) -> None:
    item = make_item(world, EVENT)
    services.take_in_item(item=item, by=Actor.worker(world.ours), at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.take_in_item(item=item, by=Actor.worker(world.ours), at=NOW)
    assert SafetyReport.objects.count() == 1


def test_an_engine_that_fails_still_gives_the_comment_to_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading.triage, "triage", lambda *_, **__: _crash())
    comment = make_comment(world, EVENT)
    assert (comment.classes, comment.urgency) == (["other"], "today")
    assert comment.triages.get().reasons == [["other", "engine_failed", False]]
    assert "a person reads it" in house_rules.reason_sentence("engine_failed")


@pytest.mark.parametrize(
    ("text", "urgency", "within"),
    [
        (CRISIS, "now", timedelta(hours=1)),
        (EVENT, "today", timedelta(hours=8)),
        (QUESTION, "soon", timedelta(hours=24)),
        (KIND, "routine", timedelta(hours=72)),
    ],
)
def test_urgency_sets_the_clock_from_arrival(
    world: World, text: str, urgency: str, within: timedelta
) -> None:
    comment = make_comment(world, text, at=NOW, taken_in_at=NOW + timedelta(minutes=9))
    assert (comment.urgency, comment.due_at) == (urgency, NOW + within)


def test_a_flagged_comment_has_its_report_with_four_times(world: World) -> None:
    """Posted, received and flagged are known at once; handed off is still to come."""
    comment = make_comment(
        world, EVENT, posted_at=NOW - timedelta(hours=2), at=NOW, taken_in_at=NOW + timedelta(minutes=3)
    )
    report = comment.safety_report
    assert report.state == "possible"
    assert report.posted_at == NOW - timedelta(hours=2)
    assert report.received_at == NOW
    assert report.flagged_at == NOW + timedelta(minutes=3)
    assert report.handed_off_at is None


@pytest.mark.parametrize(
    ("text", "rule", "within"),
    [(EVENT, "house.hand_off.24h", 24), (SERIOUS, "house.hand_off.serious.4h", 4)],
)
def test_a_named_house_rule_sets_when_safety_must_hear(
    world: World, text: str, rule: str, within: int
) -> None:
    report = make_comment(world, text).safety_report
    assert (report.rule_id, report.due_at) == (rule, NOW + timedelta(hours=within))
    term = house_rules.term_named(rule)
    assert term is not None
    assert term.authority == "house"


def test_the_study_tells_the_engine_its_product_and_condition(world: World) -> None:
    """Under a study's post its own product is known by name, and its condition alone is no adverse event."""
    post = make_post(world, make_study(world))
    report = make_comment(world, "The Invented Tablet gave me a headache.", post=post).safety_report
    assert report.product == "Invented tablet"
    assert report.comment.study == post.campaign.study
    context = reading.context_of(post.campaign.study)
    assert (context.products, context.conditions) == (("Invented tablet",), ("Invented Tiredness",))


def test_places_are_kept_and_words_are_not(world: World) -> None:
    comment = make_comment(world, EVENT)
    triage = comment.triages.get()
    assert all(isinstance(start, int) and isinstance(end, int) for start, end, _class in triage.spans)
    kept = f"{triage.spans} {triage.reasons} {comment.classes}"
    assert "rash" not in kept
    assert any("rash" in EVENT[start:end] for start, end, _class in triage.spans)


def test_no_ears_are_closed_when_recruiting_stops(world: World) -> None:
    study = make_study(world)
    post = make_post(world, study)
    studies.stop(study=study, reason="A signal.", by=world.samir, at=NOW)
    assert make_comment(world, EVENT, post=post).safety_report.state == "possible"


def test_about_a_tenth_of_what_was_not_flagged_is_drawn(world: World) -> None:
    """By the item's random id alone: the same item is drawn alike each time, and nobody can choose."""
    import uuid

    ids = [uuid.UUID(int=n) for n in range(4000)]
    drawn = [one for one in ids if house_rules.is_drawn(one)]
    assert 300 < len(drawn) < 500
    assert drawn == [one for one in ids if house_rules.is_drawn(one)]


def test_what_was_flagged_is_never_in_the_sample(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house_rules, "is_drawn", lambda item: True)
    assert not make_comment(world, EVENT).for_second_reading
    assert make_comment(world, KIND).for_second_reading


def test_nothing_that_people_wrote_reaches_trail_or_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither words nor handle, not even from an item that fails."""
    comment = make_comment(world, f"{EVENT} Zanzibar", author="quirky_handle")
    services.raise_safety_report.__wrapped__  # noqa: B018 - it is a service
    services.hide(comment=comment, reason="Shows data.", by=world.carol, at=NOW)
    services.reveal_author(comment=comment, reason="To ask back.", by=world.samir, at=NOW)
    services.hand_off(report=comment.safety_report, to="Safety desk", by=world.samir, at=NOW)
    trail = " ".join(f"{entry.data} {entry.reason} {entry.target_ref}" for entry in AuditEntry.objects.all())
    for secret in ("Zanzibar", "rash", "quirky_handle"):
        assert secret not in trail
        assert secret not in caplog.text
    assert InboxItem.objects.get().text not in trail
