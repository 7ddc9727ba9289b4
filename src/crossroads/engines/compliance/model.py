"""The values of the compliance engine: a message in its context, a rule, a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crossroads.engines.terms import Authority, Network, Placement, Purpose, Severity


class Jurisdiction(StrEnum):
    """Whose law reaches the people a message is for."""

    US = "US"
    EU = "EU"
    UK = "UK"


class Audience(StrEnum):
    """Who reads: people who might take part and those around them, or health professionals only."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class InterventionKind(StrEnum):
    """What the study tests, as ClinicalTrials.gov API v2 words ``InterventionType``."""

    DRUG = "DRUG"
    BIOLOGICAL = "BIOLOGICAL"
    DEVICE = "DEVICE"
    COMBINATION_PRODUCT = "COMBINATION_PRODUCT"
    DIAGNOSTIC_TEST = "DIAGNOSTIC_TEST"
    GENETIC = "GENETIC"
    RADIATION = "RADIATION"
    PROCEDURE = "PROCEDURE"
    BEHAVIORAL = "BEHAVIORAL"
    DIETARY_SUPPLEMENT = "DIETARY_SUPPLEMENT"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class MessageInContext:
    """One text and everything about its use that a rule may ask.

    language            BCP 47 tag, such as "en" or "en-GB"
    jurisdictions       empty: not known, so that no rule is left out on its account
    intervention_kinds  empty: not known, likewise
    product_names       names and codes of what is tested, from the record; never checked for case
    conditions          the record's conditions and the names that people use for them
    """

    text: str
    language: str = "en"
    network: Network = Network.LOCAL
    placement: Placement = Placement.ORGANIC
    purpose: Purpose = Purpose.RECRUIT
    audience: Audience = Audience.PATIENT
    jurisdictions: frozenset[Jurisdiction] = frozenset()
    intervention_kinds: frozenset[InterventionKind] = frozenset()
    product_names: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppliesWhen:
    """Where a rule holds; an empty set asks nothing."""

    jurisdictions: frozenset[Jurisdiction] = frozenset()
    networks: frozenset[Network] = frozenset()
    placements: frozenset[Placement] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    audiences: frozenset[Audience] = frozenset()
    intervention_kinds: frozenset[InterventionKind] = frozenset()

    def holds_for(self, message: MessageInContext) -> bool:
        return (
            _is_one_of(message.network, self.networks)
            and _is_one_of(message.placement, self.placements)
            and _is_one_of(message.purpose, self.purposes)
            and _is_one_of(message.audience, self.audiences)
            and _may_share(message.jurisdictions, self.jurisdictions)
            and _may_share(message.intervention_kinds, self.intervention_kinds)
        )


def _is_one_of(value: StrEnum, asked: frozenset[StrEnum] | frozenset[Network]) -> bool:
    return not asked or value in asked


def _may_share(known: frozenset[StrEnum], asked: frozenset[StrEnum]) -> bool:
    """What is not known rules nothing out: a person would rather read one question too many."""
    return not asked or not known or not asked.isdisjoint(known)


@dataclass(frozen=True, slots=True)
class GroupUse:
    """A rule's use of a pattern group, perhaps narrower than the group itself.

    needs           a lexicon of which a word must stand in the same sentence; empty asks nothing
    except_purposes purposes for which the rule leaves this group out
    """

    group: str
    needs: str = ""
    except_purposes: frozenset[Purpose] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its authority. ``says`` and ``suggest`` are our words, never the authority's text."""

    id: str
    title: str
    jurisdiction: str
    authority: Authority
    severity: Severity
    citation: str
    url: str
    checked_on: date
    when: AppliesWhen
    uses: tuple[GroupUse, ...]
    explanation: str
    says: str
    suggest: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says about some words of a message: ``text[start:end] == words`` always.

    rule_id  the rule, or a code such as "not_checked" or "too_long" where no rule of the book speaks
    """

    rule_id: str
    severity: Severity
    start: int
    end: int
    words: str
    message: str
    suggestion: str
    citation: str = ""
    url: str = ""
    authority: Authority = field(default=Authority.HOUSE)
