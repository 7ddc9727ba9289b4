"""The people of a journey at their browsers, and what a journey does beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from crossroads.base import clock, duties
from crossroads.base.models import User
from crossroads.channels import services as channels
from crossroads.content import services as content
from crossroads.engines.terms import Network, Placement, Purpose, Role
from crossroads.planning import services as planning
from crossroads.planning.models import Campaign
from crossroads.studies.models import Study
from world import PASSWORD, World


class People:
    """Each signs in once, in a browser of their own."""

    def __init__(self, person: Callable[..., Any], world: World) -> None:
        self.person, self.world = person, world

    def _at_work(self, role: Role) -> Any:
        user: User = self.world.people["harbour", role]
        return self.person(user.email, PASSWORD)

    def anybody(self, **how: Any) -> Any:
        return self.person(**how)

    @cached_property
    def olivia(self) -> Any:
        return self._at_work(Role.OUTREACH_LEAD)

    @cached_property
    def ruth(self) -> Any:
        return self._at_work(Role.REVIEWER)

    @cached_property
    def greta(self) -> Any:
        return self._at_work(Role.REGULATORY_COORDINATOR)

    @cached_property
    def carlos(self) -> Any:
        return self._at_work(Role.COMMUNITY_MANAGER)

    @cached_property
    def samira(self) -> Any:
        return self._at_work(Role.SAFETY_OFFICER)

    @cached_property
    def dana(self) -> Any:
        return self._at_work(Role.SITE_COORDINATOR)

    @cached_property
    def anna(self) -> Any:
        return self._at_work(Role.ANALYST)

    # --- what is done through services, so that the journey stays one that can be read

    def plan_channels(self, campaign: Campaign) -> None:
        line = planning.ChannelLine(Network.LOCAL, Placement.BOOSTED, Decimal(3000), "Our own page")
        planning.set_channels(campaign=campaign, lines=[line], by=self.world.alice, at=clock.now())

    def account(self) -> None:
        channels.add_account(
            network=Network.LOCAL, handle="harbour", name="Harbour", by=self.world.ada, at=clock.now()
        )

    def approved_reply(self, study: Study) -> None:
        carol, at = self.world.carol, clock.now()
        message = content.make_message(
            study=study, campaign=None, title="Please call", purpose=Purpose.UPDATE, by=carol, at=at
        )
        content.set_variant(
            message=message, network=Network.LOCAL, placement=Placement.MESSAGE, with_link=False,
            text="We are sorry to hear this. Please call your doctor.", by=carol, at=at,
        )  # fmt: skip
        review = content.submit_message(message=message, by=carol, at=at)
        content.decide(review=review, outcome="approve", reason="Kind and short.", by=self.world.bob, at=at)


def press(one: Any, name: str | re.Pattern[str]) -> None:
    """Press the first enabled button of that name in the page's main part."""
    main = one.page.get_by_role("main")
    button = main.get_by_role("button", name=name)
    assert button.count(), f"no {name} on {one.page.url}, but {main.get_by_role('button').all_inner_texts()}"
    button.first.click()


def choose(one: Any, label: str) -> None:
    """Choose the last entry of a list: the only real one in a journey that made just one."""
    field = one.page.get_by_label(label, exact=True)
    field.select_option(index=field.locator("option").count() - 1)


def run_the_worker() -> None:
    """Every duty once, as the worker would; a minute from now, so that what is scheduled for this minute is due."""
    duties.run_all(clock.now() + timedelta(seconds=61))
