"""Facts that a computer can evaluate, read from one criterion by rules."""

from crossroads.engines.eligibility.facts.reading import FactsRead, read_facts
from crossroads.engines.eligibility.facts.units import convert, units_of

__all__ = ["FactsRead", "convert", "read_facts", "units_of"]
