"""The registry's coded words: every wording of them, old and new, to the one of API v2.

Classic XML and API v1 write "Active, not recruiting" or "None (Open Label)" where v2 writes
ACTIVE_NOT_RECRUITING or NONE. Mostly the two differ in case and punctuation only; the rest stands in
``_ALIASES``, one line a word.

source  ClinicalTrials.gov API v2 enumerations (``/api/v2/studies/enums``); classic ``public.xsd``, retired
        in 2024
"""

from __future__ import annotations

import re
from enum import StrEnum

from crossroads.engines.registry.values import DateKind
from crossroads.engines.terms import OverallStatus, Sex


class Vocabulary(StrEnum):
    """Which list a word belongs to."""

    STATUS = "status"
    STUDY_TYPE = "study type"
    PHASE = "phase"
    ALLOCATION = "allocation"
    INTERVENTION_MODEL = "intervention model"
    PRIMARY_PURPOSE = "primary purpose"
    MASKING = "masking"
    WHO_MASKED = "who is masked"
    INTERVENTION = "intervention type"
    ARM = "arm type"
    ORGANISATION = "organisation class"
    SAMPLING = "sampling method"
    SEX = "sex"
    DATE_KIND = "date type"


_WORDS: dict[Vocabulary, frozenset[str]] = {
    Vocabulary.STATUS: frozenset(OverallStatus),
    Vocabulary.SEX: frozenset(Sex),
    Vocabulary.DATE_KIND: frozenset(DateKind),
    Vocabulary.STUDY_TYPE: frozenset({"INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS"}),
    Vocabulary.PHASE: frozenset({"NA", "EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4"}),
    Vocabulary.ALLOCATION: frozenset({"RANDOMIZED", "NON_RANDOMIZED", "NA"}),
    Vocabulary.INTERVENTION_MODEL: frozenset(
        {"SINGLE_GROUP", "PARALLEL", "CROSSOVER", "FACTORIAL", "SEQUENTIAL"}
    ),
    Vocabulary.PRIMARY_PURPOSE: frozenset(
        {"TREATMENT", "PREVENTION", "DIAGNOSTIC", "ECT", "SUPPORTIVE_CARE", "SCREENING"}
        | {"HEALTH_SERVICES_RESEARCH", "BASIC_SCIENCE", "DEVICE_FEASIBILITY", "OTHER"}
    ),
    Vocabulary.MASKING: frozenset({"NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"}),
    Vocabulary.WHO_MASKED: frozenset({"PARTICIPANT", "CARE_PROVIDER", "INVESTIGATOR", "OUTCOMES_ASSESSOR"}),
    Vocabulary.INTERVENTION: frozenset(
        {"BEHAVIORAL", "BIOLOGICAL", "COMBINATION_PRODUCT", "DEVICE", "DIAGNOSTIC_TEST", "DIETARY_SUPPLEMENT"}
        | {"DRUG", "GENETIC", "PROCEDURE", "RADIATION", "OTHER"}
    ),
    Vocabulary.ARM: frozenset(
        {"EXPERIMENTAL", "ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR"}
        | {"NO_INTERVENTION", "OTHER"}
    ),
    Vocabulary.ORGANISATION: frozenset(
        {"NIH", "FED", "OTHER_GOV", "INDIV", "INDUSTRY", "NETWORK", "AMBIG", "OTHER", "UNKNOWN"}
    ),
    Vocabulary.SAMPLING: frozenset({"PROBABILITY_SAMPLE", "NON_PROBABILITY_SAMPLE"}),
}

_ALIASES: dict[Vocabulary, dict[str, str]] = {
    Vocabulary.STATUS: {"UNKNOWN_STATUS": "UNKNOWN"},
    Vocabulary.SEX: {"BOTH": "ALL"},
    Vocabulary.DATE_KIND: {"ANTICIPATED": "ESTIMATED", "ESTIMATE": "ESTIMATED"},
    Vocabulary.STUDY_TYPE: {"OBSERVATIONAL_PATIENT_REGISTRY": "OBSERVATIONAL"},
    Vocabulary.PHASE: {
        "N_A": "NA",
        "NOT_APPLICABLE": "NA",
        "PHASE_0": "EARLY_PHASE1",
        "EARLY_PHASE_1": "EARLY_PHASE1",
        "PHASE_1": "PHASE1",
        "PHASE_2": "PHASE2",
        "PHASE_3": "PHASE3",
        "PHASE_4": "PHASE4",
    },
    Vocabulary.ALLOCATION: {"N_A": "NA"},
    Vocabulary.INTERVENTION_MODEL: {
        "SINGLE_GROUP_ASSIGNMENT": "SINGLE_GROUP",
        "PARALLEL_ASSIGNMENT": "PARALLEL",
        "CROSSOVER_ASSIGNMENT": "CROSSOVER",
        "FACTORIAL_ASSIGNMENT": "FACTORIAL",
        "SEQUENTIAL_ASSIGNMENT": "SEQUENTIAL",
    },
    Vocabulary.PRIMARY_PURPOSE: {"EDUCATIONAL_COUNSELING_TRAINING": "ECT", "BASIC_RESEARCH": "BASIC_SCIENCE"},
    Vocabulary.MASKING: {
        "NONE_OPEN_LABEL": "NONE",
        "OPEN_LABEL": "NONE",
        "NO_MASKING": "NONE",
        "SINGLE_BLIND": "SINGLE",
        "DOUBLE_BLIND": "DOUBLE",
    },
    Vocabulary.INTERVENTION: {  # as ISRCTN words them
        "BEHAVIOURAL": "BEHAVIORAL",
        "BIOLOGICAL_VACCINE": "BIOLOGICAL",
        "PROCEDURE_SURGERY": "PROCEDURE",
        "SUPPLEMENT": "DIETARY_SUPPLEMENT",
        "MIXED": "OTHER",
    },
    Vocabulary.ORGANISATION: {"U_S_FED": "FED", "INDIVIDUAL": "INDIV", "OTHER_U_S_FEDERAL_AGENCY": "FED"},
}

_NOT_ALPHANUMERIC = re.compile(r"[^A-Z0-9]+")


def canonical(vocabulary: Vocabulary, word: str) -> str | None:
    """The v2 word for any wording of it, or None where nobody here knows the word: it is never guessed."""
    plain = _NOT_ALPHANUMERIC.sub("_", word.upper()).strip("_")
    plain = _ALIASES.get(vocabulary, {}).get(plain, plain)
    return plain if plain in _WORDS[vocabulary] else None


_ROMAN = re.compile(r"\b(IV|III|II|I|0)[ab]?\b")
_PHASES = {"0": "EARLY_PHASE1", "I": "PHASE1", "II": "PHASE2", "III": "PHASE3", "IV": "PHASE4"}


def phases_in(wording: str) -> list[str]:
    """The phases that a European or CDISC wording names: "Phase II/III Trial" is PHASE2 and PHASE3."""
    if wording.strip().casefold() in ("not applicable", "n/a", "not specified"):
        return ["NA"] if wording.strip().casefold() != "not specified" else []
    return [_PHASES[number] for number in dict.fromkeys(_ROMAN.findall(wording))]


_FLAGS = {"yes": True, "true": True, "accepts healthy volunteers": True, "no": False, "false": False}


def flag(word: str) -> bool | None:
    """Yes or no in any wording, or None where it is neither."""
    return _FLAGS.get(word.strip().casefold())
