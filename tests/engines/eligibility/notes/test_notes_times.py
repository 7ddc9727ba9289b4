"""When something was, how long it has been so, and what is no longer so."""

from __future__ import annotations

from notes_spec import holds


def test_how_long_a_disease_has_lasted_is_held_against_what_is_asked() -> None:
    """ "For 11 years", "a six-year history of" and "diagnosed a year ago" tell it."""
    holds(
        "0. A 44-year-old man has had type 1 diabetes for 11 years.\n"
        "1. Asthma was diagnosed two years ago.\n"
        "2. He has a six-month history of migraine.",
        """
        in | Type 1 diabetes for at least 1 year             | included               | 0
        in | Type 1 diabetes for at least 20 years           | not included           | 0
        in | Asthma diagnosed within the last 5 years        | included               | 1
        in | Asthma diagnosed within the past year           | not included           | 1
        in | Migraine for more than one year                 | not included           | 2
        """,
    )


def test_the_beginning_of_a_disease_is_not_the_day_of_an_event() -> None:
    """What began two years ago may have happened again last week; a dated event may not have lasted."""
    holds(
        "0. A 44-year-old man was diagnosed with gout two years ago.\n1. He had a stroke two weeks ago.",
        """
        ex | Gout within 3 months                            | not excluded           | 0
        ex | Stroke within 3 months                          | excluded               | 1
        in | At least 4 weeks since stroke                   | not included           | 1
        in | Stroke for at least one week                    | not enough information | 1
        in | No stroke for at least one week                 | not enough information | 1
        """,
    )


def test_what_was_stopped_counts_for_the_past_and_not_for_today() -> None:
    """Without a word of either, what is usual is taken, and the sentence is shown."""
    holds(
        "0. A 60-year-old woman quit smoking ten years ago.\n"
        "1. Warfarin was stopped in spring, and she no longer takes lithium.",
        """
        ex | Current smoker                                  | not excluded           | 0
        in | Current or former smoker                        | included               | 0
        ex | Previous treatment with anticoagulants          | excluded               | 1
        in | Currently taking warfarin                       | not included           | 1
        in | History of lithium use                          | included               | 1
        in | Lithium                                         | not enough information | 1
        """,
    )


def test_a_denial_in_brackets_ends_with_them() -> None:
    holds(
        "0. A 70-year-old man with a prior stroke (no residual weakness), gout, and asthma.",
        """
        in | Gout                                            | included               | 0
        in | Residual weakness                               | not included           | 0
        """,
    )


def test_a_calendar_year_leaves_it_open() -> None:
    holds(
        "0. A 70-year-old man has gout.",
        "ex | Diagnosis of gout before 1997 | not excluded | 0",
    )
