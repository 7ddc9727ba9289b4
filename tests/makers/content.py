"""Approved messages, replies and study pages for tests: Alice writes, Bob decides. All of it is invented."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crossroads.content import services
from crossroads.content.models import Message, Variant
from crossroads.engines.terms import Network, Placement, Purpose
from crossroads.planning.models import Campaign
from crossroads.studies.models import Study
from world import NOW, World

WORDS = "Doctors want to learn whether a tablet helps with tiredness. See if the study may fit you."
REPLY = "Thank you for asking. The study team answers questions on the study page."
PAGE = {
    "title": "A study about being tired",
    "aim": "Doctors do not know yet whether this tablet helps.",
    "happens": "You visit the clinic six times. A nurse takes blood.",
    "asks": "Six visits in half a year. Your way to the clinic is paid.",
    "risks": "The tablet may cause a headache. There may be effects that nobody knows yet.",
    "stop": "Yes, at any time, without saying why.",
    "runs": "The invented hospital runs this study. An ethics board has looked at it.",
    "data": "Only the clinic that you choose sees your name.",
}


def make_message(
    world: World,
    study: Study,
    campaign: Campaign | None = None,
    *,
    network: Network = Network.LOCAL,
    placement: Placement = Placement.ORGANIC,
    text: str = WORDS,
    title: str = "Tiredness, first message",
    purpose: Purpose = Purpose.RECRUIT,
    at: datetime = NOW,
    **variant: Any,
) -> Message:
    """A draft by Alice with one variant."""
    message = services.make_message(
        study=study, campaign=campaign, title=title, purpose=purpose, by=world.alice, at=at
    )
    services.set_variant(
        message=message, network=network, placement=placement, text=text, by=world.alice, at=at, **variant
    )
    return message


def approve(
    world: World, message: Message, *, at: datetime = NOW, expires_at: datetime | None = None
) -> Message:
    """Alice sends it for review, Bob approves."""
    review = services.submit_message(message=message, by=world.alice, at=at)
    services.decide(
        review=review, outcome="approve", reason="The words match the protocol.", expires_at=expires_at,
        by=world.bob, at=at,
    )  # fmt: skip
    message.refresh_from_db()
    return message


def make_approved_message(
    world: World,
    study: Study,
    campaign: Campaign | None = None,
    network: Network = Network.LOCAL,
    *,
    at: datetime = NOW,
    expires_at: datetime | None = None,
    **message: Any,
) -> Message:
    """An approved message with one variant; ``only_variant`` gives it."""
    return approve(
        world,
        make_message(world, study, campaign, network=network, at=at, **message),
        at=at,
        expires_at=expires_at,
    )


def make_approved_reply(
    world: World, study: Study, network: Network = Network.LOCAL, *, text: str = REPLY, at: datetime = NOW
) -> Variant:
    """An approved reply for conversations."""
    message = make_approved_message(
        world, study, network=network, placement=Placement.MESSAGE, text=text, with_link=False,
        title="Reply: thank you", purpose=Purpose.EDUCATE, at=at,
    )  # fmt: skip
    return only_variant(message)


def make_approved_page(
    world: World, study: Study, *, page: dict[str, str] | None = None, at: datetime = NOW
) -> Variant:
    """The approved public page of the study."""
    message = make_approved_message(
        world, study, placement=Placement.PAGE, text="", page=page or PAGE, title="Study page",
        purpose=Purpose.EDUCATE, at=at,
    )  # fmt: skip
    return only_variant(message)


def only_variant(message: Message) -> Variant:
    return message.variants.get()
