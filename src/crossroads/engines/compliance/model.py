"""The values of the compliance engine: a message in its context, a rule, a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crossroads.engines.terms import Authority, Network, Placement, Purpose, Severity


class Jurisdiction(StrEnum):
    """Whose law reaches the people a message is for. OTHER is known to be none of these."""

    US = "US"
    EU = "EU"
    NL = "NL"
    UK = "UK"
    OTHER = "other"


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

    needs            a lexicon of which a word must stand in the same sentence; empty asks nothing
    unless           groups of which a phrase anywhere in the message takes the finding back
    except_purposes  purposes for which the rule leaves this group out
    """

    group: str
    needs: str = ""
    unless: tuple[str, ...] = ()
    except_purposes: frozenset[Purpose] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """What a rule misses in a message: the finding stands for the whole text.

    none_of  groups of which no phrase is there
    if_any   groups of which a phrase must be there for the rule to ask; empty: it always asks
    longer   words that the message must have more of, since a very short one cannot say everything
    """

    none_of: tuple[str, ...]
    if_any: tuple[str, ...] = ()
    longer: int = 0


class Kind(StrEnum):
    """What a rule looks at."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    LANDING = "landing"
    TARGETING = "targeting"
    WORKFLOW = "workflow"
    DATA = "data"


class HowRead(StrEnum):
    """How the authority's own words were read when the rule was written."""

    OFFICIAL = "official text"
    SECONDARY = "secondary source"
    NOT_READ = "not read"


class By(StrEnum):
    """What holds a rule, strongest last but one.

    MATCHER   phrases, in the languages that have them
    MEASURE   a number of the text, such as its reading grade
    MEDIA     metadata and alt text of pictures and film
    PAGE      the rendered study page
    AUDIENCE  whom a paid campaign is shown to
    STATE     a state or an evidence without which work does not go on
    DATA      a test of our own pages and stores
    QUESTION  a person, who is asked
    """

    MATCHER = "matcher"
    MEASURE = "measure"
    MEDIA = "media"
    PAGE = "page"
    AUDIENCE = "audience"
    STATE = "state"
    DATA = "data"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Enforcement:
    """One way in which a rule is held: by what, where in the product, and how in one sentence."""

    by: By
    where: str
    how: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its authority. ``says`` and ``suggest`` are our words, never the authority's text.

    read        how the authority's words were read; what was not read is only ever a question to a person
    next_check  the day by which somebody reads the source again
    good, bad   short examples, which a test runs where a matcher holds the rule
    cannot      why it is not held by anything, where it is not
    """

    id: str
    title: str
    jurisdiction: str
    authority: Authority
    severity: Severity
    kinds: tuple[Kind, ...]
    citation: str
    url: str
    read: HowRead
    checked_on: date
    next_check: date
    when: AppliesWhen
    explanation: str
    says: str
    suggest: str
    enforced: tuple[Enforcement, ...]
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    cannot: str = ""

    def is_overdue(self, on: date) -> bool:
        """Whether its source should have been read again."""
        return on > self.next_check


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
