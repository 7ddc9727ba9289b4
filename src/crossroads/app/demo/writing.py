"""Chapter 3: words with slots, the rules read along, reviewers and an outside board decide."""

from __future__ import annotations

from datetime import timedelta

from crossroads.app.demo.story import Story, material
from crossroads.base.store import keep_file
from crossroads.content import services
from crossroads.content.models import Message, Review
from crossroads.engines.terms import Network, Placement, Purpose, Role

REPLIES = "Reply: "


def begin(story: Story) -> None:
    """Templates, the public page with the outside board's word, and the replies that may be given."""
    lead = story.by(Role.OUTREACH_LEAD)
    for template in services.make_starters(by=lead, at=story.day(-34, "09:00")):
        story.templates[template.name] = template
    _the_public_page(story)
    for title, text in material("replies.toml")["replies"].items():
        _a_reply(story, title, text)


def invite(story: Story, campaign: str, *, day: int) -> Message:
    """The campaign's invitation: two forms, decided together."""
    lead = story.by(Role.OUTREACH_LEAD)
    message = services.fill_template(
        template=story.templates["Invitation, with what it asks"],
        study=story.studies["lumen"],
        campaign=story.campaigns[campaign],
        networks=[(Network.LOCAL, Placement.ORGANIC)],
        site=story.studies["lumen"].sites.get(city="Boston"),
        title=f"Invitation, {story.campaigns[campaign].name}",
        by=lead,
        at=story.day(day, "10:00"),
    )
    services.set_variant(
        message=message,
        network=Network.LOCAL,
        placement=Placement.BOOSTED,
        text=material("messages.toml")["boosted"]["careful"],
        by=lead,
        at=story.day(day, "10:20"),
    )
    approve(story, message, day=day)
    story.messages[f"{campaign} invitation"] = message
    return message


def explain(story: Story, campaign: str, *, day: int) -> Message:
    """What a placebo is: for people who do not think of taking part at all."""
    message = services.fill_template(
        template=story.templates["What a placebo is"],
        study=story.studies["lumen"],
        campaign=story.campaigns[campaign],
        networks=[(Network.LOCAL, Placement.ORGANIC)],
        title=f"What a placebo is, {story.campaigns[campaign].name}",
        by=story.by(Role.OUTREACH_LEAD),
        at=story.day(day, "11:00"),
    )
    approve(story, message, day=day)
    story.messages[f"{campaign} placebo"] = message
    return message


def approve(story: Story, message: Message, *, day: int, holds_days: int | None = 90) -> None:
    """The reviewer decides on the afternoon of the day."""
    review = services.submit_message(
        message=message, by=story.by(Role.OUTREACH_LEAD), at=story.day(day, "12:00")
    )
    decided = story.day(day, "14:00")
    services.decide(
        review=review,
        outcome="approve",
        reason="Says what the study asks and promises nothing.",
        expires_at=decided + timedelta(days=holds_days) if holds_days else None,
        by=story.by(Role.REVIEWER),
        at=decided,
    )
    message.refresh_from_db()


def what_goes_wrong(story: Story) -> None:
    """Messages that did not simply pass: stopped by a rule, justified, reworded, taken back, waiting, lapsed."""
    _what_the_rules_found(story)
    _sent_back_and_reworded(story)
    _taken_back(story)
    _waiting_for_its_decision(story)
    _lapsed(story)


def after_the_amendment(story: Story) -> None:
    """The record says 70 years now, so what said 65 was put back; the pilot's words are not needed again."""
    lead = story.by(Role.OUTREACH_LEAD)
    old = story.messages["pilot invitation"]
    old.refresh_from_db()
    services.refill_message(message=old, by=lead, at=story.day(-11, "17:00"))
    approve(story, old, day=-10)
    services.withdraw_message(
        message=old, reason="The pilot is over; November has its own.", by=lead, at=story.day(-9, "08:00")
    )


def _the_public_page(story: Story) -> None:
    """The board is asked twice: the first letter was entered with a slip, and the second person refused it."""
    lead, coordinator = story.by(Role.OUTREACH_LEAD), story.by(Role.REGULATORY_COORDINATOR)
    page = services.make_page(
        study=story.studies["lumen"], title="Public page of LUMEN", by=lead, at=story.day(-28, "13:00")
    )
    review = services.submit_message(message=page, by=lead, at=story.day(-28, "14:00"))
    slip = _determination(story, review, reference="ERB-2026-141", hour="15:00")
    services.refuse_determination(
        determination=slip,
        reason="The letter says 114, not 141.",
        by=story.by(Role.REVIEWER),
        at=story.day(-28, "15:30"),
    )
    letter = keep_file(
        content=material("letter.pdf"), name="letter of the board (invented).pdf", by=coordinator,
        at=story.day(-28, "16:00"),
    )  # fmt: skip
    right = _determination(story, review, reference="ERB-2026-114", hour="16:00", letter=letter)
    services.confirm_determination(
        determination=right, by=story.by(Role.REVIEWER), at=story.day(-28, "16:30")
    )
    page.refresh_from_db()
    story.messages["page"] = page


def _determination(story: Story, review: Review, *, reference: str, hour: str, letter: object = None):  # type: ignore[no-untyped-def]
    return services.enter_determination(
        review=review,
        board="Example Review Board (invented)",
        reference=reference,
        outcome="approve",
        words="The Board approved the web page, version of this date, for use in recruitment.",
        conditions="Report complaints within seven days.",
        determined_date=story.day(-28).date(),
        expires_date=story.day(337).date(),
        letter=letter,  # type: ignore[arg-type]
        by=story.by(Role.REGULATORY_COORDINATOR),
        at=story.day(-28, hour),
    )


def _a_reply(story: Story, title: str, text: str) -> None:
    """The community manager writes replies; the reviewer decides on them like on any message."""
    writer = story.by(Role.COMMUNITY_MANAGER)
    message = services.make_message(
        study=story.studies["lumen"], campaign=None, title=REPLIES + title, purpose=Purpose.UPDATE, by=writer,
        at=story.day(-28, "09:00"),
    )  # fmt: skip
    services.set_variant(
        message=message, network=Network.LOCAL, placement=Placement.MESSAGE, text=text, with_link="{link}" in text,
        by=writer, at=story.day(-28, "09:10"),
    )  # fmt: skip
    review = services.submit_message(message=message, by=writer, at=story.day(-28, "09:20"))
    services.decide(
        review=review, outcome="approve", reason="Kind, short, and sends people to the study team.",
        by=story.by(Role.REVIEWER), at=story.day(-28, "11:00"),
    )  # fmt: skip
    message.refresh_from_db()
    story.messages[REPLIES + title] = message


def _justify(story: Story, message: Message, *, day: int, because: str) -> None:
    """What a rule finds and a reviewer can answer for is justified in words that stay."""
    for variant in message.variants.all():
        for finding in variant.findings.filter(state="open"):
            services.justify_finding(
                finding=finding,
                justification=because,
                by=story.by(Role.REVIEWER),
                at=story.day(day, "08:30"),
            )


def _what_the_rules_found(story: Story) -> None:
    """A new colleague's draft waits with its findings; what a rule found in an invitation to ask was justified."""
    words = material("messages.toml")["found"]
    for title, key in (("Draft of a new colleague", "stopped"), ("Open evening", "justified")):
        message = services.make_message(
            study=story.studies["lumen"], campaign=story.campaigns["november"], title=title,
            purpose=Purpose.RECRUIT, by=story.by(Role.OUTREACH_LEAD), at=story.day(-7, "08:00"),
        )  # fmt: skip
        services.set_variant(
            message=message, network=Network.LOCAL, placement=Placement.ORGANIC, text=words[key],
            by=story.by(Role.OUTREACH_LEAD), at=story.day(-7, "08:10"),
        )  # fmt: skip
    _justify(
        story, message, day=-7, because="It names the day of an open evening; nobody is pressed to take part."
    )
    approve(story, message, day=-7)


def _sent_back_and_reworded(story: Story) -> None:
    lead, reviewer = story.by(Role.OUTREACH_LEAD), story.by(Role.REVIEWER)
    words = material("messages.toml")["reworded"]
    message = services.make_message(
        study=story.studies["lumen"], campaign=story.campaigns["november"], title="What a diary is for",
        purpose=Purpose.EDUCATE, by=lead, at=story.day(-7, "10:00"),
    )  # fmt: skip
    for network in (Network.LOCAL, Network.BLUESKY):
        variant = services.set_variant(
            message=message, network=network, placement=Placement.ORGANIC, text=words["first"], by=lead,
            at=story.day(-7, "10:10"),
        )  # fmt: skip
    review = services.submit_message(message=message, by=lead, at=story.day(-7, "11:00"))
    services.decide(
        review=review, outcome="ask_changes", reason="Please say how long the diary takes each day.", by=reviewer,
        at=story.day(-7, "15:00"),
    )  # fmt: skip
    message.refresh_from_db()
    services.drop_variant(variant=variant, by=lead, at=story.day(-6, "09:00"))
    services.set_variant(
        message=message, network=Network.LOCAL, placement=Placement.ORGANIC, text=words["second"], by=lead,
        at=story.day(-6, "09:10"),
    )  # fmt: skip
    approve(story, message, day=-6)
    story.messages["diary"] = message


def _taken_back(story: Story) -> None:
    lead = story.by(Role.OUTREACH_LEAD)
    message = services.fill_template(
        template=story.templates["We are still looking"], study=story.studies["lumen"],
        campaign=story.campaigns["november"], networks=[(Network.LOCAL, Placement.ORGANIC)],
        site=story.studies["lumen"].sites.get(city="Chicago"), title="Still looking, Chicago", by=lead,
        at=story.day(-3, "09:00"),
    )  # fmt: skip
    services.submit_message(message=message, by=lead, at=story.day(-3, "10:00"))
    services.take_back(
        message=message, reason="Chicago may be full soon.", by=lead, at=story.day(-3, "10:30")
    )
    story.messages["taken back"] = message


def _waiting_for_its_decision(story: Story) -> None:
    lead = story.by(Role.OUTREACH_LEAD)
    message = services.fill_template(
        template=story.templates["What a study visit is like"], study=story.studies["lumen"],
        campaign=story.campaigns["november"], networks=[(Network.LOCAL, Placement.ORGANIC)],
        title="What a visit is like", by=lead, at=story.day(-1, "15:00"),
    )  # fmt: skip
    services.submit_message(message=message, by=lead, at=story.day(-1, "16:00"))
    story.messages["waiting"] = message


def _lapsed(story: Story) -> None:
    lead = story.by(Role.OUTREACH_LEAD)
    message = services.fill_template(
        template=story.templates["Thank you, and where we stand"], study=story.studies["lumen"],
        campaign=story.campaigns["november"], networks=[(Network.LOCAL, Placement.ORGANIC)],
        title="Thank you, first week", by=lead, at=story.day(-8, "09:00"),
    )  # fmt: skip
    approve(story, message, day=-8, holds_days=6)
    services.expire_approvals(story.day(-1, "23:00"))
    story.messages["lapsed"] = message
