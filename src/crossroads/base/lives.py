"""The life of a thing as one table: which state may follow which.

The table is the rule (``check``), the database's constraint (``choices``) and the diagram in the documentation
(``mermaid``), so that the three cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crossroads.engines.errors import Conflict

_lives: dict[str, Life] = {}


@dataclass(frozen=True, slots=True)
class Life:
    """States of a thing and the steps between them.

    name   the thing, as the documentation calls it
    start  the state in which it begins
    steps  from each state to the states that may follow; a state with none is an end
    """

    name: str
    start: str
    steps: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        unknown = {to for following in self.steps.values() for to in following} - set(self.steps)
        if unknown or self.start not in self.steps:
            raise ValueError(f"life of {self.name}: no row for {sorted(unknown) or self.start}")
        _lives[self.name] = self

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.steps)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(state, words(state)) for state in self.steps]

    def allows(self, now: str, to: str) -> bool:
        return to in self.steps[now]

    def check(self, now: str, to: str) -> None:
        """Raises Conflict "life.not_allowed" where the table has no such step."""
        if not self.allows(now, to):
            raise Conflict("life.not_allowed", thing=self.name, now=words(now), to=words(to))

    def mermaid(self) -> str:
        """The state diagram in Mermaid's words."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for state, following in self.steps.items():
            lines += [f"    {state} --> {to}" for to in following]
            lines += [] if following else [f"    {state} --> [*]"]
        return "\n".join(lines)


def words(state: str) -> str:
    """A state as people read it: ``changes_asked`` is "changes asked"."""
    return state.replace("_", " ")


def all_lives() -> dict[str, Life]:
    """Every life declared so far, by name."""
    return dict(sorted(_lives.items()))
