"""Scores of the facts read from criteria, against the Leaf Clinical Trials corpus, beside a naive search.

    python benchmarks/facts.py [--data FOLDER] [--show KIND]

Trials are dealt by the hash of their number: three in four have been looked at ("seen"), the others are only scored
("blind"). A fact counts as found when it overlaps the annotated span and operator, value and unit are those
annotated; "strict" asks for the very same span, too. What the scores mean: docs/reference/eligibility-facts.md.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from lct import ARCHIVE, SECOND, TIME_UNITS, Bound, Trial, bounds, read_trials

from crossroads.engines.eligibility.facts import read_facts
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator
from crossroads.engines.terms import CriterionCategory

Item = TypeVar("Item")
DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
NUMERIC = {FactKind.COMPARISON, FactKind.PERFORMANCE_STATUS, FactKind.STAGE, FactKind.PRIOR_THERAPY_COUNT}


def facts_of(trial: Trial, read: Callable[[str, int, int], tuple[Fact, ...]]) -> list[Fact]:
    """Every line is a criterion."""
    return [fact for start, end in _lines(trial.text) for fact in read(trial.text, start, end)]


def _lines(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text)]


def ours(text: str, start: int, end: int) -> tuple[Fact, ...]:
    return read_facts(text, start, end, CriterionCategory.INCLUSION).facts


NAIVE = re.compile(
    r"(?P<op>>=|<=|≥|≤|>|<|at least|more than|less than|within)?\s*(?P<value>\d+(?:\.\d+)?)(?:\s*-\s*(?P<high>\d+))?"
    r"\s*(?P<unit>years?|months?|weeks?|days?|hours?|%|mg/dL|g/dL|kg/m2|mmHg|kg)?"
)
NAIVE_OPERATORS = {"≥": ">=", "≤": "<=", "at least": ">=", "more than": ">", "less than": "<", "within": "<="}
NAIVE_UNITS = {"kg/m2": "kg/m2", "mmHg": "mm[Hg]"}
NAIVE_NEGATION = re.compile(r"\b(?:no|not|without|non)\b[ -]+(?P<thing>\w+(?: \w+)?)", re.IGNORECASE)


def naive(text: str, start: int, end: int) -> tuple[Fact, ...]:
    """The baseline: a number with a sign before it and a unit behind it; "age" in the line makes it an age."""
    found = []
    for match in NAIVE.finditer(text, start, end):
        unit = match["unit"] or ""
        timed = unit.rstrip("s") in TIME_UNITS
        aged = timed and re.search(r"\bage|old\b", text[start:end], re.IGNORECASE) is not None
        kind = FactKind.AGE if aged else FactKind.TIME_WINDOW if timed else FactKind.COMPARISON
        operator = NAIVE_OPERATORS.get(match["op"] or "", match["op"] or "=")
        if kind is FactKind.COMPARISON and not match["op"] and not match["high"]:
            continue
        found.append(Fact(
            kind, "", FactOperator("between" if match["high"] else operator), Decimal(match["value"]),
            match.start(), match.end(), Decimal(match["high"]) if match["high"] else None,
            TIME_UNITS.get(unit.rstrip("s")) or NAIVE_UNITS.get(unit, unit),
        ))  # fmt: skip
    for match in NAIVE_NEGATION.finditer(text, start, end):
        found.append(Fact(FactKind.OTHER, "", FactOperator.EQUAL, None, *match.span("thing"), negated=True))
    return tuple(found)


# -- scoring ---------------------------------------------------------------------------------------------------


@dataclass
class Score:
    """Counts of one task, and what was missed or found wrongly, for a look."""

    found: int = 0
    annotated: int = 0
    said: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return 2 * self.found / (self.annotated + self.said) if self.annotated + self.said else 0.0

    def shown(self) -> str:
        recall = self.found / self.annotated if self.annotated else 0.0
        precision = self.found / self.said if self.said else 0.0
        return f"{self.annotated:>5} {precision:>6.3f} {recall:>6.3f} {self.f1:>6.3f}"


@dataclass(frozen=True)
class Task:
    """One kind of comparison: which annotations are of it, and which facts answer to it.

    a_part  the annotations are a part of their kind, and facts about the rest are left out of the count
    """

    name: str
    is_annotated: Callable[[Bound], bool]
    kinds: frozenset[FactKind]
    agrees: Callable[[Bound, Fact], bool]
    a_part: bool = False


def is_age(bound: Bound) -> bool:
    return "Age" in bound.parents


def is_measured(bound: Bound) -> bool:
    """A comparison of anything but an age or a time; a measurement in time ("life expectancy") is one, too."""
    return not is_age(bound) and bound.is_counted and (not bound.is_time or "Numeric-Filter" in bound.parents)


def is_window(bound: Bound) -> bool:
    return not is_age(bound) and bound.is_time and "Numeric-Filter" not in bound.parents


def same(bound: Bound, fact: Fact) -> bool:
    said = {abs(value) for value in (fact.value, fact.high) if isinstance(value, Decimal)}
    operator = not bound.operator or fact.operator.value == bound.operator
    values = said in (bound.values, bound.otherwise) or (
        fact.high is not None and _is_run(fact, bound.values)
    )
    return operator and values and _same_unit(bound.unit, fact.unit)


def _same_unit(annotated: str, ours: str) -> bool:
    """ "10 cigarettes per day" and "100 x 109/L" are annotated as "/d" and "/L"."""
    return annotated in {"", ours} or (annotated.startswith("/") and ours.endswith(annotated))


def _is_run(fact: Fact, values: frozenset[Decimal]) -> bool:
    """ "Grade 1, 2 or 3" is annotated as three values; we say from 1 to 3."""
    steps = range(int(min(values)), int(max(values)) + 1)
    return (fact.value, fact.high) == (min(values), max(values)) and values == {
        Decimal(step) for step in steps
    }


def exact(bound: Bound, fact: Fact) -> bool:
    return same(bound, fact) and (fact.start, fact.end) == (bound.start, bound.end)


def same_value(bound: Bound, fact: Fact) -> bool:
    return bool(
        {abs(value) for value in (fact.value, fact.high) if isinstance(value, Decimal)} & bound.values
    )


AGE = frozenset({FactKind.AGE})
WINDOW = frozenset({FactKind.TIME_WINDOW})
TASKS = (
    Task("age", is_age, AGE, same),
    Task("age, strict span", is_age, AGE, exact),
    Task("numeric comparison", is_measured, frozenset(NUMERIC), same),
    Task("numeric, strict span", is_measured, frozenset(NUMERIC), exact),
    Task("numeric, value only", is_measured, frozenset(NUMERIC), same_value),
    Task("numeric, of a measure", lambda bound: is_measured(bound) and "Numeric-Filter" in bound.parents,
         frozenset(NUMERIC), same, a_part=True),
    Task("number or time", lambda bound: is_measured(bound) or is_window(bound),
         frozenset(NUMERIC) | WINDOW, same),
    Task("time window", is_window, WINDOW, same),
    Task("time window, strict", is_window, WINDOW, exact),
    Task("time window, anchored", lambda bound: is_window(bound) and bound.anchored, WINDOW,
         lambda bound, fact: same(bound, fact) and fact.relative_to not in {"", "now"}, a_part=True),
)  # fmt: skip


def score_bounds(task: Task, trials: list[Trial], facts: dict[str, list[Fact]]) -> Score:
    """One fact answers one annotation; facts that share a span ("ALT and AST") answer it together."""
    score = Score()
    for trial in trials:
        every = list(bounds(trial))
        annotated = list(filter(task.is_annotated, every))
        others = [bound for bound in every if task.a_part and not task.is_annotated(bound)]
        said: dict[tuple[int, int], list[Fact]] = defaultdict(list)
        for fact in facts[trial.name]:
            if fact.kind in task.kinds and (isinstance(fact.value, Decimal)):
                said[(fact.start, fact.end)].append(fact)
        for span in [span for span in said if any(span[0] < o.end and o.start < span[1] for o in others)]:
            del said[span]
        taken: set[tuple[int, int]] = set()
        for bound in annotated:
            hit = next((span for span, group in said.items() if span not in taken
                        and span[0] < bound.end and bound.start < span[1]
                        and any(task.agrees(bound, one) for one in _with_pair(group))), None)  # fmt: skip
            if hit is None:
                score.missed.append(f"{_shown(trial.text, bound.start, bound.end)}  {_told(bound)}")
            else:
                taken.add(hit)
        score.found += len(taken)
        score.annotated += len(annotated)
        score.said += len(said)
        score.wrong += [_shown(trial.text, *span) for span in said if span not in taken]
    return score


def _told(bound: Bound) -> str:
    return f"{bound.operator} {sorted(map(str, bound.values))} {bound.unit}"


def _with_pair(group: list[Fact]) -> list[Fact]:
    """ "140/90" is annotated as one comparison with two values; we say two facts."""
    if len(group) == 2 and isinstance(group[1].value, Decimal):
        return [
            *group,
            Fact(
                group[0].kind,
                "",
                group[0].operator,
                group[0].value,
                group[0].start,
                group[0].end,
                group[1].value,
                group[0].unit,
            ),
        ]
    return group


def _shown(text: str, start: int, end: int) -> str:
    row = f"{text[max(0, start - 70) : start]}[[{text[start:end]}]]{text[end : end + 50]}"
    return row.replace("\n", " / ")


def score_negation(
    trials: list[Trial], facts: dict[str, list[Fact]], *, with_joined: bool, cue: bool
) -> Score:
    """Whether what a negation negates overlaps a fact that says so.

    with_joined  what stands beside it with "or" or "and" is negated as well, as the annotation's relations say
    cue          the span that counts is that of the negating word
    """
    score = Score()
    for trial in trials:
        wanted: set[tuple[int, int]] = set()
        extra: set[tuple[int, int]] = set()
        for kind, trigger, arguments in trial.events.values():
            if kind != "Negation":
                continue
            targets = {to for role, to in arguments if role == "Negates"}
            joined = {second if first in targets else first for name, first, second in trial.relations
                      if name in {"Or", "And"} and (first in targets or second in targets)}  # fmt: skip
            spans = [trial.words[trigger]] if cue else [trial.at(target) for target in targets]
            wanted |= {(words.start, words.end) for words in spans if words is not None}
            extra |= {
                (words.start, words.end) for target in joined if (words := trial.at(target)) is not None
            }
            if cue:
                extra |= {
                    (words.start, words.end) for target in targets if (words := trial.at(target)) is not None
                }
        said = {(fact.start, fact.end) for fact in facts[trial.name] if fact.negated}
        right = {span for span in said if any(span[0] < end and start < span[1] for start, end in wanted)}
        excused = {
            span
            for span in said - right
            if with_joined and any(span[0] < end and start < span[1] for start, end in extra)
        }
        caught = {span for span in wanted if any(span[0] < end and start < span[1] for start, end in said)}
        score.annotated += len(wanted)
        score.found += len(caught)
        score.said += len(caught) + len(said - right - excused)
        score.missed += [_shown(trial.text, *span) for span in wanted - caught]
        score.wrong += [_shown(trial.text, *span) for span in said - right - excused]
    return score


NEGATION = {
    "negation": {"with_joined": False, "cue": False},
    "negation, joined": {"with_joined": True, "cue": False},
    "negation, cue": {"with_joined": True, "cue": True},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument(
        "--show",
        default="",
        help="print what was missed and wrong among the trials that were looked at, for one row",
    )
    given = parser.parse_args()
    trials = read_trials(given.data / ARCHIVE)
    readers = {"ours": ours, "naive": naive}
    facts = {name: {trial.name: facts_of(trial, read) for trial in trials} for name, read in readers.items()}
    halves = {
        "seen": [t for t in trials if t.is_seen],
        "blind": [t for t in trials if not t.is_seen],
        "all": trials,
    }
    print(f"{len(trials)} trials; reach F1: age and numeric 0.90, time window and negation 0.85")
    print(f"{'task':<22} {'half':<6} {'count':>5} {'prec':>6} {'recall':>6} {'F1':>6}   {'naive F1':>8}")
    for name, scored in _rows(halves, facts["ours"]).items():
        baseline = _rows(halves, facts["naive"], only=name)[name]
        for half, score in scored.items():
            print(f"{name:<22} {half:<6} {score.shown()}   {baseline[half].f1:>8.3f}")
        if given.show and name == given.show:
            print("\n".join(["-- missed", *scored["seen"].missed, "-- wrong", *scored["seen"].wrong]))
    _agreement(trials, read_trials(given.data / SECOND))
    _speed(trials, readers)


def _agreement(first: list[Trial], second: list[Trial]) -> None:
    """How far two annotators of the corpus agree on the same tasks: F1 of one against the other."""
    ones = {trial.name: trial for trial in first}
    pairs = [(ones[trial.name], trial) for trial in second if trial.name in ones]
    print(f"two annotators, {len(pairs)} trials, F1 of one against the other:")
    for name, is_of in (("age", is_age), ("numeric comparison", is_measured), ("time window", is_window)):
        drawn = [
            ([b for b in bounds(one) if is_of(b)], [b for b in bounds(two) if is_of(b)]) for one, two in pairs
        ]
        print(f"{name:<22} {_mutual(drawn, _same_bound):.3f}")
    print(f"{'negation, cue':<22} {_mutual([(_cues(one), _cues(two)) for one, two in pairs], _overlap):.3f}")


def _same_bound(one: Bound, two: Bound) -> bool:
    alike = (one.operator, one.values, one.unit) == (two.operator, two.values, two.unit)
    return alike and one.start < two.end and two.start < one.end


def _cues(trial: Trial) -> list[tuple[int, int]]:
    triggers = (trial.words[trigger] for kind, trigger, _ in trial.events.values() if kind == "Negation")
    return [(words.start, words.end) for words in triggers]


def _overlap(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _mutual(drawn: list[tuple[list[Item], list[Item]]], agrees: Callable[[Item, Item], bool]) -> float:
    met = sum(any(agrees(one, two) for two in twos) for ones, twos in drawn for one in ones)
    met += sum(any(agrees(one, two) for one in ones) for ones, twos in drawn for two in twos)
    return met / sum(len(ones) + len(twos) for ones, twos in drawn)


def _rows(
    halves: dict[str, list[Trial]], facts: dict[str, list[Fact]], only: str = ""
) -> dict[str, dict[str, Score]]:
    rows = {}
    for task in TASKS:
        if only in {"", task.name}:
            rows[task.name] = {half: score_bounds(task, trials, facts) for half, trials in halves.items()}
    for name, options in NEGATION.items():
        if only in {"", name}:
            rows[name] = {half: score_negation(trials, facts, **options) for half, trials in halves.items()}
    return rows


def _speed(trials: list[Trial], readers: Mapping[str, Callable[[str, int, int], tuple[Fact, ...]]]) -> None:
    lines = [(trial.text, *span) for trial in trials for span in _lines(trial.text)]
    for name, read in readers.items():
        started = time.perf_counter()
        for line in lines:
            read(*line)
        rate = len(lines) / (time.perf_counter() - started)
        print(f"{name:<6} {rate:>9,.0f} criteria/s over {len(lines)} criteria")


if __name__ == "__main__":
    main()
