"""Criteria as a parse gives them, made by hand."""

from __future__ import annotations

from crossroads.engines.eligibility.logic import Tree
from crossroads.engines.eligibility.parsed import Entity, Fact, ParsedCriterion
from crossroads.engines.terms import CriterionCategory

INCLUSION, EXCLUSION = CriterionCategory.INCLUSION, CriterionCategory.EXCLUSION


def criterion(
    text: str,
    category: CriterionCategory = EXCLUSION,
    *,
    code: str = "",
    logic: Tree[Fact] | None = None,
    entities: tuple[Entity, ...] = (),
    group: str = "",
) -> ParsedCriterion:
    return ParsedCriterion(
        code or f"{category.value[:4]}01", category, text, (0, max(1, len(text))), group, (), entities, logic
    )
