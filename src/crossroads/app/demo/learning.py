"""Chapter 7: what the pilot taught, and a table at which people learn from each other."""

from __future__ import annotations

from crossroads.app.demo.story import Story, material
from crossroads.base.actor import Actor
from crossroads.engines.terms import Role
from crossroads.playbook import services
from crossroads.playbook.models import Participant, Roundtable
from crossroads.playbook.practices import starter


def close_the_pilot(story: Story) -> None:
    """The forecast is held against what was counted, and what was learnt stays tied to both."""
    lesson = material("table.toml")["lesson"]
    services.close_with_lesson(
        campaign=story.campaigns["pilot"],
        title=lesson["title"],
        text=lesson["text"],
        practices=lesson["practices"],
        by=story.by(Role.OUTREACH_LEAD),
        at=story.day(-13, "16:00"),
    )
    story.campaigns["pilot"].refresh_from_db()


def sit_at_a_table(story: Story) -> None:
    """One table is over and has its synthesis; another is open now, and waits for whoever has the link."""
    over = _table(story, day=-20)
    people = _people_come(story, over, day=-20)
    _they_talk(story, over, people, day=-20)
    services.move_roundtable(
        roundtable=over, to="closing", by=story.by(Role.OUTREACH_LEAD), at=story.day(-18)
    )
    _poll(story, over, people, phase="after", day=-18)
    services.write_synthesis(
        roundtable=over, text=material("table.toml")["synthesis"].strip(), by=story.by(Role.OUTREACH_LEAD),
        at=story.day(-17),
    )  # fmt: skip
    services.move_roundtable(
        roundtable=over, to="closed", by=story.by(Role.OUTREACH_LEAD), at=story.day(-17, "11:00")
    )
    now = _table(story, day=-2)
    _people_come(story, now, day=-2, at_most=3)


def _table(story: Story, *, day: int) -> Roundtable:
    lead, ready = story.by(Role.OUTREACH_LEAD), starter()
    table = services.make_roundtable(
        title=ready.title, purpose=ready.purpose, topics=ready.topics, questions=ready.questions, by=lead,
        at=story.day(day, "09:00"),
    )  # fmt: skip
    return services.move_roundtable(roundtable=table, to="open", by=lead, at=story.day(day, "09:30"))


def _people_come(story: Story, table: Roundtable, *, day: int, at_most: int = 99) -> list[Participant]:
    worker = Actor.worker(story.ours)
    seats = [
        services.join_table(
            roundtable=table, shown_name=guest["name"], perspective=guest["perspective"], by=worker,
            at=story.day(day, "10:00"),
        ).participant
        for guest in material("table.toml")["guests"][:at_most]
    ]  # fmt: skip
    _poll(story, table, seats, phase="before", day=day)
    return seats


def _poll(story: Story, table: Roundtable, people: list[Participant], *, phase: str, day: int) -> None:
    """Before, most miss most; after, most know most: as the guests' lines in the material say."""
    table.refresh_from_db()
    questions = list(table.poll_questions.all())
    for person, guest in zip(people, material("table.toml")["guests"], strict=False):
        person.refresh_from_db()
        knows = guest[phase]
        choices = {
            question.pk: question.right if place < knows else (question.right + 1) % len(question.choices)
            for place, question in enumerate(questions)
        }
        services.answer_poll(
            participant=person,
            phase=phase,
            choices=choices,
            by=Actor.worker(story.ours),
            at=story.day(day, "10:30"),
        )


def _they_talk(story: Story, table: Roundtable, people: list[Participant], *, day: int) -> None:
    worker, topics = Actor.worker(story.ours), list(table.topics.all())
    for entry in material("table.toml")["contributions"]:
        said = services.contribute(
            participant=people[entry["guest"]], topic=topics[entry["topic"]], text=entry["text"], by=worker,
            at=story.day(day, "11:00"),
        )  # fmt: skip
        for guest in entry["supported_by"]:
            services.vote(participant=people[guest], contribution=said, by=worker, at=story.day(day, "11:30"))
    services.mark_read(roundtable=table, by=story.by(Role.OUTREACH_LEAD), at=story.day(day, "12:00"))
    services.hide_contribution(
        contribution=said,
        reason="It advertises a vendor.",
        by=story.by(Role.OUTREACH_LEAD),
        at=story.day(day, "12:10"),
    )
