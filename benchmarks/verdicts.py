"""Scores of the verdict on a criterion from a patient's note, beside the rule that looks at no note.

    python benchmarks/verdicts.py [--data FOLDER]

Three sets, from the one that the rules know best to the one that they know least. Nothing of a note is printed.

1. Experts' labels (Jin et al. 2024, doi:10.1038/s41467-024-53081-z); columns that a model wrote are never read.
   Eight patients, chosen by a hash, were scored before anybody looked at their rows: that figure is printed as it
   was. Since then all rows have been read, so the scores of this run are those of rules tuned on them; the interval
   comes from drawing patients anew, and cannot show what tuning adds.
2. Notes of our own (``verdict_notes.jsonl``): fourteen invented people against criteria of the pool, which the file
   names by study and characters. They were written and labelled before any rule was run on them. One half was
   looked at afterwards; of the other only the score is known.
3. Notes of TREC 2021, whose assessors judged persons and studies as a whole (grade 2 eligible, 0 not relevant). No
   criterion has a label there, but whoever is eligible meets every criterion: what says otherwise is wrong, and
   what is met should be told more often of them than of others.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

from crossroads.engines.eligibility.notes import NoteLabel, NoteVerdict, Reason, judge
from crossroads.engines.eligibility.parsing import parse
from crossroads.engines.terms import CriterionCategory

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILE = "trialgpt-criteria/criterion_annotations.jsonl.gz"
POOL = "criteria-pool/criteria_pool.jsonl.gz"
OWN_NOTES = Path(__file__).with_name("verdict_notes.jsonl")
TREC = "trial-matching/trec_2021"
GRADES = (2, 1, 0)  # eligible, excluded, not relevant
PAIRS_PER_GRADE = 250
OPENED_LATER = 8
BLIND = "blind, once, 157 pairs of eight patients, before they were opened: 0.675 (rule without note 0.567)"
DRAWS, SEED = 2_000, 20261125
OWN_BEFORE = "before the rules knew them: looked at 0.664, only scored 0.702"
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


def read_studies(path: Path, wanted: set[str]) -> dict[str, dict[str, Any]]:
    """The pool's records of these studies."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return {row["nct_id"]: row for row in map(json.loads, stream) if row["nct_id"] in wanted}


def read_own(studies: dict[str, dict[str, Any]]) -> dict[str, list[Pair]]:
    """Our notes against criteria of the pool, by part."""
    parts: dict[str, list[Pair]] = defaultdict(list)
    for row in own_rows():
        note = "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(row["note"]))
        for told in row["labels"]:
            study, (start, end) = studies[told["study"]], told["span"]
            parts[row["part"]].append(
                Pair(
                    patient=row["patient"],
                    note=note,
                    title=study.get("title") or "",
                    criterion=" ".join(study["criteria"][start:end].split()),
                    category=CriterionCategory(told["category"].upper()),
                    label=NoteLabel(told["label"]),
                    sentences=frozenset(),
                )
            )
    return parts


def own_rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in OWN_NOTES.read_text(encoding="utf-8").splitlines()]


def read_judged(folder: Path) -> list[tuple[str, str, int]]:
    """(note, study, grade) of what the assessors judged and the pool has, at most so many of a grade."""
    with gzip.open(folder / "queries.jsonl.gz", "rt", encoding="utf-8") as stream:
        notes = {row["_id"]: row["text"] for row in map(json.loads, stream)}
    with gzip.open(folder / "qrels.tsv.gz", "rt", encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t") for line in stream]
    there = [
        (notes[row[0]], row[1], int(row[2])) for row in rows if row[0] in notes and row[3:5] == ["1", "0"]
    ]
    Random(SEED).shuffle(there)
    return [one for grade in GRADES for one in [row for row in there if row[2] == grade][:PAIRS_PER_GRADE]]


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


def show_labels(pairs: Sequence[Pair], verdicts: Sequence[NoteVerdict]) -> None:
    """For each label how often the truth has it, and how much of that is said."""
    for label in NoteLabel:
        said = [one.label for pair, one in zip(pairs, verdicts, strict=True) if pair.label is label]
        if said:
            print(f"  {label.value:<24} {len(said):>4}, said {_share(said.count(label), len(said))}")


def judge_whole(
    judgments: Iterable[tuple[str, str, int]], studies: dict[str, dict[str, Any]]
) -> Iterator[tuple[int, NoteVerdict]]:
    """(grade, verdict) for every criterion of every study that was judged as a whole."""
    criteria = {
        key: parse(row["criteria"], entities=False).criteria
        for key, row in studies.items()
        if row.get("criteria")
    }
    for note, study, grade in judgments:
        title = studies[study].get("title") or "" if study in studies else ""
        for one in criteria.get(study, ()):
            if one.category in (CriterionCategory.INCLUSION, CriterionCategory.EXCLUSION):
                yield grade, judge(note, " ".join(one.text.split()), one.category, title)


def show_whole(rows: Sequence[tuple[int, NoteVerdict]]) -> None:
    """Of 1,000 criteria how many are decided, by label and grade."""
    count = Counter(grade for grade, _ in rows)
    decided = Counter((grade, said.label) for grade, said in rows if said.decided)
    print(f"\nTREC 2021, decided of 1,000 criteria {'eligible':>14} {'excluded':>10} {'not relevant':>13}")
    for label in NoteLabel:
        shares = [f"{decided[grade, label] / count[grade] * 1000:.1f}" for grade in GRADES]
        print(f"  {label.value:<34} {shares[0]:>12} {shares[1]:>10} {shares[2]:>13}")


def show_speed(judgments: int, took: float) -> None:
    print(f"{took / judgments * 1000:.2f} ms for one pair (vocabulary already read)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    data = parser.parse_args().data
    pairs = read_pairs(data / FILE)
    whole = read_judged(data / TREC)
    own = {told["study"] for row in own_rows() for told in row["labels"]}
    studies = read_studies(data / POOL, own | {study for _, study, _ in whole})

    print(f"{PUBLISHED}\n{BLIND}\n{OWN_BEFORE}\n")
    columns = f"{'accuracy':>8} {'of decided':>10} {'by default':>10} {'without note':>12}"
    print(f"{'set':<22} {'pairs':>5} {'patients':>8} {columns}")
    later = opened_later(pairs)
    judge(pairs[0].note, pairs[0].criterion, pairs[0].category)  # reads the vocabulary
    started = time.perf_counter()
    said = judged(pairs)
    took = time.perf_counter() - started
    for name, wanted in (("tuned on first", False), ("opened later", True)):
        chosen = [
            (pair, one) for pair, one in zip(pairs, said, strict=True) if (pair.patient in later) is wanted
        ]
        show(name, [pair for pair, _ in chosen], [one for _, one in chosen])
    show("all", pairs, said)
    parts = read_own(studies)
    for part, own_pairs in parts.items():
        show(f"own, {part}", own_pairs, judged(own_pairs))
    show_interval(pairs, said)
    show_reasons(pairs, said)
    show_confusion(pairs, said)
    show_evidence(pairs, said)
    show_speed(len(pairs), took)
    for part, own_pairs in parts.items():
        print(f"\nown notes, {part}: label, how often it is true, and how much of that is said")
        show_labels(own_pairs, judged(own_pairs))
    show_whole(list(judge_whole(whole, studies)))


if __name__ == "__main__":
    main()
