"""Reading the Leaf Clinical Trials corpus (brat): comparisons and negations as its annotators drew them.

Dobbins et al. 2022, Sci Data, doi:10.1038/s41597-022-01521-0. The corpus is not part of the project.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from crossroads.engines.eligibility.facts.normal import plain
from crossroads.engines.eligibility.facts.numbers import number_pattern, read_number
from crossroads.engines.eligibility.facts.units import read_unit

ARCHIVE = "lct/lct_brat.tar.gz"
SECOND = "lct/lct_second_annotator_brat.tar.gz"
OPERATORS = {"GTEQ": ">=", "GT": ">", "LTEQ": "<=", "LT": "<", "BETWEEN": "between", "EQ": "="}
TIME_UNITS = {
    "year": "a",
    "month": "mo",
    "week": "wk",
    "day": "d",
    "hour": "h",
    "minute": "min",
    "second": "s",
}
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


@dataclass(frozen=True)
class Words:
    """A brat text-bound annotation."""

    kind: str
    start: int
    end: int
    text: str


@dataclass
class Trial:
    """One annotated text."""

    name: str
    text: str
    words: dict[str, Words] = field(default_factory=dict)
    events: dict[str, tuple[str, str, list[tuple[str, str]]]] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_seen(self) -> bool:
        """Three in four: a half that the rules were first written on, and half of the rest, opened later."""
        return any(
            hashlib.sha256(f"{part}{self.name}".encode()).digest()[-1] % 2 == 0 for part in ("", "quarter")
        )

    def at(self, reference: str) -> Words | None:
        """The words of an event or an annotation."""
        trigger = self.events[reference][1] if reference in self.events else reference
        return self.words.get(trigger)


@dataclass(frozen=True)
class Bound:
    """An annotated comparison; ``operator`` and ``unit`` are "" where none is annotated.

    otherwise  the same number where the annotation holds it in parts: "37 weeks 6 days" as 37.857, "4/10" as 4,
               "20/40" as 0.5, "100 x 109" as 100; else empty

    is_time  a stretch of time; "2 hours a week" is none
    """

    start: int
    end: int
    operator: str
    values: frozenset[Decimal]
    otherwise: frozenset[Decimal]
    unit: str
    is_time: bool
    is_counted: bool
    parents: frozenset[str]
    anchored: bool


def read_trials(path: Path) -> list[Trial]:
    with tarfile.open(path) as archive:
        names = sorted(name for name in archive.getnames() if name.endswith(".ann"))
        return [_trial(archive, name) for name in names]


def _content(archive: tarfile.TarFile, name: str) -> str:
    stream = archive.extractfile(name)
    assert stream is not None
    return stream.read().decode("utf-8")


def _trial(archive: tarfile.TarFile, name: str) -> Trial:
    trial = Trial(Path(name).stem, _content(archive, name.removesuffix("ann") + "txt"))
    for row in _content(archive, name).splitlines():
        key, rest, *text = row.split("\t")
        if key[0] == "T":
            kind, spans = rest.split(" ", 1)
            places = [int(place) for place in re.findall(r"\d+", spans)]
            trial.words[key] = Words(kind, places[0], places[-1], text[0])
        elif key[0] == "E":
            (kind, trigger), *arguments = (part.split(":") for part in rest.split())
            trial.events[key] = (kind, trigger, [(re.sub(r"\d+$", "", role), to) for role, to in arguments])
        elif key[0] == "A":
            _, of, *value = rest.split(" ")
            trial.attributes[of] = value[0] if value else ""
        elif key[0] == "R":
            kind, first, second = rest.split()
            trial.relations.append((kind, first.split(":")[1], second.split(":")[1]))
    return trial


def bounds(trial: Trial) -> Iterator[Bound]:
    """Annotated comparisons that have a value or a unit of time."""
    parents: dict[str, set[str]] = defaultdict(set)
    for kind, _, arguments in trial.events.values():
        for role, to in arguments:
            parents[to].add("Age" if kind == "Age" else role)
    anchored = {first for kind, first, _ in trial.relations if kind in {"Before", "After"}}
    for key, (kind, trigger, arguments) in trial.events.items():
        if kind != "Eq-Comparison":
            continue
        given = defaultdict(list)
        for role, to in arguments:
            given[role].append(to)
        read = [_number(trial.words[to].text) for to in given["Value"] if to in trial.words]
        values = frozenset(value for value in read if value is not None)
        time_unit = next((trial.attributes.get(to, "") for to in given["Temporal-Unit"]), "")
        if not values and not (given["Temporal-Unit"] and not given["Value"]):
            continue
        operators = [OPERATORS.get(trial.attributes.get(to, ""), "?") for to in given["Operator"]]
        words = trial.words[trigger]
        is_time = time_unit in TIME_UNITS and not given["Per"]
        yield Bound(
            words.start, words.end, operators[0] if operators else "", values or frozenset({Decimal(1)}),
            _in_one(words.text),
            _unit(trial, given, TIME_UNITS.get(time_unit, "")), is_time, bool(values),
            frozenset(parents[key]), key in anchored,
        )  # fmt: skip


# each with how its two numbers make one
_IN_PARTS: tuple[tuple[re.Pattern[str], Callable[[Decimal, Decimal], Decimal]], ...] = (
    (re.compile(r"\D*(\d+)\s*w\w*\W*(\d)\s*d\w*\s*"), lambda weeks, days: weeks + round(days / 7, 3)),
    (re.compile(r"\D*(\d+)\s*/\s*(10|30|100)\b.*"), lambda score, _: score),
    (re.compile(r"\D*(20)\s*/\s*(\d+)\b.*"), lambda over, under: round(over / under, 3)),
    (re.compile(r"\D*([\d.]+)\s*[x×*]\s*(10[369])\b.*", re.IGNORECASE), lambda value, _: value),
)


def _in_one(words: str) -> frozenset[Decimal]:
    """A number that is annotated as two."""
    for pattern, made in _IN_PARTS:
        if match := pattern.fullmatch(words):
            return frozenset({made(Decimal(match[1]), Decimal(match[2]))})
    return frozenset()


def _number(words: str) -> Decimal | None:
    said = plain(words).strip().lstrip("-")
    said = ROMAN.get(said, said)
    return read_number(said) if re.fullmatch(number_pattern(), said) else None


def _unit(trial: Trial, given: dict[str, list[str]], time_unit: str) -> str:
    """The annotated unit in UCUM; "", which asks for none, where it is no unit ("grade", "of the items")."""
    over = time_unit or " ".join(trial.words[to].text for to in given["Unit"] if to in trial.words)
    under = "".join("/" + trial.words[to].text for to in given["Per"] if to in trial.words)
    if time_unit and not under:
        return time_unit
    words = plain(over + under).strip()
    read = read_unit(words, 0)
    code = read.code if read is not None and read.end == len(words) else ""
    return "/uL" if code == "uL" else code  # "/mm3", annotated without its stroke
