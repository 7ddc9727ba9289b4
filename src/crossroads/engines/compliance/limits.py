"""How long a message is as its network counts it, and whether it fits.

The numbers, their sources and the days they were checked stand in ``rules/en/compliance/limits.toml``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from crossroads.engines import rules as rule_data
from crossroads.engines.compliance.model import Finding, MessageInContext
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import Network, Severity

_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?"
_PATH = r"(?:/[\p{L}\p{N}!*';:=+,.$%_~&|@()/\[\]#-]*)?(?:\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]*)?"
_LINK = regex.compile(rf"(?i)(?<![\w@./])https?://(?:{_LABEL}\.)+\p{{L}}{{2,}}(?::\d+)?{_PATH}")
_BARE_DOMAIN = regex.compile(
    rf"(?i)(?<![\w@./-])(?:{_LABEL}\.)+"
    r"(?:com|org|net|edu|gov|info|health|int|io|app|dev|eu|uk|us|ca|de|fr|ch|at|nl|es|it|ie|au|nz|рф)"
    rf"(?![\p{{L}}\p{{N}}_-]|\.\p{{L}}|@){_PATH}"
)
"""Links without a scheme, which X links too; the endings are the commonest, not all that exist."""
_REMOTE_MENTION = regex.compile(r"(?<![\w/@=])@([\w.-]*\w)@[\w-]+(?:\.[\w-]+)+")
_HASHTAG = regex.compile(r"(?<![\w&/#])#(?=\w*[\p{L}_])\w+")
_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Regional_Indicator}|[\ufe0f\u20e3]")
_LINK_STOOD_HERE = "\n"
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh one; all others weigh two.

twitter-text configuration version 3, ranges of weight 100.
"""


@dataclass(frozen=True, slots=True)
class Count:
    """What a message uses of its network's room.

    used, limit  in ``unit``
    bytes        UTF-8 bytes, where the network limits these too; else None, as is ``byte_limit``
    hashtags     how many, and how many fit where the network says so
    """

    used: int
    limit: int
    unit: str
    bytes: int | None = None
    byte_limit: int | None = None
    hashtags: int = 0
    hashtag_limit: int | None = None

    @property
    def fits(self) -> bool:
        return self.used <= self.limit and (
            self.bytes is None or self.byte_limit is None or self.bytes <= self.byte_limit
        )

    @property
    def has_too_many_hashtags(self) -> bool:
        return self.hashtag_limit is not None and self.hashtags > self.hashtag_limit


def count(text: str, network: Network, *, instance_limit: int | None = None) -> Count:
    """Count a text as the network does.

    instance_limit  a Mastodon server's own ``max_characters``, > 0; other networks have one limit for all
    raises          InputProblem "compliance.instance_limit": not positive, or not for Mastodon
    """
    if instance_limit is not None and (network is not Network.MASTODON or instance_limit < 1):
        raise InputProblem("compliance.instance_limit", network=network.value, limit=instance_limit)
    numbers = rule_data.load("compliance/limits")[network.value]
    byte_limit = numbers.get("byte_limit")
    return Count(
        used=_used(text, network, numbers.get("url_counts", 0)),
        limit=instance_limit or numbers["limit"],
        unit=numbers["unit"],
        bytes=len(text.encode()) if byte_limit else None,
        byte_limit=byte_limit,
        hashtags=len(_HASHTAG.findall(text)),
        hashtag_limit=numbers.get("hashtag_limit"),
    )


def count_title(title: str, network: Network = Network.REDDIT) -> Count:
    """Count a title or a subject line, which has a limit of its own. Not every network has titles."""
    numbers = rule_data.load("compliance/limits")[network.value]
    return Count(used=len(title), limit=numbers["title_limit"], unit=numbers["unit"])


def check_length(message: MessageInContext, *, instance_limit: int | None = None) -> tuple[Finding, ...]:
    """``too_long`` and ``too_many_hashtags``, each at the first character or hashtag that does not fit."""
    counted = count(message.text, message.network, instance_limit=instance_limit)
    findings = []
    if not counted.fits:
        findings.append(_too_long(message, counted))
    if counted.has_too_many_hashtags:
        findings.append(_too_many_hashtags(message, counted))
    return tuple(sorted(findings, key=lambda f: (f.start, f.end, f.rule_id)))


def graphemes(text: str) -> int:
    """How many characters a reader sees: extended grapheme clusters, Unicode Standard Annex 29."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def display_width(text: str) -> int:
    """Columns of a terminal: two for wide characters and emoji, one for others, by grapheme."""
    return sum(_columns(found.group()) for found in _GRAPHEME.finditer(text))


def _columns(cluster: str) -> int:
    is_wide = _EMOJI.search(cluster) or unicodedata.east_asian_width(cluster[0]) in "WF"
    return 2 if is_wide else 1


def _used(text: str, network: Network, url_counts: int) -> int:
    match network:
        case Network.BLUESKY | Network.LOCAL:
            return graphemes(text)
        case Network.MASTODON:
            return _mastodon_length(text, url_counts)
        case Network.X:
            return _weighted_length(text, url_counts)
        case _:
            return len(text)


def _mastodon_length(text: str, url_counts: int) -> int:
    """Graphemes, a link as ``url_counts``, of ``@name@server`` only ``@name``; Mastodon
    StatusLengthValidator.
    """
    rest, links = _without(_LINK, text)
    return graphemes(_REMOTE_MENTION.sub(r"@\1", rest)) + links * (url_counts - len(_LINK_STOOD_HERE))


def _weighted_length(text: str, url_counts: int) -> int:
    """Weighted characters after NFC: a link as ``url_counts``, an emoji as two, twitter-text
    configuration 3.
    """
    rest, links = _without(_LINK, unicodedata.normalize("NFC", text))
    rest, bare = _without(_BARE_DOMAIN, rest)
    clusters = sum(_weight(found.group()) for found in _GRAPHEME.finditer(rest))
    return clusters + (links + bare) * (url_counts - len(_LINK_STOOD_HERE))


def _without(finder: regex.Pattern[str], text: str) -> tuple[str, int]:
    """The text with a line break for every link, so that its neighbours do not join; and how many there
    were.
    """
    rest, links = finder.subn(
        lambda found: _LINK_STOOD_HERE + found.group()[len(_trimmed(found.group())) :], text
    )
    return rest, links


def _weight(cluster: str) -> int:
    if not cluster.isascii() and _EMOJI.search(cluster):
        return 2
    return sum(1 if _is_light(character) else 2 for character in cluster)


def _is_light(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _LIGHT)


def _trimmed(link: str) -> str:
    """A link as written in a sentence ends before the sentence's own marks."""
    link = link.rstrip(".,;:!?'\"»”’")
    while link.endswith((")", "]")) and link.count(link[-1]) > link.count("(" if link[-1] == ")" else "["):
        link = link[:-1].rstrip(".,;:!?'\"»”’")
    return link


def _too_long(message: MessageInContext, counted: Count) -> Finding:
    over_bytes = counted.used <= counted.limit
    start = _first_over(message, counted)
    return _notice(
        "too_long",
        message,
        (start, len(message.text)),
        used=counted.bytes if over_bytes else counted.used,
        limit=counted.byte_limit if over_bytes else counted.limit,
        unit="bytes" if over_bytes else counted.unit,
    )


def _first_over(message: MessageInContext, counted: Count) -> int:
    """Where the longest beginning that fits ends: found by halving, never within a grapheme."""
    ends = [found.end() for found in _GRAPHEME.finditer(message.text)]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        part = count(message.text[: ends[middle]], message.network)
        within = part.used <= counted.limit and (part.bytes or 0) <= (part.byte_limit or part.bytes or 0)
        low, high = (middle + 1, high) if within else (low, middle)
    return ends[low - 1] if low else 0


def _too_many_hashtags(message: MessageInContext, counted: Count) -> Finding:
    first_over = list(_HASHTAG.finditer(message.text))[counted.hashtag_limit or 0]
    return _notice(
        "too_many_hashtags", message, first_over.span(), used=counted.hashtags, limit=counted.hashtag_limit
    )


def _notice(code: str, message: MessageInContext, span: tuple[int, int], **values: object) -> Finding:
    notice = rule_data.load("compliance/notices")[code]
    numbers = rule_data.load("compliance/limits")[message.network.value]
    start, end = span
    return Finding(
        rule_id=code,
        severity=Severity.HIGH,
        start=start,
        end=end,
        words=message.text[start:end],
        message=notice["says"].format(network=message.network.value, **values),
        suggestion=notice["suggest"],
        citation=numbers["source"],
        url=numbers.get("url", ""),
    )
