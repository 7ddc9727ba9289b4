"""What exactly goes out, and its fingerprint. An approval is bound to this hash and to nothing else.

The content of a variant is a mapping of

    language   BCP 47 tag
    network    where it goes
    placement  organic, boosted, paid, message or page
    text       the words, the link in its place; in the link stand ``{base}`` and ``{token}``
    link       the form of the link, or ""
    media      None, or the SHA-256 of the bytes and the alt text
    targeting  who is to see it, where that is paid for
    page       the sections of a study page, or {}

and, where a form has them (so that the hash of one without them is what it always was)

    headline, thread, call_to_action   a title or subject; the posts that follow the first; an advertisement's button
    captions                           the SHA-256 of a film's captions

``{token}`` is what tells one publication from the next: always TOKEN_LENGTH signs, so that its value changes
neither length nor meaning. ``{base}`` is the address of this installation. The hash is SHA-256 over the
canonical JSON: keys sorted, no white space, UTF-8. Any other change of any part changes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

TOKEN_LENGTH = 12
LINK_SLOT = "{link}"
LINK_FORM = "{base}/go/{token}/"
SAMPLE_TOKEN = "x" * TOKEN_LENGTH


def content(
    *,
    language: str,
    network: str,
    placement: str,
    text: str,
    with_link: bool,
    media_sha256: str = "",
    alt_text: str = "",
    targeting: Mapping[str, Any] | None = None,
    page: Mapping[str, str] | None = None,
    headline: str = "",
    thread: Sequence[str] = (),
    call_to_action: str = "",
    captions_sha256: str = "",
) -> dict[str, Any]:
    """The mapping that is hashed; see the module."""
    also = {
        "headline": headline,
        "thread": list(thread),
        "call_to_action": call_to_action,
        "captions": captions_sha256,
    }
    return {
        "language": language,
        "network": network,
        "placement": placement,
        "text": placed_link(text, with_link),
        "link": LINK_FORM if with_link else "",
        "media": {"sha256": media_sha256, "alt_text": alt_text} if media_sha256 else None,
        "targeting": dict(targeting or {}),
        "page": dict(page or {}),
        **{name: value for name, value in also.items() if value},
    }


def placed_link(text: str, with_link: bool) -> str:
    """The words with the form of the link where ``{link}`` stands, else after a blank line."""
    if not with_link:
        return text
    if LINK_SLOT in text:
        return text.replace(LINK_SLOT, LINK_FORM)
    return f"{text}\n\n{LINK_FORM}" if text else LINK_FORM


def with_token(text: str, token: str, base_url: str) -> str:
    """The words as sent: the content's text with a publication's own link.

    raises  ValueError for a token of another length: the approved length would not be the sent one
    """
    if len(token) != TOKEN_LENGTH:
        raise ValueError(f"a token has {TOKEN_LENGTH} signs, not {len(token)}")
    link = LINK_FORM.replace("{base}", base_url.rstrip("/")).replace("{token}", token)
    return text.replace(LINK_FORM, link)


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write a content down. Raises ValueError for numbers that JSON lacks (NaN, infinity)."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()
