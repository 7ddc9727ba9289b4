"""Findings as a program and as a person read them."""

from __future__ import annotations

import json

from crossroads.engines.compliance import MessageInContext, check, to_json, to_terminal


def test_json_has_every_field_and_the_exact_span() -> None:
    text = "Come: this pill is safe."
    rows = json.loads(to_json(check(MessageInContext(text))))
    assert rows[0].keys() == {
        "rule_id", "severity", "start", "end", "words", "message", "suggestion", "citation", "url",
        "authority",
    }  # fmt: skip
    assert all(text[row["start"] : row["end"]] == row["words"] for row in rows)


def test_no_findings_say_that_a_person_decides() -> None:
    assert to_json(()) == "[]"
    assert "not an approval" in to_terminal("Hello.", ())


def test_the_words_are_underlined_on_their_line() -> None:
    """Carets stand below the words, also after an emoji, which is two columns wide."""
    text = "Hello.\n👍 This pill is safe."
    finding = next(f for f in check(MessageInContext(text)) if f.rule_id == "R001")
    place, line, carets = to_terminal(text, (finding,)).split("\n")[:3]
    assert place == "line 2, critical, R001"
    assert line == "  👍 This pill is safe."
    assert carets == "  " + " " * len("xx This ") + "^" * len("pill is safe")


def test_a_notice_without_words_underlines_nothing() -> None:
    findings = check(MessageInContext("Bonjour", language="fr"))
    assert "^" not in to_terminal("Bonjour", findings)
