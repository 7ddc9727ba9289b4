"""Where sentences begin and end. A line break ends one too: posts use it so."""

from __future__ import annotations

from dataclasses import dataclass

import regex

_END = regex.compile(r"[.!?]+[\"')\]]*(?=\W|$)|\n+")
_ABBREVIATION = regex.compile(
    r"(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|vs|approx|e\.g|i\.e|etc|no|inc|ltd|a\.m|p\.m|u\.s|u\.k)$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` stands at ``start`` of the folded message, with its closing mark."""

    start: int
    text: str

    @property
    def asks(self) -> bool:
        return self.text.rstrip("\"') ").endswith("?")


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Split folded text. Nothing is lost: the pieces together are the text, empty ones apart."""
    sentences: list[Sentence] = []
    start = 0
    for end in _END.finditer(text):
        if end.group() == "." and _ABBREVIATION.search(text, start, end.start()):
            continue
        sentences.append(Sentence(start, text[start : end.end()]))
        start = end.end()
    sentences.append(Sentence(start, text[start:]))
    return tuple(sentence for sentence in sentences if sentence.text.strip())
