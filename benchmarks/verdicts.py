"""Scores of the verdict on a criterion from a patient's note, beside the rule that looks at no note.

    python benchmarks/verdicts.py [--data FOLDER]

Truth is what the experts say (Jin et al. 2024, doi:10.1038/s41467-024-53081-z); columns that a model wrote are
never read. Eight patients, chosen by a hash, were scored before anybody looked at their rows: that figure is
printed as it was, and is the honest one. Since then all rows have been read, so the scores of this run are those
of rules tuned on them; the interval comes from drawing patients anew, and cannot show what tuning adds. Nothing of
a note is printed.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from crossroads.engines.eligibility.notes import NoteLabel, NoteVerdict, Reason, judge
from crossroads.engines.terms import CriterionCategory

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILE = "trialgpt-criteria/criterion_annotations.jsonl.gz"
OPENED_LATER = 8
BLIND = "blind, once, 157 pairs of eight patients, before they were opened: 0.675 (rule without note 0.567)"
DRAWS, SEED = 2_000, 20261125
PUBLISHED = "published on all 1,015 pairs: GPT-4 0.873, single experts 0.887 to 0.900"


@dataclass(frozen=True)
class Pair:
    """One note and criterion with the experts' label and sentences."""

    patient: str
    note: str
    title: str
    criterion: str
    category: CriterionCategory
    label: NoteLabel
    sentences: frozenset[int]


def read_pairs(path: Path) -> list[Pair]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [_pair(json.loads(line)) for line in stream]


def _pair(row: dict[str, Any]) -> Pair:
    told = row["expert_sentences"] or []
    return Pair(
        patient=row["patient_id"],
        note=row["note"],
        title=row["trial_title"] or "",
        criterion=row["criterion_text"] or "",
        category=CriterionCategory(row["criterion_type"].upper()),
        label=NoteLabel(row["expert_eligibility"]),
        sentences=frozenset(ast.literal_eval(told) if isinstance(told, str) else told),
    )


def opened_later(pairs: Sequence[Pair]) -> set[str]:
    """The patients that the first rules were not written with."""
    patients = {pair.patient for pair in pairs}
    return set(sorted(patients, key=lambda one: hashlib.sha256(one.encode()).hexdigest())[:OPENED_LATER])


def baseline(pair: Pair) -> NoteLabel:
    """What one says without reading: nobody is excluded, and of inclusion nothing is known."""
    return NoteLabel.NOT_EXCLUDED if pair.category is CriterionCategory.EXCLUSION else NoteLabel.NOT_ENOUGH


def judged(pairs: Sequence[Pair]) -> list[NoteVerdict]:
    return [judge(pair.note, pair.criterion, pair.category, pair.title) for pair in pairs]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def show(name: str, pairs: Sequence[Pair], verdicts: Sequence[NoteVerdict]) -> None:
    right = [pair.label is said.label for pair, said in zip(pairs, verdicts, strict=True)]
    decided = [ok for ok, said in zip(right, verdicts, strict=True) if said.decided]
    naive = sum(pair.label is baseline(pair) for pair in pairs)
    print(f"{name:<22} {len(pairs):>5} {len({pair.patient for pair in pairs}):>8} {_share(sum(right), len(pairs)):>8} "
          f"{_share(sum(decided), len(decided)):>10} {_share(len(pairs) - len(decided), len(pairs)):>10} "
          f"{_share(naive, len(pairs)):>12}")  # fmt: skip


def show_interval(pairs: Sequence[Pair], verdicts: Sequence[NoteVerdict]) -> None:
    """What 95 in 100 draws of as many patients give, for the accuracy and for the gain over no note."""
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pair, said in zip(pairs, verdicts, strict=True):
        rows[pair.patient].append((pair.label is said.label, pair.label is baseline(pair)))
    patients, random = sorted(rows), Random(SEED)
    accuracy, gain = [], []
    for _ in range(DRAWS):
        drawn = [row for patient in random.choices(patients, k=len(patients)) for row in rows[patient]]
        right, naive = (sum(column) / len(drawn) for column in zip(*drawn, strict=True))
        accuracy.append(right)
        gain.append(right - naive)
    print(f"{len(patients)} patients drawn anew {DRAWS} times, 95 %: accuracy {_middle(accuracy)}, "
          f"gain over the rule without note {_middle(gain)}")  # fmt: skip


def _middle(values: Sequence[float]) -> str:
    cuts = quantiles(values, n=40)
    return f"{cuts[0]:.3f} to {cuts[-1]:.3f}"


def show_reasons(pairs: Sequence[Pair], verdicts: Sequence[NoteVerdict]) -> None:
    print(f"\n{'decided by':<16} {'pairs':>6} {'right':>7}")
    for reason in Reason:
        right = [
            pair.label is said.label
            for pair, said in zip(pairs, verdicts, strict=True)
            if said.reason is reason
        ]
        if right:
            print(f"{reason.value:<16} {len(right):>6} {_share(sum(right), len(right)):>7}")


def show_confusion(pairs: Sequence[Pair], verdicts: Sequence[NoteVerdict]) -> None:
    counts = Counter((pair.label, said.label) for pair, said in zip(pairs, verdicts, strict=True))
    print("\nexperts (rows), engine (columns)")
    print(" " * 24 + "".join(f"{label.value[:14]:>16}" for label in NoteLabel))
    for truth in NoteLabel:
        print(f"{truth.value:<24}" + "".join(f"{counts[truth, said]:>16}" for said in NoteLabel))


def show_evidence(pairs: Sequence[Pair], verdicts: Sequence[NoteVerdict]) -> None:
    shown = [frozenset(said.evidence) for said in verdicts]
    hits = sum(len(pair.sentences & said) for pair, said in zip(pairs, shown, strict=True))
    ours, theirs = sum(map(len, shown)), sum(len(pair.sentences) for pair in pairs)
    print(f"\nsentences shown {ours}, told by experts {theirs}: precision {_share(hits, ours)}, "
          f"recall {_share(hits, theirs)}")  # fmt: skip


def show_speed(pairs: Sequence[Pair]) -> None:
    started = time.perf_counter()
    judged(pairs)
    took = time.perf_counter() - started
    print(f"{took / len(pairs) * 1000:.2f} ms for one pair (vocabulary already read)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    pairs = read_pairs(parser.parse_args().data / FILE)
    later = opened_later(pairs)
    said = judged(pairs)
    print(f"{PUBLISHED}\n{BLIND}\n")
    columns = f"{'accuracy':>8} {'of decided':>10} {'by default':>10} {'without note':>12}"
    print(f"{'set':<22} {'pairs':>5} {'patients':>8} {columns}")
    for name, wanted in (("tuned on first", False), ("opened later", True)):
        chosen = [
            (pair, one) for pair, one in zip(pairs, said, strict=True) if (pair.patient in later) is wanted
        ]
        show(name, [pair for pair, _ in chosen], [one for _, one in chosen])
    show("all", pairs, said)
    show_interval(pairs, said)
    show_reasons(pairs, said)
    show_confusion(pairs, said)
    show_evidence(pairs, said)
    show_speed(pairs)


if __name__ == "__main__":
    main()
