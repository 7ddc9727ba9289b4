"""The finder on the command line: studies in a file, a person or many questions, no database of ours."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from crossroads.app.cli import cli
from crossroads.engines.errors import InputProblem, Where

RUN_TAG = "crossroads"
RUN_DEPTH = 1000
"""How many studies a question is answered with where it names no candidates: TREC's own limit."""


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@cli.command()
def find(
    words: Annotated[
        str, typer.Argument(help='A person\'s own words: "lung cancer, 71, Leeds".', metavar="[WORDS]")
    ] = "",
    corpus: Annotated[
        Path | None, typer.Option(help="Studies, one JSON object a line.", metavar="C.jsonl")
    ] = None,
    profile: Annotated[
        Path | None, typer.Option(help="A person: text, conditions, age, sex, place.", metavar="P.json")
    ] = None,
    queries: Annotated[
        Path | None, typer.Option(help="Questions, one JSON object a line.", metavar="Q.jsonl")
    ] = None,
    run: Annotated[
        Path | None, typer.Option(help="Where the answers to the questions go, as a TREC run.", metavar="OUT")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many studies to print.", min=1, max=RUN_DEPTH)] = 10,
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json for programs.")
    ] = Format.TEXT,
) -> None:
    """Studies for a person, the likeliest first, each with its reasons; or a TREC run over many questions.

    A study is {"id", "title", "summary", "conditions", "criteria", "sex", "minimum_age", "maximum_age"}, all but the
    id optional; a question {"id", "text"}, and "candidates" to rank these studies only. In a run every candidate is
    ranked: studies that exclude the person come last. Exit 2 where some lines could not be read; they are told.
    """
    from crossroads.engines.finder import Finder, SqliteIndex, read_entry

    if corpus is None:
        raise InputProblem("finder.no_corpus")
    if (queries is None) != (run is None) or not (queries or profile or words.strip()):
        raise InputProblem("finder.nothing_asked")
    teller = _Teller()
    with closing(sqlite3.connect(":memory:")) as connection:
        index = SqliteIndex(connection)
        if not index.build(entry for _, entry in teller.read(corpus, read_entry)):
            raise InputProblem("finder.no_corpus")
        finder = Finder(index)
        if queries is not None and run is not None:
            _write_run(finder, queries, run, teller)
        else:
            _print_found(finder, _profile(words, profile), index, limit, output)
    raise typer.Exit(2 if teller.told else 0)


class _Teller:
    """Reads lines and tells the bad ones on standard error, each with its file and line."""

    def __init__(self) -> None:
        self.told = 0

    def tell(self, problem: InputProblem) -> None:
        self.told += 1
        print(f"crossroads: {problem}", file=sys.stderr)

    def read(self, path: Path, read_row: Any) -> Iterator[tuple[int, Any]]:
        """(number, what was read) for each line that could be read; blank lines are none."""
        if not path.is_file():
            raise InputProblem("input.file_missing", path=str(path))
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                where = Where(file=str(path), line=number)
                try:
                    if line.strip():
                        yield number, read_row(_json(line, where))
                except InputProblem as problem:
                    self.tell(InputProblem(problem.code, where=where, **problem.params))


def _json(line: bytes, where: Where) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputProblem("input.not_json", where=where, reason=str(error)) from None


# --- many questions


def _write_run(finder: Any, queries: Path, run: Path, teller: _Teller) -> None:
    from crossroads.engines.finder import Limits, read

    lexicon = _lexicon()
    everything = Limits(limit=RUN_DEPTH, only_open=False, excluded=True)
    lines: list[str] = []
    for number, (identity, text, candidates) in teller.read(queries, _question):
        profile = read(text, lexicon)
        if candidates is None:
            found = finder.find(profile, everything)
        else:
            found = finder.rank(profile, candidates)
            missing = len(set(candidates)) - len(found)
            if missing:
                where = Where(file=str(queries), line=number)
                teller.tell(
                    InputProblem("finder.unknown_candidates", where=where, question=identity, count=missing)
                )
        lines += _run_lines(identity, found)
    run.write_text("".join(lines), encoding="utf-8")


def _run_lines(identity: str, found: Any) -> Iterator[str]:
    """Scores fall strictly, so that whoever sorts by score keeps the order of the ranks."""
    last = float("inf")
    for rank, one in enumerate(found, start=1):
        score = one.score - (1000.0 if one.excluded_because else 0.0)
        last = score if score < last else last - 1e-6
        yield f"{identity} Q0 {one.id} {rank} {last:.6f} {RUN_TAG}\n"


def _question(row: Any) -> tuple[str, str, list[str] | None]:
    """(id, text, candidates) of a question; forms may come as "template" and "fields" instead of a text."""
    if not isinstance(row, dict):
        raise InputProblem("finder.not_a_question")
    identity, text, candidates = row.get("id"), row.get("text"), row.get("candidates")
    if not isinstance(identity, str | int) or not str(identity).split():
        raise InputProblem("finder.no_id")
    if text is None and isinstance(row.get("fields"), dict):
        text = json.dumps({"template": row.get("template", ""), "fields": row["fields"]})
    if not isinstance(text, str):
        raise InputProblem("finder.bad_field", field="text")
    if candidates is not None and not isinstance(candidates, list):
        raise InputProblem("finder.bad_field", field="candidates")
    return "".join(str(identity).split()), text, None if candidates is None else list(map(str, candidates))


# --- one person


def _profile(words: str, path: Path | None) -> Any:
    """The profile in a file, or the one that words give; what a file's fields say goes over its text."""
    from crossroads.engines.finder import read, read_place, read_profile

    if path is None:
        return read(words, _lexicon(), place=read_place)
    if not path.is_file():
        raise InputProblem("input.file_missing", path=str(path))
    return read_profile(_json(path.read_bytes(), Where(file=str(path))), _lexicon())


def _lexicon() -> Any:
    from crossroads.engines.finder import Lexicon
    from crossroads.portal.names import MedicalNames

    return Lexicon(MedicalNames())


def _print_found(finder: Any, profile: Any, index: Any, limit: int, output: Format) -> None:
    from crossroads.engines.finder import Limits

    if not profile.said and not profile.words:
        raise InputProblem("finder.nothing_understood")
    found = finder.find(profile, Limits(limit=limit))
    titles = {stored.entry.id: stored.entry.title for stored in index.get([one.id for one in found])}
    if output is Format.JSON:
        print(json.dumps([_as_row(one, titles[one.id]) for one in found], ensure_ascii=False, indent=2))
        return
    print(_understood(profile))
    for rank, one in enumerate(found, start=1):
        print(f"{rank:3}. {titles[one.id] or '(no title)'} [{one.id}]")
        for reason in one.reasons:
            print(f"     {reason.sentence}")
    if not found:
        print("No study in this corpus fits these words.")


def _as_row(one: Any, title: str) -> dict[str, Any]:
    reasons = [
        {"code": reason.code.value, "params": dict(reason.params), "sentence": reason.sentence}
        for reason in one.reasons
    ]
    row = {"id": one.id, "title": title, "score": round(one.score, 4), "distance_km": one.distance_km}
    return {**row, "reasons": reasons}


def _understood(profile: Any) -> str:
    """What was read from the words, so that a misreading shows."""
    parts = [", ".join(profile.conditions) or "your words as they stand"]
    if profile.age is not None:
        low, high = profile.age
        parts.append(f"age {low:g}" if low == high else f"age {low:g} to {high:g}")
    if profile.sex is not None:
        parts.append(profile.sex.value.lower())
    if profile.place is not None:
        parts.append(f"near {profile.place.name}")
    return f"Looking for: {'; '.join(parts)}."
