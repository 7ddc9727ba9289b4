"""From a registry record on the command line to its screener. No database."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from crossroads.engines.errors import InputProblem

if TYPE_CHECKING:
    from crossroads.engines.eligibility.asking import BuiltScreener
    from crossroads.engines.registry import Study


def read_study(record: str) -> Study:
    """The first study of a record file, or of standard input for "-".

    raises  InputProblem "input.file_missing", "input.invalid", and what the registry engine raises
    """
    from crossroads.engines import registry

    first = next(iter(registry.read_records(BytesIO(_content(record)), name="record")), None)
    if first is None:
        raise InputProblem("input.invalid", field="The record", reason="it is empty")
    if isinstance(first, InputProblem):
        raise first
    return registry.parse(first)


def build(study: Study, *, limit: int = 12) -> BuiltScreener:
    """Its screener: the registry's own fields, and its criteria as far as they can be asked plainly.

    What was odd about the text is told on standard error, so that the answer stays whole for programs.
    """
    from crossroads.engines import eligibility
    from crossroads.engines.eligibility import asking, parsing
    from crossroads.engines.terms import Sex

    core = eligibility.build_core(
        minimum_age=str(study.minimum_age) if study.minimum_age else None,
        maximum_age=str(study.maximum_age) if study.maximum_age else None,
        sex=study.sex or Sex.ALL,
        healthy_volunteers=study.healthy_volunteers,
    )
    parsed = parsing.parse(study.eligibility_criteria)
    for problem in parsed.problems:
        typer.echo(f"To know: {problem}", err=True)
    drafts = [asking.draft(criterion) for criterion in parsed.criteria]
    return asking.build_screener(core, drafts, limit=limit, conditions=study.conditions)


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    if not Path(name).is_file():
        raise InputProblem("input.file_missing", path=name)
    return Path(name).read_bytes()
