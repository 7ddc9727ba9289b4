"""How long a message is, as its network counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.compliance import MessageInContext, check_length, count, count_title
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import Network

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
SPEC = [
    # text                                         local  mastodon  x  linkedin
    ("", 0, 0, 0, 0),
    ("hello", 5, 5, 5, 5),
    ("two\r\nlines", 9, 9, 10, 10),
    (FAMILY, 1, 1, 2, 7),
    ("🇬🇧🇫🇷", 2, 2, 4, 4),
    ("👍🏽", 1, 1, 2, 2),
    ("1️⃣", 1, 1, 2, 3),
    ("☺️", 1, 1, 2, 2),
    ("漢字", 2, 2, 4, 2),
    ("한국", 2, 2, 4, 2),
    ("é", 1, 1, 1, 1),
    ("e\u0301", 1, 1, 1, 2),
    ("“so”", 4, 4, 4, 4),
    ("see https://example.org/a/very/long/path?with=query", 51, 27, 27, 51),
    ("(https://example.org).", 22, 26, 26, 22),
    ("https://пример.рф/путь", 22, 23, 23, 22),
    ("see example.org now", 19, 19, 31, 19),
    ("mail a@example.org", 18, 18, 18, 18),
    ("http://127.0.0.1/x", 18, 18, 18, 18),
    ("hi @ann", 7, 7, 7, 7),
    ("hi @ann@social.example!", 23, 8, 23, 23),
]


@pytest.mark.parametrize(
    ("text", "local", "mastodon", "x", "linkedin"), SPEC, ids=[repr(row[0]) for row in SPEC]
)
def test_each_network_counts_in_its_own_way(
    text: str, local: int, mastodon: int, x: int, linkedin: int
) -> None:
    """Graphemes, links of fixed length, server names left out, double weight for CJK and emoji, plain
    characters.
    """
    networks = (Network.LOCAL, Network.MASTODON, Network.X, Network.LINKEDIN)
    assert [count(text, network).used for network in networks] == [local, mastodon, x, linkedin]


@pytest.mark.parametrize(
    ("network", "limit"),
    [
        (Network.LOCAL, 1000),
        (Network.MASTODON, 500),
        (Network.BLUESKY, 300),
        (Network.FACEBOOK, 63206),
        (Network.INSTAGRAM, 2200),
        (Network.X, 280),
        (Network.LINKEDIN, 3000),
        (Network.REDDIT, 40000),
    ],
)
def test_a_message_of_the_limit_fits_and_one_more_does_not(network: Network, limit: int) -> None:
    assert count("a" * limit, network).fits
    assert not count("a" * (limit + 1), network).fits


def test_bluesky_limits_bytes_as_well() -> None:
    """A family emoji is one grapheme and 25 bytes: 150 of them fit by graphemes and not by bytes."""
    counted = count(FAMILY * 150, Network.BLUESKY)
    assert (counted.used, counted.bytes, counted.fits) == (150, 3750, False)
    (finding,) = check_length(MessageInContext(FAMILY * 150, network=Network.BLUESKY))
    assert "3750 bytes" in finding.message
    assert finding.start == len(FAMILY) * 120


def test_too_long_underlines_what_does_not_fit() -> None:
    text = "a" * 280 + " and more"
    (finding,) = check_length(MessageInContext(text, network=Network.X))
    assert (finding.rule_id, finding.words) == ("too_long", " and more")
    assert text[finding.start : finding.end] == finding.words
    assert finding.citation


def test_a_mastodon_server_may_have_its_own_limit() -> None:
    assert count("a" * 600, Network.MASTODON, instance_limit=5000).fits
    assert check_length(MessageInContext("a" * 600, network=Network.MASTODON), instance_limit=5000) == ()


@pytest.mark.parametrize(("network", "limit"), [(Network.MASTODON, 0), (Network.X, 500)])
def test_a_limit_that_cannot_be_is_told(network: Network, limit: int) -> None:
    with pytest.raises(InputProblem) as problem:
        count("a", network, instance_limit=limit)
    assert problem.value.code == "compliance.instance_limit"
    assert str(limit) in problem.value.message


def test_too_many_hashtags_begin_at_the_first_that_does_not_fit() -> None:
    text = " ".join(f"#tag{n}" for n in range(7))
    (finding,) = check_length(MessageInContext(text, network=Network.INSTAGRAM))
    assert (finding.rule_id, finding.words) == ("too_many_hashtags", "#tag5")
    assert check_length(MessageInContext(text, network=Network.X)) == ()


def test_numbers_and_addresses_are_no_hashtags() -> None:
    assert count("#1 https://example.org/#part a&#38;b #ok", Network.INSTAGRAM).hashtags == 1


def test_a_reddit_title_has_a_limit_of_its_own() -> None:
    assert count_title("a" * 300).fits
    assert not count_title("a" * 301).fits


@given(st.text(max_size=80), st.sampled_from(list(Network)))
def test_counting_never_fails_and_never_goes_below_zero(text: str, network: Network) -> None:
    assert count(text, network).used >= 0
