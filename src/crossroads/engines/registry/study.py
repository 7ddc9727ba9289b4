"""A study as its record words it, without any person in it.

Names of fields and coded words are those of the ClinicalTrials.gov API v2 ``protocolSection``, whatever the
format of the record. A coded word that nobody here knows is kept as it stands and told in ``Study.notes``.
An absent text is "", an absent value None.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crossroads.engines import rules
from crossroads.engines.registry.values import Age, DateKind, PartialDate, RegistryId
from crossroads.engines.terms import CriterionCategory, OverallStatus, Sex


@dataclass(frozen=True, slots=True)
class ParseNote:
    """Something in a record that could not be read as meant, and what was done: kept verbatim or left empty.

    code   dotted and stable; its sentence stands in the rules
    field  where in the record, as a path of the record's own names, or API v2's
    value  the words at fault, never personal data
    """

    code: str
    field: str
    value: str

    @property
    def message(self) -> str:
        return rules.problem_sentence(self.code, {"field": self.field, "value": self.value})


@dataclass(frozen=True, slots=True)
class Intervention:
    kind: str  # v2 ``interventions[].type``, such as DRUG or DEVICE
    name: str
    description: str = ""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arm:
    label: str
    kind: str = ""  # v2 ``armGroups[].type``, such as EXPERIMENTAL; empty in observational studies
    description: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A sponsor or collaborator. An individual's name (class INDIV) is withheld: it is a person's."""

    name: str
    kind: str = ""  # v2 ``class``: NIH, FED, OTHER_GOV, INDIV, INDUSTRY, NETWORK, AMBIG, OTHER, UNKNOWN


@dataclass(frozen=True, slots=True)
class Enrollment:
    """How many participants: the target (ESTIMATED) or what was reached (ACTUAL)."""

    count: int
    kind: DateKind | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    measure: str
    time_frame: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One place where the study is carried out. Its own status is None where the registry gives none."""

    facility: str
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    status: OverallStatus | None = None
    lat: float | None = None  # degrees north; classic records have no position
    lon: float | None = None  # degrees east


@dataclass(frozen=True, slots=True)
class StructuredCriterion:
    """One criterion that the record itself sets apart.

    identifier  the record's own, such as "4" or "16b"; unique only within a category
    text        verbatim, without markup; it stands word for word in ``Study.eligibility_criteria``
    """

    identifier: str
    category: CriterionCategory
    text: str


@dataclass(frozen=True, slots=True)
class CriteriaTranslation:
    """The whole criteria in another language, verbatim, under the usual headings."""

    language: str  # as the record names it: "es", "Spanish" or the register's own number for it
    text: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of the protocol."""

    name: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    registry_id: RegistryId
    other_ids: tuple[str, ...] = ()  # further numbers of the same study; from USDM and ctrdata records
    brief_title: str = ""
    official_title: str = ""
    acronym: str = ""
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    study_type: str = ""  # INTERVENTIONAL, OBSERVATIONAL or EXPANDED_ACCESS
    patient_registry: bool | None = None
    phases: tuple[str, ...] = ()  # EARLY_PHASE1, PHASE1 .. PHASE4, or NA alone
    allocation: str = ""
    intervention_model: str = ""
    primary_purpose: str = ""
    masking: str = ""  # NONE, SINGLE, DOUBLE, TRIPLE or QUADRUPLE
    who_masked: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    arms: tuple[Arm, ...] = ()
    primary_outcomes: tuple[Outcome, ...] = ()

    lead_sponsor: Organisation | None = None
    collaborators: tuple[Organisation, ...] = ()

    overall_status: OverallStatus | None = None
    why_stopped: str = ""
    enrollment: Enrollment | None = None

    minimum_age: Age | None = None  # None: no limit
    maximum_age: Age | None = None
    sex: Sex | None = None
    gender_based: bool | None = None
    gender_description: str = ""
    healthy_volunteers: bool | None = None
    study_population: str = ""
    sampling_method: str = ""
    eligibility_criteria: str = ""
    criteria: tuple[StructuredCriterion, ...] = ()  # in the record's order; () where the text is all it has
    criteria_translations: tuple[CriteriaTranslation, ...] = ()

    protocol_version: str = ""
    amendments: tuple[Amendment, ...] = ()

    brief_summary: str = ""
    detailed_description: str = ""

    start_date: PartialDate | None = None
    primary_completion_date: PartialDate | None = None
    completion_date: PartialDate | None = None
    first_posted_date: PartialDate | None = None
    last_update_posted_date: PartialDate | None = None
    version_date: PartialDate | None = None  # when the sponsor submitted this version

    sites: tuple[Site, ...] = ()
    location_countries: tuple[str, ...] = ()  # sorted
    has_results: bool = False

    notes: tuple[ParseNote, ...] = field(default=(), compare=False)
