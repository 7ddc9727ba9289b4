"""Splitting a budget: every line has a reason, and the lines are the budget."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.engines.errors import InputProblem
from crossroads.engines.forecast import allocate, load_evidence
from crossroads.engines.forecast.allocation import OTHER_CHANNELS
from crossroads.engines.terms import Network

CHANNELS = [*(network.value for network in Network), *(channel.value for channel in OTHER_CHANNELS)]


def split(budget: str, *channels: str):
    return allocate(Decimal(budget), channels, load_evidence())


def test_a_third_less_a_little_is_kept_for_other_channels():
    facebook, reserve = split("1000", "facebook")
    assert (facebook.amount, reserve.amount) == (Decimal("700.00"), Decimal("300.00"))
    assert reserve.channel == "reserve"


def test_chosen_other_channels_share_what_is_kept():
    _, mail, clinic = split("1000", "facebook", "mail", "clinic")
    assert (mail.amount, clinic.amount) == (Decimal("150.00"), Decimal("150.00"))
    assert "best channel in 12 of 30" in mail.reason


def test_networks_that_were_studied_little_get_less():
    facebook, x, reddit, _ = split("1750", "facebook", "x", "reddit")
    assert facebook.amount == 2 * x.amount == 4 * reddit.amount
    assert "No published study" in reddit.reason


def test_without_a_network_everything_goes_to_the_other_channels():
    assert [line.amount for line in split("100", "mail", "registry")] == [Decimal("50.00"), Decimal("50.00")]


@settings(max_examples=80, deadline=None)
@given(
    budget=st.decimals("0.01", "100000000", places=2),
    channels=st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True),
)
def test_no_cent_is_lost_or_made(budget, channels):
    lines = allocate(budget, channels, load_evidence())
    assert sum(line.amount for line in lines) == budget
    assert all(line.amount >= 0 and line.reason and line.source for line in lines)
    assert {line.channel for line in lines} - {"reserve"} == set(channels)


@pytest.mark.parametrize(
    ("budget", "channels", "code"),
    [
        ("0", ["facebook"], "forecast.budget"),
        ("NaN", ["facebook"], "forecast.budget"),
        ("1e12", ["facebook"], "forecast.budget"),
        ("10.005", ["facebook"], "forecast.budget"),
        ("100", [], "forecast.channels_missing"),
        ("100", ["pigeon"], "forecast.channel_unknown"),
        ("100", ["mail", "mail"], "forecast.channel_repeated"),
    ],
)
def test_what_cannot_be_split_is_told(budget, channels, code):
    with pytest.raises(InputProblem) as told:
        allocate(Decimal(budget), channels, load_evidence())
    assert told.value.code == code
    assert told.value.where.field
