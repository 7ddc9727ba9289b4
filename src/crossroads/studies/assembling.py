"""From reviewed criteria to a screener: questions asked once, in their order, and no more than a person answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crossroads.engines import eligibility
from crossroads.engines.eligibility.core import CORE_CODES
from crossroads.engines.eligibility.parsed import ParsedCriterion
from crossroads.engines.terms import CriterionCategory

if TYPE_CHECKING:
    from crossroads.engines.eligibility import asking


@dataclass(frozen=True, slots=True)
class Assembled:
    """A screener, and the codes of criteria whose questions went beyond the limit."""

    screener: eligibility.Screener
    beyond_limit: frozenset[str]


def assemble(
    core: eligibility.Screener, kept: Iterable[eligibility.Screener], conditions: Sequence[str]
) -> Assembled:
    """Put the core and the reviewed criteria together.

    kept        each criterion as a screener of its own
    conditions  what the study is about, as its record names it
    """
    from crossroads.engines.eligibility import asking

    materials = list(kept)
    drafts = [_draft(one) for one in materials]
    built = asking.build_screener(core, drafts, conditions=conditions)
    own = {one.rules[0].code: one.rules[0] for one in materials}
    rules = tuple(_placed(rule, own.get(rule.code)) for rule in built.screener.rules)
    unasked = {rule.code for rule in rules if rule.condition is None}
    beyond = frozenset(code for code, rule in own.items() if rule.condition is not None and code in unasked)
    return Assembled(replace(built.screener, rules=rules), beyond)


def _draft(one: eligibility.Screener) -> asking.Draft:
    """A kept criterion as the engine drafts it; it numbers inclusion criteria behind the core's by itself."""
    from crossroads.engines.eligibility import asking

    rule = one.rules[0]
    code = rule.code
    if rule.category is CriterionCategory.INCLUSION:
        code = f"INCL{int(code.removeprefix('INCL')) - CORE_CODES:02}"
    span = rule.span or (0, len(rule.text))
    parsed = ParsedCriterion(code, rule.category, rule.text, span)
    asks = tuple(asking.Ask(question) for question in one.questions)
    return asking.Draft(parsed, rule.condition, asks)


def _placed(
    rule: eligibility.CriterionRule, own: eligibility.CriterionRule | None
) -> eligibility.CriterionRule:
    """A criterion of the protocol stands nowhere in the record."""
    return replace(rule, span=own.span) if own else rule
