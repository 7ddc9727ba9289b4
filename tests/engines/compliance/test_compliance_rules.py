"""The rule data are whole, and the page about them is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossroads.engines.compliance import Rule, rulebook
from crossroads.engines.compliance.patterns import PatternError, compile_pattern
from crossroads.engines.compliance.reference import Measured, rules_page
from engines.compliance.labelled import case_files, measurements

ROOT = Path(__file__).resolve().parents[3]
RULES = rulebook("en").rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_rests_on_and_what_to_do(rule: Rule) -> None:
    assert all((rule.title, rule.citation, rule.url, rule.explanation, rule.suggest))
    assert "{words}" in rule.says


def test_every_rule_has_labelled_sentences_ten_and_ten() -> None:
    assert {path.stem for path in case_files()} == {rule.id for rule in RULES}
    for measurement in measurements()[:2]:
        for measured in measurement.by_rule.values():
            assert measured.found + measured.missed == 10 == measured.false + measured.left_alone


def test_every_group_of_phrases_is_used_by_a_rule() -> None:
    book = rulebook("en")
    used = {name for uses in book.uses.values() for use in uses for name in (use.group, *use.unless)}
    used |= {name for some in book.missing.values() for one in some for name in (*one.none_of, *one.if_any)}
    assert set(book.groups) == used


def test_every_matcher_belongs_to_a_rule_of_the_catalogue() -> None:
    book = rulebook("en")
    assert {*book.uses, *book.missing} == {rule.id for rule in book.rules}


def test_held_out_sentences_stay_as_well_found_as_they_are() -> None:
    """The floor below which a change of the rules is a step back."""
    for measurement in measurements():
        if measurement.title.endswith("now"):
            together = Measured.together(measurement.by_rule.values())
            assert (together.precision or 0) >= 0.97
            assert (together.recall or 0) >= 0.89


def test_the_reference_page_is_current() -> None:
    """``python benchmarks/compliance.py --write`` writes it."""
    page = rules_page(rulebook("en"), measurements(), command="python benchmarks/compliance.py")
    assert (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("stop~ it", "it stopped it", True),
        ("stop~ it", "stop... it", False),
        ("thera* works", "the therapy works", True),
        ("*mab", "infliximab", True),
        ("*mab", "a mab", False),
        ("safe ..2 pill", "a safe, new, small pill", True),
        ("safe ..2 pill", "safe new small round pill", False),
        ("(very|so)? safe", "safe", True),
        ("^ safe", "is it safe", False),
        ("safe $", "is it safe?!", True),
        ("over #", "over 60", True),
        ("<who> said", "two doctors said", True),
    ],
)
def test_the_pattern_language(pattern: str, text: str, matches: bool) -> None:
    compiled = compile_pattern(pattern, {"who": ["doctors", "the nurse"]})
    assert bool(compiled.finder.search(text)) is matches


@pytest.mark.parametrize("pattern", ["", "(a|b", "a)", "?", "<nobody>", "a ..2", "a?", "a & b"])
def test_a_pattern_that_cannot_be_read_is_told(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern, {})
