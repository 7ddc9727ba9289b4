"""Each rule finds what it should and leaves alone what only looks so.

``cases/R….toml`` holds sentences that the rules were written with; ``cases/heldout_R….toml`` sentences
written before the rules were run on them. Words in [square brackets] are those that a finding must touch.
"""

from __future__ import annotations

import pytest

from crossroads.engines.compliance import check
from engines.compliance.labelled import Case, case_files, cases_of

WRITTEN_WITH = [case for path in case_files() for case in cases_of(path)]


@pytest.mark.parametrize("case", [c for c in WRITTEN_WITH if c.violating], ids=str)
def test_a_violating_sentence_is_found_at_the_words_that_violate(case: Case) -> None:
    """The rule speaks, and what it underlines touches the words that a reader would underline."""
    found = [f for f in check(case.message) if f.rule_id == case.rule_id]
    assert found
    assert all(case.message.text[f.start : f.end] == f.words for f in found)
    assert any(f.start < end and start < f.end for f in found for start, end in case.marked)


@pytest.mark.parametrize("case", [c for c in WRITTEN_WITH if not c.violating], ids=str)
def test_a_near_miss_is_left_alone(case: Case) -> None:
    """The same words asked, denied, quoted or said of something else give no finding of the rule."""
    assert [f.words for f in check(case.message) if f.rule_id == case.rule_id] == []
