"""Classic ``<clinical_study>`` XML, the registry's format until 2024 -> the shape of API v2.

The document is parsed without entities, without the network and with libxml2's size limits on.

source  ClinicalTrials.gov ``public.xsd`` (classic download schema)
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

from lxml import etree

from crossroads.engines.errors import InputProblem, Where

_MASKING = re.compile(r"(.+?) ?\((.+)\)", re.DOTALL)


def safe_root(data: bytes, where: Where, *, remove_comments: bool = True) -> etree._Element:
    """Parse a document and return its root.

    raises  InputProblem "registry.not_xml", "registry.xml_doctype" (entities are never expanded) or
            "registry.not_a_study"
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=remove_comments,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputProblem("registry.not_xml", where=where, reason=_reason(error)) from None
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputProblem("registry.xml_doctype", where=where)
    if root.tag != "clinical_study":
        raise InputProblem("registry.not_a_study", where=where)
    return root


def _reason(error: Exception) -> str:
    """libxml2's own words without the element names' tail of file positions."""
    return str(error).split(" (<string>")[0]


def as_v2(root: etree._Element) -> dict[str, Any]:
    """The same record in v2's shape; coded words stay as they are worded."""
    shaped: dict[str, Any] = {
        "protocolSection": {
            "identificationModule": {
                "nctId": _text(root, "id_info/nct_id"),
                "briefTitle": _text(root, "brief_title"),
                "officialTitle": _text(root, "official_title"),
                "acronym": _text(root, "acronym"),
            },
            "statusModule": _status(root),
            "sponsorCollaboratorsModule": _sponsors(root),
            "descriptionModule": {
                "briefSummary": _block(root, "brief_summary"),
                "detailedDescription": _block(root, "detailed_description"),
            },
            "conditionsModule": {
                "conditions": _texts(root, "condition"),
                "keywords": _texts(root, "keyword"),
            },
            "designModule": _design(root),
            "armsInterventionsModule": _arms(root),
            "outcomesModule": {
                "primaryOutcomes": [
                    {"measure": _text(item, "measure"), "timeFrame": _text(item, "time_frame")}
                    for item in root.iterfind("primary_outcome")
                ]
            },
            "eligibilityModule": _eligibility(root),
            "contactsLocationsModule": _places(root),
        },
        "hasResults": root.find("clinical_results") is not None,
    }
    return shaped


def _status(root: etree._Element) -> dict[str, Any]:
    return {
        "overallStatus": _text(root, "overall_status"),
        "whyStopped": _text(root, "why_stopped"),
        "startDateStruct": _dated(root, "start_date"),
        "primaryCompletionDateStruct": _dated(root, "primary_completion_date"),
        "completionDateStruct": _dated(root, "completion_date"),
        "studyFirstPostDateStruct": _dated(root, "study_first_posted"),
        "lastUpdatePostDateStruct": _dated(root, "last_update_posted"),
        # before 2017 the day of the last submission was called "lastchanged_date"
        "lastUpdateSubmitDate": _text(root, "last_update_submitted") or _text(root, "lastchanged_date"),
    }


def _sponsors(root: etree._Element) -> dict[str, Any]:
    lead = root.find("sponsors/lead_sponsor")
    return {
        "leadSponsor": {} if lead is None else _organisation(lead),
        "collaborators": [_organisation(item) for item in root.iterfind("sponsors/collaborator")],
        "responsibleParty": {
            "investigatorFullName": _text(root, "responsible_party/investigator_full_name"),
            "investigatorAffiliation": _text(root, "responsible_party/investigator_affiliation"),
            "oldNameTitle": _text(root, "responsible_party/name_title"),
            "oldOrganization": _text(root, "responsible_party/organization"),
        },
    }


def _organisation(item: etree._Element) -> dict[str, Any]:
    return {"name": _text(item, "agency"), "class": _text(item, "agency_class")}


def _design(root: etree._Element) -> dict[str, Any]:
    study_type = _text(root, "study_type")
    enrollment = root.find("enrollment")
    phase = _text(root, "phase")
    masking, who = _masking(_text(root, "study_design_info/masking"))
    return {
        # a withheld record says "N/A" for its type
        "studyType": None if study_type == "N/A" else study_type,
        "patientRegistry": True if study_type and "Patient Registry" in study_type else None,
        "phases": None if not phase else [phase] if phase == "N/A" else phase.split("/"),
        "designInfo": {
            "allocation": _text(root, "study_design_info/allocation"),
            "interventionModel": _text(root, "study_design_info/intervention_model"),
            "primaryPurpose": _text(root, "study_design_info/primary_purpose"),
            "maskingInfo": {"masking": masking, "whoMasked": who},
        },
        "enrollmentInfo": {}
        if enrollment is None
        else {"count": _text(root, "enrollment"), "type": enrollment.get("type")},
    }


def _masking(wording: str | None) -> tuple[str | None, list[str]]:
    """("Double", ["Participant", "Investigator"]) from "Double (Participant, Investigator)"."""
    found = _MASKING.fullmatch(wording or "")
    if found is None or found[2].casefold() == "open label":
        return wording, []
    return found[1], [who.strip() for who in found[2].split(",")]


def _arms(root: etree._Element) -> dict[str, Any]:
    return {
        "interventions": [
            {
                "type": _text(item, "intervention_type"),
                "name": _text(item, "intervention_name"),
                "description": _text(item, "description"),
                "otherNames": _texts(item, "other_name"),
            }
            for item in root.iterfind("intervention")
        ],
        "armGroups": [
            {
                "label": _text(item, "arm_group_label"),
                "type": _text(item, "arm_group_type"),
                "description": _text(item, "description"),
            }
            for item in root.iterfind("arm_group")
        ],
    }


def _eligibility(root: etree._Element) -> dict[str, Any]:
    return {
        "minimumAge": _text(root, "eligibility/minimum_age"),
        "maximumAge": _text(root, "eligibility/maximum_age"),
        "sex": _text(root, "eligibility/gender"),
        "genderBased": _text(root, "eligibility/gender_based"),
        "genderDescription": _text(root, "eligibility/gender_description"),
        "healthyVolunteers": _text(root, "eligibility/healthy_volunteers"),
        "studyPopulation": _block(root, "eligibility/study_pop"),
        "samplingMethod": _text(root, "eligibility/sampling_method"),
        "eligibilityCriteria": _block(root, "eligibility/criteria"),
    }


def _places(root: etree._Element) -> dict[str, Any]:
    contacts = [*root.iterfind("overall_contact"), *root.iterfind("overall_contact_backup")]
    return {
        "locations": [_location(item) for item in root.iterfind("location")],
        "locationCountries": _texts(root, "location_countries/country"),
        "centralContacts": [_person(item) for item in contacts],
        "overallOfficials": [_person(item) for item in root.iterfind("overall_official")],
    }


def _location(item: etree._Element) -> dict[str, Any]:
    persons = [*item.iterfind("contact"), *item.iterfind("contact_backup"), *item.iterfind("investigator")]
    return {
        "facility": _text(item, "facility/name"),
        "city": _text(item, "facility/address/city"),
        "state": _text(item, "facility/address/state"),
        "zip": _text(item, "facility/address/zip"),
        "country": _text(item, "facility/address/country"),
        "status": _text(item, "status"),
        "contacts": [_person(person) for person in persons],
    }


def _person(item: etree._Element) -> dict[str, Any]:
    names = (_text(item, part) for part in ("first_name", "middle_name", "last_name"))
    return {
        "name": " ".join(name for name in names if name),
        "role": _text(item, "role"),
        "phone": _text(item, "phone"),
        "phoneExt": _text(item, "phone_ext"),
        "email": _text(item, "email"),
        "affiliation": _text(item, "affiliation"),
    }


def _dated(root: etree._Element, tag: str) -> dict[str, Any] | None:
    found = root.find(tag)
    return None if found is None else {"date": _text(root, tag), "type": found.get("type")}


def _text(parent: etree._Element, path: str) -> str | None:
    found = parent.find(path)
    return None if found is None else _whole(found)


def _texts(parent: etree._Element, path: str) -> list[str]:
    return [_whole(found) for found in parent.iterfind(path)]


def _whole(element: etree._Element) -> str:
    """All text of an element, even where stray markup splits it."""
    return element.text or "" if len(element) == 0 else "".join(str(part) for part in element.itertext())


def _block(parent: etree._Element, path: str) -> str | None:
    """A ``<textblock>`` without the indentation that the XML gave it; paragraphs and bullets stay."""
    text = _text(parent, f"{path}/textblock")
    if text is None:
        return _text(parent, path)
    return textwrap.dedent(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
