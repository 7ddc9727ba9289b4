"""The model has teeth: a publisher made worse on purpose does not get through its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from test_channels_model import Publishing

from crossroads.channels import publisher, queries
from crossroads.channels.models import Publication
from crossroads.channels.protocol import Absent, Looked
from crossroads.channels.publisher import outcomes, settling

History = Callable[[Publishing], None]


def a_lagging_listing_is_believed(patch: pytest.MonkeyPatch) -> History:
    follow = settling._follow

    def believe(row: Publication, looked: Looked, at: datetime) -> bool:
        return follow(row, Absent(True) if looked == Absent(False) else looked, at)

    patch.setattr(settling, "_follow", believe)
    return lambda play: play.one_goes_out_in_trouble("lose it after the post", "lagging", "nothing")


def an_interrupted_call_is_taken_for_none(patch: pytest.MonkeyPatch) -> History:
    patch.setattr(settling, "known_without_looking", lambda _: Absent(authoritative=True))
    patch.setattr(publisher, "_found_before_sending_again", lambda *_: 0)
    return lambda play: play.one_goes_out_in_trouble("break after the post", "complete", "nothing")


def what_comes_out_during_a_stop_gets_no_task(patch: pytest.MonkeyPatch) -> History:
    patch.setattr(outcomes, "open_for", lambda *_, **__: None)
    return lambda play: play.one_goes_out_in_trouble("accept", "complete", "stop")


def a_claim_never_lapses(patch: pytest.MonkeyPatch) -> History:
    patch.setattr(queries, "lapsed_claims", lambda _: [])

    def play_it(play: Publishing) -> None:
        play.schedule(0)
        play.the_worker_runs("claimed")

    return play_it


def _played(history: History) -> None:
    play = Publishing()
    try:
        play.the_world()
        history(play)
        play.an_hour_and_a_worker()
        play.never_two_posts_with_one_token()
        play.what_is_published_is_on_the_network_as_approved()
        play.a_stop_leaves_no_live_post_without_a_task()
    finally:
        play.teardown()


@pytest.mark.parametrize(
    "worse",
    [
        a_lagging_listing_is_believed,
        an_interrupted_call_is_taken_for_none,
        what_comes_out_during_a_stop_gets_no_task,
        a_claim_never_lapses,
    ],
    ids=lambda worse: worse.__name__,
)
def test_a_worse_publisher_is_caught(db: None, worse: Callable[[pytest.MonkeyPatch], History]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        history = worse(patch)
        with pytest.raises(AssertionError):
            _played(history)
    _played(history)
