"""Where sentences begin and end. A line break ends one too: posts use it so."""

from __future__ import annotations

from dataclasses import dataclass

import regex

_END = regex.compile(r"[.!?]+[\"')\]]*(?=\W|$)|\n+")
_ABBREVIATION = regex.compile(
    r"(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|vs|approx|e\.g|i\.e|etc|inc|ltd|a\.m|p\.m|u\.s|u\.k)$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` stands at ``start`` of the folded message; ``after`` is the text of the next sentence."""

    start: int
    text: str
    after: str = ""

    @property
    def asks(self) -> bool:
        return self.text.rstrip("\"') ").endswith("?")


def split_sentences(text: str, *, longest: int | None = None) -> tuple[Sentence, ...]:
    """Split folded text. Nothing is lost: the pieces together are the text, empty ones apart.

    longest  a sentence with more characters is cut at a space, so that the time to read a text without any
             full stop grows with its length and not with the square of it; a phrase over a cut is not found
    """
    sentences: list[tuple[int, str]] = []
    longest = longest or len(text)
    start = 0
    for end in _END.finditer(text):
        if end.group() == "." and _ABBREVIATION.search(text, start, end.start()):
            continue
        sentences += _cut(text, start, end.end(), longest)
        start = end.end()
    sentences += _cut(text, start, len(text), longest)
    kept = [(place, words) for place, words in sentences if words.strip()]
    following = [*(words for _, words in kept[1:]), ""][: len(kept)]
    return tuple(Sentence(place, words, after) for (place, words), after in zip(kept, following, strict=True))


def _cut(text: str, start: int, end: int, longest: int) -> list[tuple[int, str]]:
    """The sentence at [start, end) as place and words, in pieces where it is too long."""
    pieces = []
    while end - start > longest:
        space = text.rfind(" ", start + 1, start + longest)
        middle = space if space > 0 else start + longest
        pieces.append((start, text[start:middle]))
        start = middle
    return [*pieces, (start, text[start:end])]
