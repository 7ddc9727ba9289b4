"""Time windows: how long, how it binds, and the event that it is counted from."""

from __future__ import annotations

import pytest
from fact_tables import facts_in

from crossroads.engines.eligibility.parsed import FactKind


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("Stroke within 4 weeks before randomization", ["time_window <= 4 wk of randomization"]),
        ("Surgery within the last 3 months", ["time_window <= 3 mo of now"]),
        ("Smoked in the past 6 months", ["time_window <= 6 mo of now"]),
        ("Vaccine during the previous year", ["time_window <= 1 a of now"]),
        ("At least 6 months since stroke", ["time_window >= 6 mo of stroke"]),
        ("Stable dose for at least 3 months", ["time_window >= 3 mo"]),
        ("Cancer 2 years prior to screening", ["time_window <= 2 a of screening"]),
        ("Pain lasting more than twelve weeks", ["time_window > 12 wk"]),
        ("Fever for 3 days", ["time_window = 3 d"]),
        ("Any drug 48h before the first dose", ["time_window <= 48 h of first dose"]),
        ("Steroids for 5 or more consecutive days", ["time_window >= 5 d"]),
        ("Concussion within 2-7 days of injury", ["time_window between 2..7 d of injury"]),
        ("Planning to move in the next 12 months", ["time_window <= 12 mo of now"]),
        ("Donated blood less than 8 weeks prior to enrolment", ["time_window < 8 wk of enrollment"]),
        ("No alcohol for a week after dosing", ["time_window <= 1 wk of first dose"]),
    ],
)
def test_a_time_window_is_read(text: str, windows: list[str]) -> None:
    assert facts_in(text, FactKind.TIME_WINDOW) == windows


@pytest.mark.parametrize(
    "text",
    [
        "3D ultrasound of the thyroid",
        "Treated by 3-D conformal radiotherapy",
        "Until the first day of treatment",
        "Over 18 to 70 years",
        "AHI between 5-30 h-1",
    ],
)
def test_other_things_are_no_time(text: str) -> None:
    assert facts_in(text, FactKind.TIME_WINDOW) == []
