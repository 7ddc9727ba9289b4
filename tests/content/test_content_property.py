"""Promise 1 as a property: in whatever order people act, nothing holds that nobody entitled approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.base.actor import Actor
from crossroads.base.queries import actor_for
from crossroads.base.services import grant_role
from crossroads.content import queries, services
from crossroads.content.models import Message, Variant
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.terms import Role
from crossroads.studies.models import Study
from makers.studies import make_fact, make_study
from world import NOW, World

PEOPLE = ("alice", "both", "bob", "carol", "regina", "samir")
TEXTS = ("About studies.", "It asks for {visits}.", "Ask the study team.")
PLACES = (("local", "organic"), ("bluesky", "organic"))


@dataclass
class Model:
    """What the test itself remembers: which hash was approved until when, and who had a hand in it."""

    world: World
    study: Study
    message: Message
    both: Actor
    at: datetime = NOW
    approved: dict[str, datetime | None] = field(default_factory=dict)
    hands: set[int] = field(default_factory=set)
    visits: int = 6

    def person(self, name: str) -> Actor:
        return self.both if name == "both" else getattr(self.world, name)  # type: ignore[no-any-return]

    def edit(self, who: str, number: int) -> None:
        by = self.person(who)
        network, placement = PLACES[number % 2]
        services.set_variant(
            message=self.message,
            network=network,
            placement=placement,
            text=TEXTS[number % 3],
            by=by,
            at=self.at,
        )
        self.hands.add(by.user.pk)  # type: ignore[union-attr]

    def submit(self, who: str, number: int) -> None:
        by = self.person(who)
        services.submit_message(message=self.message, by=by, at=self.at)
        self.hands.add(by.user.pk)  # type: ignore[union-attr]

    def decide(self, who: str, number: int) -> None:
        by = self.person(who)
        review = self.message.reviews.filter(state="waiting").first()
        if review is None:
            return
        outcome = ("approve", "approve", "ask_changes")[number % 3]
        expires_at = self.at + timedelta(days=number) if number % 2 else None
        services.decide(
            review=review, outcome=outcome, reason="Read.", expires_at=expires_at, by=by, at=self.at
        )
        assert by.user is not None
        assert by.user.pk not in self.hands, "somebody decided on their own work"
        assert by.holds(Role.REVIEWER)
        if outcome == "approve":
            for variant in self.message.variants.all():
                self.approved[queries.hash_of(variant)] = expires_at

    def take_back(self, who: str, number: int) -> None:
        services.take_back(message=self.message, by=self.person(who), at=self.at)

    def suspend(self, who: str, number: int) -> None:
        services.suspend_message(message=self.message, reason="Harm.", by=self.person(who), at=self.at)
        self.approved.clear()

    def change_fact(self, who: str, number: int) -> None:
        self.visits += 1
        make_fact(self.world, self.study, "visits", str(self.visits), at=self.at)

    def wait(self, who: str, number: int) -> None:
        self.at += timedelta(days=number)
        services.expire_approvals(self.at) if number % 2 else None

    def refill(self, who: str, number: int) -> None:
        by = self.person(who)
        services.refill_message(message=self.message, by=by, at=self.at)
        self.hands.add(by.user.pk)  # type: ignore[union-attr]

    def tamper(self, who: str, number: int) -> None:
        """Somebody with the database in hand changes a row."""
        Variant.objects.filter(message=self.message).update(text=f"Slipped in {number}")

    def check(self) -> None:
        for variant in Variant.objects.filter(message=self.message):
            held = queries.approved_content(variant, self.at)
            if held is None:
                continue
            digest = queries.hash_of(variant)
            assert digest in self.approved, "a hash that nobody approved"
            until = self.approved[digest]
            assert until is None or self.at < until, "a lapsed approval"
            assert "visits" not in variant.text or f"{self.visits} visits" in variant.text, (
                "a fact that changed"
            )


ACTIONS: dict[str, Callable[[Model, str, int], None]] = {
    name: getattr(Model, name)
    for name in (
        "edit", "submit", "decide", "take_back", "suspend", "change_fact", "wait", "refill", "tamper",
    )
}  # fmt: skip
STEP = st.tuples(
    st.sampled_from(["edit", "submit", "submit", "decide", "decide", *ACTIONS]),
    st.sampled_from(PEOPLE),
    st.integers(0, 5),
)


@settings(max_examples=60)
@given(st.lists(STEP, min_size=3, max_size=14))
def test_nothing_holds_that_nobody_entitled_approved(world: World, steps: list[tuple[str, str, int]]) -> None:
    with transaction.atomic():
        model = start(world)
        for name, who, number in steps:
            try:
                with transaction.atomic():
                    ACTIONS[name](model, who, number)
            except CrossroadsError:
                pass
            model.message.refresh_from_db()
            model.check()
        transaction.set_rollback(True)


def start(world: World) -> Model:
    """A draft by Alice; "both" is author and reviewer in one person."""
    both = world.people["harbour", Role.COMMUNITY_MANAGER]
    grant_role(user=both, role=Role.REVIEWER, by=world.ada, at=NOW)
    study = make_study(world)
    make_fact(world, study, "visits", "6")
    message = services.write_message(
        study=study, campaign=None, title="x", purpose="educate", text=TEXTS[0], networks=PLACES,
        by=world.alice,
        at=NOW,
    )  # fmt: skip
    model = Model(world, study, message, actor_for(both, "harbour"))
    model.hands.add(world.alice.user.pk)  # type: ignore[union-attr]
    return model


def test_the_property_is_not_empty(world: World) -> None:
    """The steps do reach an approval that holds, and each of the ways out of it."""
    model = start(world)
    model.submit("alice", 0)
    model.decide("bob", 0)
    assert queries.approved_content(model.message.variants.all()[0], model.at)
    model.check()
    for way_out in ("edit", "suspend", "tamper"):
        with transaction.atomic():
            ACTIONS[way_out](model, "alice" if way_out == "edit" else "bob", 1)
            model.check()
            assert not all(queries.approved_content(v, model.at) for v in model.message.variants.all())
            transaction.set_rollback(True)
        model.message.refresh_from_db()
