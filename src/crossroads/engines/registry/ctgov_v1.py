"""The retired API v1 "FullStudies" (CamelCase) -> the shape of API v2.

v1 repeats the parent's name in each key (``ArmGroupList: {ArmGroup: [{ArmGroupLabel: ...}]}``) where v2 says
``armGroups: [{label: ...}]``. Three rules do nearly all: a list loses its wrapper, the first letter is
lowered, the repeated name is cut off; what they do not do stands in ``_NAMES``.

source  ClinicalTrials.gov, migration guide from the classic API to v2 (field name mapping)
"""

from __future__ import annotations

import re
from typing import Any

_REPEATED = re.compile(
    "^(LeadSponsor|Collaborator|OverallOfficial|CentralContact|LocationContact|Location|ArmGroup"
    "|PrimaryOutcome|SecondaryOutcome|OtherOutcome|Intervention|Enrollment|Design|PointOfContact)(?=[A-Z])"
)
_DATE_STRUCT = re.compile("^(.*)DateStruct$")

_NAMES = {
    "NCTId": "nctId",
    "Gender": "sex",
    "InterventionModel": "interventionModel",
    "DesignInterventionModel": "interventionModel",
    "DesignInfo": "designInfo",
    "DesignModule": "designModule",
    "DesignMaskingInfo": "maskingInfo",
    "EnrollmentInfo": "enrollmentInfo",
    "LocationList": "locations",
    "LocationContactList": "contacts",
    "InterventionList": "interventions",
    "ResponsiblePartyInvestigatorFullName": "investigatorFullName",
    "ResponsiblePartyInvestigatorAffiliation": "investigatorAffiliation",
    "ResponsiblePartyInvestigatorTitle": "investigatorTitle",
    "ResponsiblePartyOldNameTitle": "oldNameTitle",
    "ResponsiblePartyOldOrganization": "oldOrganization",
    "WhoMaskedList": "whoMasked",
    "DesignWhoMaskedList": "whoMasked",
    "PointOfContact": "pointOfContact",
}
_LISTS = {"CentralContactList", "OverallOfficialList", "ArmGroupList", "CollaboratorList"} | {
    "PrimaryOutcomeList",
    "SecondaryOutcomeList",
    "OtherOutcomeList",
}


def as_v2(document: dict[str, Any]) -> dict[str, Any]:
    """The same record under v2's names; values stay as they are worded."""
    record = document.get("Study", document)
    if not isinstance(record, dict):
        return {}
    protocol = record.get("ProtocolSection")
    shaped: dict[str, Any] = {"protocolSection": _shaped(protocol)}
    if "ResultsSection" in record:
        shaped["resultsSection"] = _shaped(record["ResultsSection"])
    return shaped


def _shaped(value: Any) -> Any:
    if isinstance(value, list):
        return [_shaped(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {_name(key): _shaped(_unwrapped(key, item)) for key, item in _plain_dates(value).items()}


def _unwrapped(key: str, value: Any) -> Any:
    """The list inside {"ConditionList": {"Condition": [...]}}."""
    if key.endswith("List") and isinstance(value, dict) and list(value) == [key.removesuffix("List")]:
        return next(iter(value.values()))
    return value


def _plain_dates(value: dict[str, Any]) -> dict[str, Any]:
    """{"StartDateStruct": {"StartDate": d, "StartDateType": t}} with v2's keys "date" and "type" inside."""
    return {
        key: {"date": item.get(f"{found[1]}Date"), "type": item.get(f"{found[1]}DateType")}
        if (found := _DATE_STRUCT.match(key)) and isinstance(item, dict)
        else item
        for key, item in value.items()
    }


def _name(key: str) -> str:
    if key in _NAMES:
        return _NAMES[key]
    if key in _LISTS:
        return f"{key[0].lower()}{key[1:].removesuffix('List')}s"
    short = _REPEATED.sub("", key)
    if short == "EMail":
        return "email"
    short = f"{short.removesuffix('List')}s" if short.endswith("List") else short
    return short[:1].lower() + short[1:]
