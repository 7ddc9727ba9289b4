"""A message in its context -> findings, each with its words, its rule and the rule's authority.

``catalogue`` gives every rule and what holds it; ``check`` applies those that words can break, in the languages
that have matchers; ``check_length`` counts as the network counts; ``readability`` measures; ``to_json`` and
``to_terminal`` show. No finding is not an approval: a person decides.

To add a rule, write one table into a file of ``rules/en/compliance/book/``. Where words can break it, add groups of
phrases and a line of ``[uses]`` to a file of ``rules/<language>/compliance/matchers/``, and labelled sentences to
``tests/engines/compliance/cases/``; the language of patterns is in ``patterns.py``.
"""

from crossroads.engines.compliance.catalogue import catalogue
from crossroads.engines.compliance.checking import NOT_CHECKED, check
from crossroads.engines.compliance.limits import Count, check_length, count, count_title
from crossroads.engines.compliance.model import (
    AppliesWhen,
    Audience,
    Finding,
    InterventionKind,
    Jurisdiction,
    MessageInContext,
    Rule,
)
from crossroads.engines.compliance.readability import Readability, readability
from crossroads.engines.compliance.report import to_json, to_terminal
from crossroads.engines.compliance.rulebook import Rulebook, rulebook

__all__ = [
    "NOT_CHECKED",
    "AppliesWhen",
    "Audience",
    "Count",
    "Finding",
    "InterventionKind",
    "Jurisdiction",
    "MessageInContext",
    "Readability",
    "Rule",
    "Rulebook",
    "catalogue",
    "check",
    "check_length",
    "count",
    "count_title",
    "readability",
    "rulebook",
    "to_json",
    "to_terminal",
]
