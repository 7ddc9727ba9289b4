"""Facts as lines of text, so that tests read as tables: "age >= 18 a", "not condition stroke"."""

from __future__ import annotations

from decimal import Decimal

from crossroads.engines.eligibility.facts import FactsRead, read_facts
from crossroads.engines.eligibility.logic import All, AnyOf, Not, Tree
from crossroads.engines.eligibility.parsed import Fact, FactKind, FactOperator
from crossroads.engines.terms import CriterionCategory

_MEASURED = {FactKind.COMPARISON, FactKind.STAGE, FactKind.PERFORMANCE_STATUS}


def read(text: str, category: CriterionCategory = CriterionCategory.INCLUSION) -> FactsRead:
    return read_facts(text, 0, len(text), category)


def shown(fact: Fact) -> str:
    """A fact in one line; what is empty is left out."""
    name = fact.concept if fact.kind in _MEASURED else fact.kind.value
    if fact.kind not in _MEASURED and fact.value is None:
        name = f"{fact.kind.value}: {fact.concept}"
    between = fact.operator is FactOperator.BETWEEN
    operator = "" if fact.value is None else fact.operator.value
    value = f"{_number(fact.value)}..{_number(fact.high)}" if between else _number(fact.value)
    since = f"of {fact.relative_to}" if fact.relative_to else ""
    parts = ("not" if fact.negated else "", name, operator, value, fact.unit, since)
    return " ".join(part for part in parts if part)


def _number(value: Decimal | str | None) -> str:
    return "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else value


def facts_in(text: str, *kinds: FactKind) -> list[str]:
    return [shown(fact) for fact in read(text).facts if not kinds or fact.kind in kinds]


def tree(text: str) -> str | None:
    """The logic as one line: "(a and b)", "(a or not b)"."""
    logic = read(text).logic
    return None if logic is None else _line(logic)


def _line(logic: Tree[Fact]) -> str:
    match logic:
        case Not(part):
            return f"not[{_line(part)}]"
        case All(parts):
            return "(" + " and ".join(map(_line, parts)) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(map(_line, parts)) + ")"
        case fact:
            return shown(fact)
