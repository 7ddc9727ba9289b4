"""The study of quiet walking again, as USDM and ctrdata would write it. Nobody and nothing in it exists."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

ABOUT = ("Ada", "Bela", "Cleo", "555", "@", "&#64;")
"""What may be left of nobody once a record is redacted."""


def as_bytes(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode()


def code(decode: str, number: str = "") -> dict[str, Any]:
    return {"code": number, "decode": decode, "instanceType": "Code"}


def quantity(name: str, value: float, unit: str = "") -> dict[str, Any]:
    unit_code = {"standardCode": code(unit), "instanceType": "AliasCode"} if unit else None
    return {"id": name, "value": value, "unit": unit_code, "instanceType": "Quantity"}


def criterion(
    number: int, category: str, text: str, dictionary: str | None = None
) -> tuple[dict[str, Any], ...]:
    """An eligibility criterion and its item."""
    return (
        {
            "id": f"EligibilityCriterion_{number}",
            "identifier": str(number),
            "category": code(f"{category} Criteria"),
            "criterionItemId": f"EligibilityCriterionItem_{number}",
        },
        {"id": f"EligibilityCriterionItem_{number}", "text": text, "dictionaryId": dictionary},
    )


CRITERIA = (
    criterion(1, "Inclusion", '<p>Adults of at least <usdm:tag name="min_age"/> years</p>', "Dictionary_1"),
    criterion(
        2, "Inclusion", "<p>One of:</p><ul><li><p>a creak</p></li><li>an ache of &gt; 3 weeks</li></ul>"
    ),
    criterion(3, "Exclusion", "<p>Platelets below 100 x 10<sup>9</sup>/L</p>"),
)


def usdm() -> dict[str, Any]:
    """Version 4: criteria, their texts and organisations stand apart and refer to one another."""
    return {
        "study": {
            "id": None,
            "name": "HUSH",
            "instanceType": "Study",
            "versions": [
                {
                    "id": "StudyVersion_1",
                    "versionIdentifier": "2",
                    "rationale": "<p>Knees <b>creak</b>. Ask Ada Invented (ada@nowhere.example).</p>",
                    "titles": [
                        {"text": "Quiet Walking", "type": code("Brief Study Title")},
                        {"text": "A Trial of Quiet Walking", "type": code("Official Study Title")},
                        {"text": "HUSH", "type": code("Study Acronym")},
                    ],
                    "studyIdentifiers": [
                        {"text": "NOWHERE-7", "scopeId": "Organization_1"},
                        {"text": "NCT99900001", "scopeId": "Organization_2"},
                    ],
                    "organizations": [
                        {
                            "id": "Organization_1",
                            "name": "NOWHERE",
                            "label": "University of Nowhere",
                            "type": code("Clinical Study Sponsor"),
                            "managedSites": [
                                {"name": "SITE_1", "label": "Knee House", "country": code("Iceland")}
                            ],
                        },
                        {"id": "Organization_2", "name": "CT-GOV", "type": code("Study Registry")},
                    ],
                    "roles": [
                        {
                            "code": code("Investigator"),
                            "assignedPersons": [
                                {
                                    "name": "Ada",
                                    "label": "Ada Invented",
                                    "personName": {
                                        "text": "Dr Ada Invented",
                                        "familyName": "Invented",
                                        "givenNames": ["Ada"],
                                    },
                                    "organizationId": "Organization_1",
                                }
                            ],
                        }
                    ],
                    "amendments": [
                        {
                            "number": "1",
                            "label": "",
                            "summary": "<p>Tea was added</p>",
                            "dateValues": [{"dateValue": "2024-05-16"}],
                        }
                    ],
                    "dateValues": [{"dateValue": "2023-01-09"}],
                    "dictionaries": [
                        {
                            "id": "Dictionary_1",
                            "parameterMaps": [
                                {
                                    "tag": "min_age",
                                    "reference": '<usdm:ref klass="Quantity" id="Quantity_1" attribute="value">'
                                    "</usdm:ref>",
                                }
                            ],
                        }
                    ],
                    "eligibilityCriterionItems": [copy.deepcopy(item) for _criterion, item in CRITERIA],
                    "studyInterventions": [
                        {
                            "name": "TEA",
                            "label": "Tea",
                            "description": "Served warm",
                            "type": code("Pharmacologic Substance"),
                        }
                    ],
                    "studyDesigns": [
                        {
                            "studyType": code("Interventional Study"),
                            "studyPhase": {"standardCode": code("Phase II/III Trial")},
                            "model": code("Parallel Study"),
                            "blindingSchema": {"standardCode": code("Double Blind Study")},
                            "intentTypes": [code("Treatment Study")],
                            "arms": [
                                {"name": "Q", "label": "Quiet", "type": code("Investigational Arm")},
                                {"name": "P", "label": "", "type": code("Placebo Control Arm")},
                            ],
                            "indications": [
                                {"name": "IND1", "label": "CK", "description": "Creaking knee"},
                                {"name": "IND2", "label": "CK", "description": "Creaking Knee"},
                            ],
                            "objectives": [
                                {
                                    "level": code("Primary Objective"),
                                    "endpoints": [
                                        {"text": "<p>Creaks per step</p>", "level": code("Primary Endpoint")},
                                        {"text": "Aches", "level": code("Secondary Endpoint")},
                                    ],
                                }
                            ],
                            "eligibilityCriteria": [copy.deepcopy(one) for one, _item in CRITERIA],
                            "population": {
                                "id": "Population_1",
                                "description": "Walkers of two parishes",
                                "includesHealthySubjects": False,
                                "plannedEnrollmentNumber": quantity("Quantity_3", 120.0),
                                "plannedSex": [code("Both")],
                                "plannedAge": {
                                    "id": "Range_1",
                                    "minValue": quantity("Quantity_1", 18.0, "Year"),
                                    "maxValue": quantity("Quantity_2", 80.0, "Year"),
                                },
                                "cohorts": [],
                            },
                        }
                    ],
                }
            ],
        },
        "usdmVersion": "4.0.0",
        "systemName": "By hand",
    }


def usdm_version(record: dict[str, Any]) -> dict[str, Any]:
    version: dict[str, Any] = record["study"]["versions"][0]
    return version


def usdm_design(record: dict[str, Any]) -> dict[str, Any]:
    design: dict[str, Any] = usdm_version(record)["studyDesigns"][0]
    return design


def _ctis_criteria(key: str, *texts: str) -> list[dict[str, Any]]:
    """As the package has them: sorted by their number as a word."""
    listed = [
        {
            "number": number,
            key: text,
            f"{key}Translations": [
                {
                    "attributeTranslation": f"{text} (nederlands)",
                    "language": 37,
                    "languageDescription": "Dutch",
                }
            ],
        }
        for number, text in enumerate(texts, start=1)
    ]
    return sorted(listed, key=lambda one: str(one["number"]))


def _ctis_application() -> dict[str, Any]:
    return {
        "authorizedPartI": {
            "rowSubjectCount": 20,
            "rowCountriesInfo": [{"name": "Iceland"}],
            "products": [
                {
                    "productName": "Tea 5 mg",
                    "productDictionaryInfo": {"prodName": "Tea", "activeSubstanceName": "CAMELLIA"},
                },
                {"productDictionaryInfo": {"activeSubstanceName": "WATER"}},
            ],
            "therapeuticAreas": [{"code": "5", "name": "Diseases [C] - Musculoskeletal Diseases [C05]"}],
            "sponsors": [
                {
                    "primary": True,
                    "organisation": {"name": "University of Nowhere"},
                    "commercial": "Non-Commercial",
                    "addresses": [{"phone": "05550105", "email": "info&#64;nowhere.example"}],
                    "publicContacts": [
                        {
                            "functionalName": "Bela Invented",
                            "functionalEmailAddress": "bela@nowhere.example",
                            "telephone": "05550101",
                        }
                    ],
                }
            ],
            "trialDetails": {
                "clinicalTrialIdentifiers": {
                    "fullTitle": "An Invented Trial of Quiet Walking",
                    "publicTitle": "Quiet Walking",
                    "shortTitle": "NOWHERE-7",
                    "secondaryIdentifyingNumbers": {"nctNumber": {"number": "NCT99900001"}},
                },
                "trialInformation": {
                    "medicalCondition": {"partIMedicalConditions": [{"medicalCondition": "Creaking knee"}]},
                    "trialObjective": {"mainObjective": "Does quiet walking help? Ask Bela Invented."},
                    "eligibilityCriteria": {
                        "principalInclusionCriteria": _ctis_criteria(
                            "principalInclusionCriteria", *(f"Sign {n} of a creak" for n in range(1, 12))
                        ),
                        "principalExclusionCriteria": _ctis_criteria(
                            "principalExclusionCriteria", "Allergy to quiet"
                        ),
                    },
                    "endPoint": {"primaryEndPoints": [{"endPoint": "Creaks per step"}]},
                    "trialDuration": {
                        "estimatedEndDate": "2026-01-31",
                        "estimatedRecruitmentStartDate": "2023-03-01",
                    },
                    "populationOfTrialSubjects": {
                        "isFemaleSubjects": True,
                        "isMaleSubjects": True,
                        "clinicalTrialGroups": [{"code": "2", "name": "Patients"}],
                    },
                },
            },
        },
        "authorizedPartsII": [
            {
                "recruitmentSubjectCount": 100,
                "mscInfo": {"countryName": "Netherlands", "mscName": "Netherlands"},
                "trialSites": [
                    {
                        "departmentName": "Orthopaedics",
                        "organisationAddressInfo": {
                            "organisation": {"name": "Knee House"},
                            "address": {
                                "city": "Utrecht",
                                "postcode": "3500 AA",
                                "countryName": "Netherlands",
                            },
                            "phone": "05550102",
                            "email": "cleo@nowhere.example",
                        },
                        "personInfo": {
                            "firstName": "Cleo",
                            "lastName": "Invented",
                            "telephone": "+315550102",
                            "email": "cleo@nowhere.example",
                        },
                    }
                ],
            }
        ],
    }


def ctis(layout: int = 2024) -> dict[str, Any]:
    """As ctrdata kept CTIS until June 2024 (2023), and since (2024)."""
    application = _ctis_application()
    common = {
        "_id": "2029-500001-01-00",
        "ctNumber": "2029-500001-01-00",
        "ctrname": "CTIS",
        "trialPhase": "Therapeutic exploratory (Phase II)",
        "ageGroup": "65+ years, 18-64 years",
        "gender": "Male, Female",
        "totalNumberEnrolled": "100",
        "record_last_import": "2024-06-17 20:10:58",
    }
    if layout == 2023:
        return {
            **common,
            **application,
            "title": "An Invented Trial of Quiet Walking",
            "ctStatus": "Authorised, not started",
            "lastUpdated": "2024-05-06",
            "eudraCtInfo": {"eudraCtCode": "2021-000001-30"},
        }
    return {
        **common,
        "ctStatus": 4,
        "ctPublicStatusCode": 4,
        "startDateEU": "29/01/2023",
        "lastUpdated": "15/09/2025",
        "results": {},
        "resultsFirstReceived": "No",
        "authorizedApplication": {
            **application,
            "memberStatesConcerned": [{"mscName": "Netherlands", "mscPublicStatusCode": 5}],
            "eudraCt": {"eudraCtCode": "2021-000001-30"},
        },
        "events": {
            "trialEvents": [{"mscName": "Netherlands", "events": [{"notificationType": "START_OF_TRIAL"}]}]
        },
    }


def euctr() -> dict[str, Any]:
    return {
        "_id": "2029-000001-20-ES",
        "ctrname": "EUCTR",
        "x5_trial_status": "Ongoing",
        "x6_date_on_which_this_record_was_first_entered_in_the_eudract_database": "2023-01-09",
        "a1_member_state_concerned": "Spain - AEMPS",
        "a2_eudract_number": "2029-000001-20",
        "a3_full_title_of_the_trial": "An Invented Trial of Quiet Walking",
        "a3_full_title_of_the_trial_es": "Un ensayo inventado",
        "a31_title_of_the_trial_for_lay_people_in_easily_understood_ie_nontechnical_language": "Quiet Walking",
        "a31_title_of_the_trial_for_lay_people_in_easily_understood_ie_nontechnical_language_es": "Caminar",
        "a41_sponsors_protocol_code_number": "NOWHERE-7",
        "b1_sponsor": [
            {
                "b11_name_of_sponsor": "University of Nowhere",
                "b31_and_b32_status_of_the_sponsor": "Non-Commercial",
                "b52_functional_name_of_contact_point": "Prof Ada Invented",
                "b54_telephone_number": "345550101",
                "b55_fax_number": "345550109",
                "b56_email": "ada@nowhere.example",
            }
        ],
        "dimp": [
            {
                "d31_product_name": "Tea",
                "d38_imp_identification_details": [{"d38_inn__proposed_inn": "Camellia"}],
            }
        ],
        "e11_medical_conditions_being_investigated": "Creaking knee",
        "e21_main_objective_of_the_trial": "Does quiet walking help?",
        "e3_principal_inclusion_criteria": "1. Adults with knees that creak 2. Pain for 3 weeks",
        "e3_principal_inclusion_criteria_es": "1. Adultos con rodillas que crujen",
        "e4_principal_exclusion_criteria": "Allergy to quiet",
        "e51_primary_end_points": "Creaks per step",
        "e72_therapeutic_exploratory_phase_ii": "Yes",
        "e73_therapeutic_confirmatory_phase_iii": "No",
        "e811_randomised": "Yes",
        "e812_open": "No",
        "e814_double_blind": "Yes",
        "e815_parallel_group": "Yes",
        "f11_trial_has_subjects_under_18": "Yes",
        "f116_adolescents_1217_years": "Yes",
        "f12_adults_1864_years": "Yes",
        "f13_elderly_65_years": "No",
        "f21_female": "Yes",
        "f22_male": "No",
        "f31_healthy_volunteers": "No",
        "f422_in_the_whole_clinical_trial": "120",
        "trialInformation": {
            "isrctnIdentifier": {},
            "usctnIdentifier": "NCT99900001",
            "isGlobalEndOfTrialReached": "false",
            "recruitmentStartDate": "2023-03-01T00:00:00+02:00",
            "sponsors": {
                "sponsor": {
                    "publicContact": {
                        "functionalContactName": "Bela Invented",
                        "emailAddress": "bela@nowhere.example",
                        "telephoneNumber": {"countryCode": "34", "number": "935550101"},
                    }
                }
            },
        },
        "otherwise_empty": "",
    }


def isrctn() -> dict[str, Any]:
    return {
        "_id": "99900001",
        "isrctn": "99900001",
        "ctrname": "ISRCTN",
        "record_last_import": "2024-06-01 10:00:00",
        "trialDescription": {
            "title": "Quiet Walking",
            "scientificTitle": "An Invented Trial of Quiet Walking",
            "acronym": "HUSH",
            "plainEnglishSummary": "Does quiet walking help?\n\nWho is the main contact?\nDr Ada Invented, Bela\n"
            "ada@nowhere.example",
            "primaryOutcome": "Creaks per step",
        },
        "externalRefs": {
            "eudraCTNumber": "Nil known",
            "clinicalTrialsGovNumber": "NCT99900001",
            "secondaryNumbers": {"secondaryNumber": ["Nil known", "NOWHERE-7"]},
        },
        "trialDesign": {
            "studyDesign": "Single-centre randomised controlled trial",
            "primaryStudyDesign": "Interventional",
            "overallEndDate": "2026-01-31T00:00:00.000Z",
        },
        "participants": {
            "recruitmentCountries": {"country": "Iceland"},
            "trialCentres": {
                "trialCentre": {"name": "Knee House", "city": "Akureyri", "country": "Iceland", "zip": "-"}
            },
            "participantTypes": {"participantType": "Patient"},
            "inclusion": "1. Adults with knees that creak\n2. Pain for > 3 weeks",
            "exclusion": "1. Allergy to quiet",
            "ageRange": "Adult",
            "lowerAgeLimit": "18.0 Years",
            "gender": "Both",
            "targetEnrolment": "120",
            "totalFinalEnrolment": "",
            "recruitmentStart": "2023-03-01T00:00:00.000Z",
            "recruitmentEnd": "2025-06-30T00:00:00.000Z",
            "recruitmentStatusOverride": "",
        },
        "conditions": {"condition": {"description": "Creaking knee", "diseaseClass1": "Musculoskeletal"}},
        "interventions": {
            "intervention": {
                "interventionType": "Behavioural",
                "description": "Walks",
                "phase": "Phase II",
                "drugNames": "",
            }
        },
        "outputs": "\n   ",
        "contact": {
            "forename": "Cleo",
            "surname": "Invented",
            "contactDetails": {"telephone": "+44 (0)20 5550 0102", "email": "cleo@nowhere.example"},
        },
    }


def classic_as_json() -> dict[str, Any]:
    """A classic ClinicalTrials.gov record, which the package turned from XML into JSON."""
    return {
        "@attributes": {"rank": "7"},
        "ctrname": "CTGOV",
        "id_info": {"nct_id": "NCT99900001"},
        "brief_title": "Quiet Walking of Ada&apos;s Knees",
        "overall_status": "Recruiting",
        "detailed_description": {},
        "condition": ["Creaking knee", "Aching knee"],
        "eligibility": {
            "criteria": {"textblock": " Inclusion Criteria:&#xD;&#xD; - Knees that creak &lt; 3 times"},
            "gender": "All",
            "minimum_age": "18 Years",
            "maximum_age": "N/A",
        },
        "overall_official": {},
        "overall_contact": {
            "last_name": "Bela Invented",
            "phone": "202-555-0101",
            "email": "bela@nowhere.example",
        },
    }


CTRDATA = {"CTIS": ctis, "EUCTR": euctr, "ISRCTN": isrctn, "CTGOV": classic_as_json}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every object within a record and each of its keys."""
    if isinstance(value, dict):
        return [(value, key) for key in value] + [place for item in value.values() for place in places(item)]
    return [place for item in value for place in places(item)] if isinstance(value, list) else []
