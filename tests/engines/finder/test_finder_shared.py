"""On real notes: how much of them is read. How well they rank is the benchmark's matter."""

from __future__ import annotations

import gzip
import json

import pytest

from crossroads.engines.finder import Lexicon, Standing, read
from crossroads.portal.names import MedicalNames
from shared_data import shared

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.mark.parametrize("name", ["trec_2021", "sigir"])
def test_every_note_tells_something_to_look_for(name: str) -> None:
    lexicon = Lexicon(MedicalNames())
    with gzip.open(shared(f"trial-matching/{name}/queries.jsonl.gz"), "rt", encoding="utf-8") as stream:
        profiles = [read(json.loads(line)["text"], lexicon) for line in stream]
    assert all(profile.words for profile in profiles)
    assert sum(profile.age is not None for profile in profiles) > 0.9 * len(profiles)
    with_main = [one for one in profiles if any(said.standing is Standing.MAIN for said in one.said)]
    assert len(with_main) > 0.9 * len(profiles)
