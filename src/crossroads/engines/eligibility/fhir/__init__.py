"""Screeners and answers as FHIR R4B (4.3.0): Questionnaire and QuestionnaireResponse, out and in.

What FHIR cannot say (which criterion is met when, how units convert, how intimate a question is) stands in
extensions under our own canonical URLs, so that what was written here is read back as an equal screener.
"""

from crossroads.engines.eligibility.fhir.foreign import ItemFinding
from crossroads.engines.eligibility.fhir.reading import (
    ReadItem,
    ReadQuestionnaire,
    read_questionnaire,
    screener_from_r4b,
)
from crossroads.engines.eligibility.fhir.responses import answers_from_r4b, answers_to_r4b
from crossroads.engines.eligibility.fhir.writing import screener_to_r4b

__all__ = [
    "ItemFinding",
    "ReadItem",
    "ReadQuestionnaire",
    "answers_from_r4b",
    "answers_to_r4b",
    "read_questionnaire",
    "screener_from_r4b",
    "screener_to_r4b",
]
