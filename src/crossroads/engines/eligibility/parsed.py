"""What is read from an eligibility text: criteria with their facts, entities and logic.

All offsets count characters of the text that was handed in, so that ``text[start:end]`` is what was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from crossroads.engines.eligibility.logic import All, AnyOf, Not, Tree
from crossroads.engines.errors import CrossroadsError
from crossroads.engines.terms import CriterionCategory

Span: TypeAlias = tuple[int, int]
"""[start, end)"""


class FactKind(StrEnum):
    """What a fact is about."""

    AGE = "age"
    SEX = "sex"
    COMPARISON = "comparison"
    TIME_WINDOW = "time_window"
    PERFORMANCE_STATUS = "performance_status"
    STAGE = "stage"
    PRIOR_THERAPY_COUNT = "prior_therapy_count"
    PREGNANCY = "pregnancy"
    CONDITION = "condition"
    DRUG = "drug"
    PROCEDURE = "procedure"
    LANGUAGE = "language"
    CONSENT = "consent"
    OTHER = "other"


class FactOperator(StrEnum):
    """How the value binds; BETWEEN includes both ends."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement that a computer can check.

    concept      what is measured or meant, in lower case: "age", "hemoglobin", "ecog", "myocardial infarction"
    value, high  a number, or words ("female", "IIIB"); ``high`` only with BETWEEN
    unit         UCUM, such as "a", "mg/dL", "10*9/L", "wk"; "" where there is none
    relative_to  what a value is a multiple of ("ULN", "LLN", "baseline"), or the event that a time is counted
                 from ("randomization", "first dose", "screening"); "" where there is none
    negated      the text says that this must not hold ("no history of stroke")
    """

    kind: FactKind
    concept: str
    operator: FactOperator
    value: Decimal | str | None
    start: int
    end: int
    high: Decimal | None = None
    unit: str = ""
    relative_to: str = ""
    negated: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As the command line writes it: numbers are JSON numbers, what is missing is null or ""."""
        return {
            "kind": self.kind.value,
            "concept": self.concept,
            "operator": self.operator.value,
            "value": _number_out(self.value),
            "high": _number_out(self.high),
            "unit": self.unit,
            "relative_to": self.relative_to,
            "negated": self.negated,
            "start": self.start,
            "end": self.end,
        }


def _number_out(value: Decimal | str | None) -> int | float | str | None:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


class EntityType(StrEnum):
    """The main types of the Chia annotation (Kury et al. 2020, doi:10.1038/s41597-020-00620-0)."""

    CONDITION = "Condition"
    DRUG = "Drug"
    PROCEDURE = "Procedure"
    MEASUREMENT = "Measurement"
    OBSERVATION = "Observation"
    PERSON = "Person"
    DEVICE = "Device"
    VALUE = "Value"
    TEMPORAL = "Temporal"
    QUALIFIER = "Qualifier"
    NEGATION = "Negation"


@dataclass(frozen=True, slots=True)
class Code:
    """A concept of a vocabulary: ``Code("MeSH tree", "C14.280.647.500", "Myocardial Infarction")``."""

    system: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of words that names something; ``code`` where a vocabulary knows it."""

    type: EntityType
    start: int
    end: int
    text: str
    code: Code | None = None

    def to_dict(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "type": self.type.value,
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }
        if self.code is not None:
            row["code"] = {"system": self.code.system, "code": self.code.code, "name": self.code.name}
        return row


@dataclass(frozen=True, slots=True)
class ParsedCriterion:
    """One criterion as it stands in the text, and what could be read from it.

    code    SDTM IETESTCD: "INCL01", "EXCL02", numbered in reading order within the category
    text    verbatim: the text that was handed in, from ``span[0]`` to ``span[1]``
    group   the cohort, arm or part that it belongs to, as the heading words it; "" for all
    facts   in reading order
    logic   when the criterion as worded holds, over facts; None where the facts do not tell the whole sentence
    """

    code: str
    category: CriterionCategory
    text: str
    span: Span
    group: str = ""
    facts: tuple[Fact, ...] = ()
    entities: tuple[Entity, ...] = ()
    logic: Tree[Fact] | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "category": self.category.value.lower(),
            "text": self.text,
            "span": list(self.span),
            "group": self.group,
            "facts": [fact.to_dict() for fact in self.facts],
            "entities": [entity.to_dict() for entity in self.entities],
            "logic": None if self.logic is None else _logic_out(self.logic, self.facts),
        }


def _logic_out(tree: Tree[Fact], facts: tuple[Fact, ...]) -> Any:
    """``{"all": [...]}``, ``{"any": [...]}``, ``{"not": ...}``, or the fact's place in the list."""
    match tree:
        case Not(part):
            return {"not": _logic_out(part, facts)}
        case All(parts):
            return {"all": [_logic_out(part, facts) for part in parts]}
        case AnyOf(parts):
            return {"any": [_logic_out(part, facts) for part in parts]}
        case fact:
            return facts.index(fact)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section; its words are no criterion."""

    text: str
    span: Span
    category: CriterionCategory | None
    group: str = ""

    def to_dict(self) -> dict[str, Any]:
        category = None if self.category is None else self.category.value.lower()
        return {"text": self.text, "span": list(self.span), "category": category, "group": self.group}


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A whole eligibility text, read.

    language  ISO 639-1 code of the text; criteria of a text that is not English have no facts or entities
    problems  what a person should know of: stable codes "eligibility.no_criteria", "eligibility.not_parsed",
              "eligibility.too_long", "eligibility.control_characters", "eligibility.right_to_left",
              "eligibility.category_assumed", "eligibility.unknown_unit", "eligibility.bounds_crossed",
              "eligibility.impossible_age", "eligibility.ages_contradict", "eligibility.criterion_too_long"; never
              raised, and nothing is lost
    """

    criteria: tuple[ParsedCriterion, ...]
    headings: tuple[Heading, ...] = ()
    language: str = "en"
    problems: tuple[CrossroadsError, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "criteria": [criterion.to_dict() for criterion in self.criteria],
            "headings": [heading.to_dict() for heading in self.headings],
            "language": self.language,
            "problems": [{"code": problem.code, "message": problem.message} for problem in self.problems],
        }
