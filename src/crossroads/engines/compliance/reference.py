"""Writes the reference page of the rules from the rules themselves, with what was measured about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crossroads.engines import rules as rule_data
from crossroads.engines.compliance.model import AppliesWhen, Rule
from crossroads.engines.compliance.rulebook import Rulebook
from crossroads.engines.terms import Network


@dataclass(frozen=True, slots=True)
class Measured:
    """What a rule did with labelled sentences.

    found, missed      violating sentences
    false, left_alone  clean sentences
    """

    found: int
    missed: int
    false: int
    left_alone: int

    @property
    def precision(self) -> float | None:
        """found / (found + false); None where nothing was found at all."""
        all_found = self.found + self.false
        return self.found / all_found if all_found else None

    @property
    def recall(self) -> float | None:
        """found / (found + missed); None without violating sentences."""
        violating = self.found + self.missed
        return self.found / violating if violating else None

    @classmethod
    def together(cls, several: Iterable[Measured]) -> Measured:
        rows = [(m.found, m.missed, m.false, m.left_alone) for m in several]
        return cls(*(sum(column) for column in zip(*rows, strict=True))) if rows else cls(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Measurement:
    """A set of labelled sentences, and each rule's result on it by rule id."""

    title: str
    by_rule: dict[str, Measured]


def rules_page(book: Rulebook, measurements: Sequence[Measurement], *, command: str) -> str:
    """The whole page as Markdown. ``command`` repeats the measurement."""
    parts = [_INTRODUCTION, *map(_rule_section, book.rules), _measured(measurements, command), _lengths()]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """# Rules for messages

This page is written from the rule data by `benchmarks/compliance.py --write`; a test says when it is out
of date. Every rule names what it rests on and the day on which that was read. The explanations and
rewordings are ours. A message without findings is not approved: a person decides."""


def _rule_section(rule: Rule) -> str:
    return f"""## {rule.id}: {rule.title}

{rule.explanation}

| | |
|---|---|
| Jurisdiction | {rule.jurisdiction} |
| Rests on | {rule.authority} |
| Severity | {rule.severity} |
| Holds for | {_scope(rule.when)} |
| Source | {rule.citation} <{rule.url}> |
| Checked on | {rule.checked_on.isoformat()} |

*Instead:* {rule.suggest}"""


def _scope(when: AppliesWhen) -> str:
    asked: tuple[tuple[str, frozenset[StrEnum]], ...] = (
        ("people in", frozenset(when.jurisdictions)),
        ("network", frozenset(when.networks)),
        ("placement", frozenset(when.placements)),
        ("purpose", frozenset(when.purposes)),
        ("audience", frozenset(when.audiences)),
        ("intervention", frozenset(when.intervention_kinds)),
    )
    return (
        "; ".join(f"{name}: {', '.join(sorted(values))}" for name, values in asked if values)
        or "every message"
    )


def _measured(measurements: Sequence[Measurement], command: str) -> str:
    intro = f"""## What the rules find and miss

Sentences of our own, invented and labelled by one person; they are not a sample of real messages, so these
figures say how the rules fare with wording they were or were not written for, and no more. Precision is
the share of findings that are right, found / (found + false). Recall is the share of violating sentences
that are found, found / (found + missed). A held-out set is unseen only on its first run: after that, the
word lists and guards were improved with it, which is why the figures of "now" flatter the rules. **On new
wording expect the recall of a first run, about half, and have a person read every message.** What the
rules miss is praise by suggestion, without a word that claims; what they find is seldom wrong. Repeat with
`{command}`."""
    return "\n\n".join([intro, *map(_measurement_table, measurements)])


def _measurement_table(measurement: Measurement) -> str:
    head = (
        "| rule | found | missed | false | left alone | precision | recall |\n|---|---|---|---|---|---|---|"
    )
    rows = [_measured_row(rule_id, measured) for rule_id, measured in sorted(measurement.by_rule.items())]
    total = _measured_row("all", Measured.together(measurement.by_rule.values()))
    return "\n".join([f"### {measurement.title}\n", head, *rows, total])


def _measured_row(name: str, m: Measured) -> str:
    shares = " | ".join("-" if share is None else f"{share:.2f}" for share in (m.precision, m.recall))
    return f"| {name} | {m.found} | {m.missed} | {m.false} | {m.left_alone} | {shares} |"


def _lengths() -> str:
    numbers = rule_data.load("compliance/limits")
    head = """## How long a message may be

| network | fits | counted in | also | source | checked on |
|---|---|---|---|---|---|"""
    return "\n".join([head, *(_length_row(network, numbers[network.value]) for network in Network)])


def _length_row(network: Network, number: dict[str, object]) -> str:
    extra = {
        "url_counts": "a link counts {}",
        "byte_limit": "{} bytes",
        "hashtag_limit": "{} hashtags",
        "title_limit": "title {} characters",
    }
    also = ", ".join(words.format(number[key]) for key, words in extra.items() if key in number)
    source = " ".join(filter(None, (str(number["source"]), f"<{number['url']}>" if "url" in number else "")))
    return (
        f"| {network} | {number['limit']} | {number['unit']} | {also} | {source} | {number['checked_on']} |"
    )
