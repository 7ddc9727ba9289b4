"""Screeners of real records: whatever the text, they are sound, plain, short, and never ask twice."""

from __future__ import annotations

import gzip
import json
import random
from itertools import islice

import pytest

from crossroads.engines.compliance.readability import readability
from crossroads.engines.eligibility import build_core, screener_from_json, screener_to_json
from crossroads.engines.eligibility.asking import MOST_QUESTIONS, build_screener, draft
from crossroads.engines.eligibility.parsing import parse
from crossroads.engines.terms import Sex
from shared_data import shared

RECORDS = 60


@pytest.mark.shared
@pytest.mark.slow
def test_screeners_of_real_records() -> None:
    with gzip.open(shared("criteria-pool/criteria_pool.jsonl.gz"), "rt", encoding="utf-8") as stream:
        texts = [
            row["criteria"] for line in islice(stream, 4000) if (row := json.loads(line)).get("criteria")
        ]
    core = build_core(minimum_age="18 Years", maximum_age=None, sex=Sex.ALL, healthy_volunteers=False)
    hard = asked = 0
    for text in random.Random(11).sample(texts, RECORDS):
        parsed = parse(text)
        built = build_screener(core, [draft(criterion) for criterion in parsed.criteria])
        questions = built.screener.questions
        worded = [question.text.casefold() for question in questions]
        assert len(questions) <= MOST_QUESTIONS
        assert len(set(worded)) == len(worded)
        assert all(question.text and question.why_we_ask for question in questions)
        left = {one.code for one in built.left}
        of_text = [rule for rule in built.screener.rules if rule.span is not None]
        assert left == {rule.code for rule in of_text if rule.condition is None}
        assert all(rule.span and text[slice(*rule.span)] == rule.text for rule in of_text)
        assert screener_from_json(screener_to_json(built.screener)) == built.screener
        asked += len(questions)
        hard += sum((readability(question.text).grade or 0) > 8 for question in questions)
    assert hard <= 0.05 * asked
