"""ClinicalTrials.gov API v2: a decoded record -> Study.

All other formats are first brought into this shape (``ctgov_v1``, ``ctgov_classic``, ``usdm``, ``ctrdata``),
so this is the only place that knows what a field means.

source  ClinicalTrials.gov API v2, "Study Data Structure"
"""

from __future__ import annotations

from typing import Any

from crossroads.engines.errors import InputProblem, Where
from crossroads.engines.registry.fields import Fields
from crossroads.engines.registry.people import NAME_WITHHELD
from crossroads.engines.registry.study import (
    Arm,
    Enrollment,
    Intervention,
    Organisation,
    Outcome,
    Site,
    Study,
)
from crossroads.engines.registry.values import NctId, RegistryId
from crossroads.engines.registry.words import Vocabulary
from crossroads.engines.terms import OverallStatus, Sex


def study_from(document: dict[str, Any], where: Where, registry_id: RegistryId | None = None) -> Study:
    """Build a Study from a document in the shape of API v2; ``registry_id`` where it is no NCT number.

    raises  InputProblem "registry.no_protocol" or "registry.no_id"; anything less is a note on the Study
    """
    record = Fields(document)
    if not isinstance(document.get("protocolSection"), dict):
        raise InputProblem("registry.no_protocol", where=where)
    protocol = Fields(document["protocolSection"], notes=record.notes)
    identification = protocol.part("identificationModule")
    description = protocol.part("descriptionModule")
    conditions = protocol.part("conditionsModule")
    sites = tuple(_site(place) for place in protocol.part("contactsLocationsModule").parts("locations"))
    listed = protocol.part("contactsLocationsModule").texts("locationCountries")
    return Study(
        registry_id=registry_id or _registry_id(identification, where),
        brief_title=identification.text("briefTitle"),
        official_title=identification.text("officialTitle"),
        acronym=identification.text("acronym"),
        brief_summary=description.text("briefSummary"),
        detailed_description=description.text("detailedDescription"),
        conditions=conditions.texts("conditions"),
        keywords=conditions.texts("keywords"),
        **_design(protocol.part("designModule")),
        **_arms(protocol.part("armsInterventionsModule")),
        **_sponsors(protocol.part("sponsorCollaboratorsModule")),
        **_status(protocol.part("statusModule")),
        **_eligibility(protocol.part("eligibilityModule")),
        primary_outcomes=tuple(
            Outcome(outcome.text("measure"), outcome.text("timeFrame"))
            for outcome in protocol.part("outcomesModule").parts("primaryOutcomes")
        ),
        sites=sites,
        location_countries=tuple(sorted({*listed, *(site.country for site in sites if site.country)})),
        has_results=bool(record.flag("hasResults")) or "resultsSection" in document,
        notes=tuple(record.notes),
    )


def _registry_id(identification: Fields, where: Where) -> NctId:
    text = identification.text("nctId").upper()
    if not text:
        raise InputProblem("registry.no_id", where=where)
    try:
        return NctId(text)
    except InputProblem as problem:
        raise InputProblem(problem.code, where=where, **problem.params) from None


def _design(design: Fields) -> dict[str, Any]:
    info = design.part("designInfo")
    masking = info.part("maskingInfo")
    enrollment = design.part("enrollmentInfo")
    count = enrollment.count("count")
    return {
        "study_type": design.word("studyType", Vocabulary.STUDY_TYPE),
        "patient_registry": design.flag("patientRegistry"),
        "phases": design.words("phases", Vocabulary.PHASE),
        "allocation": info.word("allocation", Vocabulary.ALLOCATION),
        "intervention_model": info.word("interventionModel", Vocabulary.INTERVENTION_MODEL),
        "primary_purpose": info.word("primaryPurpose", Vocabulary.PRIMARY_PURPOSE),
        "masking": masking.word("masking", Vocabulary.MASKING),
        "who_masked": masking.words("whoMasked", Vocabulary.WHO_MASKED),
        "enrollment": None if count is None else Enrollment(count, enrollment.date_kind("type")),
    }


def _arms(module: Fields) -> dict[str, Any]:
    return {
        "interventions": tuple(
            Intervention(
                kind=item.word("type", Vocabulary.INTERVENTION),
                name=item.text("name"),
                description=item.text("description"),
                other_names=item.texts("otherNames"),
            )
            for item in module.parts("interventions")
        ),
        "arms": tuple(
            Arm(item.text("label"), item.word("type", Vocabulary.ARM), item.text("description"))
            for item in module.parts("armGroups")
        ),
    }


def _sponsors(module: Fields) -> dict[str, Any]:
    lead = _organisation(module.part("leadSponsor"))
    return {
        "lead_sponsor": lead if lead.name else None,
        "collaborators": tuple(_organisation(item) for item in module.parts("collaborators")),
    }


def _organisation(item: Fields) -> Organisation:
    kind = item.word("class", Vocabulary.ORGANISATION)
    return Organisation(NAME_WITHHELD if kind == "INDIV" else item.text("name"), kind)


def _status(module: Fields) -> dict[str, Any]:
    return {
        "overall_status": _overall_status(module, "overallStatus"),
        "why_stopped": module.text("whyStopped"),
        "start_date": module.dated("startDateStruct"),
        "primary_completion_date": module.dated("primaryCompletionDateStruct"),
        "completion_date": module.dated("completionDateStruct"),
        "first_posted_date": module.dated("studyFirstPostDateStruct"),
        "last_update_posted_date": module.dated("lastUpdatePostDateStruct"),
        "version_date": module.date("lastUpdateSubmitDate"),
    }


def _overall_status(holder: Fields, key: str) -> OverallStatus | None:
    word = holder.word(key, Vocabulary.STATUS)
    return OverallStatus(word) if word in OverallStatus._value2member_map_ else None


def _eligibility(module: Fields) -> dict[str, Any]:
    sex = module.word("sex", Vocabulary.SEX)
    return {
        "minimum_age": module.age("minimumAge"),
        "maximum_age": module.age("maximumAge"),
        "sex": Sex(sex) if sex in Sex._value2member_map_ else None,
        "gender_based": module.flag("genderBased"),
        "gender_description": module.text("genderDescription"),
        "healthy_volunteers": module.flag("healthyVolunteers"),
        "study_population": module.text("studyPopulation"),
        "sampling_method": module.word("samplingMethod", Vocabulary.SAMPLING),
        "eligibility_criteria": module.text("eligibilityCriteria"),
    }


def _site(place: Fields) -> Site:
    point = place.part("geoPoint")
    return Site(
        facility=place.text("facility"),
        city=place.text("city"),
        state=place.text("state"),
        zip=place.text("zip"),
        country=place.text("country"),
        status=_overall_status(place, "status"),
        lat=point.degrees("lat", 90),
        lon=point.degrees("lon", 180),
    )
