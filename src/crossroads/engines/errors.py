"""The one tree of anticipated errors.

An anticipated error carries a stable code and parameters; its sentence and its advice live in
``engines/rules/<lang>/problems/*.toml``, so that wording changes without touching logic. Each edge translates
once: a page shows the sentence, the API answers problem details (RFC 9457), the command line exits with
``exit_code``. Anything that is not a ``CrossroadsError`` is a bug and may crash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from crossroads.engines import rules


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a problem, as exactly as it is known. Lines and columns count from 1."""

    file: str = ""
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place = f"{place}:{self.line}" if place else f"line {self.line}"
        if self.field:
            place = f"{place}: {self.field}" if place else self.field
        return place


class CrossroadsError(Exception):
    """An anticipated failure: a stable code, a sentence that may be shown, and what to do next.

    code    dotted and stable, such as "registry.not_json"; a sentence for it stands in the rules
    params  values for the sentence; never personal data, since errors are logged
    """

    http_status: ClassVar[int] = 400
    exit_code: ClassVar[int] = 2

    def __init__(self, code: str, *, where: Where | None = None, **params: Any) -> None:
        self.code = code
        self.params = params
        self.where = where or Where()
        super().__init__(code)

    @property
    def message(self) -> str:
        """What happened and why, in English; pages translate by code."""
        return rules.problem_sentence(self.code, self.params)

    @property
    def advice(self) -> str:
        """What to do about it; may be empty."""
        return rules.problem_advice(self.code, self.params)

    def __str__(self) -> str:
        place = f"{self.where}: " if str(self.where) else ""
        advice = f" {self.advice}" if self.advice else ""
        return f"{place}{self.message}{advice}"


class InputProblem(CrossroadsError):
    """What was handed in cannot be used as it is."""

    http_status = 422


class ActionDenied(CrossroadsError):
    """The actor may not do this, or may not do it now; the sentence says why."""

    http_status = 403
    exit_code = 1


class NotFound(CrossroadsError):
    """There is no such thing, or it belongs to another organisation: the two look alike on purpose."""

    http_status = 404


class Conflict(CrossroadsError):
    """The thing is in another state than the action expects, perhaps because somebody was faster."""

    http_status = 409
    exit_code = 1


class ConfigurationProblem(CrossroadsError):
    """The installation is not set up to do this."""

    http_status = 500


@dataclass
class Problems:
    """Collects every problem of an input, so that a person mends all in one pass.

    ``raise_any()`` at the end raises the single problem itself, or ``ManyProblems``.
    """

    found: list[CrossroadsError] = field(default_factory=list)

    def add(self, code: str, *, where: Where | None = None, **params: Any) -> None:
        self.found.append(InputProblem(code, where=where, **params))

    def __bool__(self) -> bool:
        return bool(self.found)

    def raise_any(self) -> None:
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise ManyProblems(self.found)


class ManyProblems(InputProblem):
    """Several problems in one input; ``problems`` lists them in the order of the input."""

    def __init__(self, problems: Sequence[CrossroadsError]) -> None:
        super().__init__("input.many_problems", count=len(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {problem}" for problem in self.problems)])


def each_problem(error: CrossroadsError) -> tuple[CrossroadsError, ...]:
    """The single problems inside an error: one, or those that were collected."""
    return error.problems if isinstance(error, ManyProblems) else (error,)
