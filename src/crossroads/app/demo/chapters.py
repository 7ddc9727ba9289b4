"""The chapters in their order. A later one rests on what an earlier one left behind, as work does."""

from __future__ import annotations

from crossroads.app.demo import arriving, learning, planning, publishing, record, stopping, talking, writing
from crossroads.app.demo.story import Story


def before_the_first_post(story: Story) -> None:
    """Record, facts, roster; the fit question; templates, page and replies; accounts."""
    record.first_version(story)
    planning.ask_the_fit_question(story)
    writing.begin(story)
    publishing.open_accounts(story)


def the_pilot(story: Story) -> None:
    """Two weeks, from its plan to its lesson."""
    planning.plan(story, "pilot")
    writing.invite(story, "pilot", day=-28)
    writing.explain(story, "pilot", day=-26)
    publishing.publish(story, "pilot invitation", publishing.FEED, "pilot", day=-26, clock="08:00")
    publishing.publish(story, "pilot invitation", publishing.BOOSTED, "pilot", day=-25, clock="09:00")
    publishing.publish(story, "pilot placebo", publishing.FEED, "pilot", day=-24, clock="08:00")
    arriving.pass_by(story, "pilot")
    arriving.ask_to_be_called(story, "pilot")
    talking.listen(story, "pilot")
    publishing.count_by_hand(story)
    publishing.take_the_pilot_down(story)
    learning.close_the_pilot(story)


def the_amendment(story: Story) -> None:
    """The record changes: what stated an old fact is put back, and the questions are asked anew."""
    record.amended_version(story)
    writing.after_the_amendment(story)


def november(story: Story) -> None:
    """What runs now."""
    planning.plan(story, "november")
    writing.invite(story, "november", day=-10)
    writing.explain(story, "november", day=-9)
    publishing.publish(story, "november invitation", publishing.FEED, "november", day=-8, clock="08:00")
    publishing.publish(story, "november invitation", publishing.BOOSTED, "november", day=-8, clock="09:00")
    publishing.publish_over_a_broken_line(
        story, "november invitation", publishing.COMMUNITY, "november", day=-8, clock="02:00"
    )
    writing.what_goes_wrong(story)
    planning.rest(story, day=-6)
    publishing.hold_one(story)
    planning.go_on(story, day=-4)
    publishing.let_it_go(story)
    arriving.pass_by(story, "november")
    arriving.ask_to_be_called(story, "november")
    talking.kind_words(story)
    talking.listen(story, "november")
    talking.dismiss_false_alarms(story)
    publishing.count_by_report(story)
    publishing.plan_ahead(story)
    learning.sit_at_a_table(story)


def what_stops(story: Story) -> None:
    """One site rests for a day; another study is stopped altogether."""
    planning.another_study(story)
    stopping.press_the_button(story)
