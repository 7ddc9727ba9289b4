"""Reads the labelled sentences of ``cases/``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossroads.engines.compliance import Audience, InterventionKind, Jurisdiction, MessageInContext, check
from crossroads.engines.compliance.reference import Measured, Measurement
from crossroads.engines.terms import Network, Placement, Purpose

CASES = Path(__file__).parent / "cases"
_MARKED = re.compile(r"\[([^]]*)\]")
_SINGLE = {"network": Network, "placement": Placement, "purpose": Purpose, "audience": Audience}
_SETS = {"jurisdictions": Jurisdiction, "intervention_kinds": InterventionKind}


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled sentence; ``marked`` are the spans, in the text without brackets, that a finding must
    touch.
    """

    rule_id: str
    message: MessageInContext
    violating: bool
    marked: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.message.text}"


SETS = {
    "": "Written with the rules",
    "heldout_": "First held-out set",
    "heldout2_": "Second held-out set",
    "heldout3_": "Third held-out set",
}
"""Prefixes of the files of a set, and how the reference page calls it."""


def case_files(prefix: str = "") -> list[Path]:
    return sorted(CASES.glob(f"{prefix}R*.toml"))


def cases_of(path: Path) -> Iterator[Case]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for label, violating in (("violating", True), ("clean", False)):
        for entry in data["cases"][label]:
            own = {"text": entry} if isinstance(entry, str) else dict(entry)
            text, marked = _unmarked(own.pop("text"))
            yield Case(data["rule"], _message(text, {**data["context"], **own}), violating, marked)


def measure(path: Path) -> Measured:
    """Run one file.

    A finding counts where the file's rule speaks and touches the marked words, if any are marked.
    """
    results = [(case.violating, is_found(case)) for case in cases_of(path)]
    return Measured(
        found=results.count((True, True)),
        missed=results.count((True, False)),
        false=results.count((False, True)),
        left_alone=results.count((False, False)),
    )


def is_found(case: Case) -> bool:
    findings = [f for f in check(case.message) if f.rule_id == case.rule_id]
    return any(
        not case.marked or any(f.start < end and start < f.end for start, end in case.marked)
        for f in findings
    )


def measurements() -> list[Measurement]:
    """Every set as it is now; before each held-out set, its first run."""
    first_runs = tomllib.loads((CASES.parent / "first_runs.toml").read_text(encoding="utf-8"))
    found = []
    for prefix, title in SETS.items():
        if prefix:
            rows = first_runs[prefix.rstrip("_")]
            found.append(
                Measurement(f"{title}, first run", {rule: Measured(*row) for rule, row in rows.items()})
            )
        now = {path.stem.removeprefix(prefix): measure(path) for path in case_files(prefix)}
        found.append(Measurement(f"{title}, now" if prefix else title, now))
    return found


def _unmarked(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    marked = []
    for number, found in enumerate(_MARKED.finditer(text)):
        start = found.start() - 2 * number
        marked.append((start, start + len(found.group(1))))
    return _MARKED.sub(r"\1", text), tuple(marked)


def _message(text: str, context: dict[str, Any]) -> MessageInContext:
    values: dict[str, Any] = {}
    for key, value in context.items():
        if key in _SINGLE:
            values[key] = _SINGLE[key](value)
        elif key in _SETS:
            values[key] = frozenset(map(_SETS[key], value))
        else:
            values[key] = tuple(value)
    return MessageInContext(text, **values)
