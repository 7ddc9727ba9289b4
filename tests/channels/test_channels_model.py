"""Whatever happens in whatever order: never two posts, nothing unapproved, nothing lost, and only along
the table.

Hypothesis plays worker, network, team and misfortune against the real publisher on the real database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from flaky_network import LISTING, PUBLISHING, FlakyNetwork
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from crossroads.base.models import AuditEntry
from crossroads.channels import policies, publisher, services
from crossroads.channels.asking import hash_of
from crossroads.channels.models import PUBLICATION_LIFE, Publication, TakedownTask
from crossroads.channels.protocol import PublishRequest
from crossroads.channels.publisher import SETTLE_STEPS, STEPS
from crossroads.channels.publisher.steps import CLAIM
from crossroads.content import services as content
from crossroads.content.models import ApprovedContent
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.terms import Network
from crossroads.planning import services as planning
from crossroads.studies import services as studies
from crossroads.studies.queries import is_stopped
from makers.channels import make_account, make_publication, make_variant
from makers.content import WORDS, approve
from makers.planning import make_campaign
from makers.studies import make_study
from world import NOW, World, make_world

FINAL = {state for state, following in PUBLICATION_LIFE.steps.items() if not following} | {"published"}


class Crash(BaseException):
    """Ends a run where it stands, as a kill does."""


class Publishing(RuleBasedStateMachine):
    """One study, campaign, message and account; any number of publications."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo._from_testcase = True  # type: ignore[attr-defined]  # as Django's own tests: durable steps may run
        self.undo.__enter__()
        self.network = FlakyNetwork(on_call=self._is_allowed)
        self.channels = {Network.LOCAL: self.network}
        self.at = NOW
        self.meanwhile: Callable[[], None] | None = None

    def teardown(self) -> None:
        try:
            self._nothing_is_lost()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @initialize()
    def the_world(self) -> None:
        self.world: World = make_world()
        self.study = make_study(self.world)
        self.campaign = make_campaign(self.world, self.study, running=True)
        self.variant = make_variant(self.world, self.campaign)
        self.message = self.variant.message
        self.account = make_account(self.world)

    # --- the team

    @rule(minutes=st.integers(0, 90))
    def schedule(self, minutes: int) -> None:
        self._try(
            lambda: make_publication(
                self.world, self._fresh_variant(), self.account, after=timedelta(minutes=minutes), at=self.at
            )
        )

    @rule(number=st.integers(0, 9), what=st.sampled_from(["cancel", "release", "say found", "take down"]))
    def a_person_decides(self, number: int, what: str) -> None:
        rows = list(Publication.objects.order_by("pk"))
        if not rows:
            return
        row = rows[number % len(rows)]
        by, at = self.world.alice, self.at
        unseen = policies.may_be_out(row) and self.network.posts_of(row.token)
        if what == "cancel" and not unseen:  # whoever is asked to look first does look
            self._try(lambda: services.cancel(publication=row, by=by, at=at))
        elif what == "release" and not unseen:
            self._try(lambda: services.release_held(publication=row, by=by, at=at))
        elif what == "say found" and (posts := self.network.posts_of(row.token)):
            url = f"https://network.example/{posts[0]}"
            self._try(
                lambda: services.say_found(
                    publication=row, network_id=posts[0], network_url=url, by=by, at=at
                )
            )
        elif what == "take down" and row.state == "published":
            self._try(
                lambda: services.open_takedown(publication=row, reason="An invented reason.", by=by, at=at)
            )

    @rule(words=st.sampled_from([WORDS, "Are you often tired? A study wants to learn why."]))
    def edit(self, words: str) -> None:
        self._try(
            lambda: content.set_variant(
                message=self._fresh_variant().message, network="local", placement="organic", text=words,
                by=self.world.alice, at=self.at,
            )
        )  # fmt: skip

    @rule(hours=st.sampled_from([None, 1, 48]))
    def approve(self, hours: int | None) -> None:
        lapses = self.at + timedelta(hours=hours) if hours else None
        self._try(lambda: approve(self.world, self._fresh_variant().message, at=self.at, expires_at=lapses))

    @rule()
    def suspend(self) -> None:
        message = self._fresh_variant().message
        self._try(
            lambda: content.suspend_message(
                message=message, reason="A signal.", by=self.world.samir, at=self.at
            )
        )

    @rule(to=st.sampled_from(["pause", "start"]))
    def pause_or_resume(self, to: str) -> None:
        self.campaign.refresh_from_db()
        act = planning.pause_campaign if to == "pause" else planning.start_campaign
        self._try(lambda: act(campaign=self.campaign, by=self.world.alice, at=self.at))

    @rule(to=st.sampled_from(["paused", "active"]))
    def pause_account(self, to: str) -> None:
        self.account.refresh_from_db()
        self._try(lambda: services.change_account(account=self.account, to=to, by=self.world.ada, at=self.at))

    @rule()
    def stop(self) -> None:
        self._try(
            lambda: studies.stop(
                study=self.study, reason="An invented signal.", by=self.world.samir, at=self.at
            )
        )

    @rule()
    def lift_the_stop(self) -> None:
        if (order := is_stopped(self.study)) is not None:
            self._try(
                lambda: studies.lift_stop(
                    stop_order=order, reason="Cleared.", by=self.world.regina, at=self.at
                )
            )
            self.campaign.refresh_from_db()

    # --- the network and the worker

    @rule(publishing=st.sampled_from(PUBLISHING), listing=st.sampled_from(LISTING))
    def the_network_changes(self, publishing: str, listing: str) -> None:
        self.network.publishing, self.network.listing = publishing, listing

    @rule(
        publishing=st.sampled_from(PUBLISHING),
        listing=st.sampled_from(LISTING),
        meanwhile=st.sampled_from(["nothing", "nothing", "stop", "edit", "suspend"]),
    )
    def one_goes_out_in_trouble(self, publishing: str, listing: str, meanwhile: str) -> None:
        """The shortest way into trouble, also with something that the team does while the call is made."""
        self.the_network_changes(publishing, listing)
        self.schedule(0)
        self.meanwhile = {
            "stop": self.stop,
            "edit": lambda: self.edit("Other words."),
            "suspend": self.suspend,
        }.get(meanwhile)
        self.the_worker_runs(None)
        self.meanwhile = None

    @rule()
    def an_hour_and_a_worker(self) -> None:
        self.time_passes(61)
        self.the_worker_runs(None)
        self.the_worker_runs(None)

    @rule(minutes=st.integers(1, 120))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(crash_at=st.sampled_from([None, None, None, *STEPS, *SETTLE_STEPS]))
    def the_worker_runs(self, crash_at: str | None) -> None:
        def on_step(step: str) -> None:
            if step == crash_at:
                raise Crash

        try:
            self._work(self.at, on_step)
        except Crash:
            pass

    # --- what must hold

    @invariant()
    def never_two_posts_with_one_token(self) -> None:
        tokens = [token for token, _ in self.network.posts]
        assert len(tokens) == len(set(tokens))

    @invariant()
    def what_is_published_is_on_the_network_as_approved(self) -> None:
        for row in Publication.objects.filter(state="published").select_related("approved"):
            assert row.network_id in self.network.posts_of(row.token)
            assert row.approved is not None
            assert row.sent_hash == row.approved.content_hash

    @invariant()
    def a_stop_leaves_no_live_post_without_a_task(self) -> None:
        if hasattr(self, "study") and is_stopped(self.study):
            live = Publication.objects.filter(state="published")
            assert not live.exclude(pk__in=TakedownTask.objects.values("publication")).exists()

    def _is_allowed(self, request: PublishRequest) -> None:
        """The network's view of promise 1: at the moment of the call, exactly these words are approved."""
        row = Publication.objects.select_related("variant__message", "variant__media", "campaign__study").get(
            public_id=request.publication
        )
        assert row.state == "sending"
        assert row.attempts.filter(request_started_at__isnull=False, finished_at__isnull=True).exists()
        holding = ApprovedContent.objects.get(variant_ref=row.variant.public_id, ended_at__isnull=True)
        assert hash_of(request, row) == holding.content_hash
        assert holding.expires_at is None or holding.expires_at > self.at
        assert not is_stopped(row.campaign.study)
        if (act := self.meanwhile) is not None:
            self.meanwhile = None
            act()

    def _nothing_is_lost(self) -> None:
        """Given a network that works, everything comes to an end or before a person, and every post is
        known.
        """
        if not hasattr(self, "world"):
            return
        self.network.publishing, self.network.listing = "accept", "complete"
        for _ in range(8):
            self.at += CLAIM + timedelta(minutes=1)
            self._work(self.at, lambda step: None)
        for row in Publication.objects.all():
            for_a_person = row.state == "held" and row.retry_at is None and row.held_code
            ahead = row.state == "scheduled" and row.scheduled_for > self.at
            assert row.state in FINAL or for_a_person or ahead, (row.state, row.held_code)
            for post in self.network.posts_of(row.token):
                asked = TakedownTask.objects.filter(publication=row, state="open").exists()
                assert row.network_id == post or policies.may_be_out(row) or asked, (row.state, row.held_code)
            entries = AuditEntry.objects.filter(target_ref=row.public_id).count()
            assert entries > row.tries

    def _work(self, at: datetime, on_step) -> None:
        publisher.publish_due(at, channels=self.channels, on_step=on_step)
        publisher.reclaim_stale(at)
        publisher.settle_unknown(at, channels=self.channels, on_step=on_step)
        publisher.release_due(at, on_step=on_step)
        content.expire_approvals(at)

    def _fresh_variant(self):
        return (
            type(self.variant)
            .objects.select_related("message__study", "message__campaign")
            .get(pk=self.variant.pk)
        )

    @staticmethod
    def _try(act) -> None:
        """What a rule of the house refuses is refused, and nothing has changed."""
        try:
            with transaction.atomic():
                act()
        except CrossroadsError:
            pass


@pytest.mark.slow
def test_any_history_keeps_the_promises(db: None) -> None:
    run_state_machine_as_test(
        Publishing,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
