"""EUCTR, the EU Clinical Trials Register of EudraCT numbers, in ctrdata's JSON.

A record is one member state's: the same trial in Spain is another record with another status, and its country
follows its number. Keys are the register's section numbers and headings run together. The package drops every
character outside ASCII from texts and with them signs such as "≥": where a number seems to have lost its
sign, a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crossroads.engines.registry.ctrdata.words import age_limits, sex, sponsor_class, status
from crossroads.engines.registry.fields import Fields
from crossroads.engines.registry.shaped import Shaped, iso_date, under_headings
from crossroads.engines.registry.study import CriteriaTranslation
from crossroads.engines.terms import OverallStatus

_INCLUSION, _EXCLUSION = "e3_principal_inclusion_criteria", "e4_principal_exclusion_criteria"
_LANGUAGE = re.compile(rf"(?:{_INCLUSION}|{_EXCLUSION})_([a-z]{{2}})")
_LOST_SIGN = re.compile(r"\S {2,}[0-9]")

_AGE_GROUPS = {
    "f111_in_utero": ("", ""),
    "f112_preterm_newborn_infants_up_to_gestational_age__37_weeks": ("", "27 Days"),
    "f113_newborns_027_days": ("", "27 Days"),
    "f114_infants_and_toddlers_28_days23_months": ("28 Days", "23 Months"),
    "f115_children_211years": ("2 Years", "11 Years"),
    "f116_adolescents_1217_years": ("12 Years", "17 Years"),
    "f12_adults_1864_years": ("18 Years", "64 Years"),
    "f13_elderly_65_years": ("65 Years", ""),
}
_UNDER_18 = "f11_trial_has_subjects_under_18"
_PHASES = {
    "e71_human_pharmacology_phase_i": "PHASE1",
    "e72_therapeutic_exploratory_phase_ii": "PHASE2",
    "e73_therapeutic_confirmatory_phase_iii": "PHASE3",
    "e74_therapeutic_use_phase_iv": "PHASE4",
}
_MASKING = {"e812_open": "NONE", "e813_single_blind": "SINGLE", "e814_double_blind": "DOUBLE"}
_MODELS = {"e815_parallel_group": "PARALLEL", "e816_cross_over": "CROSSOVER"}
_LAY = "in_easily_understood"


def shaped(record: Fields) -> Shaped:
    criteria = under_headings(record.text(_INCLUSION), record.text(_EXCLUSION))
    translations = tuple(_translations(record))
    if not criteria and translations:  # nothing in English: what there is, is the record's text
        criteria, translations = translations[0].text, translations[1:]
    for key in (_INCLUSION, _EXCLUSION):
        if lost := _LOST_SIGN.search(record.text(key)):
            record.note("lost_signs", key, record.text(key)[max(0, lost.start() - 20) : lost.end() + 20])
    return Shaped(
        document=_document(record, criteria),
        registry_id=_number(record),
        other_ids=tuple(_other_ids(record)),
        translations=translations,
        notes=tuple(record.notes),
    )


def _number(record: Fields) -> str:
    """The EudraCT number, and the country where the record tells it."""
    return record.text("_id") or record.text("a2_eudract_number") or record.text("eudractNumber")


def _other_ids(record: Fields) -> Iterator[str]:
    yield record.text("a2_eudract_number")
    yield record.text("a41_sponsors_protocol_code_number")
    yield record.text("a51_isrctn_international_standard_randomised_controlled_trial_number")
    yield record.text("a52_us_nct_clinicaltrialsgov_registry_number")
    yield record.part("trialInformation").text("usctnIdentifier")
    yield record.text("a53_who_universal_trial_reference_number_utrn")
    yield record.text("a54_other_identifiers")


def _document(record: Fields, criteria: str) -> dict[str, Any]:
    full = record.text("a3_full_title_of_the_trial")
    return {
        "protocolSection": {
            "identificationModule": {
                "briefTitle": _lay(record, "a31_title_of_the_trial_for_lay_people") or full,
                "officialTitle": full,
                "acronym": record.text("a32_name_or_abbreviated_title_of_the_trial_where_available"),
            },
            "statusModule": _status(record),
            "descriptionModule": {"briefSummary": record.text("e21_main_objective_of_the_trial")},
            "sponsorCollaboratorsModule": _sponsors(record),
            "conditionsModule": {
                "conditions": [record.text("e11_medical_conditions_being_investigated")],
                "keywords": [_lay(record, "e111_medical_condition"), record.text("e112_therapeutic_area")],
            },
            "designModule": _design(record),
            "armsInterventionsModule": {"interventions": _products(record)},
            "outcomesModule": {
                "primaryOutcomes": [
                    {
                        "measure": record.text("e51_primary_end_points"),
                        "timeFrame": record.text("e511_timepoints_of_evaluation_of_this_end_point"),
                    }
                ]
                if record.text("e51_primary_end_points")
                else []
            },
            "eligibilityModule": {**_who(record), "eligibilityCriteria": criteria},
            "contactsLocationsModule": {
                "locationCountries": [record.text("a1_member_state_concerned").split(" - ")[0]],
                "centralContacts": list(_contacts(record)),
            },
        },
        "hasResults": "endPoints" in record.data,
    }


def _lay(record: Fields, start: str) -> str:
    """A wording for lay people in English; its key runs on for a sentence, and ends so in other languages."""
    keys = (key for key in record.data if key.startswith(start) and _LAY in key)
    return record.text(min(keys, key=len, default=start))


def _status(record: Fields) -> dict[str, Any]:
    results = record.part("trialInformation")
    ended = record.text("p_date_of_the_global_end_of_the_trial") or results.text("globalEndOfTrialDate")
    began = results.text("recruitmentStartDate")
    return {
        "overallStatus": _overall_status(record, results),
        "startDateStruct": {"date": iso_date(began), "type": "ACTUAL" if began else None},
        "completionDateStruct": {"date": iso_date(ended), "type": "ACTUAL" if ended else None},
        "studyFirstPostDateStruct": {
            "date": iso_date(
                record.text("x6_date_on_which_this_record_was_first_entered_in_the_eudract_database")
            )
        },
    }


def _overall_status(record: Fields, results: Fields) -> OverallStatus | None:
    """The whole trial's, where its results say that it ended; else the member state's."""
    if results.flag("globalEndOfTrialPremature"):
        return OverallStatus.TERMINATED
    if results.flag("isGlobalEndOfTrialReached"):
        return OverallStatus.COMPLETED
    return status(record, "x5_trial_status" if "x5_trial_status" in record.data else "p_end_of_trial_status")


def _sponsors(record: Fields) -> dict[str, Any]:
    sponsors = [
        {
            "name": one.text("b11_name_of_sponsor"),
            "class": sponsor_class(one.text("b31_and_b32_status_of_the_sponsor")),
        }
        for one in record.parts("b1_sponsor")
    ] or [{"name": record.text("sponsor")}]
    return {"leadSponsor": sponsors[0], "collaborators": sponsors[1:]}


def _contacts(record: Fields) -> Iterator[dict[str, Any]]:
    for one in record.parts("b1_sponsor"):
        yield {
            "name": one.text("b52_functional_name_of_contact_point"),
            "phone": one.text("b54_telephone_number"),
            "email": one.text("b56_email"),
            "affiliation": one.text("b51_name_of_organisation"),
        }
    for sponsor in record.part("trialInformation").part("sponsors").parts("sponsor"):
        for key in ("publicContact", "scientificContact"):
            one = sponsor.part(key)
            yield {
                "name": one.text("functionalContactName"),
                "phone": one.part("telephoneNumber").text("number"),
                "email": one.text("emailAddress"),
                "affiliation": one.text("organisationName"),
            }


def _design(record: Fields) -> dict[str, Any]:
    randomised = record.flag("e811_randomised")
    compared = record.flag("e81_controlled")
    counts = (
        record.count(key)
        for key in ("f422_in_the_whole_clinical_trial", "f421_in_the_eea", "f41_in_the_member_state")
    )
    return {
        "studyType": "INTERVENTIONAL",  # the register holds clinical trials of medicines alone
        "phases": [phase for key, phase in _PHASES.items() if record.flag(key)],
        "designInfo": {
            "allocation": "RANDOMIZED" if randomised else "NON_RANDOMIZED" if compared else None,
            "interventionModel": _first(record, _MODELS),
            "maskingInfo": {"masking": _first(record, _MASKING)},
        },
        "enrollmentInfo": {
            "count": next((count for count in counts if count is not None), None),
            "type": "ESTIMATED",
        },
    }


def _first(record: Fields, words: dict[str, str]) -> str | None:
    return next((word for key, word in words.items() if record.flag(key)), None)


def _products(record: Fields) -> list[dict[str, Any]]:
    """Each medicine once, by its trade name, else the product's, else the substance's."""
    found: dict[str, dict[str, Any]] = {}
    for one in record.parts("dimp"):
        parts = one.parts("d38_imp_identification_details")
        substances = [text for part in parts if (text := part.text("d38_inn__proposed_inn"))]
        names = [one.text("d31_product_name"), one.text("d2111_trade_name"), *substances]
        named = [name for name in dict.fromkeys(names) if name]
        if named:
            found.setdefault(named[0].casefold(), {"type": "DRUG", "name": named[0], "otherNames": named[1:]})
    return list(found.values())


def _who(record: Fields) -> dict[str, Any]:
    ages = [limits for key, limits in _AGE_GROUPS.items() if record.flag(key)]
    if not ages and record.flag(_UNDER_18):
        ages = [("", "17 Years")]
    return {
        "sex": sex(record.flag("f21_female"), record.flag("f22_male")),
        **age_limits(ages),
        "healthyVolunteers": record.flag("f31_healthy_volunteers"),
    }


def _translations(record: Fields) -> Iterator[CriteriaTranslation]:
    languages = {found[1] for key in record.data if (found := _LANGUAGE.fullmatch(key))}
    for language in sorted(languages):
        texts = (record.text(f"{key}_{language}") for key in (_INCLUSION, _EXCLUSION))
        yield CriteriaTranslation(language, under_headings(*texts))
