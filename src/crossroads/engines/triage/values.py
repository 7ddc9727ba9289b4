"""What goes into triage and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crossroads.engines import rules
from crossroads.engines.errors import InputProblem
from crossroads.engines.terms import CommentClass, Urgency


@dataclass(frozen=True, slots=True)
class TriageContext:
    """Where the comment stands: what its readers and writers take for granted there.

    products    names of the study's product or treatment, as people write them ("ABC-123", "the blue pill")
    conditions  words for the condition under study; on its page they are no effect of a treatment by
                themselves
    public      whether strangers can read the comment; personal data matter more there
    raises      InputProblem "triage.context_word" where a name has no letter or digit in it
    """

    products: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    public: bool = True

    def __post_init__(self) -> None:
        for field, names in (("products", self.products), ("conditions", self.conditions)):
            for name in names:
                if not any(letter.isalnum() for letter in name):
                    raise InputProblem("triage.context_word", field=field, word=name)


NO_CONTEXT = TriageContext()
"""A comment of which nothing is known but its words."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the comment that decided: ``text[start:end] == words``, counted in characters from 0."""

    start: int
    end: int
    words: str


class Reason(StrEnum):
    """Why a finding was made. Its sentence stands in ``rules/<lang>/triage.toml`` under ``[reasons]``."""

    EFFECT_AND_PRODUCT = "effect_and_product"
    EFFECT_AND_TIME = "effect_and_time"
    EFFECT_OF_A_PERSON = "effect_of_a_person"
    EFFECT_ALONE = "effect_alone"
    BODY_AND_TREATMENT = "body_and_treatment"
    OUTCOME_AND_PRODUCT = "outcome_and_product"
    CRISIS_WORDS = "crisis_words"
    DESPAIR_WORDS = "despair_words"
    ASKS = "asks"
    WANTS_TO_JOIN = "wants_to_join"
    COMPLAINS = "complains"
    DISTRUSTS = "distrusts"
    DOUBTFUL_CLAIM = "doubtful_claim"
    INSULTS = "insults"
    THREATENS = "threatens"
    ADVERTISES = "advertises"
    LINK_WITHOUT_TALK = "link_without_talk"
    SUPPORTS = "supports"
    EMAIL = "email"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    PERSON_NUMBER = "person_number"
    ADDRESS = "address"
    NOTHING_FOUND = "nothing_found"
    LANGUAGE_UNKNOWN = "language_unknown"
    NO_WORDS = "no_words"

    @property
    def sentence(self) -> str:
        return str(rules.load("triage")["reasons"][self.value])


class Seriousness(StrEnum):
    """What makes an adverse event serious (ICH E2A, II.B), and pregnancy, followed up like one.

    A hint, never an assessment: whether an event is serious is decided by a physician.
    """

    DEATH = "death"
    LIFE_THREATENING = "life_threatening"
    HOSPITALISATION = "hospitalisation"
    DISABILITY = "disability"
    CONGENITAL_ANOMALY = "congenital_anomaly"
    PREGNANCY = "pregnancy"

    @property
    def source(self) -> str:
        return str(rules.load("triage")["seriousness"][self.value]["source"])


@dataclass(frozen=True, slots=True)
class SeriousnessHint:
    """Words that may make an event serious."""

    seriousness: Seriousness
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One class that the comment may belong to, why, and by which words.

    sure   the words leave little doubt; otherwise a person must look before anything is concluded
    """

    comment_class: CommentClass
    sure: bool
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TriageResult:
    """Every class found, most urgent first; never empty, since ``OTHER`` is a class.

    person_must_look   some finding is unsure, or the engine could not read the comment
    """

    findings: tuple[Finding, ...]
    urgency: Urgency
    person_must_look: bool
    seriousness: tuple[SeriousnessHint, ...] = ()

    @property
    def classes(self) -> frozenset[CommentClass]:
        return frozenset(finding.comment_class for finding in self.findings)

    def finding(self, comment_class: CommentClass) -> Finding | None:
        """What was found for one class, or None."""
        return next((found for found in self.findings if found.comment_class is comment_class), None)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values, for the command line and the API."""
        return {
            "classes": [finding.comment_class.value for finding in self.findings],
            "urgency": self.urgency.value,
            "person_must_look": self.person_must_look,
            "findings": [
                {
                    "class": finding.comment_class.value,
                    "sure": finding.sure,
                    "reasons": [reason.value for reason in finding.reasons],
                    "evidence": [_evidence_dict(one) for one in finding.evidence],
                }
                for finding in self.findings
            ],
            "seriousness": [
                {"hint": hint.seriousness.value, "evidence": [_evidence_dict(one) for one in hint.evidence]}
                for hint in self.seriousness
            ],
        }


def _evidence_dict(evidence: Evidence) -> dict[str, Any]:
    return {"start": evidence.start, "end": evidence.end, "words": evidence.words}
