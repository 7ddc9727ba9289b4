"""The lexicon is data; these hold it to the shape the engine expects."""

from __future__ import annotations

from collections.abc import Iterator

from crossroads.engines import rules
from crossroads.engines.terms import CommentClass, Urgency
from crossroads.engines.triage import Reason, Seriousness
from crossroads.engines.triage.lexicon import tokenise

TABLE = rules.load("triage")


def phrases() -> Iterator[str]:
    for texts in TABLE["lexicon"].values():
        yield from texts
    for hint in TABLE["seriousness"].values():
        yield from hint["phrases"]
    for pair in TABLE["pairs"]:
        yield from pair["left"] + pair["right"]


def test_every_phrase_can_be_found() -> None:
    """Each word is one that tokenising a comment can produce, a stem of at least 3 letters, or ``_``."""
    for phrase in phrases():
        for word in phrase.split():
            bare = word.strip("*")
            if word == "_":
                continue
            assert [token.word for token in tokenise(bare)] == [bare], phrase
            if word.endswith("*"):
                assert len(bare) >= 3, phrase
            if word.startswith("*"):
                assert len(bare) >= 4, phrase


def test_no_list_names_a_phrase_twice() -> None:
    for label, texts in TABLE["lexicon"].items():
        assert len(texts) == len(set(texts)), label


def test_every_reason_has_a_sentence_and_every_hint_a_source() -> None:
    assert set(TABLE["reasons"]) == {reason.value for reason in Reason}
    assert all(reason.sentence.endswith(".") for reason in Reason)
    assert set(TABLE["seriousness"]) == {kind.value for kind in Seriousness}
    assert all("E2A" in kind.source for kind in Seriousness)


def test_every_class_has_an_urgency() -> None:
    assert {kind.value for kind in CommentClass} <= set(TABLE["urgency"])
    assert {Urgency(value) for value in TABLE["urgency"].values()} == set(Urgency)
