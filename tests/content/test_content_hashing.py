"""The hash is of exactly what goes out: any change of it is another hash, and nothing else is."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.content.hashing import (
    LINK_FORM,
    SAMPLE_TOKEN,
    canonical,
    content,
    content_hash,
    placed_link,
    with_token,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}\0"), max_size=40)
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "language": st.sampled_from(["en", "nl"]),
    "network": st.sampled_from(["local", "bluesky"]),
    "placement": st.sampled_from(["organic", "paid"]),
    "text": WORDS,
    "with_link": st.booleans(),
    "media_sha256": st.sampled_from(["", "a" * 64, "b" * 64]),
    "alt_text": WORDS,
    "targeting": st.dictionaries(st.sampled_from(["places", "ages"]), WORDS),
    "page": st.dictionaries(st.sampled_from(["title", "aim"]), WORDS),
}
CONTENT = st.fixed_dictionaries(PARTS)


@given(CONTENT, CONTENT)
def test_two_contents_have_one_hash_only_where_they_are_the_same(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    same = content(**one) == content(**other)
    assert (content_hash(content(**one)) == content_hash(content(**other))) is same


@given(CONTENT, st.sampled_from(sorted(PARTS)), st.data())
def test_changing_one_part_changes_the_hash(
    given_parts: dict[str, Any], part: str, data: st.DataObject
) -> None:
    changed = {**given_parts, part: data.draw(PARTS[part])}
    before, after = content(**given_parts), content(**changed)
    assert (before == after) is (content_hash(before) == content_hash(after))


@given(CONTENT)
def test_the_order_of_keys_does_not_matter(parts: dict[str, Any]) -> None:
    straight = content(**parts)
    turned = {key: straight[key] for key in reversed(straight)}
    turned["targeting"] = dict(reversed(list(straight["targeting"].items())))
    turned["page"] = dict(reversed(list(straight["page"].items())))
    assert content_hash(turned) == content_hash(straight)


@given(CONTENT)
def test_a_content_survives_being_kept_as_json(parts: dict[str, Any]) -> None:
    kept = json.loads(json.dumps(content(**parts)))
    assert content_hash(kept) == content_hash(content(**parts))


def test_alt_text_counts_only_with_a_picture() -> None:
    words, picture = {"alt_text": "A nurse"}, {"media_sha256": "a" * 64}
    assert content(**_plain() | words) == content(**_plain())
    assert content_hash(content(**_plain() | picture | words)) != content_hash(content(**_plain() | picture))


@pytest.mark.parametrize(
    ("text", "with_link", "placed"),
    [
        ("Read it.", True, f"Read it.\n\n{LINK_FORM}"),
        ("Read it: {link} or ask.", True, f"Read it: {LINK_FORM} or ask."),
        ("Read it.", False, "Read it."),
        ("", True, LINK_FORM),
    ],
)
def test_the_link_stands_where_the_text_says_or_below_it(text: str, with_link: bool, placed: str) -> None:
    assert placed_link(text, with_link) == placed


@given(WORDS, st.text("abcdefghijklmnop", min_size=12, max_size=12))
def test_every_token_gives_the_same_length(text: str, token: str) -> None:
    placed = placed_link(text, True)
    sent = with_token(placed, token, "https://example.org")
    assert len(sent) == len(with_token(placed, SAMPLE_TOKEN, "https://example.org/"))
    assert token in sent
    assert "{token}" not in sent


def test_a_token_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="12 signs"):
        with_token(LINK_FORM, "short", "https://example.org")


def test_the_canonical_form_is_written_down() -> None:
    """Another program can check a hash: this is the form, byte for byte."""
    written = canonical(content(**{**_plain(), "text": "Ça va?"}))
    assert (
        written
        == (
            '{"language":"en","link":"","media":null,"network":"local","page":{},"placement":"organic",'
            '"targeting":{},"text":"Ça va?"}'
        ).encode()
    )


def test_making_a_content_leaves_what_was_given_untouched() -> None:
    parts = {**_plain(), "targeting": {"ages": "18+"}, "page": {"title": "x"}}
    before = copy.deepcopy(parts)
    content(**parts)["targeting"]["ages"] = "other"
    assert parts == before


def _plain() -> dict[str, Any]:
    return {
        "language": "en",
        "network": "local",
        "placement": "organic",
        "text": "x",
        "with_link": False,
        "media_sha256": "",
        "alt_text": "",
        "targeting": {},
        "page": {},
    }
