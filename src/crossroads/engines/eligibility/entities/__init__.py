"""Entities: which words of a criterion name a condition, a drug, a measurement and so on, and their codes.

find_entities(text, spans)   for each span its entities, with offsets and, where a vocabulary knows them, a code
find_all_entities(parts)     the same for many texts with their spans, quicker
link(type, words)            the code alone
synonyms(words)              all names of what the words name; also disease_names(), drug_names(), tree_numbers(code)
"""

from crossroads.engines.eligibility.entities.finding import find_all_entities, find_entities
from crossroads.engines.eligibility.entities.linking import link
from crossroads.engines.eligibility.entities.vocabulary import (
    disease_names,
    drug_names,
    synonyms,
    tree_numbers,
)

__all__ = [
    "disease_names",
    "drug_names",
    "find_all_entities",
    "find_entities",
    "link",
    "synonyms",
    "tree_numbers",
]
