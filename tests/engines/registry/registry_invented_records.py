"""One invented study, written as each format of the registry would write it. Nobody in it exists."""

from __future__ import annotations

import json
from typing import Any

SUMMARY = "Does quiet walking help? Ask Ada Invented (ada@nowhere.example, 202-555-0143)"
CRITERIA = (
    "Inclusion Criteria:\n\n  -  Adults with knees that creak & ache\n  -  Age < 80\n\n"
    "Exclusion Criteria:\n\n  -  Allergy to quiet"
)


def v2() -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": "NCT99900001",
                "briefTitle": "Quiet Walking for Creaking Knees",
                "officialTitle": "An Invented Trial of Quiet Walking in Adults With Creaking Knees",
                "acronym": "HUSH",
            },
            "statusModule": {
                "overallStatus": "ACTIVE_NOT_RECRUITING",
                "whyStopped": "The path was flooded",
                "startDateStruct": {"date": "2023-03", "type": "ACTUAL"},
                "primaryCompletionDateStruct": {"date": "2025-06-30", "type": "ESTIMATED"},
                "completionDateStruct": {"date": "2026-01", "type": "ESTIMATED"},
                "studyFirstPostDateStruct": {"date": "2023-01-09", "type": "ESTIMATED"},
                "lastUpdatePostDateStruct": {"date": "2024-05-17", "type": "ACTUAL"},
                "lastUpdateSubmitDate": "2024-05-16",
            },
            "sponsorCollaboratorsModule": {
                "responsibleParty": {
                    "type": "PRINCIPAL_INVESTIGATOR",
                    "investigatorFullName": "Ada Invented",
                    "investigatorTitle": "Professor",
                    "investigatorAffiliation": "University of Nowhere",
                },
                "leadSponsor": {"name": "University of Nowhere", "class": "OTHER"},
                "collaborators": [{"name": "Agency for Walks", "class": "FED"}],
            },
            "descriptionModule": {
                "briefSummary": SUMMARY,
                "detailedDescription": "First paragraph.\n\nSecond paragraph.",
            },
            "conditionsModule": {"conditions": ["Creaking Knee"], "keywords": ["walking", "quiet"]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE1", "PHASE2"],
                "designInfo": {
                    "allocation": "RANDOMIZED",
                    "interventionModel": "PARALLEL",
                    "primaryPurpose": "HEALTH_SERVICES_RESEARCH",
                    "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "OUTCOMES_ASSESSOR"]},
                },
                "enrollmentInfo": {"count": 120, "type": "ESTIMATED"},
            },
            "armsInterventionsModule": {
                "armGroups": [
                    {"label": "Quiet", "type": "EXPERIMENTAL", "description": "Walks without a word"},
                    {"label": "Usual", "type": "NO_INTERVENTION"},
                ],
                "interventions": [
                    {
                        "type": "DIETARY_SUPPLEMENT",
                        "name": "Tea",
                        "description": "Served warm",
                        "otherNames": ["Infusion"],
                    }
                ],
            },
            "outcomesModule": {"primaryOutcomes": [{"measure": "Creaks per step", "timeFrame": "12 weeks"}]},
            "eligibilityModule": {
                "eligibilityCriteria": CRITERIA,
                "healthyVolunteers": False,
                "sex": "ALL",
                "genderBased": True,
                "genderDescription": "Anybody with knees",
                "minimumAge": "18 Years",
                "studyPopulation": "Walkers of two parishes",
                "samplingMethod": "NON_PROBABILITY_SAMPLE",
            },
            "contactsLocationsModule": {
                "centralContacts": [
                    {
                        "name": "Bela Invented, MD",
                        "role": "CONTACT",
                        "phone": "202-555-0101",
                        "phoneExt": "7",
                        "email": "bela@nowhere.example",
                    }
                ],
                "overallOfficials": [
                    {
                        "name": "Ada Invented, PhD",
                        "affiliation": "University of Nowhere",
                        "role": "STUDY_CHAIR",
                    }
                ],
                "locations": [
                    {
                        "facility": "Knee House",
                        "status": "RECRUITING",
                        "city": "Springfield",
                        "state": "Nowhere",
                        "zip": "99999",
                        "country": "United States",
                        "contacts": [
                            {"name": "Cleo Invented", "role": "CONTACT", "phone": "202-555-0102"},
                        ],
                        "geoPoint": {"lat": 12.5, "lon": -45.25},
                    },
                    {"facility": "Ĉe la Genuo", "city": "Esperantujo", "country": "Iceland"},
                ],
            },
        },
        "hasResults": False,
    }


def v2_bytes(**changes: Any) -> bytes:
    """The record as one line; ``nct_id`` replaces its identifier."""
    record = v2()
    if "nct_id" in changes:
        record["protocolSection"]["identificationModule"]["nctId"] = changes["nct_id"]
    return json.dumps(record, ensure_ascii=False).encode()


def v1() -> dict[str, Any]:
    """The same in the retired CamelCase; the parts that differ in more than a name."""
    return {
        "ProtocolSection": {
            "IdentificationModule": {
                "NCTId": "NCT99900001",
                "BriefTitle": "Quiet Walking for Creaking Knees",
                "OfficialTitle": "An Invented Trial of Quiet Walking in Adults With Creaking Knees",
                "Acronym": "HUSH",
            },
            "StatusModule": {
                "OverallStatus": "Active, not recruiting",
                "WhyStopped": "The path was flooded",
                "StartDateStruct": {"StartDate": "March 2023", "StartDateType": "Actual"},
                "PrimaryCompletionDateStruct": {
                    "PrimaryCompletionDate": "June 30, 2025",
                    "PrimaryCompletionDateType": "Anticipated",
                },
                "CompletionDateStruct": {
                    "CompletionDate": "January 2026",
                    "CompletionDateType": "Anticipated",
                },
                "StudyFirstPostDateStruct": {
                    "StudyFirstPostDate": "January 9, 2023",
                    "StudyFirstPostDateType": "Estimate",
                },
                "LastUpdatePostDateStruct": {
                    "LastUpdatePostDate": "May 17, 2024",
                    "LastUpdatePostDateType": "Actual",
                },
                "LastUpdateSubmitDate": "May 16, 2024",
            },
            "SponsorCollaboratorsModule": {
                "ResponsibleParty": {
                    "ResponsiblePartyType": "Principal Investigator",
                    "ResponsiblePartyInvestigatorFullName": "Ada Invented",
                },
                "LeadSponsor": {"LeadSponsorName": "University of Nowhere", "LeadSponsorClass": "OTHER"},
                "CollaboratorList": {
                    "Collaborator": [{"CollaboratorName": "Agency for Walks", "CollaboratorClass": "FED"}]
                },
            },
            "DescriptionModule": {
                "BriefSummary": SUMMARY,
                "DetailedDescription": "First paragraph.\n\nSecond paragraph.",
            },
            "ConditionsModule": {
                "ConditionList": {"Condition": ["Creaking Knee"]},
                "KeywordList": {"Keyword": ["walking", "quiet"]},
            },
            "DesignModule": {
                "StudyType": "Interventional",
                "PhaseList": {"Phase": ["Phase 1", "Phase 2"]},
                "DesignInfo": {
                    "DesignAllocation": "Randomized",
                    "DesignInterventionModel": "Parallel Assignment",
                    "DesignPrimaryPurpose": "Health Services Research",
                    "DesignMaskingInfo": {
                        "DesignMasking": "Double",
                        "DesignWhoMaskedList": {"DesignWhoMasked": ["Participant", "Outcomes Assessor"]},
                    },
                },
                "EnrollmentInfo": {"EnrollmentCount": "120", "EnrollmentType": "Anticipated"},
            },
            "ArmsInterventionsModule": {
                "ArmGroupList": {
                    "ArmGroup": [
                        {
                            "ArmGroupLabel": "Quiet",
                            "ArmGroupType": "Experimental",
                            "ArmGroupDescription": "Walks without a word",
                        },
                        {"ArmGroupLabel": "Usual", "ArmGroupType": "No Intervention"},
                    ]
                },
                "InterventionList": {
                    "Intervention": [
                        {
                            "InterventionType": "Dietary Supplement",
                            "InterventionName": "Tea",
                            "InterventionDescription": "Served warm",
                            "InterventionOtherNameList": {"InterventionOtherName": ["Infusion"]},
                        }
                    ]
                },
            },
            "OutcomesModule": {
                "PrimaryOutcomeList": {
                    "PrimaryOutcome": [
                        {"PrimaryOutcomeMeasure": "Creaks per step", "PrimaryOutcomeTimeFrame": "12 weeks"}
                    ]
                }
            },
            "EligibilityModule": {
                "EligibilityCriteria": CRITERIA,
                "HealthyVolunteers": "No",
                "Gender": "All",
                "GenderBased": "Yes",
                "GenderDescription": "Anybody with knees",
                "MinimumAge": "18 Years",
                "StudyPopulation": "Walkers of two parishes",
                "SamplingMethod": "Non-Probability Sample",
            },
            "ContactsLocationsModule": {
                "CentralContactList": {
                    "CentralContact": [
                        {
                            "CentralContactName": "Bela Invented, MD",
                            "CentralContactEMail": "bela@nowhere.example",
                        }
                    ]
                },
                "LocationList": {
                    "Location": [
                        {
                            "LocationFacility": "Knee House",
                            "LocationStatus": "Recruiting",
                            "LocationCity": "Springfield",
                            "LocationState": "Nowhere",
                            "LocationZip": "99999",
                            "LocationCountry": "United States",
                            "LocationContactList": {
                                "LocationContact": [
                                    {
                                        "LocationContactName": "Cleo Invented",
                                        "LocationContactPhone": "202-555-0102",
                                    }
                                ]
                            },
                        },
                        {
                            "LocationFacility": "Ĉe la Genuo",
                            "LocationCity": "Esperantujo",
                            "LocationCountry": "Iceland",
                        },
                    ]
                },
            },
        }
    }


CLASSIC = """<?xml version="1.0" encoding="UTF-8"?>
<clinical_study>
  <!-- An invented record -->
  <id_info><org_study_id>HUSH-1</org_study_id><nct_id>NCT99900001</nct_id></id_info>
  <brief_title>Quiet Walking for Creaking Knees</brief_title>
  <acronym>HUSH</acronym>
  <official_title>An Invented Trial of Quiet Walking in Adults With Creaking Knees</official_title>
  <sponsors>
    <lead_sponsor><agency>University of Nowhere</agency><agency_class>Other</agency_class></lead_sponsor>
    <collaborator><agency>Agency for Walks</agency><agency_class>U.S. Fed</agency_class></collaborator>
  </sponsors>
  <brief_summary>
    <textblock>
      Does quiet walking help? Ask Ada Invented (ada@nowhere.example, 202-555-0143)&#xD;
    </textblock>
  </brief_summary>
  <detailed_description>
    <textblock>
      First paragraph.&#xD;
&#xD;
      Second paragraph.&#xD;
    </textblock>
  </detailed_description>
  <overall_status>Active, not recruiting</overall_status>
  <why_stopped>The path was flooded</why_stopped>
  <start_date type="Actual">March 2023</start_date>
  <completion_date type="Anticipated">January 2026</completion_date>
  <primary_completion_date type="Anticipated">June 30, 2025</primary_completion_date>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Interventional</study_type>
  <study_design_info>
    <allocation>Randomized</allocation>
    <intervention_model>Parallel Assignment</intervention_model>
    <primary_purpose>Health Services Research</primary_purpose>
    <masking>Double (Participant, Outcomes Assessor)</masking>
  </study_design_info>
  <primary_outcome><measure>Creaks per step</measure><time_frame>12 weeks</time_frame></primary_outcome>
  <enrollment type="Anticipated">120</enrollment>
  <condition>Creaking Knee</condition>
  <arm_group>
    <arm_group_label>Quiet</arm_group_label>
    <arm_group_type>Experimental</arm_group_type>
    <description>Walks without a word</description>
  </arm_group>
  <arm_group>
    <arm_group_label>Usual</arm_group_label>
    <arm_group_type>No Intervention</arm_group_type>
  </arm_group>
  <intervention>
    <intervention_type>Dietary Supplement</intervention_type>
    <intervention_name>Tea</intervention_name>
    <description>Served warm</description>
    <arm_group_label>Quiet</arm_group_label>
    <other_name>Infusion</other_name>
  </intervention>
  <eligibility>
    <study_pop>
      <textblock>
        Walkers of two parishes&#xD;
      </textblock>
    </study_pop>
    <sampling_method>Non-Probability Sample</sampling_method>
    <criteria>
      <textblock>
        Inclusion Criteria:&#xD;
&#xD;
          -  Adults with knees that creak &amp; ache&#xD;
          -  Age &lt; 80&#xD;
&#xD;
        Exclusion Criteria:&#xD;
&#xD;
          -  Allergy to quiet&#xD;
      </textblock>
    </criteria>
    <gender>All</gender>
    <gender_based>Yes</gender_based>
    <gender_description>Anybody with knees</gender_description>
    <minimum_age>18 Years</minimum_age>
    <maximum_age>N/A</maximum_age>
    <healthy_volunteers>No</healthy_volunteers>
  </eligibility>
  <overall_official>
    <last_name>Ada Invented, PhD</last_name>
    <role>Study Chair</role>
    <affiliation>University of Nowhere</affiliation>
  </overall_official>
  <overall_contact>
    <last_name>Bela Invented, MD</last_name>
    <phone>202-555-0101</phone>
    <phone_ext>7</phone_ext>
    <email>bela@nowhere.example</email>
  </overall_contact>
  <location>
    <facility>
      <name>Knee House</name>
      <address>
        <city>Springfield</city><state>Nowhere</state><zip>99999</zip><country>United States</country>
      </address>
    </facility>
    <status>Recruiting</status>
    <contact><last_name>Cleo Invented</last_name><phone>202-555-0102</phone></contact>
  </location>
  <location>
    <facility>
      <name>Ĉe la Genuo</name>
      <address><city>Esperantujo</city><country>Iceland</country></address>
    </facility>
  </location>
  <location_countries><country>United States</country><country>Iceland</country></location_countries>
  <study_first_posted type="Estimate">January 9, 2023</study_first_posted>
  <last_update_submitted>May 16, 2024</last_update_submitted>
  <last_update_posted type="Actual">May 17, 2024</last_update_posted>
  <responsible_party>
    <responsible_party_type>Principal Investigator</responsible_party_type>
    <investigator_full_name>Ada Invented</investigator_full_name>
  </responsible_party>
  <keyword>walking</keyword>
  <keyword>quiet</keyword>
</clinical_study>
""".encode()
