"""What ``check`` promises about any message: exact spans, text order, no silence, context that counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.engines.compliance import (
    NOT_CHECKED,
    InterventionKind,
    Jurisdiction,
    MessageInContext,
    check,
    rulebook,
)
from crossroads.engines.terms import Network, Placement

PIECES = st.sampled_from(
    ["Our safe new pill", " works", "!", "\n", " 💊", " hurry", " 𝗴𝘂𝗮𝗿𝗮𝗻𝘁𝗲𝗲𝗱", "#StopsAsthma",
     " do you have asthma?", "\u200b", " not ",
     " Lumivarin", "@LumivarinUK", "İ", " ﬁrst", "\ue000", "…", "’s"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map("".join))


def message(text: str) -> MessageInContext:
    return MessageInContext(
        text,
        network=Network.FACEBOOK,
        placement=Placement.PAID,
        product_names=("Lumivarin",),
        conditions=("asthma",),
    )


@given(TEXTS)
def test_every_span_holds_exactly_its_words(text: str) -> None:
    """Whatever is written, the words of a finding are the text between its start and end, and not empty."""
    for finding in check(message(text)):
        assert text[finding.start : finding.end] == finding.words != ""


@given(TEXTS)
def test_findings_come_in_text_order_and_always_the_same(text: str) -> None:
    findings = check(message(text))
    assert list(findings) == sorted(findings, key=lambda f: (f.start, f.end, f.rule_id))
    assert findings == check(message(text))


@given(TEXTS)
def test_one_rule_never_underlines_the_same_words_twice(text: str) -> None:
    findings = check(message(text))
    for rule_id in {f.rule_id for f in findings}:
        spans = [(f.start, f.end) for f in findings if f.rule_id == rule_id]
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This pill is 𝘀𝗮𝗳𝗲.", "pill is 𝘀𝗮𝗳𝗲"),
        ("This pill is sa\u200bfe.", "pill is sa\u200bfe"),
        ("#SafePill", "SafePill"),
        ("THIS PILL IS SAFE", "PILL IS SAFE"),
        ("It’s safe to take", "It’s safe"),
    ],
)
def test_hidden_and_styled_words_are_read(text: str, words: str) -> None:
    """Bold Unicode letters, zero-width characters, hashtags and capitals hide nothing; spans stay in the
    original.
    """
    assert words in [f.words for f in check(MessageInContext(text)) if f.rule_id == "R001"]


@pytest.mark.parametrize(
    "text",
    [
        "We do not claim anything. It is safe.",
        "We are not in a hurry, but the pill is safe.",
        "Not only is the pill safe, it is small.",
        "No doubt: the pill is safe.",
    ],
)
def test_a_negation_reaches_no_further_than_its_clause(text: str) -> None:
    assert "R001" in {f.rule_id for f in check(MessageInContext(text))}


def test_a_language_without_rules_is_handed_to_a_person() -> None:
    """Silence would look like approval."""
    (notice,) = check(MessageInContext("Unser sicheres Mittel heilt.", language="de-CH"))
    assert (notice.rule_id, notice.words) == (NOT_CHECKED, "")
    assert "de-CH" in notice.message


def test_a_variant_of_english_is_english() -> None:
    assert check(MessageInContext("This pill is safe.", language="en-GB"))


def test_what_is_not_known_about_a_study_rules_nothing_out() -> None:
    """Without jurisdiction and kind of intervention, the rules on drugs and on devices both speak."""
    text = "Be the first to own it: a breakthrough implant."
    assert {"R011", "R013"} <= {f.rule_id for f in check(MessageInContext(text))}
    known = MessageInContext(text, intervention_kinds=frozenset({InterventionKind.DEVICE}))
    assert "R011" not in {f.rule_id for f in check(known)}


def test_a_rule_speaks_only_in_its_own_jurisdiction() -> None:
    us = MessageInContext("This pill is safe.", jurisdictions=frozenset({Jurisdiction.US}))
    assert {f.rule_id for f in check(us)} == {"R001", "R011"}
    assert check(replace(us, jurisdictions=frozenset({Jurisdiction.EU}))) == ()


def test_a_finding_carries_its_rule() -> None:
    """Citation, address, authority and severity come from the rule; the sentence quotes the words."""
    rule = next(rule for rule in rulebook("en").rules if rule.id == "R001")
    finding = next(f for f in check(MessageInContext("This pill is safe.")) if f.rule_id == "R001")
    assert (finding.citation, finding.url, finding.authority) == (rule.citation, rule.url, rule.authority)
    assert "pill is safe" in finding.message
    assert finding.suggestion == rule.suggest


def test_an_empty_message_has_no_findings() -> None:
    assert check(MessageInContext("")) == ()


def test_a_correction_may_quote_the_claim_that_it_corrects() -> None:
    """The next sentence takes the claim back; a sentence that confirms it does not."""
    claim = "A post says that our pill is safe."
    assert check(MessageInContext(f"{claim} That is not true.")) == ()
    assert check(MessageInContext(f"{claim} You can read it there."))


def test_a_text_without_any_full_stop_is_read_to_its_end() -> None:
    """Long runs are read in pieces, so that forty thousand characters take seconds at most."""
    text = "many plain words " * 200 + "and this pill is safe"
    assert [f.words for f in check(MessageInContext(text)) if f.rule_id == "R001"] == ["pill is safe"]
