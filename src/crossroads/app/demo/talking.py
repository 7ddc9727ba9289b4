"""Chapter 6: people answer in public. Every comment is read; what may be an adverse event is handed off first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from crossroads.app.demo.story import Story, material
from crossroads.app.demo.writing import REPLIES
from crossroads.base.actor import Actor
from crossroads.channels.services import Arrived, receive_items
from crossroads.community import services
from crossroads.community.models import Comment, SafetyReport
from crossroads.engines.terms import CommentClass, Role, Urgency


def listen(story: Story, part: str) -> None:
    """Comments arrive, are sorted by the engine, and each is dealt with as the material tells."""
    for number, entry in enumerate(material("comments.toml")[part]):
        comment = _arrive(story, f"{part}-{number}", entry)
        for step in entry.get("steps", []):
            comment.refresh_from_db()
            _follow(story, comment, step)


KIND = (
    "Following this.",
    "Good luck with it.",
    "My friend sent me here.",
    "Nice to see this explained.",
    "Thanks.",
)
CROWD = 80


def kind_words(story: Story) -> None:
    """A crowd of short comments that need nothing; a tenth is drawn by chance and read by a second person."""
    for number in range(CROWD):
        day = -8 + number % 5
        at = story.day(day, "13:00")
        entry = {
            "text": KIND[number % len(KIND)],
            "author": f"reader_{number}",
            "day": day,
            "clock": "12:40",
            "post": "november invitation, feed",
        }
        comment = _arrive(story, f"kind-{number}", entry)
        services.mark_read(comment=comment, by=story.by(Role.COMMUNITY_MANAGER), at=at)
        services.no_action(comment=comment, by=story.by(Role.COMMUNITY_MANAGER), at=at)
        if comment.for_second_reading:
            services.read_again(comment=comment, was_missed=False, by=story.by(Role.SAFETY_OFFICER), at=at)
            if number >= 6:
                return


def dismiss_false_alarms(story: Story) -> None:
    """What the engine flagged by its words alone, two people have looked at; what came today still waits for them."""
    carlos, samira = story.by(Role.COMMUNITY_MANAGER), story.by(Role.SAFETY_OFFICER)
    old = SafetyReport.objects.filter(state="possible", received_at__lt=story.now - timedelta(hours=12))
    for report in old:
        at = report.received_at + timedelta(hours=1)
        reason = "It speaks of the illness itself or of something else; nobody took our tablet."
        services.propose_dismissal(report=report, reason=reason, by=carlos, at=at)
        services.confirm_dismissal(report=report, by=samira, at=at + timedelta(minutes=40))


def _arrive(story: Story, network_id: str, entry: dict[str, Any]) -> Comment:
    at = _when(story, entry)
    publication = story.publications[entry["post"]] if "post" in entry else None
    item = Arrived(
        network_id=network_id,
        text=entry["text"],
        posted_at=at - timedelta(minutes=2),
        author=entry["author"],
        post=publication.network_id if publication else "",
    )
    account = publication.account if publication else story.accounts["lighthouse"]
    received = receive_items(account=account, items=[item], by=Actor.worker(story.ours), at=at, source="form")
    return services.take_in_item(item=received.new[0], by=Actor.worker(story.ours), at=at)


def _when(story: Story, entry: dict[str, Any]) -> datetime:
    if "minutes_ago" in entry:
        return story.now - timedelta(minutes=entry["minutes_ago"])
    return story.day(entry["day"], entry["clock"])


def _follow(story: Story, comment: Comment, step: dict[str, Any]) -> None:
    carlos, samira = story.by(Role.COMMUNITY_MANAGER), story.by(Role.SAFETY_OFFICER)
    at = story.day(step["day"], step["clock"]) if "day" in step else story.now
    match step["what"]:
        case "read":
            services.mark_read(comment=comment, by=carlos, at=at)
        case "answer":
            reply = story.messages[REPLIES + step["reply"]].variants.get()
            services.answer(comment=comment, variant=reply, by=carlos, at=at)
        case "hide":
            services.hide(comment=comment, reason=step["reason"], by=carlos, at=at)
        case "no_action":
            services.no_action(comment=comment, by=carlos, at=at)
        case "snooze":
            services.snooze(comment=comment, until=story.day(step["until"], "09:00"), by=carlos, at=at)
        case "wake":
            services.wake(at)
        case "escalate":
            services.escalate(comment=comment, to=Role.OUTREACH_LEAD, reason=step["reason"], by=carlos, at=at)
        case "reopen":
            services.reopen(comment=comment, reason=step["reason"], by=carlos, at=at)
        case "reclassify":
            services.reclassify(
                comment=comment, classes=[CommentClass(name) for name in step["classes"]],
                urgency=Urgency(step["urgency"]), by=carlos, at=at,
            )  # fmt: skip
        case "set_study":
            services.set_study(comment=comment, study=story.studies["lumen"], by=carlos, at=at)
        case "read_again":
            services.read_again(comment=comment, was_missed=False, by=samira, at=at)
        case "raise":
            services.raise_safety_report(comment=comment, by=carlos, at=at)
        case "reveal":
            services.reveal_author(comment=comment, reason="To ask for a follow-up", by=samira, at=at)
        case _:
            _safety(story, comment, step, at)


def _safety(story: Story, comment: Comment, step: dict[str, Any], at: datetime) -> None:
    samira, report = story.by(Role.SAFETY_OFFICER), comment.safety_report
    match step["what"]:
        case "complete":
            elements = services.Elements(**step["elements"])
            services.complete_report(report=report, elements=elements, by=samira, at=at)
        case "hand_off":
            services.hand_off(report=report, to="Drug safety desk (invented)", by=samira, at=at)
        case "acknowledge":
            services.acknowledge(report=report, reference="DS-2026-0417", by=samira, at=at)
        case "follow_up":
            services.follow_up(report=report, text=step["text"], by=samira, at=at)
        case "close":
            services.close_report(report=report, reason=step["reason"], by=samira, at=at)
        case "propose_dismissal":
            carlos = story.by(Role.COMMUNITY_MANAGER)
            services.propose_dismissal(report=report, reason=step["reason"], by=carlos, at=at)
        case "confirm_dismissal":
            services.confirm_dismissal(report=report, by=samira, at=at)
        case "refuse_dismissal":
            services.refuse_dismissal(report=report, reason=step["reason"], by=samira, at=at)
        case "suspend":
            services.suspend_message(report=report, reason=step["reason"], by=samira, at=at)
        case unknown:
            raise ValueError(f"the story knows no step {unknown}")
